"""Who is told what, how often, and by which channel."""

import re
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from threading import Barrier

import hypothesis
import pytest
from django.core import mail
from django.db import IntegrityError, connection
from hypothesis import strategies as st
from procrastinate.contrib.django.models import ProcrastinateJob

from caicach.foundation.kernel.actor import SYSTEM, Actor
from caicach.foundation.kernel.errors import NotPermitted, Refused
from caicach.foundation.kernel.ids import new_id
from caicach.foundation.records import Ref, kinds, registry
from caicach.foundation.records.registry import RecordKind, Todo
from caicach.foundation.worktime.operations import load_reference as load_calendars
from caicach.organisation.access.queries import actor_of, actors_of
from caicach.organisation.notices import operations
from caicach.organisation.notices.models import Delivery, Notice, Reminder
from caicach.organisation.notices.operations import Message, notify, notify_many
from caicach.organisation.notices.queries import inbox, receipt_of, receipts, unseen_count
from caicach.organisation.notices.rules import RUNGS, rung_of
from caicach.organisation.notices.states import Mail, notice_kind
from caicach.organisation.personnel.models import Person
from caicach.work.assignments.operations import accept
from caicach.work.assignments.operations.telling import quietly
from caicach.work.assignments.states import Status
from tests.factories.access import GrantFactory, RoleFactory, UserFactory, user_as
from tests.factories.assignments import STEPS, given, in_state
from tests.factories.personnel import AbsenceFactory, PersonFactory, PostFactory
from tests.factories.plans import plan
from tests.factories.units import UnitFactory, province

AT = datetime(2026, 6, 1, 2, tzinfo=UTC)
TODAY = date(2026, 6, 1)
EACH = notice_kind("tests.each", "Thử từng thư", mail="each")
QUIET = notice_kind("tests.quiet", "Thử không thư", mail="none")
DAILY = notice_kind("tests.daily", "Thử gộp", mail="digest")


def _told(kind: str = QUIET) -> set[Person]:
    return {d.person for d in Delivery.objects.filter(notice__kind=kind)}


@hypothesis.given(days=st.integers(-400, 400))
def test_the_rung_is_the_last_one_passed(days):
    rung = rung_of(days)

    assert rung in (None, *RUNGS)
    assert (rung is None) == (days > max(RUNGS))
    if rung is not None:
        assert days <= rung
        assert all(days > lower for lower in RUNGS if lower < rung)


@pytest.mark.django_db
def test_people_and_holders_in_units_are_told_but_not_the_doer():
    top = province()
    here, there = UnitFactory(parent=top), UnitFactory(parent=top)
    doer, focal, other = (user_as("focal_officer", u) for u in (here, here, there))
    named = PersonFactory()

    told = notify_many(
        [
            Message(kind=QUIET, title="A", unit_id=here.pk, permission="units.view"),
            Message(kind=QUIET, title="B", person_ids=(named.pk, doer.person_id)),
        ],
        by=actor_of(doer, on=TODAY),
        at=AT,
    )

    assert (told, _told()) == (2, {focal.person, named})
    assert other.person not in _told()
    assert Notice.objects.filter(sender=doer.person).count() == 2


@pytest.mark.django_db
def test_for_a_unit_without_accounts_the_unit_above_is_told_but_never_the_whole_province():
    top = province()
    department = UnitFactory(parent=UnitFactory(parent=top))
    empty, far = (
        UnitFactory(parent=department),
        UnitFactory(parent=UnitFactory(parent=UnitFactory(parent=top))),
    )
    head = user_as("unit_head", department)
    user_as("reform_officer", top)

    for unit in (empty, far):
        notify(kind=QUIET, title="A", units=[unit.pk], permission="units.view", by=SYSTEM, at=AT)

    assert _told() == {head.person}


@pytest.mark.django_db
def test_who_holds_a_grant_at_the_root_is_told_for_the_unit_of_the_post():
    top = province()
    agency, other = UnitFactory(parent=top), UnitFactory(parent=top)
    post = PostFactory(unit=agency)
    officer = UserFactory(person=post.person)
    GrantFactory(user=officer, role=RoleFactory(code="reform_officer"), unit=top, post=post)

    notify(kind=QUIET, title="A", units=[other.pk], permission="units.view", by=SYSTEM, at=AT)
    assert _told() == set()
    notify(kind=QUIET, title="B", units=[agency.pk], permission="units.view", by=SYSTEM, at=AT)

    assert _told() == {officer.person}


