"""What the API says and takes."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any, Literal
from uuid import UUID

from ninja import Schema
from pydantic import Field

Number = Annotated[float, Field(description="số JSON")]
Text = Annotated[str, Field(max_length=3000)]


class Message(Schema):
    """Why something was refused, in words for a person; `field` where one is at fault."""

    message: str
    field: str | None = None


class UnitOut(Schema):
    """A unit on a day; `valid_to` is the first day no longer valid."""

    id: UUID
    code: str
    name: str
    kind: str
    block: str | None
    level: str
    parent: str | None
    valid_from: date
    valid_to: date | None


class PlanOut(Schema):
    """A plan in force."""

    code: str
    title: str
    kind: str
    first_year: int
    last_year: int
    unit_id: UUID
    number: str
    archived: bool
    is_sample: bool


class TargetOut(Schema):
    """A target: `value` in the display unit (97.5 means 97.5 %).

    `threshold` is the figure to be met; of a relative target ("giảm 10% so với năm 2021") null until its year's figure
    is known.
    """

    indicator: str
    operator: str
    value: Number
    value2: Number | None
    unit: str
    year: int | None
    baseline: Number | None
    baseline_year: int | None
    threshold: Number | None


class ObjectiveOut(Schema):
    """An objective with its light; `line_from` is the line of the source text."""

    origin: UUID
    code: str
    area: str
    block: str
    text: str
    target: TargetOut | None
    actual: Number | None
    light: str
    line_from: int | None


class TaskOut(Schema):
    """A task of a plan with its progress on the day of the call."""

    origin: UUID
    code: str
    area: str
    text: str
    product: str
    lead_unit_id: UUID | None
    lead: str
    due_on: date | None
    percent: int
    state: str


class ActivityOut(Schema):
    """A costed activity; money in triệu đồng by year and stage."""

    origin: UUID
    code: str
    area: str
    block: str
    name: str
    lead: str
    money: dict[str, dict[str, Number]]


class AssignmentOut(Schema):
    """An assignment with its standing on the day of the call."""

    id: UUID
    title: str
    unit_id: UUID
    giver_unit_id: UUID
    status: str
    standing: str
    given_at: datetime
    original_due_on: date | None
    due_on: date | None
    percent: int


class AssignmentIn(Schema):
    """Giving an assignment; exactly one of `due_on` and `regular`."""

    title: Annotated[str, Field(min_length=1, max_length=3000)]
    unit_id: UUID
    giver_unit_id: UUID
    due_on: date | None = None
    regular: bool = False
    product: Text = ""
    area_code: Annotated[str, Field(max_length=10)] = ""
    source_symbol: Annotated[str, Field(max_length=100)] = ""
    office_number: Annotated[str, Field(max_length=100)] = ""


class MeasureOut(Schema):
    """A measure with its published definition."""

    key: str
    label: str
    unit: str
    kind: Literal["flow", "stock", "distribution"]
    definition: str


class ReadingOut(Schema):
    """A figure: null `value` when the denominator is 0, null `denominator` for a count."""

    key: str
    unit: str
    period: str
    numerator: Number
    denominator: Number | None
    value: Number | None


def number(value: Decimal | None) -> Any:
    """A Decimal as the API says it."""
    return None if value is None else float(value)
