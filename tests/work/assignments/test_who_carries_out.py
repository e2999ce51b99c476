"""Another person in charge, another lead unit, other coordinating units: from a day on, with everybody told."""

from datetime import timedelta

import pytest

from caicach.foundation.kernel.errors import NotPermitted, Refused
from caicach.foundation.measures import Period
from caicach.organisation.notices.models import Delivery
from caicach.work.assignments import measures, operations, permissions
from caicach.work.assignments.models import UnitChange
from caicach.work.assignments.queries import calendar_on, story
from caicach.work.assignments.states import Status
from tests.factories.access import user_as
from tests.factories.assignments import BY, NOW, STEPS, TODAY, given, in_state, moment
from tests.factories.personnel import PersonFactory, PostFactory
from tests.factories.units import UnitFactory, province
from tests.work.assignments.test_operations import _actor, _kinds

pytestmark = pytest.mark.django_db


def _in_charge(unit, state=Status.ACCEPTED):
    person = PostFactory(unit=unit).person
    row = in_state(state, unit=unit)
    operations.change_person(assignment=row, person_id=person.pk, by=BY, at=NOW)
    row.refresh_from_db()
    return row, person


def _told(kind):
    found = Delivery.objects.filter(notice__kind=f"assignments.{kind}")
    return {delivery.person_id for delivery in found}


def test_another_person_takes_over_and_both_are_told():
    unit = UnitFactory(parent=province())
    row, first = _in_charge(unit)
    second = PostFactory(unit=unit).person

    operations.change_person(
        assignment=row, person_id=second.pk, reason="Đồng chí A đi học", by=BY, at=moment(hour=10)
    )

    row.refresh_from_db()
    assert (row.person_id, row.state) == (second.pk, Status.ACCEPTED)
    assert _kinds(row)[-2:] == ["assignments.person_changed", "assignments.person_changed"]
    assert [(t.role, t.from_id, t.to_id) for t in row.transfers.all()] == [("person", first.pk, second.pk)]
    assert (
        story(row, calendar_on()).lines[0].detail
        == f"từ {first.full_name} sang {second.full_name}: Đồng chí A đi học"
    )
    assert _told("person_named") == {first.pk, second.pk}
    assert _told("person_relieved") == {first.pk}


def test_work_goes_back_to_the_unit_when_nobody_is_in_charge_any_more():
    row, first = _in_charge(UnitFactory(parent=province()), Status.HANDED_IN)

    operations.change_person(assignment=row, person_id=None, reason="Nghỉ việc", by=BY, at=NOW)

    row.refresh_from_db()
    assert (row.person_id, row.state) == (None, Status.HANDED_IN)
    assert story(row, calendar_on()).lines[0].detail == f"từ {first.full_name} sang chưa phân công: Nghỉ việc"


@pytest.mark.parametrize(
    ("who", "reason", "words"),
    [
        ("stranger", "Phân công lại", "không công tác tại cơ quan chủ trì"),
        ("same", "Phân công lại", "không thay đổi"),
        ("colleague", "  ", "nêu lý do đổi người"),
    ],
)
def test_a_change_of_person_that_makes_no_sense_changes_nothing(who, reason, words):
    unit = UnitFactory(parent=province())
    row, first = _in_charge(unit)
    person = {"stranger": PersonFactory(), "same": first, "colleague": PostFactory(unit=unit).person}[who]

    with pytest.raises(Refused, match=words):
        operations.change_person(assignment=row, person_id=person.pk, reason=reason, by=BY, at=NOW)

    row.refresh_from_db()
    assert (row.person_id, row.transfers.count()) == (first.pk, 0)


def test_the_person_in_charge_does_not_pass_the_work_on_by_themselves():
    unit = UnitFactory(parent=province())
    row, _ = _in_charge(unit)
    other = PostFactory(unit=unit).person
    how = {"assignment": row, "person_id": other.pk, "reason": "Bận", "at": NOW}
    mine = _actor(permissions.REPORT, unit=unit)

    with pytest.raises(NotPermitted):
        operations.change_person(by=mine, **how)
    operations.change_person(by=_actor(permissions.DELEGATE, unit=unit), **how)


def test_who_is_named_on_acceptance_works_in_the_unit_and_is_told():
    unit = UnitFactory(parent=province())
    row, person = given(unit), PostFactory(unit=unit).person

    with pytest.raises(Refused, match="không công tác"):
        operations.accept(assignment=row, person_id=PersonFactory().pk, by=BY, at=NOW)
    operations.accept(assignment=row, person_id=person.pk, by=BY, at=NOW)

    assert _told("person_named") == {person.pk}


def _moved(row, to, on, **more):
    return operations.change_units(
        assignment=row, from_on=on, lead_id=to.pk, reason="Công văn 12/UBND-NC", by=BY, at=NOW, **more
    )