@pytest.mark.django_db
def test_the_substitute_is_told_beside_the_absent_person_and_leavers_are_not():
    away, stand_in, gone = PersonFactory(), PersonFactory(), PersonFactory(left_on=TODAY)
    AbsenceFactory(person=away, substitute=stand_in)

    notify(kind=QUIET, title="A", persons=[away.pk, gone.pk], by=SYSTEM, at=AT)

    assert _told() == {away, stand_in}


@pytest.mark.django_db
def test_telling_many_costs_as_many_queries_as_telling_one(django_assert_max_num_queries):
    top = province()
    units = [UnitFactory(parent=top) for _ in range(20)]
    for unit in units:
        user_as("focal_officer", unit)

    with django_assert_max_num_queries(9):
        told = notify_many(
            [Message(kind=DAILY, title="A", unit_id=u.pk, permission="units.view") for u in units],
            by=SYSTEM,
            at=AT,
        )

    assert told == 20


@pytest.mark.django_db
def test_each_letter_goes_once_to_who_wants_it():
    with_address, without = PersonFactory(email="a@mau.gov.vn"), PersonFactory()

    notify(
        kind=EACH, title="Việc\nmới", text="Nội dung", persons=[with_address.pk, without.pk], by=SYSTEM, at=AT
    )
    jobs = ProcrastinateJob.objects.filter(task_name="notices.send_waiting").count()
    sent = [operations.send_waiting(by=SYSTEM, at=AT) for _ in range(2)]

    assert jobs == 1
    assert sent == [2, 0]
    assert [(m.subject, m.to) for m in mail.outbox] == [("Việc mới", ["a@mau.gov.vn"])]
    assert re.search(r"http://127.0.0.1:8000/thong-bao/[0-9a-f-]{36}/", mail.outbox[0].body)
    assert set(Delivery.objects.values_list("person__email", "mail")) == {
        ("a@mau.gov.vn", "sent"),
        ("", "none"),
    }


@pytest.mark.django_db
def test_a_refusing_mail_server_is_noted_and_the_others_still_get_theirs(settings):
    settings.EMAIL_BACKEND = "tests.organisation.notices.refusing.Backend"
    first, second = PersonFactory(email="refused@mau.gov.vn"), PersonFactory(email="b@mau.gov.vn")
    notify(kind=EACH, title="A", persons=[first.pk, second.pk], by=SYSTEM, at=AT)

    operations.send_waiting(by=SYSTEM, at=AT)

    assert dict(Delivery.objects.values_list("person__email", "mail")) == {
        "refused@mau.gov.vn": "failed",
        "b@mau.gov.vn": "sent",
    }


@pytest.mark.django_db
def test_the_daily_letter_gathers_what_was_not_opened():
    person = PersonFactory(email="a@mau.gov.vn")
    for title in ("Một", "Hai", "Ba"):
        notify(kind=DAILY, title=title, persons=[person.pk], by=SYSTEM, at=AT)
    Delivery.objects.filter(notice__title="Hai").update(seen_at=AT)

    letters = [operations.send_digests(by=SYSTEM, at=AT) for _ in range(2)]

    assert letters == [1, 0]
    assert [m.subject for m in mail.outbox] == ["Tổng hợp 2 thông báo chưa xem"]
    assert "Một" in mail.outbox[0].body
    assert "Hai" not in mail.outbox[0].body


@pytest.mark.django_db
def test_one_chooses_the_channel_of_each_kind():
    user = user_as("focal_officer", UnitFactory(parent=province()))
    actor = actor_of(user, on=TODAY)

    operations.choose(wanted={EACH: (False, "digest"), DAILY: (True, "none")}, by=actor, at=AT)
    for kind in (EACH, DAILY):
        notify(kind=kind, title=kind, persons=[user.person_id], by=SYSTEM, at=AT)

    assert {(d.notice.kind, d.in_inbox, d.mail) for d in Delivery.objects.all()} == {
        (EACH, False, Mail.DIGEST),
        (DAILY, True, Mail.NONE),
    }
    assert unseen_count(actor) == 1
    with pytest.raises(Refused, match="không có trong danh mục"):
        operations.choose(wanted={"made.up": (True, "each")}, by=actor, at=AT)


