"""Sắp xếp tổ chức: rename, move, merge, split, abolish, transfer a function. Each from a day, by a legal basis.

History is never rewritten: the present version is closed on the day and a new one begins. Only the last version of
a unit can be changed; a change before an already recorded one is refused.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError, connection, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import F, Func, Value
from django.db.models.functions import Lower
from django.forms.models import model_to_dict

from caicach.foundation.audit.operations import record
from caicach.foundation.kernel.actor import Actor
from caicach.foundation.kernel.errors import Refused, Stale

from .. import permissions
from ..models import FunctionTransfer, Succession, Unit, UnitVersion
from ..states import Change
from .handing import hand_over_due, what_hangs
from .paths import refresh_paths

_CARRIED = (
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
class _Pen:
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

    def revise(self, version: UnitVersion, **changes: object) -> UnitVersion:
        """Close a version and begin the next with these changes; `parent_id` may be among them."""
        self.close(version)
        parent_id = changes.pop("parent_id", version.parent_id)
        carried = model_to_dict(version, fields=_CARRIED)
        return self.begin(version.unit_id, parent_id, carried | changes)  # type: ignore[arg-type]

    def make(self, new: NewUnit) -> UnitVersion:
        """Make a unit."""
        if not new.name.strip():
            raise Refused("Hãy ghi tên cơ quan, đơn vị mới.", field="name")
        values = asdict(new)
        parent_id = values.pop("parent_id")
        return self.begin(Unit.objects.create().pk, parent_id, values)

    def link(self, predecessor: UUID, successor: UUID | None, kind: Change, *, heir: bool = True) -> None:
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
            )
        )

    def finish(self) -> None:
        """Write the successions, derive the paths, and hand over now what is in force already."""
        Succession.objects.bulk_create(self.links)
        refresh_paths(self.touched)
        hand_over_due(by=self.by, at=self.at)


class _Writing:
    """One decision in one transaction: what the database will not have becomes a refusal."""

    def __init__(self, decision: Decision, by: Actor, at: datetime) -> None:
        self.pen = _Pen(decision, by, at)
        self._atomic = transaction.atomic()

    def __enter__(self) -> _Pen:
        self.pen.by.require(permissions.REORGANISE)
        self.pen.decision.check()
        self._atomic.__enter__()
        return self.pen

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: object) -> None:
        if error is None:
            try:
                self.pen.finish()
                _check_deferred()
            except Exception as late:
                self._atomic.__exit__(type(late), late, late.__traceback__)
                raise _in_words(late) from late
            self._atomic.__exit__(None, None, None)
            return
        self._atomic.__exit__(kind, error, trace)  # type: ignore[arg-type]
        if isinstance(error, IntegrityError):
            raise _in_words(error) from error


def _check_deferred() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def _in_words(error: BaseException) -> BaseException:
    text = str(error)
    for mark, words in _WRONG.items():
        if mark in text:
            return Refused(words)
    return error


def create(*, new: NewUnit, decision: Decision, by: Actor, at: datetime) -> UnitVersion:
    """Thành lập: make a unit from a day on."""
    with _Writing(decision, by, at) as pen:
        version = pen.make(new)
        record("units.created", version, by=by, at=at, unit_id=version.unit_id, name=new.name)
    return version


def rename(
    *,
    unit_id: UUID,
    name: str,
    short_name: str = "",
    codes: Mapping[str, str] | None = None,
    decision: Decision,
    by: Actor,
    at: datetime,
    revision: int | None = None,
) -> UnitVersion:
    """Đổi tên: the same unit under another name from a day on; `codes` are the new codes by their field names."""
    if not name.strip():
        raise Refused("Hãy ghi tên mới.", field="name")
    with _Writing(decision, by, at) as pen:
        old = pen.open_version(unit_id, revision)
        version = pen.revise(old, name=name.strip(), short_name=short_name.strip(), **(codes or {}))
        if not Succession.objects.filter(predecessor=unit_id, successor=unit_id, on=decision.on).exists():
            pen.link(unit_id, unit_id, Change.RENAME)
        record("units.renamed", version, by=by, at=at, unit_id=unit_id, before=old.name, after=version.name)
    return version


def move(
    *,
    unit_id: UUID,
    parent_id: UUID,
    decision: Decision,
    by: Actor,
    at: datetime,
    revision: int | None = None,
) -> UnitVersion:
    """Chuyển cơ quan cấp trên: the unit and all below it stand elsewhere from a day on."""
    with _Writing(decision, by, at) as pen:
        old = pen.open_version(unit_id, revision)
        if old.parent_id == parent_id:
            raise Refused("Đơn vị đang trực thuộc cơ quan này rồi.", field="parent")
        version = pen.revise(old, parent_id=parent_id)
        record(
            "units.moved",
            version,
            by=by,
            at=at,
            unit_id=unit_id,
            before=str(old.parent_id),
            after=str(parent_id),
        )
    return version


def merge(
    *, units: Sequence[UUID], into: UUID | NewUnit, decision: Decision, by: Actor, at: datetime
) -> UnitVersion:
    """Hợp nhất, sáp nhập: units end and one (new, or one of the living) carries them on.

    Units below them follow; the agencies of merging areas (party committee, council, …) merge with their like.
    """
    with _Writing(decision, by, at) as pen:
        version = _merge(pen, list(dict.fromkeys(units)), into)
        record(
            "units.merged",
            version,
            by=by,
            at=at,
            unit_id=version.unit_id,
            merged=[str(unit) for unit in units],
        )
    return version


def _merge(pen: _Pen, units: list[UUID], into: UUID | NewUnit) -> UnitVersion:
    ending = [unit for unit in units if unit != into]
    if not ending or (isinstance(into, NewUnit) and len(units) < 2):
        raise Refused("Hãy chọn ít nhất hai cơ quan, đơn vị để hợp nhất, sáp nhập.", field="units")
    olds = pen.open_versions(ending)
    pen.close(*olds)
    if isinstance(into, NewUnit):
        version = pen.make(into)
    else:
        version = pen.open_version(into)
        pen.touched.add(into)
    for old in olds:
        pen.link(old.unit_id, version.unit_id, Change.MERGE)
    if not isinstance(into, NewUnit) and into in units:
        pen.link(into, into, Change.MERGE)
    _children_follow(pen, olds, version)
    return version


def _children_follow(pen: _Pen, olds: list[UnitVersion], new: UnitVersion) -> None:
    """Units below merged ones go with them: like bodies of areas merge, all others move."""
    around = _open_children([*(old.unit_id for old in olds), new.unit_id])
    below = [child for child in around if child.parent_id != new.unit_id]
    bodies = [child for child in below if new.administrative and not child.administrative]
    own = {child.kind: child for child in around if child.parent_id == new.unit_id}
    for kind in dict.fromkeys(body.kind for body in bodies):
        alike = [body for body in bodies if body.kind == kind]
        if kind in own:
            _merge(pen, [body.unit_id for body in alike] + [own[kind].unit_id], own[kind].unit_id)
        elif len(alike) > 1:
            _merge(pen, [body.unit_id for body in alike], _like_body(alike[0], olds, new))
        else:
            body = pen.open_version(alike[0].unit_id)
            pen.revise(body, parent_id=new.unit_id, **_renamed(body, olds, new))
    for child in below:
        if child not in bodies:
            pen.revise(pen.open_version(child.unit_id), parent_id=new.unit_id)


def _open_children(parents: list[UUID]) -> list[UnitVersion]:
    found = UnitVersion.objects.filter(parent_id__in=parents, during__upper_inf=True)
    return list(found.order_by("position", "unit_id"))


def _like_body(body: UnitVersion, olds: list[UnitVersion], new: UnitVersion) -> NewUnit:
    values = model_to_dict(body, fields=_CARRIED) | _renamed(body, olds, new)
    return NewUnit(**values, parent_id=new.unit_id)


def _renamed(body: UnitVersion, olds: list[UnitVersion], new: UnitVersion) -> dict[str, str]:
    """The body's name and own code with its old area's replaced: "UBND xã A" of A becomes "UBND phường B"."""
    area = next(old for old in olds if old.unit_id == body.parent_id)
    old_name, new_name = _inside(area.name), _inside(new.name)
    return {
        "name": body.name.replace(old_name, new_name),
        "short_name": body.short_name.replace(old_name, new_name),
        "own_code": body.own_code.replace(area.statistics_code, new.statistics_code),
    }


def _inside(name: str) -> str:
    """An area's name as it stands inside another: "Xã A" -> "xã A"."""
    return name[:1].lower() + name[1:]


