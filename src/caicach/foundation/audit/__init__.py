"""Nhật ký: who did what to which object, for which unit, when.

Events are only ever added. Each carries the hash of the previous event of the same object; an hourly or daily
Merkle root covers all new events and is exported, so that edits, deletions, insertions and roll-backs under it
are found. Events hold ids and salted hashes; personal values stay in their own, erasable rows.
"""
