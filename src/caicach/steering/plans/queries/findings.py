"""Findings as the page shows them: those of one row and sort together, each with its place in plan and source."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from uuid import UUID

from caicach.law.legislation.queries import address
from caicach.steering.plans.models import PlanVersion
from caicach.steering.plans.rules.findings import (
    CODE_LABELS,
    KIND_LABELS,
    SEVERITY_LABELS,
    Code,
    Finding,
    Kind,
    Severity,
)
from caicach.steering.plans.rules.programme import BLOCK_LABELS, Block


@dataclass(slots=True)
class FindingGroup:
    """Findings of one kind about one row; `first` is that of the whole, `others` those of single years."""

    first: Finding
    place: str
    label: str
    source_url: str
    origin: UUID | None
    others: list[Finding] = field(default_factory=list)

    @property
    def kind(self) -> str:
        """What the finding is about, for the choice of the page to link to."""
        return str(self.first.where.kind)

    @property
    def is_place(self) -> bool:
        """Whether the finding is about numbering: "6.4" is a row, not an amount."""
        return self.first.code == Code.SEQUENCE_GAP


def grouped(
    version: PlanVersion, findings: Iterable[Finding], origins: Mapping[tuple[str, str], UUID]
) -> dict[Severity, list[FindingGroup]]:
    """Findings by severity, errors first; each group links to its row and to the line of the source text."""
    document = version.document.code if version.document else ""
    result: dict[Severity, list[FindingGroup]] = {severity: [] for severity in Severity}
    known: dict[tuple[str, str, str, str], FindingGroup] = {}
    for finding in findings:
        where = finding.where
        key = (finding.severity, finding.code, where.kind, where.code)
        if where.kind in _BY_YEAR and key in known:
            known[key].others.append(finding)
            continue
        known[key] = group = FindingGroup(
            first=finding,
            place=place_of(finding),
            label=CODE_LABELS[finding.code],
            source_url=address(document, where.line, where.line) if document and where.line else "",
            origin=origins.get((str(where.kind), where.code)),
        )
        result[finding.severity].append(group)
    return {severity: groups for severity, groups in result.items() if groups}


_BY_YEAR = {Kind.ACTIVITY, Kind.AREA, Kind.BLOCK, Kind.PROGRAMME}
"""Kinds whose figures repeat by year."""


def place_of(finding: Finding) -> str:
    """The row in words: "Hoạt động 2.4, năm 2023", "Khối Đảng, đoàn thể"."""
    where = finding.where
    if where.kind is Kind.BLOCK:
        words = BLOCK_LABELS[Block(where.code)]
        words = words[:1].upper() + words[1:]
    elif where.kind is Kind.PROGRAMME:
        words = "Toàn văn bản"
    else:
        label = "Chỉ tiêu" if where.kind is Kind.OBJECTIVE else KIND_LABELS[where.kind]
        words = f"{label} {where.code}"
    return f"{words}, năm {where.year}" if where.year and where.kind in _BY_YEAR else words


def severity_label(severity: Severity) -> str:
    """The severity in Vietnamese."""
    return SEVERITY_LABELS[severity]
