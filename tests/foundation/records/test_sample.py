"""A sample database says so wherever it shows or prints something; another says nothing of the kind.

Every page that links lead to is looked at in `tests/permissions/test_crawl.py`.
"""

import io
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime
from uuid import uuid4

import openpyxl
import pytest
from django.db import OperationalError
from django.test import Client, RequestFactory

from caicach.foundation.kernel.actor import Actor
from caicach.foundation.papers.composition import compose
from caicach.foundation.papers.exporting import exported
from caicach.foundation.papers.operations import request_paper
from caicach.foundation.papers.paper import from_data
from caicach.foundation.records.models import Installation
from caicach.foundation.running.views import failed
from tests.factories.units import province
from tests.foundation.papers.sample_papers import DISPATCH

pytestmark = pytest.mark.django_db

AT = datetime(2026, 6, 1, 2, tzinfo=UTC)
ME = Actor(name="Người thử", on=date(2026, 6, 1), user_id=uuid4())
RIBBON = '<aside class="sample"'
OPEN_TO_ALL = {
    "/tai-khoan/dang-nhap/": 200,
    "/tai-khoan/quen-mat-khau/": 200,
    "/khong-co-trang-nay/": 404,
}


@pytest.fixture(params=[True, False], ids=["sample", "fresh"])
def sample(request) -> bool:
    Installation.objects.create(province="Tỉnh Mẫu", is_sample=request.param, created_at=AT)
    return request.param


def test_sign_in_and_whatever_fails_say_it(sample, client_of):
    strangers = Client()
    found = {address: strangers.get(address) for address in OPEN_TO_ALL}
    found["/he-thong/"] = client_of(role="focal_officer", unit=province()).get("/he-thong/")
    found["csrf"] = Client(enforce_csrf_checks=True).post("/tai-khoan/dang-nhap/")

    assert {where: answer.status_code for where, answer in found.items()} == {
        **OPEN_TO_ALL,
        "/he-thong/": 403,
        "csrf": 403,
    }
    assert {where: RIBBON in answer.content.decode() for where, answer in found.items()} == dict.fromkeys(
        found, sample
    )


@pytest.mark.parametrize(("error", "status"), [(ValueError(), 500), (OperationalError(), 503)])
def test_pages_that_tell_of_a_failure_know_it_without_the_database(
    sample, error, status, django_assert_num_queries
):
    Client().get("/tai-khoan/dang-nhap/")
    request = RequestFactory().get("/")

    with django_assert_num_queries(0):
        try:
            raise error
        except type(error):
            answer = failed(request)

    assert (answer.status_code, RIBBON in answer.content.decode()) == (status, sample)


@pytest.mark.parametrize("mark", ["", "DỰ THẢO"])
def test_every_page_of_a_paper_says_it(sample, mark):
    paper = replace(DISPATCH, mark=mark)

    asked = request_paper(paper=paper, format="pdf", name="Công văn", by=ME, at=AT)

    assert compose(from_data(asked.prepared.data))["mark"] == ("MẪU" if sample else mark)


def test_a_printed_spreadsheet_says_it_and_its_cells_stay_the_list_s_own(sample, rf):
    with closing(exported(rf.get("/?dang=xlsx"), ["Số"], [(1,)], name="Số")) as answer:
        sheet = openpyxl.load_workbook(io.BytesIO(b"".join(answer.streaming_content))).active

    assert list(sheet.values) == [("Số",), (1,)]
    assert (sheet.oddFooter.left.text, sheet.oddFooter.center.text) == (
        "Cơ sở dữ liệu mẫu – số liệu phát sinh là số liệu mẫu" if sample else None,
        "&P/&N",
    )
