"""The shipped programmes in the database: loaded once, read back as printed, checked with the directory of the day."""

from datetime import UTC, date, datetime

import pytest

from caicach.foundation.kernel.actor import system
from caicach.foundation.papers.sheets import write_table
from caicach.law.legislation.operations import load_reference as load_documents
from caicach.organisation.units.operations import load_reference as load_units
from caicach.steering.indicators.models import Indicator, Target
from caicach.steering.plans.management.cli import register
from caicach.steering.plans.models import Plan, PlanVersion
from caicach.steering.plans.operations.reference import load_reference, load_samples
from caicach.steering.plans.queries.importing import export_columns, export_rows, preview, read_file
from caicach.steering.plans.queries.source import findings_of, version_to_read, years_of
from caicach.steering.plans.rules.columns import ImportKind
from caicach.steering.plans.rules.totals import totals_of

pytestmark = pytest.mark.django_db

AT = datetime(2026, 6, 1, 3, 0, tzinfo=UTC)
BY = system(date(2026, 6, 1))


@pytest.fixture(scope="module")
def loaded(django_db_setup, django_db_blocker):
    """The whole reference data, loaded once for this module and undone after it."""
    from django.db import transaction  # deferred: needs the settings

    with django_db_blocker.unblock():
        outer = transaction.atomic()
        outer.__enter__()
        load_units(by=BY, at=AT)
        load_documents(by=BY, at=AT)
        steps: list[tuple[int, int]] = []
        added = load_reference(by=BY, at=AT, progress=lambda done, total: steps.append((done, total)))
        samples = load_samples(seed=1, by=BY, at=AT)
        yield added, samples, steps
        transaction.set_rollback(True)
        outer.__exit__(None, None, None)


def test_all_programmes_are_there_once_with_their_life(loaded) -> None:
    added, samples, steps = loaded

    assert (added, samples, steps) == (4, 2, [(1, 4), (2, 4), (3, 4), (4, 4)])
    plans = Plan.objects.order_by("first_year", "code")
    assert [(p.code, p.archived, p.is_sample, p.current_id is None) for p in plans] == [
        ("bac-giang-2016-2020", True, False, False),
        ("lao-cai-2016-2020", True, False, False),
        ("lao-cai-2021-2025", True, False, False),
        ("lao-cai-2022", True, False, False),
        ("lao-cai-2026", False, True, False),
        ("lao-cai-2027", False, True, True),
    ]
    assert load_reference(by=BY, at=AT) == 0


@pytest.mark.parametrize("kind", list(ImportKind))
def test_every_shipped_programme_goes_out_and_comes_back_unchanged(loaded, kind: ImportKind) -> None:
    for plan in Plan.objects.order_by("code"):
        version = version_to_read(plan.code)
        content = write_table(export_columns(version, kind), export_rows(version, kind), format="xlsx")
        seen = preview(version, kind, read_file(content, kind, years_of(version)))

        assert [str(p) for p in seen.problems] == [], plan.code
        assert (seen.added, [c.differences for c in seen.changed], seen.missing) == ([], [], []), plan.code


def test_the_programme_of_2021_points_at_its_document_and_lines(loaded) -> None:
    version = version_to_read("lao-cai-2021-2025")

    assert (version.document.code, version.number) == ("de-an-14-da-tu-2020", "14-ĐA/TU")
    desk = version.activities.get(code="2.5")
    assert (desk.line_from, desk.line_to, str(desk.amounts.get(year=2025).amount)) == (941, 959, "9600.000")
    assert (
        desk.lead_unit.versions.filter(during__contains=version.issued_on).get().name == "Văn phòng UBND tỉnh"
    )
    annex = version.objectives.get(code="PL1.3")
    assert (annex.target.as_rule().describe(), annex.target.indicator.key) == ("trong nhóm 20", "par_rank")


def test_every_lead_of_a_task_is_a_unit_or_a_group_of_its_day(loaded) -> None:
    for version in PlanVersion.objects.all():
        lost = version.tasks.exclude(lead_text="").filter(lead_unit=None, binds_group="")
        assert list(lost.values_list("code", "lead_text")) == []


def test_what_the_database_holds_gives_the_same_sums_and_findings_as_the_files(loaded) -> None:
    programme, findings = findings_of(version_to_read("lao-cai-2021-2025"))

    assert totals_of(programme).blocks == {"party": 16375, "state": 123581}
    assert len(findings) == 37
    assert [f.expected for f in findings if f.code == "unit_unknown"] == ["7 huyện, 1 thị xã, 1 thành phố"]
    assert findings_of(version_to_read("bac-giang-2016-2020"))[1] == []


def test_the_check_command_answers_with_the_contract(loaded) -> None:
    import argparse  # deferred: one use

    parser = argparse.ArgumentParser()
    register(parser.add_subparsers())
    parsed = parser.parse_args(["plans", "check", "lao-cai-2021-2025", "--json"])

    answer = parsed.run(parsed)

    assert list(answer) == ["programme", "totals", "findings"]
    assert answer["totals"]["grand"] == 139956
    assert answer["totals"]["years"]["2021"] == 29559
    assert answer["findings"][0] == {
        "code": "formula",
        "severity": "error",
        "where": {"kind": "activity", "code": "2.4", "year": None, "line": 919},
        "printed": 1575,
        "expected": 1590,
        "message": "Hoạt động 2.4: công thức các năm cộng lại là 1.590; số in là 1.575 triệu đồng.",
    }


def test_tasks_serve_the_objectives_that_their_words_name(loaded) -> None:
    version = version_to_read("lao-cai-2021-2025")
    origins = dict(version.objectives.values_list("code", "origin"))
    task = version.tasks.get(code="III.5.1")

    assert task.serves == [str(origins[code]) for code in ("MT.38", "MT.39", "MT.40")]
    assert version.tasks.get(code="III.5.4").serves == []


def test_indicators_are_shared_by_the_programmes_that_measure_the_same(loaded) -> None:
    rank = Indicator.objects.get(key="par_rank")

    assert rank.direction == "down"
    assert Target.objects.filter(indicator=rank).count() == 7
