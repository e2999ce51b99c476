"""One assignment: its page and what may be done to it."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Count, Q
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from caicach.foundation.files.queries import attachments_of_rows
from caicach.foundation.kernel.errors import Refused
from caicach.foundation.kernel.text import sort_key
from caicach.foundation.records import Ref
from caicach.foundation.ui import action, page, revision_of
from caicach.foundation.worktime.rules import left_text
from caicach.organisation.units.queries import children as units_below
from caicach.organisation.units.queries import names

from .. import forms, operations, permissions
from ..models import Assignment
from ..operations import Proof
from ..operations.carrying_out import REPORT_REF
from ..queries import calendar_on, local_day, soon_until, story
from ..queries.directory import directory, people_of
from ..queries.story import Story
from ..queries.subjects import subject_of
from ..queries.todo import ASSIGNMENT
from ..rules import standing
from ..states import AREAS, BLOCKS, Answer, ReportKind, Status


def found(request: HttpRequest, pk: UUID) -> Assignment:
    """The assignment, if the person may see it; else 404."""
    rows = Assignment.objects.visible_to(request.actor)
    partners = ArrayAgg("coordinations__unit_id", filter=Q(coordinations__isnull=False), distinct=True)
    rows = rows.annotate(partners=partners, parts=Count("children", distinct=True))
    return get_object_or_404(rows.select_related("document", "person", "parent", "clause"), pk=pk)


@page(permissions.VIEW)
def assignment_page(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Nhiệm vụ: both dates and why, reports with evidence, parts, history, and what the person may do now."""
    return _drawn(request, found(request, pk))


def _drawn(request: HttpRequest, row: Assignment, bad: dict[str, Form] | None = None) -> HttpResponse:
    today = timezone.localdate()
    calendar = calendar_on()
    told = story(row, calendar)
    children = list(row.children.select_related("person").order_by("given_at", "id")) if row.parts else []
    partners = list(row.partners or [])
    units = {row.unit_id, row.giver_unit_id, *partners, *(child.unit_id for child in children)}
    called = names(units, today)
    until = soon_until(today, calendar)
    proven = [Ref(ASSIGNMENT, row.pk), *(Ref(REPORT_REF, report.pk) for report in told.reports)]
    proofs = attachments_of_rows(proven)
    may = _may(request, row)
    waits = row.unit_changes.filter(done_at=None, dropped_because="").first() if told.has_planned else None
    return render(
        request,
        "assignments/one.html",
        {
            "row": row,
            "standing": _standing(row, today, until),
            "left": left_text(row.due_on, today, calendar) if row.due_on and not row.handed_in_at else "",
            "unit_name": called.get(row.unit_id, ""),
            "giver_unit_name": called.get(row.giver_unit_id, ""),
            "partners": sorted(
                ((u, called.get(u, "")) for u in partners), key=lambda told: sort_key(told[1])
            ),
            "subject": subject_of(row.subject_kind, row.subject_id, visible_to=request.actor),
            "area": AREAS.get(row.area_code, ""),
            "block_name": BLOCKS.get(row.block, ""),
            "reports": [(report, proofs.get(report.pk, [])) for report in told.reports],
            "asked": next((e for e in told.extensions if e.answer == Answer.ASKED), None),
            "children": [
                (child, called.get(child.unit_id, ""), _standing(child, today, until)) for child in children
            ],
            "story": told,
            "may": may,
            "forms": _forms(row, told, may, today, bad or {}, [called.get(unit, "") for unit in partners]),
            "own_proofs": proofs.get(row.pk, []),
            "unit_change": waits,
            "hand_in_kind": ReportKind.HAND_IN,
        },
        status=400 if bad else 200,
    )


def _standing(row: Assignment, today: Any, until: Any) -> str:
    handed = local_day(row.handed_in_at) if row.handed_in_at else None
    return standing(row.state, due_on=row.due_on, handed_in_on=handed, on=today, soon_until=until).value


def _may(request: HttpRequest, row: Assignment) -> set[str]:
    """What the person may do to the assignment in its present state."""
    actor, state = request.actor, row.state
    mine = row.person_id is not None and row.person_id in (actor.person_id, actor.acting_for)

    def unit(code: str) -> bool:
        return mine or actor.may(code, at_unit=row.unit_id, area=row.area_code)

    def giver(code: str) -> bool:
        return actor.may(code, at_unit=row.giver_unit_id, area=row.area_code)

    working = state is Status.ACCEPTED
    able = {
        "accept": state is Status.GIVEN and unit(permissions.ACCEPT),
        "report": working and unit(permissions.REPORT),
        "extend": working and row.due_on is not None and unit(permissions.EXTEND),
        "delegate": working and unit(permissions.DELEGATE),
        "confirm": state is Status.HANDED_IN and giver(permissions.CONFIRM),
        "decide": working and giver(permissions.DECIDE_EXTENSION),
        "change_person": state in (Status.ACCEPTED, Status.HANDED_IN)
        and actor.may(permissions.DELEGATE, at_unit=row.unit_id, area=row.area_code),
        "assign": row.is_open and giver(permissions.ASSIGN),
        "give_again": state is Status.RETURNED and giver(permissions.ASSIGN),
        "amend": row.is_open and state is not Status.HANDED_IN and giver(permissions.ASSIGN),
        "change_units": row.is_open and giver(permissions.ASSIGN),
    }
    return {name for name, yes in able.items() if yes}


