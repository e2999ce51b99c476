"""The cascade: who answers what, gaps and orphans, unit plans made from the provincial one; who has not sent."""

from collections.abc import Iterable, Mapping
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from caicach.foundation.audit.sensitive import Way, sensitive
from caicach.foundation.kernel.errors import Refused
from caicach.foundation.kernel.text import sort_key, whole_number
from caicach.foundation.papers.exporting import exported
from caicach.foundation.ui import action, page
from caicach.organisation.units.queries import groups, names, units_of_group, units_of_groups
from caicach.steering.plans import permissions
from caicach.steering.plans.forms import GenerateForm
from caicach.steering.plans.operations.cascade import generate_unit_plans
from caicach.steering.plans.queries.cascade import answering_plans, answers, orphans
from caicach.steering.plans.queries.sending import Cell, Line, who_has_not_sent
from caicach.steering.plans.queries.shown import Shown, shown
from caicach.steering.plans.views.frame import context, opened
from caicach.steering.plans.views.trail import trail

USUAL_GROUP = "all"
CELL_WORDS = {"sent": "đã gửi", "late": "gửi quá hạn", "missing": "chưa gửi", "not_due": "chưa đến hạn"}


@sensitive("plans.plan", Way.EXPORT)
@page(permissions.VIEW)
def cascade_page(request: HttpRequest, code: str) -> HttpResponse:
    """Cụ thể hóa: which unit's plan answers which objective and task; gaps and orphans."""
    found = opened(request, code)
    today = timezone.localdate()
    children = answering_plans(found.plan)
    rows = answers(found.plan, children, on=today)
    missing = {u for row in rows for u in row.missing}
    drafting = {u for row in rows for u in row.drafting}
    called = names([*missing, *drafting], today)
    return render(
        request,
        "plans/cascade.html",
        context(
            found,
            "cu-the-hoa",
            rows=[
                (
                    row,
                    row.item.group_name or "",
                    _named(row.missing, called),
                    _named(row.drafting, called),
                )
                for row in rows
            ],
            orphans=orphans(found.plan, visible_to=request.actor, on=today),
            issued=sum(child.current_id is not None for child in children),
            drafts=sum(child.current_id is None for child in children),
            gap_units=len(missing),
            may_generate=found.may_publish and not found.plan.archived and not found.is_draft,
        ),
    )


def _named(units: Iterable[UUID], called: Mapping[UUID, str]) -> list[str]:
    return sorted((called.get(unit, "") for unit in units), key=sort_key)


@action(permissions.PUBLISH, form=True)
def generate(request: HttpRequest, code: str) -> HttpResponse:
    """Tạo dự thảo kế hoạch cho một nhóm cơ quan, đơn vị from the tasks and targets that bind it."""
    found = shown(code, request.actor)
    form = GenerateForm(request.POST or None, groups=_bound_groups(found))
    if request.method == "POST" and form.is_valid():
        group = form.cleaned_data["group"]
        units = [u.unit_id for u in units_of_group(group, timezone.localdate())]
        if not units:
            raise Refused("Nhóm này không có cơ quan, đơn vị nào vào hôm nay.", field="group")
        made = generate_unit_plans(source=found.plan, unit_ids=units, by=request.actor, at=timezone.now())
        messages.success(
            request,
            f"Đã tạo {len(made)} bản dự thảo; {len(units) - len(made)} cơ quan, đơn vị đã có kế hoạch từ trước.",
        )
        return redirect("plans:cascade", code)
    return render(
        request,
        "ui/form.html",
        {
            "form": form,
            "title": "Tạo kế hoạch của cơ quan, đơn vị",
            "trail": trail(found.plan),
            "intro": "Mỗi cơ quan, đơn vị trong nhóm nhận một bản dự thảo gồm các nhiệm vụ, chỉ tiêu ràng buộc "
            "nhóm đó; đơn vị sửa ngày, người phụ trách, bổ sung nhiệm vụ riêng rồi ban hành.",
            "button": "Tạo dự thảo",
            "back": reverse("plans:cascade", args=[code]),
        },
    )


def _bound_groups(found: Shown) -> list[tuple[str, str]]:
    """The groups that the plan binds, each with how many units it has today."""
    tasks, objectives = (
        rows.exclude(binds_group="").values_list("binds_group", flat=True)
        for rows in (found.version.tasks, found.version.objectives)
    )
    bound = units_of_groups(set(tasks.union(objectives)), timezone.localdate())
    return [
        (code, f"{name} ({len(bound[code])} cơ quan, đơn vị)")
        for code, name in _group_choices()
        if bound.get(code)
    ]


def _group_choices() -> list[tuple[str, str]]:
    return [(g.code, g.name) for g in groups()]


@sensitive("plans.plan", Way.EXPORT)
@page(permissions.VIEW)
def not_sent(request: HttpRequest) -> HttpResponse:
    """Ai chưa gửi: units × everything due this year; red cells can be ticked for the urging dispatch."""
    choices = _group_choices()
    usual = next((code for code, _ in choices if code == USUAL_GROUP), choices[0][0] if choices else "")
    group = request.GET.get("nhom") or usual
    year = asked_year(request)
    today = timezone.localdate()
    columns, lines = who_has_not_sent(group, year, on=today, actor=request.actor) if group else ([], [])
    if request.GET.get("chi-chua-gui"):
        lines = [line for line in lines if line.missing]
    if file := exported(
        request,
        [
            ("Cơ quan, đơn vị", lambda line: line.unit.name),
            *[(c.label, lambda line, n=n: CELL_WORDS[line.cells[n].state]) for n, c in enumerate(columns)],
        ],
        lines,
        name=f"Ai chưa gửi {year}",
        heading=[f"Cơ quan, đơn vị chưa gửi, năm {year}"],
    ):
        return file
    return render(
        request,
        "plans/not_sent.html",
        {
            "columns": columns,
            "lines": lines,
            "groups": choices,
            "group": group,
            "year": year,
            "years": range(today.year - 2, today.year + 2),
            "due": [
                (c, count)
                for n, c in enumerate(columns)
                if (count := sum(line.cells[n].state == "missing" for line in lines))
            ],
            "only_missing": bool(request.GET.get("chi-chua-gui")),
            "missing": sum(line.missing for line in lines),
            "may_urge": request.actor.has(permissions.URGE),
            "today": today,
        },
    )


def asked_year(request: HttpRequest) -> int:
    text = request.GET.get("nam") or request.POST.get("nam") or ""
    return (whole_number(text) if len(text) == 4 else None) or timezone.localdate().year


def ticked(request: HttpRequest, group: str, year: int) -> dict[UUID, list[str]]:
    """The ticked cells that are really missing, or all of one column (`cot`), by unit; Refused when none is."""
    columns, lines = who_has_not_sent(group, year, on=timezone.localdate(), actor=request.actor)
    labels = {c.key: c.label for c in columns}
    wanted, column = set(request.POST.getlist("o")), request.POST.get("cot", "")
    found = {
        line.unit.unit_id: [labels[c.column] for c in line.cells if _is_asked(line, c, wanted, column)]
        for line in lines
    }
    chosen = {unit: items for unit, items in found.items() if items}
    if not chosen:
        raise Refused("Hãy đánh dấu ít nhất một ô “chưa gửi”.")
    return chosen


def _is_asked(line: Line, cell: Cell, wanted: set[str], column: str) -> bool:
    ticked_here = f"{line.unit.unit_id}:{cell.column}" in wanted
    return cell.state == "missing" and (cell.column == column if column else ticked_here)
