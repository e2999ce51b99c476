"""Figures: what counts when, and that a past day reads the same later."""

from datetime import date, timedelta

import pytest

from caicach.foundation.kernel.actor import system
from caicach.foundation.measures import Period
from caicach.foundation.measures.registry import all_measures, get
from caicach.work.assignments import operations
from caicach.work.assignments.models import Extension
from caicach.work.assignments.operations import hand_over_unit
from tests.factories.assignments import BY, NOW, TODAY, given, in_state, moment
from tests.factories.units import UnitFactory

pytestmark = pytest.mark.django_db
KEYS = (
    "assigned",
    "done_on_time",
    "done_late",
    "in_time",
    "overdue",
    "extended",
    "returned",
    "on_time_rate",
)
Q2 = Period.parse("2026-Q2")


def _read(unit, period=Q2):
    found = {}
    for key in KEYS:
        reading = get(f"assignments.{key}").read([unit.pk], period).get(unit.pk)
        found[key] = None if reading is None else (reading.numerator, reading.denominator)
    return {key: told for key, told in found.items() if told}


def test_all_figures_are_registered_with_a_vietnamese_definition():
    registered = {measure.key: measure for measure in all_measures()}

    assert {f"assignments.{key}" for key in KEYS} <= set(registered)
    assert all("ỳ" in registered[f"assignments.{key}"].definition for key in KEYS)  # "kỳ"


def test_an_assignment_moves_from_figure_to_figure():
    unit = UnitFactory()
    row = given(unit, due_on=TODAY)
    after_giving = _read(unit)
    operations.accept(assignment=row, by=BY, at=NOW)
    overdue_later = _read(unit)
    operations.hand_in(assignment=row, text="Xong", by=BY, at=moment(TODAY + timedelta(days=1)))
    operations.confirm(assignment=row, by=BY, at=moment(TODAY + timedelta(days=2)))

    assert after_giving == {"assigned": (1, None), "overdue": (1, None)}  # as of 30 June
    assert overdue_later == after_giving
    assert _read(unit, Period(date(2026, 6, 1), TODAY + timedelta(days=1))) == {
        "assigned": (1, None),
        "in_time": (1, None),
    }
    assert _read(unit) == {"assigned": (1, None), "done_late": (1, None), "on_time_rate": (0, 1)}


def test_confirming_late_what_was_handed_in_on_its_day_is_on_time():
    unit = UnitFactory()
    row = in_state("accepted", unit=unit, due_on=TODAY)
    operations.hand_in(assignment=row, text="Xong", by=BY, at=moment(TODAY, 16))
    operations.confirm(assignment=row, by=BY, at=moment(TODAY + timedelta(days=9)))

    assert _read(unit) == {"assigned": (1, None), "done_on_time": (1, None), "on_time_rate": (1, 1)}


def test_a_past_day_reads_the_same_after_an_extension_a_send_back_and_a_hand_over():
    unit, heir = UnitFactory(), UnitFactory()
    row = in_state("accepted", unit=unit, due_on=TODAY)
    day = TODAY + timedelta(days=3)
    operations.hand_in(assignment=row, text="Xong", by=BY, at=moment(TODAY))
    period = Period(date(2026, 6, 1), day + timedelta(days=1))
    before = _read(unit, period)

    later = moment(day + timedelta(days=5))
    operations.send_back(assignment=row, reason="Thiếu", by=BY, at=later)
    operations.change_due(
        assignment=row, due_on=day + timedelta(days=90), reason="Bổ sung", agreed_by="A", by=BY, at=later
    )
    hand_over_unit(unit.pk, heir.pk, by=BY, at=later + timedelta(hours=1))

    assert before == {"assigned": (1, None), "in_time": (1, None)}
    assert _read(unit, period) == before
    assert _read(heir, period) == {}
    assert _read(heir, Period(date(2026, 6, 1), day + timedelta(days=20))) == {"in_time": (1, None)}


def test_delegated_work_is_not_counted_twice():
    unit = UnitFactory()
    below = UnitFactory(parent=unit)
    row = in_state("accepted", unit=unit)
    operations.delegate(assignment=row, unit_id=below.pk, by=BY, at=NOW)

    assert (_read(unit)["assigned"], _read(below)) == ((1, None), {})