def _forms(
    row: Assignment, told: Story, may: set[str], today: Any, bad: dict[str, Form], partners: list[str]
) -> dict[str, Form]:
    """The forms of what may be done; a refused one comes back with what was typed."""
    people = people_of(row.unit_id, today) if may & {"accept", "change_person"} else []
    made: dict[str, Callable[[], Form]] = {
        "accept": lambda: forms.AcceptForm(people=people),
        "report": lambda: forms.ReportForm(initial={"percent": row.percent}),
        "extend": forms.ExtensionForm,
        "decide": lambda: forms.DecisionForm(initial={"due_on": _asked_for(told)}),
        "amend": lambda: forms.AmendForm(initial={name: getattr(row, name) for name in _AMEND}),
        "give_again": lambda: forms.GiveAgainForm(directory=directory(today)),
        "change_person": lambda: forms.PersonForm(people=people, initial={"person": row.person_id or ""}),
        "change_units": lambda: forms.UnitChangeForm(
            directory=directory(today), initial={"coordinating": "; ".join(partners), "from_on": today}
        ),
    }
    found = {name: make() for name, make in made.items() if name in may and name not in bad}
    if "report" in may:
        found["hand_in"] = forms.HandInForm()
    if "decide" in may:
        found["change_due"] = forms.ChangeDueForm()
    if may & {"accept", "confirm", "assign"}:
        found["reason"] = forms.ReasonForm()
    for name, form in (found | bad).items():
        form.auto_id = f"{name}-%s"  # several forms on one page: every field its own id
    return found | bad


_AMEND = ("title", "product", "urgency", "area_code", "office_number")


def _asked_for(told: Story) -> Any:
    return next((e.wanted_due_on for e in told.extensions if e.answer == Answer.ASKED), None)


def _delegate_form(row: Assignment, today: Any, people: list[Any], data: Any = None) -> forms.DelegateForm:
    below = [(version.unit_id, version.name) for version in units_below(row.unit_id, today)]
    return forms.DelegateForm(
        data, units=below, people=people, initial={"title": row.title, "due_on": row.due_on}
    )


def carried_out(
    request: HttpRequest, row: Assignment, name: str, form: Form | None, do: Callable[..., Any], done: str
) -> HttpResponse:
    """Run one operation; a form error or a refusal about a field is shown in the form it belongs to."""
    if form is not None and not form.is_valid():
        return _drawn(request, row, {name: form})
    try:
        do(assignment=row, by=request.actor, at=timezone.now(), revision=revision_of(request))
    except Refused as refused:
        if form is None or refused.field not in form.fields:
            raise
        form.add_error(refused.field, refused.message)
        row.refresh_from_db()
        return _drawn(request, row, {name: form})
    messages.success(request, done)
    return redirect(row)


@action(permissions.VIEW)
def accept(request: HttpRequest, pk: UUID) -> HttpResponse:
    row = found(request, pk)
    people = people_of(row.unit_id, timezone.localdate())
    form = forms.AcceptForm(request.POST, people=people)
    person = form.cleaned_data["person"] if form.is_valid() else ""

    def do(**how: Any) -> Any:
        return operations.accept(person_id=UUID(person) if person else None, **how)

    return carried_out(request, row, "accept", form, do, "Đã tiếp nhận nhiệm vụ.")


@action(permissions.VIEW)
def return_to_giver(request: HttpRequest, pk: UUID) -> HttpResponse:
    return _with_reason(request, pk, operations.return_to_giver, "Đã trả lại nhiệm vụ cho cơ quan giao.")


@action(permissions.VIEW)
def withdraw(request: HttpRequest, pk: UUID) -> HttpResponse:
    return _with_reason(request, pk, operations.withdraw, "Đã thu hồi nhiệm vụ.")


@action(permissions.VIEW)
def send_back(request: HttpRequest, pk: UUID) -> HttpResponse:
    return _with_reason(request, pk, operations.send_back, "Đã trả lại kết quả để hoàn thiện.")


def _with_reason(request: HttpRequest, pk: UUID, operation: Callable[..., Any], done: str) -> HttpResponse:
    form = forms.ReasonForm(request.POST)

    def do(**how: Any) -> Any:
        return operation(reason=form.cleaned_data["reason"], **how)

    return carried_out(request, found(request, pk), "reason", form, do, done)


