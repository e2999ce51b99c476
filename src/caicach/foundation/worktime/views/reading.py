"""What everybody reads: the year, the calculator, the notices with their findings, own days, hours, journal."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from caicach.foundation.audit.telling import named
from caicach.foundation.kernel.errors import Refused
from caicach.foundation.records import kinds
from caicach.foundation.ui import page

from .. import permissions
from ..forms import CalculatorForm, LocalDaysForm, OfficeHoursForm
from ..models import RecalculatedItem, Recalculation, WorkCalendar, YearNotice
from ..queries import (
    DEFAULT,
    deadline,
    findings,
    local_days_of,
    notices_in_force,
    set_of,
    year_view,
)
from ..registry import unit_choices
from ..rules import (
    FIRST_YEAR,
    LAST_YEAR,
    Calendar,
    Day,
    DayKind,
    Due,
    Unit,
    differences,
    explain,
    left_text,
    short_day,
)
from ..rules.calendar import YearDays


def chosen_calendar(request: HttpRequest) -> WorkCalendar:
    """The calendar named in the address (`lich`), else the default one; 404 when there is none."""
    return get_object_or_404(WorkCalendar, code=request.GET.get("lich") or DEFAULT)


def rights(request: HttpRequest) -> dict[str, bool]:
    """What the actor may do on these pages: change the common calendar, change that of some unit."""
    actor = request.actor
    return {"may_manage": actor.may(permissions.MANAGE), "may_edit": actor.has(permissions.EDIT)}


def _year(request: HttpRequest) -> int:
    text = request.GET.get("nam", "")
    year = int(text) if text.isdecimal() else timezone.localdate().year
    if not FIRST_YEAR < year < LAST_YEAR:
        raise Http404
    return year


@dataclass(frozen=True)
class Holiday:
    """An unbroken run of days off or make-up days for one reason; `note` tells of swapped days among them."""

    name: str
    note: str
    since: date
    until: date
    kind: DayKind
    days: int


def _holidays(calendar: Calendar, year: int) -> list[Holiday]:
    first = date(year, 1, 1)
    days = [calendar.day(first + timedelta(days=offset)) for offset in range(366)]
    kinds_shown = {DayKind.HOLIDAY, DayKind.MAKEUP, DayKind.OVERRIDE}
    special = [day for day in days if day.on.year == year and day.kind in kinds_shown]
    runs = groupby(
        enumerate(special),
        key=lambda item: (item[1].kind, _reason(item[1]), item[1].on.toordinal() - item[0]),
    )
    return [_holiday([day for _, day in run]) for _, run in runs]


def _reason(day: Day) -> str:
    return day.name.partition(" (")[0] if day.kind is DayKind.HOLIDAY else day.name


def _holiday(run: list[Day]) -> Holiday:
    notes = [
        f"{short_day(day.on)}: {day.name.partition(' (')[2].rstrip(')')}"
        for day in run
        if day.name != _reason(day)
    ]
    return Holiday(_reason(run[0]), "; ".join(notes), run[0].on, run[-1].on, run[0].kind, len(run))


@page(permissions.VIEW)
def year(request: HttpRequest) -> HttpResponse:
    """Lịch năm: twelve months, the holidays, and how sure they are."""
    row, shown = chosen_calendar(request), _year(request)
    calendar = set_of(row).for_unit(_unit(request))
    months = year_view(calendar, shown)
    holidays = _holidays(calendar, shown)
    standing = YearNotice.objects.filter(calendar=row, year=shown, superseded_at=None)
    return render(
        request,
        "worktime/year.html",
        {
            "row": row,
            "calendars": WorkCalendar.objects.order_by("name"),
            "year": shown,
            "previous_year": shown - 1,
            "next_year": shown + 1,
            "months": months,
            "holidays": holidays,
            "working_days": sum(month.working_days for month in months),
            "days_off": sum(1 for month in months for day in _days(month.weeks) if _is_weekday_off(day)),
            "makeup_days": sum(1 for found in holidays if found.kind is DayKind.MAKEUP),
            "decided": calendar.is_decided(shown),
            "horizon_text": f"31/12/{calendar.horizon}" if calendar.horizon else "",
            "notice": next((notice for notice in standing if notice.is_published), None),
            "draft": next((notice for notice in standing if not notice.is_published), None),
            "findings": {found.day: found.message for found in _findings_of(calendar, shown)},
            "today": timezone.localdate(),
            **rights(request),
        },
    )


def _days(weeks: Iterable[Iterable[Day | None]]) -> Iterable[Day]:
    return (day for week in weeks for day in week if day)


def _is_weekday_off(day: Day) -> bool:
    return day.kind is DayKind.HOLIDAY and day.on.weekday() < 5


def _findings_of(calendar: Calendar, shown: int) -> tuple[Any, ...]:
    found: YearDays | None = next(
        (year for year in calendar.years if year.year == shown and year.decided), None
    )
    return differences(found) if found else ()


def _unit(request: HttpRequest) -> UUID | None:
    try:
        return UUID(request.GET.get("don-vi", ""))
    except ValueError:
        return None


@page(permissions.VIEW)
def calculator(request: HttpRequest) -> HttpResponse:
    """Tính thời hạn: a deadline with its explanation."""
    asked = "start" in request.GET
    choices = unit_choices(timezone.localdate())
    start = timezone.localtime().replace(second=0, microsecond=0, tzinfo=None)
    initial = {"start": start, "amount": "10", "unit": Unit.WORKING_DAYS, "calendar": DEFAULT}
    form = CalculatorForm(request.GET if asked else None, initial=initial, units=choices)
    answer = _answered(form) if asked and form.is_valid() else None
    return render(
        request,
        "worktime/calculator.html",
        {
            "form": form,
            "answer": answer,
            **rights(request),
            "lines": explain(answer) if answer else (),
            "left": _left(answer) if answer else "",
        },
    )


def _left(answer: Due) -> str:
    words = left_text(answer.due_on, timezone.localdate(), answer.calendar)
    return words.replace("quá hạn", "đã qua")  # nobody is late in a calculation


def _answered(form: CalculatorForm) -> Due | None:
    given = form.cleaned_data
    try:
        return deadline(
            given["start"],
            given["amount"],
            given["unit"],
            unit_id=UUID(given["at_unit"]) if given["at_unit"] else None,
            calendar=given["calendar"].code,
            pauses=given["pauses"],
        )
    except Refused as refused:
        form.add_error(refused.field if refused.field in form.fields else None, refused.message)
        return None


@page(permissions.VIEW)
def notices(request: HttpRequest) -> HttpResponse:
    """Thông báo các năm và phát hiện: every year with its paper, and where it differs from the package."""
    row = chosen_calendar(request)
    return render(
        request,
        "worktime/notices.html",
        {
            "row": row,
            "notices": notices_in_force(row).order_by("-year").prefetch_related("days"),
            "drafts": YearNotice.objects.filter(calendar=row, published_at=None).order_by("-year"),
            "superseded": YearNotice.objects.filter(calendar=row, superseded_at__isnull=False).order_by(
                "-superseded_at"
            ),
            "provisional": _provisional_years(row),
            "findings": findings(row),
            "next_year": timezone.localdate().year + 1,
            **rights(request),
        },
    )


def _provisional_years(row: WorkCalendar) -> list[str]:
    decided = set(notices_in_force(row).values_list("year", flat=True))
    return sorted((year for year in row.assumed if int(year) not in decided), reverse=True)


@page(permissions.VIEW)
def local_days(request: HttpRequest) -> HttpResponse:
    """Ngày riêng: closures and extra days of units."""
    row = chosen_calendar(request)
    return render(request, "worktime/local_days.html", local_days_context(request, row, None))


def editable_units(request: HttpRequest) -> list[tuple[UUID | None, str]]:
    """The units whose days and hours the actor may change; everybody first, for who manages the calendar."""
    actor = request.actor
    everybody: list[tuple[UUID | None, str]] = [(None, "Mọi cơ quan, đơn vị")]
    own = [
        choice
        for choice in unit_choices(timezone.localdate())
        if actor.may(permissions.EDIT, at_unit=choice[0])
    ]
    return [*(everybody if actor.may(permissions.MANAGE) else []), *own]


def local_days_context(request: HttpRequest, row: WorkCalendar, form: LocalDaysForm | None) -> dict[str, Any]:
    """What the page of own days shows; also when its form was refused."""
    days = list(local_days_of(row)[:500])
    names = named("unit", {entry.unit_id for entry in days})
    return {
        "row": row,
        "days": [
            (
                entry,
                names.get(entry.unit_id, ""),
                entry.during.upper - timedelta(days=1),
                permissions.may_change(request.actor, entry.unit_id),
            )
            for entry in days
        ],
        "form": form or LocalDaysForm(units=editable_units(request)),
        **rights(request),
    }


@page(permissions.VIEW)
def office_hours(request: HttpRequest) -> HttpResponse:
    """Giờ làm việc: the hours of the week, of everybody and of units that have their own."""
    row = chosen_calendar(request)
    return render(request, "worktime/office_hours.html", office_hours_context(request, row, None))


def office_hours_context(
    request: HttpRequest, row: WorkCalendar, form: OfficeHoursForm | None
) -> dict[str, Any]:
    """What the page of office hours shows; also when its form was refused."""
    weeks = list(row.weeks.order_by("unit_id", "-during"))
    names = named("unit", {entry.unit_id for entry in weeks})
    standard = next((entry for entry in weeks if entry.unit_id is None), None)
    initial = {f"day_{number}": text for number, text in enumerate(standard.week)} if standard else {}
    if standard:
        initial["cut_off"] = standard.cut_off
    return {
        "row": row,
        "weeks": [(entry, names.get(entry.unit_id, "")) for entry in weeks],
        "form": form or OfficeHoursForm(units=editable_units(request), initial=initial),
        **rights(request),
    }


@page(permissions.EDIT)
def journal(request: HttpRequest) -> HttpResponse:
    """Nhật ký tính lại thời hạn: what each change of the calendar did."""
    rows = Recalculation.objects.select_related("calendar").order_by("-at", "-pk")
    shown = Paginator(rows, 50).get_page(request.GET.get("page"))
    people = named("actor", {entry.actor_id for entry in shown})
    rows_shown = [(entry, _who(entry, people)) for entry in shown]
    return render(request, "worktime/journal.html", {"page": shown, "rows": rows_shown, **rights(request)})


def _who(entry: Recalculation, people: dict[UUID, str]) -> str:
    return people.get(entry.actor_id, "Tài khoản đã xóa") if entry.actor_id else entry.actor_label


@page(permissions.EDIT)
def journal_entry(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One re-computing: every open item it touched, old and new end."""
    entry = get_object_or_404(Recalculation, pk=pk)
    items = RecalculatedItem.objects.filter(recalculation=entry).order_by("kind", "old_due_on", "pk")
    shown = Paginator(items, 100).get_page(request.GET.get("page"))
    names = named("unit", {item.unit_id for item in shown})
    titles = _titles(request, shown)
    who = _who(entry, named("actor", {entry.actor_id}))
    rows = [
        (item, *titles.get((item.kind, item.ref_id), ("", "")), names.get(item.unit_id, "")) for item in shown
    ]
    return render(
        request,
        "worktime/journal_entry.html",
        {"entry": entry, "who": who, "rows": rows, "page": shown, **rights(request)},
    )


def _titles(
    request: HttpRequest, items: Iterable[RecalculatedItem]
) -> dict[tuple[str, UUID], tuple[str, str]]:
    """Title and address of the items that the actor may see."""
    wanted: dict[str, list[UUID]] = {}
    for item in items:
        wanted.setdefault(item.kind, []).append(item.ref_id)
    found = {}
    for kind in kinds():
        if kind.kind in wanted and kind.visible:
            for row in kind.visible(request.actor).filter(pk__in=wanted[kind.kind]):
                found[kind.kind, row.pk] = (kind.title(row), kind.url(row))
    return found
