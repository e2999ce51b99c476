"""What makes the log tamper-evident: canonical bytes of an event, chains of hashes, Merkle roots and proofs.

The tree is that of RFC 6962 (leaf = SHA-256(0x00 || event hash), node = SHA-256(0x01 || left || right), split at the
largest power of two below the size). `tools/check_proof.py` says the same again, alone, with the standard library.
"""

import hashlib
import hmac
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Self
from uuid import UUID

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
FIRST = b""  # the previous hash of an object's first event, and of the first root


def micros(moment: datetime) -> int:
    """Microseconds since 1970 UTC: the exact form in which moments are hashed."""
    return (moment - EPOCH) // timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Sealed:
    """An event as it is hashed. `data` is the text of the JSON exactly as the database gives it."""

    id: UUID
    object_kind: str
    object_id: UUID
    position: int
    previous: bytes
    kind: str
    unit_id: UUID | None
    actor_id: UUID | None
    actor_label: str
    acting_for: UUID | None
    happened_at: datetime
    recorded_at: datetime
    data: str

    def text(self) -> str:
        """The canonical text: one field a line; the last, JSON, has no line break of its own."""
        lines = (
            "caicach.event.1",
            self.id,
            self.object_kind,
            self.object_id,
            self.position,
            self.previous.hex(),
            self.kind,
            self.unit_id or "",
            self.actor_id or "",
            self.actor_label,
            self.acting_for or "",
            micros(self.happened_at),
            micros(self.recorded_at),
            self.data,
        )
        return "\n".join(map(str, lines))

    def hash(self) -> bytes:
        """SHA-256 of the canonical text."""
        return hashlib.sha256(self.text().encode()).digest()


@dataclass(frozen=True, slots=True)
class SealedRead:
    """A read as it is hashed. `data` is the text of the JSON exactly as the database gives it."""

    id: UUID
    way: str
    page: str
    object_kind: str
    object_id: UUID | None
    unit_id: UUID | None
    actor_id: UUID | None
    actor_label: str
    actor_unit_id: UUID | None
    acting_for: UUID | None
    reason: str
    recorded_at: datetime
    data: str

    def text(self) -> str:
        """The canonical text: one field a line; the last, JSON, has no line break of its own."""
        lines = (
            "caicach.read.1",
            self.id,
            self.way,
            self.page,
            self.object_kind,
            self.object_id or "",
            self.unit_id or "",
            self.actor_id or "",
            self.actor_label,
            self.actor_unit_id or "",
            self.acting_for or "",
            self.reason,
            micros(self.recorded_at),
            self.data,
        )
        return "\n".join(map(str, lines))

    def hash(self) -> bytes:
        """SHA-256 of the canonical text."""
        return hashlib.sha256(self.text().encode()).digest()


@dataclass(frozen=True, slots=True)
class RootFacts:
    """A Merkle root as it is hashed, stored and exported. Every event and read recorded before `complete_until` is
    under it or an earlier one; `events` is how many leaves it has."""

    number: int
    taken_at: datetime
    complete_until: datetime
    events: int
    merkle: bytes
    previous: bytes

    def hash(self) -> bytes:
        """SHA-256 over the root's own facts and the hash of the root before."""
        lines = (
            "caicach.root.1",
            self.number,
            micros(self.taken_at),
            micros(self.complete_until),
            self.events,
            self.merkle.hex(),
            self.previous.hex(),
        )
        return hashlib.sha256("\n".join(map(str, lines)).encode()).digest()

    def exported(self) -> dict[str, str | int]:
        """The line that leaves the house."""
        return {
            "number": self.number,
            "taken_at": micros(self.taken_at),
            "complete_until": micros(self.complete_until),
            "events": self.events,
            "merkle": self.merkle.hex(),
            "previous": self.previous.hex(),
            "hash": self.hash().hex(),
        }


def leaf(event_hash: bytes) -> bytes:
    """The leaf of an event."""
    return hashlib.sha256(b"\x00" + event_hash).digest()


def node(left: bytes, right: bytes) -> bytes:
    """The parent of two nodes."""
    return hashlib.sha256(b"\x01" + left + right).digest()


class Growing:
    """A Merkle tree that is told its leaves one by one and keeps only the roots of its full subtrees."""

    def __init__(self) -> None:
        self.size = 0
        self._full: list[tuple[int, bytes]] = []  # (height, root), heights falling

    def add(self, event_hash: bytes) -> Self:
        """Append the next event."""
        height, top = 0, leaf(event_hash)
        while self._full and self._full[-1][0] == height:
            top = node(self._full.pop()[1], top)
            height += 1
        self._full.append((height, top))
        self.size += 1
        return self

    def root(self) -> bytes:
        """The root of the leaves so far; of none, the hash of nothing (RFC 6962)."""
        if not self._full:
            return hashlib.sha256(b"").digest()
        top = self._full[-1][1]
        for _, left in reversed(self._full[:-1]):
            top = node(left, top)
        return top


def merkle_root(event_hashes: Iterable[bytes]) -> bytes:
    """The root over the events in their order."""
    tree = Growing()
    for value in event_hashes:
        tree.add(value)
    return tree.root()


@dataclass(frozen=True, slots=True)
class Step:
    """One step up: the neighbour and the side on which it stands."""

    side: str
    hash: bytes


def inclusion(event_hashes: Sequence[bytes], index: int) -> list[Step]:
    """The neighbours from the leaf `index` up to the root: at most ceil(log2(n)) of 32 bytes."""
    if not 0 <= index < len(event_hashes):
        raise IndexError(index)
    if len(event_hashes) == 1:
        return []
    split = 1 << (len(event_hashes) - 1).bit_length() - 1
    left, right = event_hashes[:split], event_hashes[split:]
    if index < split:
        return [*inclusion(left, index), Step("right", merkle_root(right))]
    return [*inclusion(right, index - split), Step("left", merkle_root(left))]


def climb(event_hash: bytes, path: Iterable[Step]) -> bytes:
    """The root that the leaf and its path lead to."""
    top = leaf(event_hash)
    for step in path:
        top = node(step.hash, top) if step.side == "left" else node(top, step.hash)
    return top


def salted(value: str, salt: bytes) -> str:
    """A personal value as the log may hold it: without the salt, which can be erased, it says nothing."""
    return hmac.new(salt, value.encode(), hashlib.sha256).hexdigest()
