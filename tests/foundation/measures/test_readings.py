"""Roll-up over the tree, closed periods, the command line and the pages, told with real assignments."""

import json
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection, transaction
from django.db.utils import ProgrammingError
from django.test.utils import CaptureQueriesContext

from caicach.cli import main
from caicach.foundation.audit.models import Event
from caicach.foundation.kernel.actor import Actor
from caicach.foundation.kernel.errors import NotPermitted, Refused
from caicach.foundation.measures import Period, queries
from caicach.foundation.measures.models import Closing, Fact, StoredReading
from caicach.foundation.measures.operations import close_period, rows_hash
from caicach.foundation.measures.registry import places
from caicach.foundation.records import Ref
from caicach.work.assignments import operations
from tests.factories.assignments import BY, TODAY, given, in_state, moment
from tests.factories.units import UnitFactory, province, succeed

pytestmark = pytest.mark.django_db
KEY, RATE = "assignments.assigned", "assignments.on_time_rate"
MARCH = Period.parse("2026-03")


@pytest.fixture
def tree():
    """A province, a committee below it, two departments below that; each carries its own code."""
    top = province()
    committee = UnitFactory(name="UBND tỉnh", parent=top, own_code="UBND")
    snv = UnitFactory(name="Sở Nội vụ", parent=committee, own_code="SNV")
    stp = UnitFactory(name="Sở Tư pháp", parent=committee, own_code="STP")
    return {"15": top, "UBND": committee, "SNV": snv, "STP": stp}


def _in_march(unit, **more):
    return in_state("done", unit=unit, at=moment(date(2026, 3, 10)), due_on=date(2026, 3, 20), **more)


def _figure(code, key=KEY, period=MARCH, on=TODAY):
    return queries.figure(key, places().by_code(code, period.last_day), period, on=on)


def test_a_figure_covers_everything_below_and_keeps_its_own_part(tree):
    for code in ("SNV", "SNV", "STP", "UBND"):
        _in_march(tree[code])

    told = {code: (_figure(code).reading.numerator, _figure(code).own.numerator) for code in tree}

    assert told == {"15": (4, 0), "UBND": (4, 1), "SNV": (2, 2), "STP": (1, 1)}


def test_the_lines_of_a_breakdown_add_up_to_the_figure(tree):
    for code in ("SNV", "SNV", "STP", "UBND"):
        _in_march(tree[code])
    whole = _figure("UBND", RATE)

    _, lines = queries.parts(whole)

    assert [(line.place.code, line.own, line.value) for line in lines] == [
        ("UBND", True, 100),
        ("SNV", False, 100),
        ("STP", False, 100),
    ]
    assert sum(line.reading.denominator for line in lines) == whole.reading.denominator == 4


def test_the_year_of_a_merger_keeps_the_figures_of_the_units_that_ended(tree):
    on = date(2026, 7, 1)
    gone = UnitFactory(name="Sở cũ", parent=tree["UBND"], own_code="CU", until=on)
    _in_march(gone)
    succeed(gone, tree["SNV"], on)
    year = Period.parse("2026")

    later = date(2026, 12, 31)
    assert _figure("SNV", period=year, on=later).reading.numerator == 1
    assert _figure("SNV", period=year, on=later).own.numerator == 0
    assert _figure("15", period=year, on=later).reading.numerator == 1
    assert _figure("CU").reading.numerator == 1


def test_a_closed_period_reads_the_store_whatever_happens_later(tree):
    _in_march(tree["SNV"])
    before = _figure("15")
    closings = close_period(period=MARCH, keys=[KEY, RATE], by=BY, at=moment(date(2026, 4, 2)))

    _in_march(tree["STP"])

    after = _figure("15")
    assert (before.closing, after.closing) == (None, closings[0])
    assert (before.reading.numerator, after.reading.numerator) == (1, 1)
    assert len(queries.rows_behind(after, MARCH, BY, on=TODAY)) == 1
    assert Event.objects.filter(kind="measures.closed").count() == 2


def test_closing_keeps_version_count_and_hash_of_the_rows_by_unit(tree):
    rows = [_in_march(tree["SNV"]), _in_march(tree["STP"])]
    (closing,) = close_period(period=MARCH, keys=[KEY], by=BY, at=moment(date(2026, 4, 2)))

    facts = [(row.unit_id, Ref("assignments.assignment", row.pk)) for row in rows]
    assert (closing.version, closing.row_count, closing.rows_hash) == (1, 2, rows_hash(reversed(facts)))
    stored = {r.unit_id: (r.numerator, r.row_count, r.rows_hash) for r in closing.readings.all()}
    assert stored == {unit: (Decimal(1), 1, rows_hash([(unit, ref)])) for unit, ref in facts}
    assert Fact.objects.filter(closing=closing).count() == 2


def test_closing_again_supersedes_and_nothing_is_lost(tree):
    _in_march(tree["SNV"])
    close_period(period=MARCH, keys=[KEY], by=BY, at=moment(date(2026, 4, 2)))
    _in_march(tree["SNV"])

    close_period(period=MARCH, keys=[KEY], by=BY, at=moment(date(2026, 4, 9)))

    assert _figure("SNV").reading.numerator == 2
    assert sorted(StoredReading.objects.values_list("numerator", flat=True)) == [1, 2]


@pytest.mark.parametrize(
    ("model", "field"), [(Closing, "rows_hash"), (StoredReading, "rows_hash"), (Fact, "kind")]
)
def test_what_was_closed_does_not_change(tree, model, field):
    _in_march(tree["SNV"])
    close_period(period=MARCH, keys=[KEY], by=BY, at=moment(date(2026, 4, 2)))

    with pytest.raises(ProgrammingError, match="Cannot update or delete"), transaction.atomic():
        model.objects.update(**{field: ""})