@pytest.mark.django_db
def test_opening_is_kept_once_and_only_by_the_person():
    one, other = (user_as("focal_officer", UnitFactory()) for _ in range(2))
    ref = Ref("tests.thing", new_id())
    notify(kind=QUIET, title="A", persons=[one.person_id, other.person_id], ref=ref, by=SYSTEM, at=AT)
    delivery = inbox(actor_of(one, on=TODAY)).get()

    operations.open_delivery(delivery=delivery, by=actor_of(other, on=TODAY), at=AT)
    assert receipt_of(ref).seen == 0
    for minutes in (1, 9):
        operations.open_delivery(
            delivery=delivery, by=actor_of(one, on=TODAY), at=AT + timedelta(minutes=minutes)
        )

    delivery.refresh_from_db()
    assert delivery.seen_at == AT + timedelta(minutes=1)
    assert (receipt_of(ref).told, receipt_of(ref).seen) == (2, 1)
    operations.mark_seen(ref=ref, by=actor_of(other, on=TODAY), at=AT)
    assert receipt_of(ref).seen == 2


@pytest.mark.django_db
def test_receipts_are_for_the_sender_and_for_who_may_know_of_the_unit():
    top = province()
    here, there = UnitFactory(parent=top), UnitFactory(parent=top)
    focal = user_as("focal_officer", here)
    sender, head, stranger = (
        user_as("reform_officer", top),
        user_as("unit_head", here),
        user_as("unit_head", there),
    )

    ref = operations.urge(
        units=[here.pk], title="Gửi báo cáo quý II", text="", by=actor_of(sender, on=TODAY), at=AT
    )

    names = [
        {d.person for d in receipts(ref, visible_to=actor_of(u, on=TODAY))}
        for u in (sender, head, stranger, focal)
    ]
    assert names == [{focal.person, head.person}, {focal.person, head.person}, set(), set()]


@pytest.mark.django_db
def test_only_who_may_urges_a_unit():
    top = province()
    here = UnitFactory(parent=top)

    with pytest.raises(NotPermitted):
        operations.urge(
            units=[here.pk], title="Gửi báo cáo", text="",
            by=actor_of(user_as("focal_officer", here), on=TODAY), at=AT,
        )  # fmt: skip
    assert Notice.objects.count() == 0


@pytest.mark.django_db
@pytest.mark.parametrize("url", ["https://evil.example", "//evil.example", "javascript:x"])
def test_a_notice_leads_nowhere_but_here(url):
    with pytest.raises(IntegrityError):
        notify(kind=QUIET, title="A", persons=[PersonFactory().pk], url=url, by=SYSTEM, at=AT)


@pytest.fixture
def work(db, monkeypatch):
    """A kind of rows with one open item for each person, due on the days given."""
    due: dict = {}

    def todo(actor: Actor, on: date):
        return [
            Todo(Ref("tests.work", i), f"Việc {n}", "/viec/", day)
            for n, (i, p, day) in due.items()
            if p == actor.person_id
        ]

    kind = RecordKind("tests.work", "Việc thử", Notice, title=str, todo=todo)
    monkeypatch.setattr(registry, "_KINDS", {"tests.work": kind})
    load_calendars(by=SYSTEM, at=AT)
    return due


@pytest.mark.django_db
def test_every_rung_is_sent_once_and_a_missed_night_loses_nothing(work):
    user = user_as("focal_officer", UnitFactory(parent=province()))
    work["A"] = (new_id(), user.person_id, date(2026, 6, 15))  # Monday, ten working days after 1 June

    days = [1, 8, 8, 9, 10, 11, 12, 15, 16, 16, 22]
    told = [operations.remind(by=SYSTEM, at=AT.replace(day=day)) for day in days]

    assert told == [0, 1, 0, 0, 1, 0, 1, 1, 1, 0, 1]
    assert list(Reminder.objects.order_by("-rung").values_list("rung", flat=True)) == [5, 3, 1, 0, -1, -5]
    assert Notice.objects.order_by("pk").first().title == "Còn 5 ngày làm việc: Việc A"


