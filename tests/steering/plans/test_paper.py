"""The papers of plans."""

from datetime import date

import pytest

from caicach.foundation.papers.paper import Paragraph
from caicach.steering.plans.queries.paper import plan_paper, urging_paper
from tests.factories import plans as make
from tests.factories.units import UnitFactory, province

pytestmark = pytest.mark.django_db


def test_the_list_of_those_who_have_not_sent_is_an_upright_annex_of_the_urging_dispatch():
    sender = UnitFactory(name="Sở Nội vụ", parent=province()).versions.get()

    paper = urging_paper(sender, {"Sở Y tế": ["Kế hoạch năm"]}, year=2026, on=date(2026, 11, 22))

    (annex,) = paper.annexes
    assert {type(element) for element in paper.body} == {Paragraph}
    assert (annex.landscape, annex.body[0].rows[0].cells) == (False, ("1", "Sở Y tế", "Kế hoạch năm"))


def test_an_area_that_comes_back_in_a_plan_heads_its_tasks_once():
    tasks = [{"code": f"1.{n}", "area_code": area} for n, area in enumerate(("II", "I", "II"), 1)]
    plan = make.plan(province(), tasks=tasks)

    table = plan_paper(plan.current, on=date(2026, 11, 22)).annexes[0].body[0]

    assert [row.cells[0] for row in table.rows] == [
        "II. CẢI CÁCH THỦ TỤC HÀNH CHÍNH",
        "1.1",
        "1.3",
        "I",
        "1.2",
    ]