def split(
    *,
    unit_id: UUID,
    into: Sequence[NewUnit],
    keep: bool,
    heir: int,
    decision: Decision,
    by: Actor,
    at: datetime,
) -> list[UnitVersion]:
    """Chia, tách: new units arise from one; it lives on beside them (`keep`: tách) or ends (chia).

    Open work goes to the new unit number `heir` (counted from 0) if the old one ends, else it stays.
    """
    if len(into) < (1 if keep else 2):
        raise Refused("Chia thì phải có ít nhất hai đơn vị mới, tách thì ít nhất một.", field="into")
    if not keep and not 0 <= heir < len(into):
        raise Refused("Hãy chọn đơn vị tiếp nhận việc đang mở.", field="heir")
    with _Writing(decision, by, at) as pen:
        old = pen.open_version(unit_id)
        if keep:
            pen.link(unit_id, unit_id, Change.SPLIT, heir=False)
        else:
            pen.close(old)
        made = [pen.make(new) for new in into]
        for number, version in enumerate(made):
            pen.link(unit_id, version.unit_id, Change.SPLIT, heir=not keep and number == heir)
        if not keep:
            for child in _open_children([unit_id]):
                pen.revise(pen.open_version(child.unit_id), parent_id=made[heir].unit_id)
        record(
            "units.split", old, by=by, at=at, unit_id=unit_id, keep=keep, into=[str(v.unit_id) for v in made]
        )
    return made