def test_another_unit_leads_from_today_on_and_has_to_accept():
    top = province()
    old, new, partner = UnitFactory(parent=top), UnitFactory(parent=top), UnitFactory(parent=top)
    heads = {unit.pk: user_as("unit_head", unit).person_id for unit in (old, new)}
    row = in_state(Status.ACCEPTED, unit=old, coordinating=(new.pk,))
    STEPS["delegate"](row, BY, NOW)
    STEPS["ask_extension"](row, BY, NOW)

    _moved(row, new, TODAY, coordinating=[old.pk, partner.pk])

    row.refresh_from_db()
    assert (row.unit_id, row.state, row.accepted_at, row.person_id) == (new.pk, Status.GIVEN, None, None)
    assert {c.unit_id for c in row.coordinations.all()} == {old.pk, partner.pk}
    assert [child.state for child in row.children.all()] == [Status.WITHDRAWN]
    assert row.extensions.get().answer == "refused"
    assert story(row, calendar_on()).lines[0].detail.startswith("từ ngày 10/06/2026; chủ trì: ")
    assert (_told("lead_taken"), _told("lead_given")) == ({heads[old.pk]}, {heads[new.pk]})


def test_a_change_of_a_day_to_come_waits_for_its_day_and_comes_once():
    old, new = UnitFactory(), UnitFactory()
    row = in_state(Status.ACCEPTED, unit=old)
    day = TODAY + timedelta(days=3)

    _moved(row, new, day)
    tonight = operations.put_into_effect(by=BY, at=moment(TODAY + timedelta(days=2), 23))
    row.refresh_from_db()
    before = (row.unit_id, row.state)
    morning = [operations.put_into_effect(by=BY, at=moment(day, hour)) for hour in (0, 1)]

    row.refresh_from_db()
    assert (tonight, before, morning) == (0, (old.pk, Status.ACCEPTED), [1, 0])
    assert (row.unit_id, row.state) == (new.pk, Status.GIVEN)
    assert _kinds(row)[-2:] == ["assignments.unit_change_planned", "assignments.units_changed"]


def test_figures_of_the_days_before_stay_with_the_unit_that_had_the_work():
    old, new = UnitFactory(), UnitFactory()
    row = in_state(Status.ACCEPTED, unit=old, at=moment(TODAY - timedelta(days=20)), due_on=TODAY)
    changed = TODAY - timedelta(days=5)  # decided five days ago, entered today

    _moved(row, new, changed)

    on = {
        day: measures.in_time([old.pk, new.pk], Period(day, day + timedelta(days=1)))
        for day in (changed - timedelta(days=1), changed, TODAY)
    }
    assert [set(found) for found in on.values()] == [{old.pk}, {new.pk}, {new.pk}]


def test_a_change_that_has_become_impossible_is_dropped_and_the_giver_is_told():
    top = province()
    giver = UnitFactory(parent=top)
    head = user_as("unit_head", giver).person_id
    row = in_state(Status.ACCEPTED, giver_unit=giver)
    day = TODAY + timedelta(days=3)
    _moved(row, UnitFactory(), day)
    operations.hand_in(assignment=row, text="Đã ban hành", by=BY, at=NOW)

    done = operations.put_into_effect(by=BY, at=moment(day))

    change = UnitChange.objects.get()
    row.refresh_from_db()
    assert (done, row.state, change.done_at) == (0, Status.HANDED_IN, None)
    assert "Chờ xác nhận hoàn thành" in change.dropped_because
    assert _told("unit_change_dropped") == {head}


def test_a_change_that_waits_is_cancelled_before_another_is_entered():
    row, day = in_state(Status.ACCEPTED), TODAY + timedelta(days=3)
    _moved(row, UnitFactory(), day)

    with pytest.raises(Refused, match="đang chờ đến ngày hiệu lực"):
        _moved(row, UnitFactory(), TODAY)
    operations.cancel_unit_change(assignment=row, by=BY, at=NOW)
    _moved(row, UnitFactory(), TODAY)

    assert operations.put_into_effect(by=BY, at=moment(day)) == 0


@pytest.mark.parametrize(
    ("days", "which", "words"),
    [
        (-1, "other", "không trước 10/06/2026"),
        (0, "same", "Hãy chọn cơ quan"),
        (0, "gone", "không hoạt động"),
    ],
)
def test_a_change_of_units_that_contradicts_is_refused(days, which, words):
    row = in_state(Status.ACCEPTED)
    to = {"other": UnitFactory(), "same": row.unit, "gone": UnitFactory(until=TODAY)}[which]

    with pytest.raises(Refused, match=words):
        _moved(row, to, TODAY + timedelta(days=days))
    assert UnitChange.objects.count() == 0


def test_the_lead_unit_does_not_coordinate_after_a_change_either():
    row, new = in_state(Status.ACCEPTED), UnitFactory()

    for more in ({"lead_id": new.pk, "coordinating": [new.pk]}, {"coordinating": [row.unit_id]}):
        with pytest.raises(Refused, match="không đồng thời"):
            operations.change_units(assignment=row, from_on=TODAY, reason="Công văn", by=BY, at=NOW, **more)


def test_only_the_giver_changes_units():
    row = in_state(Status.ACCEPTED)
    how = {"assignment": row, "from_on": TODAY, "reason": "Công văn", "coordinating": [], "at": NOW}

    with pytest.raises(NotPermitted):
        operations.change_units(by=_actor(permissions.ASSIGN, unit=row.unit), **how)
    operations.change_units(by=_actor(permissions.ASSIGN, unit=row.giver_unit), **how)
