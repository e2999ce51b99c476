"""Sắp xếp tổ chức: rename, move, merge, split, abolish, transfer a function. Each from a day, by a legal basis.

History is never rewritten: the present version is closed on the day and a new one begins. Only the last version of
a unit can be changed; a change before an already recorded one is refused.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from itertools import zip_longest
from uuid import UUID

from django.forms.models import model_to_dict

from caicach.foundation.audit.operations import record
from caicach.foundation.kernel.actor import Actor
from caicach.foundation.kernel.errors import Refused

from ..models import FunctionTransfer, Succession, UnitVersion
from ..rules.shares import kept_share
from ..states import Change
from .handing import what_hangs
from .writing import CARRIED, Decision, NewUnit, Pen, Writing


def create(*, new: NewUnit, decision: Decision, by: Actor, at: datetime) -> UnitVersion:
    """Thành lập: make a unit from a day on."""
    with Writing(decision, by, at) as pen:
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
    with Writing(decision, by, at) as pen:
        old = pen.open_version(unit_id, revision)
        version = pen.revise(old, {"name": name.strip(), "short_name": short_name.strip(), **(codes or {})})
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
    with Writing(decision, by, at) as pen:
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
    with Writing(decision, by, at) as pen:
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


def _merge(pen: Pen, units: list[UUID], into: UUID | NewUnit) -> UnitVersion:
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


def _children_follow(pen: Pen, olds: list[UnitVersion], new: UnitVersion) -> None:
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
            pen.revise(body, _renamed(body, olds, new), parent_id=new.unit_id)
    for child in below:
        if child not in bodies:
            pen.revise(pen.open_version(child.unit_id), parent_id=new.unit_id)


def _open_children(parents: list[UUID]) -> list[UnitVersion]:
    found = UnitVersion.objects.filter(parent_id__in=parents, during__upper_inf=True)
    return list(found.order_by("position", "unit_id"))


def _like_body(body: UnitVersion, olds: list[UnitVersion], new: UnitVersion) -> NewUnit:
    values = model_to_dict(body, fields=CARRIED) | _renamed(body, olds, new)
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
    shares: Sequence[Decimal] = (),
    decision: Decision,
    by: Actor,
    at: datetime,
) -> list[UnitVersion]:
    """Chia, tách: new units arise from one; it lives on beside them (`keep`: tách) or ends (chia).

    Open work goes to the new unit number `heir` (counted from 0) if the old one ends, else it stays. `shares`
    (percent of the old unit, one for each new one, or none): together 100, less what the old one keeps.
    """
    if len(into) < (1 if keep else 2):
        raise Refused("Chia thì phải có ít nhất hai đơn vị mới, tách thì ít nhất một.", field="into")
    if not keep and not 0 <= heir < len(into):
        raise Refused("Hãy chọn đơn vị tiếp nhận việc đang mở.", field="heir")
    kept = kept_share(shares, len(into), keep=keep)
    with Writing(decision, by, at) as pen:
        old = pen.open_version(unit_id)
        if keep:
            pen.link(unit_id, unit_id, Change.SPLIT, heir=False, share=kept)
        else:
            pen.close(old)
        made = [pen.make(new) for new in into]
        for number, (version, share) in enumerate(zip_longest(made, shares)):
            heirs = not keep and number == heir
            pen.link(unit_id, version.unit_id, Change.SPLIT, heir=heirs, share=share)
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
    with Writing(decision, by, at) as pen:
        version = pen.open_version(unit_id, revision)
        _abolish(pen, version, heir)
        record("units.abolished", version, by=by, at=at, unit_id=unit_id, heir=str(heir) if heir else "")
    return version


def _abolish(pen: Pen, version: UnitVersion, heir: UUID | None) -> None:
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
    with Writing(decision, by, at) as pen:
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