def abolish(
    *,
    unit_id: UUID,
    heir: UUID | None,
    decision: Decision,
    by: Actor,
    at: datetime,
    revision: int | None = None,
) -> UnitVersion:
    """Giải thể, kết thúc hoạt động: the unit ends; its open work goes to `heir`.

    Its bodies (agencies right below an area) end with it; areas below move up to its own parent, agencies below an
    agency to the heir. Without an heir it is refused while anything open hangs on the unit.
    """
    with _Writing(decision, by, at) as pen:
        version = pen.open_version(unit_id, revision)
        _abolish(pen, version, heir)
        record("units.abolished", version, by=by, at=at, unit_id=unit_id, heir=str(heir) if heir else "")
    return version


def _abolish(pen: _Pen, version: UnitVersion, heir: UUID | None) -> None:
    if heir == version.unit_id:
        raise Refused("Cơ quan kế thừa phải là cơ quan khác.", field="heir")
    _refuse_loose_ends(version, heir)
    pen.close(version)
    pen.link(version.unit_id, heir, Change.ABOLISH)
    for child in _open_children([version.unit_id]):
        if child.administrative:
            pen.revise(pen.open_version(child.unit_id), parent_id=version.parent_id)
        elif version.administrative:
            _abolish(pen, pen.open_version(child.unit_id), heir)
        else:
            pen.revise(pen.open_version(child.unit_id), parent_id=heir or version.parent_id)


def _refuse_loose_ends(version: UnitVersion, heir: UUID | None) -> None:
    if heir is None and (hanging := what_hangs([version.unit_id])):
        count = sum(len(group.items) for group in hanging)
        raise Refused(
            f"Còn {count} việc đang mở của “{version.name}”. Hãy chọn cơ quan kế thừa để bàn giao.",
            field="heir",
        )


def transfer_function(
    *, function: str, giver: UUID, receiver: UUID, decision: Decision, by: Actor, at: datetime
) -> FunctionTransfer:
    """Chuyển giao chức năng, nhiệm vụ: a function goes from one living unit to another, with its open work."""
    if not function.strip():
        raise Refused("Hãy ghi chức năng, nhiệm vụ được chuyển giao.", field="function")
    if giver == receiver:
        raise Refused("Đơn vị giao và đơn vị nhận phải khác nhau.", field="receiver")
    with _Writing(decision, by, at) as pen:
        for unit in (giver, receiver):
            if not UnitVersion.objects.filter(unit_id=unit, during__contains=decision.on).exists():
                raise Refused("Hai đơn vị phải đang hoạt động vào ngày chuyển giao.", field="receiver")
        gift = FunctionTransfer.objects.create(
            function=function.strip(),
            giver_id=giver,
            receiver_id=receiver,
            on=pen.decision.on,
            legal_basis=pen.decision.legal_basis,
            date_status=pen.decision.date_status,
        )
        record(
            "units.function_transferred",
            gift,
            by=by,
            at=at,
            unit_id=giver,
            function=gift.function,
            receiver=str(receiver),
        )
    return gift
