"""Pages of units."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from caicach.foundation.audit.sensitive import Way, sensitive
from caicach.foundation.kernel.errors import Refused
from caicach.foundation.papers.exporting import exported
from caicach.foundation.ui.entry import action, page

from . import forms, operations, permissions, queries
from .models import UnitVersion
from .operations import Decision, Preview
from .states import VILLAGE_KINDS, Block, Change, Kind, Level

COLUMNS = [
    ("Mã", "code"),
    ("Tên cơ quan, đơn vị", "name"),
    ("Loại hình", lambda row: Kind(row.kind).label),
    ("Khối", lambda row: Block(row.block).label if row.block else ""),
    ("Cấp", lambda row: Level(row.level).label),
    ("Mã cơ quan cấp trên", "parent"),
    ("Có từ ngày", "valid_from"),
    ("Đến trước ngày", "valid_to"),
]


BELOW_A_PAGE = 60
"""Units right below one that its page lists at once."""
BRANCH = 200
"""Units that one branch of the tree opens; the page of the unit above has the rest, page by page."""


def day_of(request: HttpRequest) -> date:
    """The day the page speaks of: `?ngay=2025-06-30`, else today."""
    try:
        return date.fromisoformat(request.GET.get("ngay", ""))
    except ValueError:
        return timezone.localdate()


@sensitive("units.unit", Way.EXPORT)
@page(permissions.VIEW)
def tree(request: HttpRequest) -> HttpResponse:
    """Cây đơn vị: the tree of any day, its top levels open, the rest on demand; or what a search finds."""
    on = day_of(request)
    if file := exported(request, COLUMNS, _rows(request, on), name=f"Cơ quan, đơn vị ngày {on:%d-%m-%Y}"):
        return file
    text = request.GET.get("tim", "").strip()[:200]
    tops = queries.top_levels(on) if not text else []
    context = {
        "on": on,
        "is_today": on == timezone.localdate(),
        "filter": forms.TreeFilter({"ngay": on, "tim": text}),
        "text": text,
        "found": _with_places(queries.search(text, on, limit=100), on) if text else [],
        "tops": tops,
        "counts": queries.counts(on, under=tops[0][0].unit_id) if tops else {},
        "days": queries.days_of_change(),
    }
    return render(request, "units/tree.html", context)


def _rows(request: HttpRequest, on: date) -> Any:
    under = request.GET.get("duoi", "")
    return iter(queries.tree(on, under=under) if request.GET.get("dang") else ())


def _with_places(found: Any, on: date) -> list[tuple[UnitVersion, str]]:
    versions = list(found)
    parents = queries.names({v.parent_id for v in versions if v.parent_id}, on)
    return [(version, parents.get(version.parent_id, "")) for version in versions]


@page(permissions.VIEW)
def branch(request: HttpRequest, unit_id: UUID) -> HttpResponse:
    """The units right below one: a part of the tree page."""
    on = day_of(request)
    nodes = queries.children(unit_id, on)[: BRANCH + 1]
    return render(request, "units/_branch.html", {"nodes": nodes, "above": unit_id, "on": on})


@page(permissions.VIEW)
def suggest(request: HttpRequest) -> HttpResponse:
    """Suggestions for a unit field, from whatever field sent them."""
    on = day_of(request)
    text = next((value for key, value in request.GET.items() if key not in ("ngay", "on")), "")
    found = queries.search(text, on, limit=12) if len(text.strip()) > 1 else []
    return render(
        request, "units/_suggestions.html", {"options": [queries.unit_label(version) for version in found]}
    )


def _version(unit_id: UUID, on: date) -> UnitVersion:
    try:
        return queries.nearest_version(unit_id, on)
    except UnitVersion.DoesNotExist:
        raise Http404 from None


@page(permissions.VIEW)
def detail(request: HttpRequest, unit_id: UUID) -> HttpResponse:
    """Trang đơn vị: what it is on a day, its place, history, successions both ways, obligations, units below."""
    on = day_of(request)
    around = queries.surroundings(unit_id, on)
    versions = around.versions
    if not versions:
        raise Http404
    version = queries.version_among(versions, on)
    came, went = queries.links_of(unit_id)
    context = {
        "on": on,
        "is_today": on == timezone.localdate(),
        "version": version,
        "lives": version.during.lower <= on and (version.during.upper is None or on < version.during.upper),
        "open": versions[-1].during.upper is None,
        "way": around.above,
        "children": around.below,
        "page": Paginator(around.below, BELOW_A_PAGE).get_page(request.GET.get("page")),
        "versions": versions[::-1],
        "came": _lines(came),
        "went": _lines(went),
        "gifts": [] if version.administrative else queries.functions_of(unit_id),
        "obligations": queries.obligations(unit_id, on, visible_to=request.actor),
        "may_change": request.actor.may(permissions.REORGANISE) and versions[-1].during.upper is None,
        "kind": Kind(version.kind).label,
        "level": Level(version.level).label,
        "block_name": Block(version.block).label if version.block else "",
        "is_village": version.kind in VILLAGE_KINDS,
    }
    return render(request, "units/detail.html", context)


def _lines(links: list[queries.Link]) -> list[tuple[queries.Link, str]]:
    return [(link, Change(link.kind).label) for link in links]


# --- reorganisation -------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Operation:
    """A change that the pages offer: its form, what it does with the form's values, and who gives up work."""

    slug: str
    icon: str
    form: type[forms.DecisionForm]
    run: Callable[..., Any]
    giving: Callable[[UnitVersion, dict[str, Any]], list[UUID]] = lambda unit, values: []

    @property
    def title(self) -> str:
        return self.form.title

    @property
    def explanation(self) -> str:
        return self.form.explanation


