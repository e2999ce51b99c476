"""The papers of plans."""

from datetime import date

import pytest

from caicach.foundation.papers.paper import Paragraph
from caicach.steering.plans.queries.paper import urging_paper
from tests.factories.units import UnitFactory, province

pytestmark = pytest.mark.django_db


def test_the_list_of_those_who_have_not_sent_is_an_upright_annex_of_the_urging_dispatch():
    sender = UnitFactory(name="Sở Nội vụ", parent=province()).versions.get()

    paper = urging_paper(sender, {"Sở Y tế": ["Kế hoạch năm"]}, year=2026, on=date(2026, 11, 22))

    (annex,) = paper.annexes
    assert {type(element) for element in paper.body} == {Paragraph}
    assert (annex.landscape, annex.body[0].rows[0].cells) == (False, ("1", "Sở Y tế", "Kế hoạch năm"))