def test_returns_and_extensions_are_counted_each_time():
    unit = UnitFactory()
    returned = in_state("returned", unit=unit)
    operations.give_again(assignment=returned, note="Làm đi", by=BY, at=NOW)
    operations.return_to_giver(assignment=returned, reason="Lần hai", by=BY, at=NOW)
    extended = in_state("accepted", unit=unit)
    for days in (20, 40):
        operations.change_due(
            assignment=extended,
            due_on=TODAY + timedelta(days=days),
            reason="Chờ bộ",
            agreed_by="Chủ tịch",
            by=BY,
            at=moment(TODAY + timedelta(days=days // 20)),
        )

    told = _read(unit)
    assert (told["returned"], told["extended"]) == ((2, None), (2, None))


def test_an_extension_stays_with_the_unit_that_had_the_work_when_it_was_agreed():
    unit, heir = UnitFactory(), UnitFactory()
    row = in_state("accepted", unit=unit)
    later = {"due_on": TODAY + timedelta(days=60), "reason": "Chờ bộ", "agreed_by": "Chủ tịch"}
    operations.change_due(assignment=row, **later, by=BY, at=NOW)
    hand_over_unit(unit.pk, heir.pk, by=BY, at=NOW + timedelta(hours=1))
    later["due_on"] += timedelta(days=1)
    operations.change_due(assignment=row, **later, by=BY, at=NOW + timedelta(hours=2))

    assert [_read(one)["extended"] for one in (unit, heir)] == [(1, None), (1, None)]


def test_an_extension_of_a_delegated_part_or_by_the_calendar_is_not_counted():
    unit = UnitFactory()
    row = in_state("accepted", unit=unit, due_on=TODAY + timedelta(days=60))
    part = operations.delegate(
        assignment=row,
        unit_id=UnitFactory(parent=unit).pk,
        due_on=TODAY + timedelta(days=10),
        by=BY,
        at=NOW,
    )
    operations.accept(assignment=part, by=BY, at=NOW)
    operations.change_due(
        assignment=part, due_on=TODAY + timedelta(days=20), reason="Chờ", agreed_by="A", by=BY, at=NOW
    )
    moved = Extension.objects.get()
    Extension.objects.create(
        **{f.attname: getattr(moved, f.attname) for f in moved._meta.concrete_fields if not f.primary_key}
        | {"assignment_id": row.pk, "by_calendar": True}
    )

    assert [_read(one).get("extended") for one in (unit, part.unit)] == [None, None]


def test_what_is_decided_at_midnight_is_of_the_new_day():
    unit = UnitFactory()
    row = in_state("accepted", unit=unit, due_on=TODAY)
    operations.change_due(
        assignment=row, due_on=TODAY + timedelta(days=60), reason="Chờ", agreed_by="A", by=BY,
        at=moment(TODAY + timedelta(days=2), 0),
    )  # fmt: skip

    days = [Period(TODAY, TODAY + timedelta(days=n)) for n in (2, 3)]
    assert [("overdue" in _read(unit, day), "extended" in _read(unit, day)) for day in days] == [
        (True, False),
        (False, True),
    ]


@pytest.mark.parametrize("key", KEYS)
def test_the_rows_behind_a_figure_are_as_many_as_the_figure(key):
    unit = UnitFactory()
    for state in ("given", "returned", "accepted", "handed_in", "done", "withdrawn"):
        in_state(state, unit=unit, due_on=TODAY)
        in_state(state, unit=unit, regular=True)
    late = in_state("accepted", unit=unit, due_on=TODAY)
    operations.hand_in(assignment=late, text="Muộn", by=BY, at=moment(TODAY + timedelta(days=2)))
    operations.confirm(assignment=late, by=BY, at=moment(TODAY + timedelta(days=2)))
    measure = get(f"assignments.{key}")

    reading = measure.read([unit.pk], Q2).get(unit.pk, measure.nothing)
    rows = list(measure.rows([unit.pk], Q2, system(TODAY)))
    facts = list(measure.facts([unit.pk], Q2))

    wanted = reading.numerator if reading.denominator is None else reading.denominator
    assert len(rows) == len(facts) == wanted
    assert {fact for _, fact in facts} == set(rows)


@pytest.mark.parametrize("key", KEYS)
def test_a_figure_of_many_units_is_one_query(key, django_assert_num_queries):
    units = [UnitFactory() for _ in range(3)]
    for unit in units:
        in_state("done", unit=unit)

    with django_assert_num_queries(1):
        get(f"assignments.{key}").read([unit.pk for unit in units], Q2)