def _rename(unit: UnitVersion, form: forms.RenameForm, decision: Decision, **who: Any) -> UnitVersion:
    values = form.cleaned_data
    codes = {"own_code": values["own_code"]} if values["own_code"] else {}
    return operations.rename(
        unit_id=unit.unit_id,
        name=values["name"],
        short_name=values["short_name"],
        codes=codes,
        decision=decision,
        **who,
    )


def _move(unit: UnitVersion, form: forms.MoveForm, decision: Decision, **who: Any) -> UnitVersion:
    parent = form.cleaned_data["parent"].unit_id
    return operations.move(unit_id=unit.unit_id, parent_id=parent, decision=decision, **who)


def _merge(unit: UnitVersion, form: forms.MergeForm, decision: Decision, **who: Any) -> UnitVersion:
    into = form.new_unit() if form.cleaned_data["result"] == "new" else unit.unit_id
    units = [unit.unit_id, *form.cleaned_data["other_ids"]]
    return operations.merge(units=units, into=into, decision=decision, **who)


def _split(unit: UnitVersion, form: forms.SplitForm, decision: Decision, **who: Any) -> UnitVersion:
    values = form.cleaned_data
    made = operations.split(
        unit_id=unit.unit_id,
        into=values["made"],
        keep=values["how"] == "keep",
        heir=values["heir"] - 1,
        shares=values["shares"],
        decision=decision,
        **who,
    )
    return made[0]


def _abolish(unit: UnitVersion, form: forms.AbolishForm, decision: Decision, **who: Any) -> UnitVersion:
    heir = form.cleaned_data["heir"]
    heir_id = heir.unit_id if heir else None
    return operations.abolish(unit_id=unit.unit_id, heir=heir_id, decision=decision, **who)


def _transfer(unit: UnitVersion, form: forms.TransferForm, decision: Decision, **who: Any) -> UnitVersion:
    operations.transfer_function(
        function=form.cleaned_data["function"],
        giver=unit.unit_id,
        receiver=form.cleaned_data["receiver"].unit_id,
        decision=decision,
        **who,
    )
    return unit


def _create(unit: UnitVersion, form: forms.CreateForm, decision: Decision, **who: Any) -> UnitVersion:
    values = form.cleaned_data
    village = values["kind"] in VILLAGE_KINDS
    new = operations.NewUnit(
        name=values["name"],
        short_name=values["short_name"],
        kind=values["kind"],
        block="" if village else values["block"],
        level=Level.VILLAGE.value if village else unit.level,
        parent_id=unit.unit_id,
        own_code=values["own_code"],
    )
    return operations.create(new=new, decision=decision, **who)


OPERATIONS = {
    operation.slug: operation
    for operation in (
        Operation("doi-ten", "pencil", forms.RenameForm, _rename),
        Operation("chuyen-cap-tren", "arrows-move", forms.MoveForm, _move),
        Operation("hop-nhat", "arrows-join", forms.MergeForm, _merge),
        Operation("chia-tach", "arrows-split", forms.SplitForm, _split),
        Operation("ket-thuc", "circle-x", forms.AbolishForm, _abolish),
        Operation(
            "chuyen-giao", "transfer", forms.TransferForm, _transfer, lambda unit, values: [unit.unit_id]
        ),
        Operation("thanh-lap", "plus", forms.CreateForm, _create),
    )
}


def _require_reorganiser(request: HttpRequest) -> None:
    """The tree is one: only who may change all of it sees these pages."""
    if not request.actor.may(permissions.REORGANISE):
        raise Http404


@page(permissions.REORGANISE)
def reorganise(request: HttpRequest, unit_id: UUID) -> HttpResponse:
    """Sắp xếp: which change to make."""
    _require_reorganiser(request)
    version = _version(unit_id, timezone.localdate())
    return render(request, "units/reorganise.html", {"version": version, "operations": OPERATIONS.values()})


@action(permissions.REORGANISE, form=True)
def change(request: HttpRequest, unit_id: UUID, slug: str) -> HttpResponse:
    """One change in three steps: fill in, see what it would do, confirm."""
    _require_reorganiser(request)
    operation = OPERATIONS.get(slug)
    if operation is None:
        raise Http404
    version = _version(unit_id, timezone.localdate())
    form = operation.form(request.POST or None, unit=version)
    context = {"version": version, "operation": operation, "form": form}
    if request.method != "POST" or not form.is_valid():
        return render(request, "units/change.html", context)
    decision, who = form.decision(), {"by": request.actor, "at": timezone.now()}
    try:
        form.refuse_stale()
        if "confirmed" in request.POST:
            result = operation.run(version, form, decision, **who)
            messages.success(
                request, f"Đã ghi nhận: {operation.form.title.lower()}, hiệu lực {decision.on:%d/%m/%Y}."
            )
            return redirect(f"{reverse('units:detail', args=[result.unit_id])}?ngay={decision.on}")
        context["preview"] = _previewed(operation, version, form, who)
    except Refused as refused:
        form.add_error(refused.field if refused.field in form.fields else None, refused.message)
        return render(request, "units/change.html", context)
    return render(request, "units/confirm_change.html", context)


def _previewed(operation: Operation, version: UnitVersion, form: forms.DecisionForm, who: Any) -> Preview:
    decision = form.decision()
    return operations.preview(
        lambda: operation.run(version, form, decision, **who),
        on=decision.on,
        units=operation.giving(version, form.cleaned_data),
        today=timezone.localdate(),
        function=form.cleaned_data.get("function", ""),
    )
