"""Phát hiện khi đối chiếu: what a cross-check says about a row, with what is printed and what was expected."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from decimal import Decimal
from enum import StrEnum


class Code(StrEnum):
    """Loại phát hiện. The words are a contract of the command line: they stay."""

    ROW_TOTAL = "row_total"
    FORMULA = "formula"
    AREA_TOTAL = "area_total"
    BLOCK_TOTAL = "block_total"
    GRAND_TOTAL = "grand_total"
    SEQUENCE_GAP = "sequence_gap"
    TWO_TARGETS = "two_targets"
    BEHIND_BASELINE = "behind_baseline"
    OPERATOR_DIFFERS = "operator_differs"
    DUPLICATE_NAME = "duplicate_name"
    OUTSIDE_PERIOD = "outside_period"
    UNIT_UNKNOWN = "unit_unknown"
    NUMBER_UNIT = "number_unit"


CODE_LABELS: dict[Code, str] = {
    Code.ROW_TOTAL: "Tổng của dòng không khớp các năm",
    Code.FORMULA: "Công thức trong nội dung không khớp số tiền",
    Code.AREA_TOTAL: "Tổng của nội dung không khớp các dòng",
    Code.BLOCK_TOTAL: "Tổng của khối không khớp các dòng",
    Code.GRAND_TOTAL: "Tổng cộng không khớp",
    Code.SEQUENCE_GAP: "Số thứ tự không liên tục",
    Code.TWO_TARGETS: "Hai số khác nhau cho một chỉ tiêu",
    Code.BEHIND_BASELINE: "Chỉ tiêu kém hơn hiện trạng",
    Code.OPERATOR_DIFFERS: "Cùng mức nhưng khác phép so sánh",
    Code.DUPLICATE_NAME: "Nội dung trùng nhau",
    Code.OUTSIDE_PERIOD: "Năm nằm ngoài thời kỳ",
    Code.UNIT_UNKNOWN: "Cơ quan, đơn vị chưa có trong danh mục",
    Code.NUMBER_UNIT: "Dễ nhầm đơn vị tính của số tiền",
}


class Severity(StrEnum):
    """Mức độ: an error contradicts itself, a warning needs a look, an info is only worth knowing."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


SEVERITY_LABELS: dict[Severity, str] = {
    Severity.ERROR: "Sai số liệu",
    Severity.WARNING: "Cần xem lại",
    Severity.INFO: "Lưu ý",
}


class Kind(StrEnum):
    """What a finding is about."""

    PROGRAMME = "programme"
    AREA = "area"
    BLOCK = "block"
    SECTION = "section"
    OBJECTIVE = "objective"
    TASK = "task"
    ACTIVITY = "activity"


KIND_LABELS: dict[Kind, str] = {
    Kind.PROGRAMME: "Chương trình, kế hoạch",
    Kind.AREA: "Nội dung CCHC",
    Kind.BLOCK: "Khối",
    Kind.SECTION: "Mục của văn bản",
    Kind.OBJECTIVE: "Mục tiêu, chỉ tiêu",
    Kind.TASK: "Nhiệm vụ",
    Kind.ACTIVITY: "Hoạt động",
}


@dataclass(frozen=True, slots=True)
class Where:
    """Where to look: the kind of row, its code, the year if the finding is of one, the line of the source text."""

    kind: Kind
    code: str
    year: int | None = None
    line: int | None = None


Figure = Decimal | str | None


@dataclass(frozen=True, slots=True)
class Finding:
    """One contradiction or doubt in a document; `printed` and `expected` are figures (money: triệu đồng) or text."""

    code: Code
    severity: Severity
    where: Where
    printed: Figure
    expected: Figure
    message: str

    def as_json(self) -> dict[str, object]:
        """Plain values for `caicach plans check --json`; figures as JSON numbers."""
        return {
            "code": str(self.code),
            "severity": str(self.severity),
            "where": {**asdict(self.where), "kind": str(self.where.kind)},
            "printed": as_number(self.printed),
            "expected": as_number(self.expected),
            "message": self.message,
        }


def as_number(figure: Figure) -> int | float | str | None:
    """A Decimal as a JSON number (an int when it is whole), text and None as they are."""
    if not isinstance(figure, Decimal):
        return figure
    return int(figure) if figure == figure.to_integral_value() else float(figure)
