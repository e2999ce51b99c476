"""The annex of a plan: read with filters when published, edited in place while it is a draft."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from caicach.foundation.audit.sensitive import Way, sensitive
from caicach.foundation.kernel.errors import Refused
from caicach.foundation.kernel.text_sql import holding
from caicach.foundation.papers.exporting import exported
from caicach.foundation.ui import action, page
from caicach.foundation.ui.grid import Column, Grid, Row, Saved, save_edits
from caicach.foundation.ui.templatetags.ui import vn
from caicach.organisation.units.queries import names
from caicach.steering.plans import permissions
from caicach.steering.plans.models import Area, Task
from caicach.steering.plans.operations import drafting
from caicach.steering.plans.queries.cells import COLUMNS, read_cell
from caicach.steering.plans.queries.overview import task_states
from caicach.steering.plans.queries.shown import Shown, shown
from caicach.steering.plans.views.frame import STATES, context, opened

GRID_COLUMNS = (
    Column("code", "STT", width="xs"),
    Column("text", "Nhiệm vụ", width="xl"),
    Column("product", "Sản phẩm", width="l"),
    Column("lead", "Chủ trì", width="m"),
    Column("coordinating", "Phối hợp", width="m"),
    Column("due", "Thời gian", width="s"),
    Column("money", "Kinh phí (triệu đồng)", kind="number", width="s"),
    Column("weight", "Tỷ trọng (%)", kind="number", width="s"),
    Column("serves", "Phục vụ mục tiêu (mã)", width="m"),
    Column("state", "Tình trạng", width="s", editable=False),
)
ROWS_A_PAGE = 100
EXPORT = [
    ("STT", lambda s: s.task.code),
    ("Nội dung CCHC", lambda s: s.task.area_code),
    ("Nhiệm vụ", lambda s: s.task.text),
    ("Sản phẩm", lambda s: s.task.product),
    ("Cơ quan chủ trì", lambda s: s.task.lead_text),
    ("Cơ quan phối hợp", lambda s: s.task.coordinating_text),
    ("Thời gian", lambda s: s.task.due_on or s.task.due_text),
    ("Kinh phí (triệu đồng)", lambda s: s.task.money),
    ("Tỷ trọng (%)", lambda s: s.task.weight),
    ("Tiến độ (%)", lambda s: s.progress.percent),
    ("Tình trạng", lambda s: STATES[s.state]),
]


@sensitive("plans.plan", Way.EXPORT)
@page(permissions.VIEW)
def annex(request: HttpRequest, code: str) -> HttpResponse:
    """Phụ lục nhiệm vụ: the draft as an editable grid (`?ban=du-thao`), else the tasks in force with filters."""
    found = opened(request, code, draft=request.GET.get("ban") == "du-thao", part=True)
    if found.is_draft and found.may_edit:
        return render(
            request,
            "plans/annex_edit.html",
            context(found, "phu-luc", grid=_grid(found), areas=_areas(found)),
        )
    states = task_states(found.plan, on=timezone.localdate(), tasks=_filtered(request, found.tasks()))
    wanted = request.GET.get("tinh-trang", "")
    rows = [s for s in states if not wanted or s.state == wanted]
    if file := exported(
        request, EXPORT, rows, name=f"Nhiệm vụ {found.plan.code}", heading=[found.plan.title]
    ):
        return file
    listed = Paginator(rows, ROWS_A_PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "plans/annex.html",
        context(
            found,
            "phu-luc",
            page=listed,
            tasks=listed.object_list,
            areas=_areas(found),
            filters={k: request.GET.get(k, "") for k in ("q", "noi-dung", "tinh-trang", "khoi")},
            states=STATES.items(),
        ),
    )


def _areas(found: Shown) -> QuerySet[Area]:
    return Area.objects.filter(version=found.version).order_by("position")


def _filtered(request: HttpRequest, tasks: QuerySet[Task]) -> QuerySet[Task]:
    text = request.GET.get("q", "").strip()
    if text:
        tasks = holding(tasks, text, "code", "text", "product", "lead_text")
    if area := request.GET.get("noi-dung", ""):
        tasks = tasks.filter(area_code=area)
    if block := request.GET.get("khoi", ""):
        tasks = tasks.filter(block__in=[block, "all"])
    return tasks.order_by("position")


def _grid(found: Shown) -> Grid:
    tasks = list(found.version.tasks.prefetch_related("coordinating").order_by("position"))
    on = timezone.localdate()
    called = names(
        {u for t in tasks for u in [t.lead_unit_id, *[c.pk for c in t.coordinating.all()]] if u}, on
    )
    titles = dict(_areas(found).values_list("code", "name"))
    codes = {str(origin): code for code, origin in _objectives(found).items()}
    rows: list[Row] = []
    area = None
    for task in tasks:
        if task.area_code != area:
            area = task.area_code
            rows.append(Row(f"noi-dung-{len(rows)}", {}, heading=_area_words(area, titles)))
        rows.append(Row(str(task.pk), _cells(task, called, codes), revision=task.revision))
    return Grid(
        id=f"plan-{found.version.pk}",
        columns=GRID_COLUMNS,
        rows=tuple(rows),
        save_url=reverse("plans:save_annex", args=[found.plan.code]),
        caption="Phụ lục nhiệm vụ của kế hoạch",
    )


def _area_words(code: str, titles: dict[str, str]) -> str:
    return f"{code}. {titles.get(code, '')}".strip(". ") or "Chưa ghi nội dung CCHC"


def _objectives(found: Shown) -> dict[str, UUID]:
    return dict(found.version.objectives.order_by("position").values_list("code", "origin"))


def _cells(task: Task, called: dict[UUID, str], codes: dict[str, str]) -> dict[str, str]:
    coordinating = task.coordinating_text or "; ".join(called.get(u.pk, "") for u in task.coordinating.all())
    return {
        "code": task.code,
        "text": task.text,
        "product": task.product,
        "lead": task.lead_text or called.get(task.lead_unit_id, ""),
        "coordinating": coordinating,
        "due": f"{task.due_on:%d/%m/%Y}" if task.due_on else task.due_text,
        "money": vn(task.money) if task.money is not None else task.money_text,
        "weight": vn(task.weight) if task.weight is not None else "",
        "serves": "; ".join(codes[o] for o in task.serves or [] if o in codes),
        "state": "Nhiệm vụ chuyển tiếp" if task.carried_from else "Dự thảo",
    }


@action(permissions.EDIT)
def save_annex(request: HttpRequest, code: str) -> HttpResponse:
    """Lưu các ô đã sửa của bản dự thảo."""
    found = shown(code, request.actor, draft=True)
    if not (found.is_draft and found.may_edit):
        raise Refused("Bản này đã ban hành, không sửa được. Hãy mở điều chỉnh, bổ sung kế hoạch.")
    on, objectives = timezone.localdate(), _objectives(found)
    codes = {str(origin): code for code, origin in objectives.items()}

    def save(key: str, column: str, text: str, revision: int) -> Saved:
        if column not in COLUMNS:
            raise Refused("Ô này không sửa được.")
        task = get_object_or_404(Task, version=found.version, pk=key)
        changes = read_cell(column, text, year=found.plan.first_year, on=on, objectives=objectives)
        row = drafting.edit_item(
            item=task, changes=changes, revision=revision, by=request.actor, at=timezone.now()
        )
        cells = _cells(Task.objects.prefetch_related("coordinating").get(pk=row.pk), {}, codes)
        return Saved(shown=cells[column] or text, revision=row.revision)

    back = reverse("plans:annex", args=[code]) + "?ban=du-thao"
    return save_edits(request, _grid(found), save, back=back)


@action(permissions.EDIT)
def add_task(request: HttpRequest, code: str) -> HttpResponse:
    """Thêm một nhiệm vụ trống vào cuối nội dung đã chọn của bản dự thảo."""
    found = shown(code, request.actor, draft=True)
    area = request.POST.get("area", "")
    last = found.version.tasks.filter(area_code=area).order_by("-position").first()
    text = request.POST.get("text", "").strip()
    if not text:
        raise Refused("Hãy nhập nội dung nhiệm vụ.", field="text")
    drafting.add_task(
        version=found.version, after=last, text=text, area_code=area, by=request.actor, at=timezone.now()
    )
    messages.success(request, "Đã thêm nhiệm vụ.")
    return redirect(reverse("plans:annex", args=[code]) + "?ban=du-thao")


@sensitive("plans.plan", Way.EXPORT)
@action(permissions.EDIT, form=True)
def remove_task(request: HttpRequest, code: str, pk: UUID) -> HttpResponse:
    """Bỏ một nhiệm vụ khỏi bản dự thảo, after a confirmation."""
    found = opened(request, code, draft=True)
    task = get_object_or_404(Task, version=found.version, pk=pk)
    back = reverse("plans:annex", args=[code]) + "?ban=du-thao"
    if request.method == "POST":
        drafting.remove_item(item=task, by=request.actor, at=timezone.now())
        messages.success(request, "Đã bỏ nhiệm vụ khỏi bản dự thảo.")
        return redirect(back)
    return render(
        request,
        "ui/confirm.html",
        {
            "title": "Bỏ nhiệm vụ khỏi bản dự thảo",
            "text": f"Bỏ nhiệm vụ {task.code}: {task.text[:200]}?",
            "consequences": ["Bản đã ban hành (nếu có) vẫn giữ nhiệm vụ này."],
            "button": "Bỏ nhiệm vụ",
            "back": back,
        },
    )
