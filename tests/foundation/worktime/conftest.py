"""Calendars in the database, and a stand-in for an app that owns open items."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime

import pytest
from django.utils import timezone

from caicach.foundation.kernel.actor import Actor, Scope, system
from caicach.foundation.records import OpenSpan, RecordKind, registry
from caicach.foundation.worktime.models import WorkCalendar
from caicach.foundation.worktime.operations import load_reference
from caicach.foundation.worktime.rules import MovedDue

AT = timezone.make_aware(datetime.fromisoformat("2026-11-22T08:00"))
ADMIN = system(date(2026, 11, 22), name="Quản trị")
NOBODY = Actor(name="Người khác", on=date(2026, 11, 22), scopes=(Scope(frozenset({"plans.view"})),))


@pytest.fixture
def shipped(db) -> WorkCalendar:
    """The shipped calendars, loaded; gives the default one."""
    load_reference(by=ADMIN, at=AT)
    return WorkCalendar.objects.get(code="vn")


@dataclass
class Owner:
    """An app with open items: what it declares, and what it was told."""

    spans: list[OpenSpan] = field(default_factory=list)
    asked: list[tuple[date, date]] = field(default_factory=list)
    told: list[MovedDue] = field(default_factory=list)

    def open_spans(self, first: date, last: date) -> list[OpenSpan]:
        self.asked.append((first, last))
        return self.spans

    def move_due(self, moves, *, by, at) -> None:
        self.told += moves


@pytest.fixture
def owner(monkeypatch) -> Iterator[Owner]:
    """A registered kind of open items."""
    owner = Owner()
    kind = RecordKind(
        "test.item", "Việc", WorkCalendar, str, open_spans=owner.open_spans, move_due=owner.move_due
    )
    monkeypatch.setitem(registry._KINDS, kind.kind, kind)
    return owner
