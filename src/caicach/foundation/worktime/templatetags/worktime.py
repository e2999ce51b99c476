"""Dates as people read them. `{% load worktime %}`."""

from datetime import date, datetime
from uuid import UUID

from django import template
from django.template import Context
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from caicach.foundation.worktime import rules
from caicach.foundation.worktime.queries import CalendarSet, calendar_set, local

register = template.Library()

_KEY = "worktime_calendar"


@register.filter
def day_text(day: date | None) -> str:
    """ "Thứ Sáu, 19/3/2027"; None → "–"."""
    return rules.day_text(_day(day)) if day else "–"


@register.filter
def instant_text(at: datetime | None) -> str:
    """ "17:30 Thứ Sáu, 19/3/2027" in local time; None → "–"."""
    return rules.instant_text(local(at)) if at else "–"


@register.simple_tag(takes_context=True)
def days_left(
    context: Context, due_on: date | None, today: date | None = None, unit_id: UUID | None = None
) -> str:
    """`{% days_left task.due_on %}`: "còn 6 ngày làm việc", "đến hạn hôm nay", "quá hạn 2 ngày làm việc"."""
    if not due_on:
        return ""
    calendar = _calendar(context).for_unit(unit_id)
    return rules.left_text(_day(due_on), today or timezone.localdate(), calendar)


@register.simple_tag(takes_context=True)
def due_text(
    context: Context,
    due_on: date | None,
    *,
    done: bool = False,
    today: date | None = None,
    unit_id: UUID | None = None,
) -> SafeString | str:
    """`{% due_text task.due_on done=task.is_done %}`: "Thứ Sáu, 19/3/2027, còn 6 ngày làm việc".

    What is done says only its day. A day of a year without its official notice is marked "tạm tính". The calendar
    is read once a page.
    """
    if not due_on:
        return "–"
    day = _day(due_on)
    words = rules.day_text(day)
    if done:
        return words
    calendar = _calendar(context).for_unit(unit_id)
    left = rules.left_text(day, today or timezone.localdate(), calendar)
    mark = "" if calendar.is_decided(day.year) else " (tạm tính)"
    return format_html(
        '<span class="due-text">{}, <span class="nowrap">{}</span>{}</span>', words, left, mark
    )


def _day(value: date | datetime) -> date:
    return local(value).date() if isinstance(value, datetime) else value


def _calendar(context: Context) -> CalendarSet:
    request = context.get("request")
    if request is None:
        return calendar_set()
    if not hasattr(request, _KEY):
        setattr(request, _KEY, calendar_set())
    known: CalendarSet = getattr(request, _KEY)
    return known
