#!/usr/bin/env python3
"""Checks that an event stands in the log of a caicach installation. Python's standard library only.

Usage: check_proof.py PROOF.json ROOTS.jsonl

PROOF.json comes from `caicach audit prove EVENT` or from the event's page; ROOTS.jsonl is the file of exported roots
that you kept yourself: its roots count, not those that the proof brings along. Exit code 0: proven; 1: not.
"""

import hashlib
import json
import sys


def sha(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()


def root_hash(root: dict) -> str:
    names = ("number", "taken_at", "complete_until", "events", "merkle", "previous")
    return sha("\n".join(["caicach.root.1", *(str(root[name]) for name in names)]).encode()).hex()


def fault(proof: dict, roots: list[dict]) -> str:
    """Why the proof does not hold; "" when it does."""
    previous = ""
    for root in roots:
        if root["hash"] != root_hash(root) or root["previous"] != previous:
            return f"the file of roots is damaged at root {root['number']}"
        previous = root["hash"]
    kept = next((root for root in roots if root["number"] == proof["root"]["number"]), None)
    if kept is None:
        return "the root of this proof is not among the kept roots"
    if sha(proof["text"].encode()).hex() != proof["hash"]:
        return "the text of the event does not have the hash that the proof says"
    top = sha(b"\x00" + bytes.fromhex(proof["hash"]))
    for side, neighbour in proof["path"]:
        other = bytes.fromhex(neighbour)
        top = sha(b"\x01" + (other + top if side == "left" else top + other))
    return "" if top.hex() == kept["merkle"] else "the event is not under the kept root"


def main(proof_path: str, roots_path: str) -> int:
    with open(proof_path) as file:
        proof = json.load(file)
    with open(roots_path) as file:
        roots = [json.loads(line) for line in file if line.strip()]
    wrong = fault(proof, roots)
    print(
        f"NOT PROVEN: {wrong}" if wrong else f"PROVEN: under root {proof['root']['number']}\n{proof['text']}"
    )
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:3]))
