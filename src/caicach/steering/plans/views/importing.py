"""Pages of the import from files, of the cross-checks, and of the tables that go out and come back."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from caicach.foundation.audit.sensitive import Way, sensitive
from caicach.foundation.kernel.errors import Refused
from caicach.foundation.papers.exporting import exported, wants_file
from caicach.foundation.ui import action, page
from caicach.steering.plans import permissions
from caicach.steering.plans.models import StagedImport
from caicach.steering.plans.operations.importing import confirm_import, map_columns, preview_of, stage_import
from caicach.steering.plans.queries.findings import grouped, place_of, severity_label
from caicach.steering.plans.queries.importing import (
    IMPORT_LIMITS,
    Preview,
    export_columns,
    export_rows,
    fields_for,
)
from caicach.steering.plans.queries.shown import Shown
from caicach.steering.plans.queries.source import findings_of, source_of
from caicach.steering.plans.rules.columns import IMPORT_KIND_LABELS, ImportKind
from caicach.steering.plans.rules.findings import CODE_LABELS
from caicach.steering.plans.rules.totals import totals_of
from caicach.steering.plans.views.frame import context, opened

SHOWN_PROBLEMS = 300
SHOWN_ROWS = 100


def _for_import(request: HttpRequest, code: str) -> Shown:
    found = opened(request, code)
    if found.has_draft:  # what is imported goes into the draft, where there is one
        found = opened(request, code, draft=True)
    if not request.actor.may(permissions.IMPORT, at_unit=found.plan.unit_id):
        raise PermissionDenied
    return found


@sensitive("plans.plan", Way.EXPORT)
@page(permissions.VIEW)
def findings(request: HttpRequest, code: str) -> HttpResponseBase:
    """Rà soát số liệu: what the cross-checks find in the version shown, with the lines of the source text."""
    found = opened(request, code, draft=request.GET.get("ban") == "du-thao")
    source = source_of(found.version)
    programme, every = findings_of(found.version, source)
    columns = [
        ("Mức độ", lambda one: severity_label(one.severity)),
        ("Loại", lambda one: CODE_LABELS[one.code]),
        ("Tại", place_of),
        ("Dòng", lambda one: one.where.line),
        ("Số in", "printed"),
        ("Số tính", "expected"),
        ("Giải thích", "message"),
    ]
    if file := exported(request, columns, every, name=f"Rà soát số liệu {found.plan.code}"):
        return file
    groups = grouped(found.version, every, source.origins)
    more = {
        "groups": [(severity, severity_label(severity), rows) for severity, rows in groups.items()],
        "count": len(every),
        "totals": totals_of(programme),
        "programme": programme,
        "may_import": request.actor.may(permissions.IMPORT, at_unit=found.plan.unit_id),
        "kinds": IMPORT_KIND_LABELS.items(),
        "note": found.version.printed_facts.get("note", ""),
    }
    return render(request, "plans/findings.html", context(found, "ra-soat", **more))


@sensitive("plans.plan", Way.EXPORT)
@page(permissions.VIEW)
def export(request: HttpRequest, code: str, kind: str) -> HttpResponseBase:
    """Bảng mục tiêu, nhiệm vụ hoặc hoạt động as a file that an import takes back unchanged."""
    found = opened(request, code, draft=request.GET.get("ban") == "du-thao")
    try:
        dataset = ImportKind(kind)
    except ValueError:
        raise Http404 from None
    name = f"{IMPORT_KIND_LABELS[dataset]} {found.plan.code}"
    rows = export_rows(found.version, dataset, as_text=wants_file(request) == "csv")
    file = exported(request, export_columns(found.version, dataset), rows, name=name)
    return file or redirect("plans:findings", code)


@sensitive("plans.plan", Way.EXPORT)
@action(permissions.IMPORT, form=True)
def start(request: HttpRequest, code: str) -> HttpResponse:
    """Nhập từ tệp, bước 1: choose what the file holds, and the file."""
    found = _for_import(request, code)
    error = ""
    kind = request.POST.get("kind") or request.GET.get("loai") or ImportKind.TASKS
    if request.method == "POST":
        try:
            staged = _stage(request, found, kind)
            return redirect("plans:staged", code, staged.pk)
        except Refused as refused:
            error = str(refused)
    more = {
        "kinds": IMPORT_KIND_LABELS.items(),
        "chosen": kind,
        "error": error,
        "limit": IMPORT_LIMITS.max_bytes // (1024 * 1024),
        "recent": StagedImport.objects.filter(version__plan=found.plan, imported_at__isnull=False)
        .defer("content")
        .order_by("-imported_at")[:10],
    }
    return render(
        request, "plans/import_start.html", context(found, "ra-soat", **more), status=422 if error else 200
    )


def _stage(request: HttpRequest, found: Shown, kind: str) -> StagedImport:
    upload = request.FILES.get("file")
    if upload is None or upload.size is None:
        raise Refused("Hãy chọn tệp .xlsx hoặc .csv.", field="file")
    if upload.size > IMPORT_LIMITS.max_bytes:
        size = IMPORT_LIMITS.max_bytes // (1024 * 1024)
        raise Refused(f"Tệp lớn hơn mức cho phép {size} MB. Hãy tách thành nhiều tệp.", field="file")
    if kind not in list(ImportKind):
        raise Refused("Hãy chọn loại dữ liệu của tệp.", field="kind")
    return stage_import(
        version=found.version,
        kind=ImportKind(kind),
        file_name=upload.name or "tệp",
        content=upload.read(),
        by=request.actor,
        at=timezone.now(),
    )


def _staged(request: HttpRequest, code: str, pk: UUID) -> tuple[Shown, StagedImport]:
    found = _for_import(request, code)
    rows = StagedImport.objects.select_related("version__plan")
    staged = get_object_or_404(rows, pk=pk, version__plan=found.plan, staged_by=request.actor.user_id)
    return found, staged


@sensitive("plans.plan", Way.EXPORT)
@page(permissions.IMPORT)
def staged_page(request: HttpRequest, code: str, pk: UUID) -> HttpResponse:
    """Nhập từ tệp, bước 2: columns, every error with row and column, or what would be added and changed."""
    found, staged = _staged(request, code, pk)
    if staged.imported_at is not None:
        messages.info(request, "Tệp này đã nhập xong.")
        return redirect("plans:findings", code)
    seen = preview_of(staged)
    return render(request, "plans/import_preview.html", context(found, "ra-soat", **_preview(staged, seen)))


def _preview(staged: StagedImport, seen: Preview) -> dict[str, Any]:
    fields = fields_for(staged.version, seen)
    return {
        "staged": staged,
        "seen": seen,
        "kind_label": IMPORT_KIND_LABELS[seen.kind],
        "columns": [(one, seen.mapping.get(one.key, "")) for one in fields],
        "problems": seen.problems[:SHOWN_PROBLEMS],
        "wrong_columns": any(one.row is None for one in seen.problems),
        "more_problems": max(0, len(seen.problems) - SHOWN_PROBLEMS),
        "added": seen.added[:SHOWN_ROWS],
        "more_added": max(0, len(seen.added) - SHOWN_ROWS),
        "changed": seen.changed[:SHOWN_ROWS],
        "more_changed": max(0, len(seen.changed) - SHOWN_ROWS),
        "notes": seen.notes[:SHOWN_ROWS],
        "opens_revision": staged.version.is_published,
    }


@action(permissions.IMPORT)
def set_columns(request: HttpRequest, code: str, pk: UUID) -> HttpResponse:
    """Nhập từ tệp: the person says which column holds which field."""
    _, staged = _staged(request, code, pk)
    chosen = {
        name.removeprefix("cot-"): title for name, title in request.POST.items() if name.startswith("cot-")
    }
    map_columns(staged=staged, mapping=chosen, by=request.actor, at=timezone.now())
    return redirect("plans:staged", code, pk)


@action(permissions.IMPORT)
def confirm(request: HttpRequest, code: str, pk: UUID) -> HttpResponse:
    """Nhập từ tệp, bước 3: write all that the preview showed, or nothing."""
    _, staged = _staged(request, code, pk)
    outcome = request.POST.get("outcome", "")
    version = confirm_import(staged=staged, outcome=outcome, by=request.actor, at=timezone.now())
    messages.success(request, f"Đã nhập {staged.rows} dòng từ tệp {staged.file_name} vào bản dự thảo.")
    draft = "" if version.is_published else "?ban=du-thao"
    return redirect(reverse("plans:findings", args=[code]) + draft)
