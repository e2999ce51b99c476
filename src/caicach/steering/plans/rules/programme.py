"""Chương trình như văn bản in ra: the rows that the cross-checks read, from files or from the database alike."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from caicach.steering.indicators.rules.targets import Target


class Block(StrEnum):
    """Khối của dòng tiền trong văn bản: S004 prints two, with the front in the party's and councils in the state's.

    Not the block of the organisation. "all" marks a row that both carry out.
    """

    PARTY = "party"
    STATE = "state"
    ALL = "all"


BLOCK_LABELS: dict[Block, str] = {
    Block.PARTY: "khối Đảng, đoàn thể",
    Block.STATE: "khối nhà nước",
    Block.ALL: "cả hai khối",
}


@dataclass(frozen=True, slots=True)
class ActivityRow:
    """Hoạt động có kinh phí: amounts by year in triệu đồng, the printed total, the total by source."""

    code: str
    area: str
    name: str
    block: Block
    amounts: Mapping[int, Decimal]
    total: Decimal
    sources: Mapping[str, Decimal] = field(default_factory=dict)
    formula: str = ""
    lead: str = ""
    line: int | None = None

    @property
    def sum_of_years(self) -> Decimal:
        """The years added up, triệu đồng."""
        return sum(self.amounts.values(), Decimal(0))


@dataclass(frozen=True, slots=True)
class TargetRow:
    """Chỉ tiêu với lời văn: `metric` names what is measured, so that two rows of one metric can be compared.

    `annex` is the number of the row in an annex ("PL1.3") or "" for the running text.
    """

    code: str
    area: str
    text: str
    target: Target
    metric: str = ""
    block: Block = Block.ALL
    annex: str = ""
    line: int | None = None
    baseline_note: str = ""


@dataclass(frozen=True, slots=True)
class TaskRow:
    """Nhiệm vụ hoặc giải pháp."""

    code: str
    area: str
    text: str
    block: Block = Block.ALL
    lead: str = ""
    due_year: int | None = None
    line: int | None = None


@dataclass(frozen=True, slots=True)
class Baseline:
    """Hiện trạng ghi trong lời văn: a reported value of a metric, in the unit of the metric's targets."""

    metric: str
    value: Decimal
    year: int
    text: str
    line: int | None = None


class Scope(StrEnum):
    """What a printed total adds up."""

    AREA = "area"
    BLOCK = "block"
    GRAND = "grand"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class PrintedTotal:
    """Số tổng in trong văn bản, triệu đồng; `year` None is the whole period, `code` the area or block.

    `printed` and `unit` keep the figure as the paper has it ("139,956", "tỷ đồng"). `in_table` is false for
    an amount in a sentence. OTHER rows are amounts that may explain a gap.
    """

    scope: Scope
    code: str
    year: int | None
    amount: Decimal
    printed: str = ""
    unit: str = "triệu đồng"
    in_table: bool = True
    label: str = ""
    line: int | None = None


@dataclass(frozen=True, slots=True)
class Heading:
    """Một số thứ tự như in: an area of the money table or a section, in the order of the paper."""

    code: str
    printed: str
    title: str
    line: int | None = None


@dataclass(frozen=True, slots=True)
class PeriodLabel:
    """Thời kỳ mà văn bản tự ghi, for instance in the heading of an annex."""

    text: str
    first_year: int
    last_year: int
    line: int | None = None


@dataclass(frozen=True, slots=True)
class Programme:
    """Toàn bộ số liệu của một chương trình, đề án hoặc kế hoạch, as printed."""

    code: str
    first_year: int
    last_year: int
    activities: tuple[ActivityRow, ...] = ()
    targets: tuple[TargetRow, ...] = ()
    tasks: tuple[TaskRow, ...] = ()
    baselines: tuple[Baseline, ...] = ()
    printed: tuple[PrintedTotal, ...] = ()
    areas: tuple[Heading, ...] = ()
    sections: tuple[Heading, ...] = ()
    periods: tuple[PeriodLabel, ...] = ()

    @property
    def years(self) -> tuple[int, ...]:
        """The years of the period."""
        return tuple(range(self.first_year, self.last_year + 1))