@action(permissions.VIEW)
def confirm(request: HttpRequest, pk: UUID) -> HttpResponse:
    return carried_out(
        request, found(request, pk), "", None, operations.confirm, "Đã xác nhận hoàn thành nhiệm vụ."
    )


@action(permissions.VIEW)
def report(request: HttpRequest, pk: UUID) -> HttpResponse:
    form = forms.ReportForm(request.POST, request.FILES)

    def do(**how: Any) -> Any:
        told = form.cleaned_data
        return operations.report(
            percent=told["percent"],
            text=told["text"],
            blocked_because=told["blocked_because"],
            evidence=_proofs(request, form),
            **how,
        )

    return carried_out(request, found(request, pk), "report", form, do, "Đã gửi báo cáo tiến độ.")


@action(permissions.VIEW)
def hand_in(request: HttpRequest, pk: UUID) -> HttpResponse:
    form = forms.HandInForm(request.POST, request.FILES)

    def do(**how: Any) -> Any:
        return operations.hand_in(text=form.cleaned_data["text"], evidence=_proofs(request, form), **how)

    return carried_out(request, found(request, pk), "hand_in", form, do, "Đã nộp kết quả, chờ xác nhận.")


def _proofs(request: HttpRequest, form: forms.ProofFields) -> list[Proof]:
    files = [Proof(content=file, name=file.name or "") for file in request.FILES.getlist("files")]
    return [*form.proofs(), *files]


@action(permissions.VIEW)
def ask_extension(request: HttpRequest, pk: UUID) -> HttpResponse:
    form = forms.ExtensionForm(request.POST)

    def do(**how: Any) -> Any:
        told = form.cleaned_data
        return operations.ask_extension(wanted_due_on=told["due_on"], reason=told["reason"], **how)

    return carried_out(request, found(request, pk), "extend", form, do, "Đã gửi đề nghị điều chỉnh thời hạn.")


@action(permissions.VIEW)
def decide_extension(request: HttpRequest, pk: UUID) -> HttpResponse:
    form = forms.DecisionForm(request.POST)
    granted = request.POST.get("answer") == "granted"

    def do(**how: Any) -> Any:
        told = form.cleaned_data
        return operations.decide_extension(
            granted=granted,
            due_on=told["due_on"] if granted else None,
            agreed_by=told["agreed_by"],
            note=told["note"],
            **how,
        )

    done = "Đã đồng ý điều chỉnh thời hạn." if granted else "Đã trả lời không đồng ý điều chỉnh thời hạn."
    return carried_out(request, found(request, pk), "decide", form, do, done)


@action(permissions.VIEW)
def change_due(request: HttpRequest, pk: UUID) -> HttpResponse:
    form = forms.ChangeDueForm(request.POST)

    def do(**how: Any) -> Any:
        told = form.cleaned_data
        return operations.change_due(
            due_on=told["due_on"], agreed_by=told["agreed_by"], reason=told["reason"], **how
        )

    return carried_out(request, found(request, pk), "change_due", form, do, "Đã điều chỉnh thời hạn.")


@action(permissions.VIEW, form=True)
def delegate(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Giao lại: a form of its own, since it needs the tree and the people of the unit."""
    row, today = found(request, pk), timezone.localdate()
    posted = request.POST if request.method == "POST" else None
    form = _delegate_form(row, today, people_of(row.unit_id, today), posted)
    if posted is not None and form.is_valid():
        told = form.cleaned_data
        kind, _, key = told["to"].partition(":")
        to = {"person_id" if kind == "person" else "unit_id": UUID(key)}
        try:
            operations.delegate(
                assignment=row,
                title=told["title"],
                due_on=told["due_on"],
                by=request.actor,
                at=timezone.now(),
                revision=revision_of(request),
                **to,
            )
        except Refused as refused:
            form.add_error(refused.field if refused.field in form.fields else None, refused.message)
        else:
            messages.success(request, "Đã giao lại.")
            return redirect(row)
    context = {"form": form, "row": row}
    return render(request, "assignments/delegate.html", context, status=400 if form.errors else 200)


@action(permissions.VIEW)
def give_again(request: HttpRequest, pk: UUID) -> HttpResponse:
    form = forms.GiveAgainForm(request.POST, directory=directory(timezone.localdate()))

    def do(**how: Any) -> Any:
        unit = form.cleaned_data["unit"]
        return operations.give_again(
            note=form.cleaned_data["note"], unit_id=unit.unit_id if unit else None, **how
        )

    return carried_out(request, found(request, pk), "give_again", form, do, "Đã giao lại nhiệm vụ.")


@action(permissions.VIEW)
def amend(request: HttpRequest, pk: UUID) -> HttpResponse:
    form = forms.AmendForm(request.POST)

    def do(**how: Any) -> Any:
        told = dict(form.cleaned_data)
        return operations.amend(reason=told.pop("reason"), changes=told, **how)

    return carried_out(request, found(request, pk), "amend", form, do, "Đã sửa nội dung nhiệm vụ.")
