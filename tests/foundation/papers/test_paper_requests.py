"""Papers are asked for on a page and made by the worker; numbers come from books."""

import io
import subprocess
import sys
import threading
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from pypdf import PdfReader

from caicach.foundation.audit.models import Event, Read
from caicach.foundation.files.models import StoredFile
from caicach.foundation.kernel.actor import SYSTEM, Actor
from caicach.foundation.papers.jobs import render
from caicach.foundation.papers.models import Making, NumberBook, PaperRequest, PreparedPaper
from caicach.foundation.papers.operations import forget_old_papers, make_paper, next_number, request_paper
from tests.factories.units import province
from tests.foundation.papers.sample_papers import DISPATCH

AT = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
ME = Actor(name="Người thử", on=date(2026, 11, 22), user_id=uuid4())


@pytest.fixture(autouse=True)
def store_root(tmp_path: Path, settings) -> Path:
    settings.FILES_ROOT = tmp_path / "files"
    settings.PAPERS_FONT_DIR = ""
    return settings.FILES_ROOT


def waiting_jobs() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT args ->> 'prepared_id' FROM procrastinate_jobs WHERE task_name = 'papers.render'"
        )
        return [row[0] for row in cursor.fetchall()]


def asked(*, by: Actor = ME, format: str = "pdf", **options) -> PaperRequest:
    return request_paper(paper=DISPATCH, format=format, name="Công văn đôn đốc", by=by, at=AT, **options)


@pytest.mark.django_db
def test_asking_queues_one_job_and_is_recorded():
    request = asked(back="/ke-hoach/")

    assert (request.prepared.status, request.user_id, request.back) == (
        Making.WAITING,
        ME.user_id,
        "/ke-hoach/",
    )
    assert waiting_jobs() == [str(request.prepared.pk)]
    assert Event.objects.get(kind="papers.requested").object_id == request.pk


@pytest.mark.django_db
def test_the_same_paper_is_made_once_for_everybody():
    first, second = asked(), asked(by=SYSTEM)
    other_format = asked(format="docx")
    other_paper = request_paper(
        paper=replace(DISPATCH, place="Yên Bái"), format="pdf", name="x", by=ME, at=AT
    )

    assert first.prepared == second.prepared
    assert len({first.prepared_id, other_format.prepared_id, other_paper.prepared_id}) == 3
    assert len(waiting_jobs()) == 3


@pytest.mark.django_db
@pytest.mark.parametrize(("format", "start"), [("pdf", b"%PDF"), ("docx", b"PK\x03\x04")])
def test_the_worker_makes_the_paper_and_its_page_gives_it_to_who_asked(client_of, format: str, start: bytes):
    client = client_of(role="focal_officer", unit=province())
    request = asked(format=format, by=replace(ME, user_id=client.user.pk))
    page = reverse("papers:show", args=[request.pk])
    assert "Đang tạo văn bản" in client.get(page).content.decode()

    render(str(request.prepared_id))
    render(str(request.prepared_id))

    part = client.get(page, headers={"HX-Request": "true"}).content.decode()
    answer = client.get(reverse("papers:download", args=[request.pk]))
    assert "Tải xuống" in part
    assert "<html" not in part
    assert "hx-get" not in part
    assert b"".join(answer.streaming_content).startswith(start)
    assert f'filename="cong-van-don-doc-20261122.{format}"' in answer["Content-Disposition"]
    assert Event.objects.filter(kind="papers.made").count() == 1
    assert Read.objects.values_list("way", "object_id", "data").get() == (
        "download",
        request.pk,
        {"format": format},
    )


@pytest.mark.django_db
def test_nobody_else_opens_a_paper_that_somebody_asked_for(client_of):
    request = asked()
    render(str(request.prepared_id))
    other = client_of(role="administrator", unit=province())

    assert other.get(reverse("papers:show", args=[request.pk])).status_code == 404
    assert other.get(reverse("papers:download", args=[request.pk])).status_code == 404