def test_a_period_that_still_runs_is_not_closed_and_not_everybody_closes(tree):
    with pytest.raises(Refused, match="Kỳ chưa kết thúc"):
        close_period(period=MARCH, by=BY, at=moment(date(2026, 3, 31)))
    with pytest.raises(NotPermitted):
        close_period(period=MARCH, by=Actor(name="", on=TODAY), at=moment(date(2026, 4, 2)))


def test_a_figure_of_a_running_period_stands_as_of_today(tree):
    given(tree["SNV"], at=moment(date(2026, 3, 1)), due_on=date(2026, 6, 20))

    year = Period.parse("2026")
    found = [
        _figure("SNV", "assignments.overdue", year, on).value for on in (TODAY, TODAY + timedelta(days=30))
    ]

    assert found == [0, 1]


def test_the_figure_counts_what_a_reader_may_not_see(tree):
    _in_march(tree["SNV"])
    nobody = Actor(name="Không quyền", on=TODAY)

    whole = _figure("15")

    assert (whole.value, queries.rows_behind(whole, MARCH, nobody, on=TODAY)) == (1, [])


def _run(capsys, *arguments):
    code = main(["measures", *arguments])
    told = capsys.readouterr()
    return code, json.loads(told.out) if told.out else None, told.err


def test_the_command_reads_as_the_contract_says(tree, capsys):
    _in_march(tree["SNV"])

    count = _run(capsys, "read", KEY, "--unit", "15", "--period", "2026-Q1", "--rows", "--json")
    rate = _run(capsys, "read", RATE, "--unit", "SNV", "--period", "2026-Q1", "--json")
    empty = _run(capsys, "read", RATE, "--unit", "STP", "--period", "2026-Q1", "--json")

    assert count[0] == 0
    assert {k: v for k, v in count[1].items() if k != "rows"} == {
        "numerator": 1,
        "denominator": None,
        "value": 1,
    }
    assert [row["kind"] for row in count[1]["rows"]] == ["assignments.assignment"]
    assert rate[1] == {"numerator": 1, "denominator": 1, "value": 100}
    assert empty[1] == {"numerator": 0, "denominator": 0, "value": None}


@pytest.mark.parametrize(
    ("key", "unit", "period", "words"),
    [
        (KEY, "KHONG", "2026", "KHONG"),
        (KEY, "15", "2026-Q7", "2026-Q7"),
        ("assignments.nothing", "15", "2026", "assignments.nothing"),
        (KEY, "CU", "2026", "CU"),
    ],
)
def test_the_command_refuses_what_it_does_not_know(tree, capsys, key, unit, period, words):
    UnitFactory(parent=tree["UBND"], own_code="CU", until=date(2026, 2, 1))

    code, answer, message = _run(capsys, "read", key, "--unit", unit, "--period", period, "--json")

    assert (code, answer) == (1, None)
    assert words in message


def test_a_code_is_read_on_the_day_that_is_asked_for(tree, capsys):
    gone = UnitFactory(parent=tree["UBND"], own_code="CU", until=date(2026, 7, 1))
    _in_march(gone)

    code, answer, _ = _run(
        capsys, "read", KEY, "--unit", "CU", "--period", "2026", "--on", "2026-03-31", "--json"
    )

    assert (code, answer["value"]) == (0, 1)


def test_the_command_lists_and_closes(tree, capsys):
    _in_march(tree["SNV"])

    keys = [line["key"] for line in _run(capsys, "list", "--json")[1]]
    closed = _run(capsys, "close", "2026-03", "--key", KEY, "--json")[1]

    assert {KEY, RATE} <= set(keys)
    assert [(line["key"], line["rows"]) for line in closed] == [(KEY, 1)]


def test_a_reading_page_leads_from_the_value_to_units_and_rows(tree, client_of):
    row = _in_march(tree["SNV"])
    client = client_of(role="inspector", unit=tree["15"])

    page = client.get(f"/so-do/{KEY}/?ky=2026-03").content.decode()

    assert "Tháng 3/2026" in page
    assert row.get_absolute_url() in page
    assert "don_vi=UBND" in page
    assert client.get("/so-do/").status_code == 200
    assert client.get("/so-do/nothing/").status_code == 404
    assert client.get(f"/so-do/{KEY}/?ky=abc").status_code == 400


def test_a_reading_page_takes_as_many_queries_for_many_units_as_for_few(tree, client_of):
    _in_march(tree["SNV"])
    client = client_of(role="inspector", unit=tree["15"])
    address = f"/so-do/{KEY}/?ky=2026-03&don_vi=UBND"
    client.get(address)
    with CaptureQueriesContext(connection) as few:
        client.get(address)
    for _ in range(3):
        _in_march(UnitFactory(parent=tree["UBND"]))

    with CaptureQueriesContext(connection) as many:
        client.get(address)

    assert len(many) == len(few)


def test_a_hand_over_leaves_last_years_figure_where_it_was_earned(tree):
    row = given(tree["SNV"], at=moment(date(2026, 3, 1)), due_on=date(2026, 3, 20))
    operations.hand_over_unit(tree["SNV"].pk, tree["STP"].pk, by=BY, at=moment(date(2026, 5, 1)))

    assert row.unit_id == tree["SNV"].pk
    assert (_figure("SNV").value, _figure("STP").value) == (1, 0)