@pytest.mark.django_db
def test_nobody_is_reminded_on_a_day_off_and_a_new_due_date_starts_anew(work):
    user = user_as("focal_officer", UnitFactory(parent=province()))
    item = new_id()
    work["A"] = (item, user.person_id, date(2026, 6, 8))

    saturday = operations.remind(by=SYSTEM, at=AT.replace(day=6))
    monday = operations.remind(by=SYSTEM, at=AT.replace(day=8))
    work["A"] = (item, user.person_id, date(2026, 6, 9))
    extended = operations.remind(by=SYSTEM, at=AT.replace(day=8, hour=5))

    assert (saturday, monday, extended) == (0, 1, 1)


@pytest.mark.django_db
def test_reminding_many_people_costs_as_many_queries_as_reminding_one(django_assert_max_num_queries):
    top = province()
    load_calendars(by=SYSTEM, at=AT)
    department = UnitFactory(parent=top)
    with django_assert_max_num_queries(1000) as one:
        _somebody_with_work(department)
        made = len(one.captured_queries)
        operations.remind(by=SYSTEM, at=AT)
    for _ in range(12):
        _somebody_with_work(UnitFactory(parent=top))

    with django_assert_max_num_queries(len(one.captured_queries) - made):
        told = operations.remind(by=SYSTEM, at=AT)

    assert told == 12


def _somebody_with_work(unit):
    user = user_as("focal_officer", unit)
    with quietly():  # no letter about the giving: jobs would outlast a test without its own transaction
        given(unit, at=AT - timedelta(days=30), due_on=TODAY + timedelta(days=1))
    return user


@pytest.mark.django_db
def test_the_letters_of_a_day_go_to_whoever_finds_the_work_in_their_list():
    """What is asked of many at once is what each finds in “Việc của tôi”, for every kind of work and role."""
    top = province()
    committee, here, there = (UnitFactory(parent=top) for _ in range(3))
    everybody = [
        *(user_as(role, here) for role in ("focal_officer", "unit_head", "specialist", "records_clerk")),
        user_as("focal_officer", there),
        *(user_as(role, committee) for role in ("reform_officer", "unit_head")),
        user_as("provincial_leader", top),
    ]
    PostFactory(person=everybody[2].person, unit=here)
    _work_in_every_state(committee, here, everybody[2].person_id)
    yearly = plan(here, year=TODAY.year, tasks=[{"due_on": TODAY, "lead_unit": here}], is_public=True)
    until = TODAY + timedelta(days=9)
    actors = actors_of(everybody, on=TODAY)

    for kind in kinds():
        each = [(a.user_id, t) for a in actors for t in (kind.todo(a, TODAY) if kind.todo else ())]
        each = [(user, t) for user, t in each if t.due_on and t.due_on <= until]
        at_once = [(a.user_id, t) for a, t in kind.due_work(actors, TODAY, until)] if kind.due_work else []
        assert (kind.todo is None) == (kind.due_work is None)
        assert Counter(map(repr, at_once)) == Counter(map(repr, each)), kind.kind
    assert yearly.current_id


def _work_in_every_state(giver, unit, person):
    for number, state in enumerate((Status.GIVEN, Status.ACCEPTED, Status.HANDED_IN, Status.RETURNED)):
        for days in (2, 9, 10):
            in_state(state, at=AT, unit=unit, giver_unit=giver, due_on=TODAY + timedelta(days=days))
        delegated = given(unit, giver, at=AT, due_on=TODAY + timedelta(days=number), person_id=None)
        asking = in_state(Status.ACCEPTED, at=AT, unit=unit, giver_unit=giver, due_on=TODAY)
        STEPS["ask_extension"](asking, SYSTEM, AT)
        accept(assignment=delegated, by=SYSTEM, at=AT, person_id=person if number else None)


@pytest.mark.django_db(transaction=True)
def test_two_workers_that_remind_at_once_tell_everybody_once():
    top = province()
    load_calendars(by=SYSTEM, at=AT)
    for _ in range(5):
        _somebody_with_work(UnitFactory(parent=top))
    start = Barrier(4)

    def worker() -> int:
        start.wait()
        try:
            return operations.remind(by=SYSTEM, at=AT)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        told = [future.result() for future in [pool.submit(worker) for _ in range(4)]]

    assert sorted(told) == [0, 0, 0, 5]
    assert Reminder.objects.count() == Notice.objects.filter(kind="notices.reminded").count() == 5
