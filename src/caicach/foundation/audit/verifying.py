"""Checking the whole log against itself and against the roots that have left the house."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from itertools import chain
from pathlib import Path
from typing import Any

from caicach.foundation.audit.models import Root
from caicach.foundation.audit.queries import broken_links, facts, sealed_events, sealed_reads
from caicach.foundation.audit.rules import EPOCH, FIRST, Growing, RootFacts, SealedRead
from caicach.foundation.kernel.errors import Refused

MOST = 1000  # findings listed in full; their number is always told


@dataclass
class Outcome:
    """What a check found: `unproven` events and `unproven_reads` are younger than the last exported root."""

    events: int = 0
    reads: int = 0
    roots: int = 0
    unproven: int = 0
    unproven_reads: int = 0
    broken: list[dict[str, Any]] = field(default_factory=list)
    broken_count: int = 0

    def found(self, what: str, **where: Any) -> None:
        """Add a finding."""
        self.broken_count += 1
        if len(self.broken) < MOST:
            self.broken.append({"what": what} | {name: str(value) for name, value in where.items()})


def exported_roots(path: Path) -> list[dict[str, Any]]:
    """The roots in an exported file, in its order; none if there is no file. Refused when it is not such a file."""
    if not path.exists():
        return []
    try:
        found = [json.loads(line) for line in path.read_text().splitlines() if line.strip()]
        if any(not isinstance(root, dict) or not isinstance(root.get("number"), int) for root in found):
            raise ValueError("a line is no root")
        return found
    except (OSError, ValueError) as error:
        raise Refused(f"Tệp {path} không phải tệp gốc xác thực đã xuất: {error}") from error


def verify(exported: Iterable[dict[str, Any]]) -> Outcome:
    """Kiểm tra nhật ký: every event against its hash, chain and root, every read against its hash and root; every
    root against `exported`.

    Finds edited, deleted, inserted, reordered and rolled-back rows under the last exported root.
    """
    outcome = Outcome()
    outside = {line["number"]: line for line in exported}
    proven = max(outside, default=0)
    roots = {root.number: facts(root) for root in Root.objects.order_by("number")}
    outcome.roots = len(roots)
    _compare_roots(roots, outside, outcome)
    covered_until = _covered_until(roots, proven)
    built = _walk(roots, proven, covered_until, outcome)
    _compare_trees(roots, built, outcome)
    for event, of, position in broken_links():
        outcome.found("chain", event=event, object=of, position=position)
    return outcome


def _compare_roots(roots: dict[int, RootFacts], outside: dict[int, dict[str, Any]], outcome: Outcome) -> None:
    previous = FIRST
    for number, root in roots.items():
        if root.previous != previous:
            outcome.found("root_chain", root=number)
        previous = root.hash()
    stored = {number: bytes(value) for number, value in Root.objects.values_list("number", "hash")}
    for number, root in roots.items():
        if stored[number] != root.hash():
            outcome.found("root_edited", root=number)
    for number, line in outside.items():
        if number not in roots:
            outcome.found("root_missing", root=number)  # rolled back, or taken away
        elif roots[number].exported() != line:
            outcome.found("root_differs_from_exported", root=number)


def _covered_until(roots: dict[int, RootFacts], proven: int) -> datetime:
    return max((root.complete_until for n, root in roots.items() if n <= proven), default=EPOCH)


def _walk(
    roots: dict[int, RootFacts], proven: int, covered_until: datetime, outcome: Outcome
) -> dict[int, Growing]:
    """Hash every event and read again and grow the trees from what the rows say now."""
    built: dict[int, Growing] = {}
    expected: dict[int, int] = {}
    for row, stored, root, leaf in chain(sealed_events(), sealed_reads()):
        young = root is None or root > proven
        if isinstance(row, SealedRead):
            outcome.reads += 1
            outcome.unproven_reads += young
            where = {"read": row.id}
        else:
            outcome.events += 1
            outcome.unproven += young
            where = {"event": row.id}
        again = row.hash()
        if again != stored:
            outcome.found("edited", **where, object=row.object_id or "", root=root or "")
        if root is None:
            if row.recorded_at < covered_until:
                outcome.found("inserted", **where, object=row.object_id or "")
            continue
        if leaf != expected.get(root, 0):
            outcome.found("leaf_missing", root=root, leaf=expected.get(root, 0), next_event=row.id)
        expected[root] = (leaf or 0) + 1
        built.setdefault(root, Growing()).add(again)
    return built


def _compare_trees(roots: dict[int, RootFacts], built: dict[int, Growing], outcome: Outcome) -> None:
    for number, root in roots.items():
        tree = built.get(number, Growing())
        if tree.size != root.events:
            outcome.found("events_missing", root=number, expected=root.events, found=tree.size)
        if tree.root() != root.merkle:
            outcome.found("root_does_not_fit", root=number)
    for number in built.keys() - roots.keys():
        outcome.found("root_missing", root=number)