@pytest.mark.django_db
def test_a_paper_that_cannot_be_made_says_so_and_is_tried_again(monkeypatch, client_of):
    client = client_of(role="focal_officer", unit=province())
    by = replace(ME, user_id=client.user.pk)
    request = asked(by=by)

    def broken(paper):
        raise RuntimeError("no font")

    monkeypatch.setattr("caicach.foundation.papers.jobs._renderer", lambda format: broken)
    with pytest.raises(RuntimeError):
        render(str(request.prepared_id))

    assert "Chưa tạo được văn bản" in client.get(reverse("papers:show", args=[request.pk])).content.decode()
    assert asked(by=by).prepared.pk == request.prepared.pk
    assert PreparedPaper.objects.get().status == Making.WAITING


@pytest.mark.django_db
def test_old_papers_are_forgotten_with_their_content():
    request = asked()
    make_paper(prepared_id=request.prepared_id, render=lambda paper: b"%PDF-1.7 x", by=SYSTEM, at=AT)

    assert forget_old_papers(by=SYSTEM, at=AT + timedelta(days=29)) == 0
    assert forget_old_papers(by=SYSTEM, at=AT + timedelta(days=31)) == 1
    assert (PreparedPaper.objects.count(), PaperRequest.objects.count(), StoredFile.objects.count()) == (
        0,
        0,
        0,
    )


@pytest.mark.django_db
def test_a_paper_is_the_same_after_its_way_through_the_database():
    request = asked()
    made: list[bytes] = []

    def draw(paper):
        from caicach.foundation.papers.pdf import render_pdf

        made.append(render_pdf(paper))
        return made[0]

    make_paper(prepared_id=request.prepared_id, render=draw, by=SYSTEM, at=AT)

    assert "05/SNV-CCHC" in PdfReader(io.BytesIO(made[0])).pages[0].extract_text()


@pytest.mark.django_db
@pytest.mark.parametrize("wrong", [{"status": "done"}, {"made_at": AT}])
def test_the_database_refuses_a_prepared_paper_that_cannot_be(wrong: dict):
    right = {"key": "x", "format": "pdf", "data": {}, "requested_at": AT}

    with pytest.raises(IntegrityError), transaction.atomic():
        PreparedPaper.objects.create(**{**right, **wrong})


@pytest.mark.django_db
def test_numbers_run_by_book_and_year():
    given = [next_number("ubnd/KH", 2026), next_number("ubnd/KH", 2026), next_number("ubnd/BC", 2026)]

    assert [*given, next_number("ubnd/KH", 2027)] == [1, 2, 1, 1]


@pytest.mark.django_db
def test_an_undone_transaction_gives_its_number_back():
    next_number("ubnd/KH", 2026)

    with transaction.atomic():
        assert next_number("ubnd/KH", 2026) == 2
        transaction.set_rollback(True)

    assert next_number("ubnd/KH", 2026) == 2


@pytest.mark.django_db
def test_a_book_does_not_start_below_one():
    with pytest.raises(IntegrityError), transaction.atomic():
        NumberBook.objects.create(book="x", year=2026, last=0)


@pytest.mark.django_db(transaction=True)
def test_two_who_ask_at_once_get_two_numbers():
    given: list[int] = []

    def ask() -> None:
        try:
            given.append(next_number("ubnd/KH", 2026))
        finally:
            connection.close()

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(given) == list(range(1, 9))


def test_the_web_process_never_loads_the_typesetter_or_the_chart_maker():
    """A web process is at most 200 MB: papers and charts are made by the worker."""
    program = (
        "import django, sys; django.setup(); import caicach.urls\n"
        "from django.urls import get_resolver; get_resolver().url_patterns\n"
        "print(sorted({'typst', 'vl_convert', 'altair', 'docx', 'fontpkg'} & set(sys.modules)))"
    )

    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "[]"
