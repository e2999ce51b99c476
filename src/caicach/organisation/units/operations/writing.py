"""Writing one decision: versions closed and begun, successions, and what the database refuses in words."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from decimal import Decimal
from types import TracebackType
from uuid import UUID

from django.db import IntegrityError, connection, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import F, Func, Value
from django.db.models.functions import Lower
from django.forms.models import model_to_dict

from caicach.foundation.kernel.actor import Actor
from caicach.foundation.kernel.errors import Refused, Stale

from .. import permissions
from ..models import Succession, Unit, UnitVersion
from ..states import Change
from .handing import hand_over_due
from .paths import refresh_paths

CARRIED = (
    "name",
    "short_name",
    "kind",
    "block",
    "level",
    "position",
    "statistics_code",
    "agency_code",
    "own_code",
    "administrative",
)
_WRONG = {
    "unit_statistics_code_once_a_day": "Mã thống kê này đang thuộc một cơ quan, đơn vị khác trong thời gian đó.",
    "unit_agency_code_once_a_day": "Mã định danh này đang thuộc một cơ quan, đơn vị khác trong thời gian đó.",
    "unit_own_code_once_a_day": "Mã riêng này đang thuộc một cơ quan, đơn vị khác trong thời gian đó.",
    "unit_not_its_own_parent": "Cơ quan, đơn vị không thể trực thuộc chính mình.",
    "unit_area_has_code_no_block": "Đơn vị hành chính phải có mã thống kê và không thuộc khối nào.",
    "unit_block_and_level_known": "Khối hoặc cấp không có trong danh mục.",
    "parent does not live": "Cơ quan cấp trên không tồn tại suốt thời gian này.",
    "children outlive": "Còn đơn vị trực thuộc; hãy chuyển hoặc kết thúc chúng trước.",
}


@dataclass(frozen=True, slots=True)
class Decision:
    """From which day a change is in force and by which paper."""

    on: date
    legal_basis: str
    date_status: str = ""

    def check(self) -> None:
        """Refuse a change without its legal basis."""
        if not self.legal_basis.strip():
            raise Refused("Hãy ghi căn cứ pháp lý: số, ký hiệu, ngày, cơ quan ban hành.", field="legal_basis")


@dataclass(frozen=True, slots=True)
class NewUnit:
    """A unit that a reorganisation makes."""

    name: str
    kind: str
    level: str
    block: str = ""
    parent_id: UUID | None = None
    short_name: str = ""
    position: int = 0
    statistics_code: str = ""
    agency_code: str = ""
    own_code: str = ""
    administrative: bool = False


@dataclass(frozen=True, slots=True)
class Pen:
    """Writes the versions and successions of one decision and remembers whom it touched."""

    decision: Decision
    by: Actor
    at: datetime
    touched: set[UUID] = field(default_factory=set)
    links: list[Succession] = field(default_factory=list)

    def open_version(self, unit_id: UUID, revision: int | None = None) -> UnitVersion:
        """The last version, locked. Refuses if the unit has ended or has a change on or after the day."""
        (version,) = self.open_versions([unit_id])
        if revision is not None and revision != version.revision:
            raise Stale
        return version

    def open_versions(self, units: Sequence[UUID]) -> list[UnitVersion]:
        """The last versions, locked, in the order given; refuses like `open_version`."""
        rows = UnitVersion.objects.select_for_update(of=("self",)).filter(
            unit_id__in=units, during__upper_inf=True
        )
        found = {version.unit_id: version for version in rows.order_by("id")}
        for unit_id in units:
            if unit_id not in found:
                raise Refused("Cơ quan, đơn vị này đã kết thúc hoạt động.", field="unit")
            if found[unit_id].during.lower >= self.decision.on:
                raise Refused(
                    f"“{found[unit_id].name}” đã có thay đổi hiệu lực từ {found[unit_id].during.lower:%d/%m/%Y}; "
                    "ngày hiệu lực mới phải sau ngày đó.",
                    field="on",
                )
        return [found[unit_id] for unit_id in units]

    def close(self, *versions: UnitVersion) -> None:
        """End versions on the day."""
        UnitVersion.objects.filter(pk__in=[version.pk for version in versions]).update(
            during=Func(Lower("during"), Value(self.decision.on), function="daterange"),
            revision=F("revision") + 1,
        )
        self.touched.update(version.unit_id for version in versions)

    def begin(self, unit_id: UUID, parent_id: UUID | None, values: dict[str, object]) -> UnitVersion:
        """Begin a version on the day, open-ended."""
        version = UnitVersion(
            unit_id=unit_id,
            parent_id=parent_id,
            during=DateRange(self.decision.on, None),
            legal_basis=self.decision.legal_basis,
            date_status=self.decision.date_status,
            **values,
        )
        version.save(force_insert=True)
        self.touched.add(unit_id)
        return version

    def revise(
        self,
        version: UnitVersion,
        changes: Mapping[str, object] | None = None,
        *,
        parent_id: UUID | None = None,
    ) -> UnitVersion:
        """Close a version and begin the next with these changes, below `parent_id` (None: where it stands)."""
        self.close(version)
        carried = model_to_dict(version, fields=CARRIED)
        return self.begin(version.unit_id, parent_id or version.parent_id, {**carried, **(changes or {})})

    def make(self, new: NewUnit) -> UnitVersion:
        """Make a unit."""
        if not new.name.strip():
            raise Refused("Hãy ghi tên cơ quan, đơn vị mới.", field="name")
        values = asdict(new)
        parent_id = values.pop("parent_id")
        return self.begin(Unit.objects.create().pk, parent_id, values)

    def link(
        self,
        predecessor: UUID,
        successor: UUID | None,
        kind: Change,
        *,
        heir: bool = True,
        share: Decimal | None = None,
    ) -> None:
        """Record a succession."""
        self.links.append(
            Succession(
                predecessor_id=predecessor,
                successor_id=successor,
                kind=kind.value,
                on=self.decision.on,
                legal_basis=self.decision.legal_basis,
                date_status=self.decision.date_status,
                heir=heir,
                share=share,
            )
        )

    def finish(self) -> None:
        """Write the successions, derive the paths, and hand over now what is in force already."""
        Succession.objects.bulk_create(self.links)
        refresh_paths(self.touched)
        hand_over_due(by=self.by, at=self.at)


class Writing:
    """One decision in one transaction: what the database will not have becomes a refusal."""

    def __init__(self, decision: Decision, by: Actor, at: datetime) -> None:
        self.pen = Pen(decision, by, at)
        self._atomic = transaction.atomic()

    def __enter__(self) -> Pen:
        self.pen.by.require(permissions.REORGANISE)
        self.pen.decision.check()
        self._atomic.__enter__()
        return self.pen

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if error is None:
            try:
                self.pen.finish()
                check_deferred()
            except Exception as late:
                self._atomic.__exit__(type(late), late, late.__traceback__)
                raise _in_words(late) from late
            self._atomic.__exit__(None, None, None)
            return
        self._atomic.__exit__(kind, error, trace)
        if isinstance(error, IntegrityError):
            raise _in_words(error) from error


def check_deferred() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def _in_words(error: BaseException) -> BaseException:
    text = str(error)
    for mark, words in _WRONG.items():
        if mark in text:
            return Refused(words)
    return error
