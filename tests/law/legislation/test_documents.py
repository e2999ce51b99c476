"""Documents: loading, finding, and the page with its lines."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django.db import IntegrityError, transaction

from caicach.foundation.audit.models import Event
from caicach.foundation.kernel.actor import Actor, system
from caicach.foundation.kernel.errors import NotPermitted
from caicach.law.legislation.models import Clause, Document
from caicach.law.legislation.operations import load_document, load_reference
from caicach.law.legislation.queries import address, clauses_at, clauses_of, documents
from tests.factories.units import province

pytestmark = pytest.mark.django_db

AT = datetime(2026, 6, 1, 3, 0, tzinfo=UTC)
BY = system(date(2026, 6, 1))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    place = tmp_path / "ke-hoach-thu"
    place.mkdir()
    (place / "document.toml").write_text(
        'code = "ke-hoach-thu"\nkind = "Kế hoạch"\ntitle = "Cải cách hành chính"\nstatus = "issued"\n',
        encoding="utf-8",
    )
    (place / "source.txt").write_text(
        "Mở đầu\nI. MỤC TIÊU\n1. Đạt 80% hồ sơ\ntrực tuyến.\n", encoding="utf-8"
    )
    return place


def test_the_shipped_documents_load_once_and_keep_the_lines_of_their_sources() -> None:
    assert load_reference(by=BY, at=AT) == 5
    assert load_reference(by=BY, at=AT) == 0

    lengths = {d.code: len(d.text.split("\n")) for d in Document.objects.all()}
    assert lengths["de-an-14-da-tu-2020"] == 1890
    assert (
        Document.objects.get(code="de-an-14-da-tu-2020").clauses.filter(path="PL2.2.4").get().line_from == 919
    )
    assert Event.objects.filter(kind="legislation.document_loaded").count() == 5


def test_a_changed_source_is_loaded_again_with_its_clauses(folder: Path) -> None:
    assert load_document(folder=folder, by=BY, at=AT) is True
    (folder / "source.txt").write_text("I. MỤC TIÊU\n1. Đạt 90%\n2. Đạt 95%\n", encoding="utf-8")

    assert load_document(folder=folder, by=BY, at=AT) is True
    assert load_document(folder=folder, by=BY, at=AT) is False
    assert [c.path for c in clauses_of(Document.objects.get())] == ["I", "I.1", "I.2"]


def test_loading_needs_the_permission(folder: Path) -> None:
    with pytest.raises(NotPermitted):
        load_document(folder=folder, by=Actor(name="Khách", on=AT.date()), at=AT)


def test_documents_are_found_without_diacritics_in_title_text_and_restored_clauses(folder: Path) -> None:
    load_document(folder=folder, by=BY, at=AT)
    document = Document.objects.get()
    Clause.objects.create(document=document, path="x", text="Chữ phục hồi", line_from=1, line_to=1)

    assert (
        list(documents("cai cach"))
        == list(documents("TRUC TUYEN"))
        == list(documents("phuc hoi"))
        == [document]
    )
    assert list(documents("khong co")) == []


def test_the_clauses_at_a_line_come_narrowest_first(folder: Path) -> None:
    load_document(folder=folder, by=BY, at=AT)
    document = Document.objects.get()
    Clause.objects.create(document=document, path="hep", text="hẹp", line_from=4, line_to=4)

    assert [c.path for c in clauses_at(clauses_of(document), 4, 4)] == ["hep", "I.1"]


def test_the_database_refuses_a_clause_that_ends_before_it_begins(folder: Path) -> None:
    load_document(folder=folder, by=BY, at=AT)

    with pytest.raises(IntegrityError, match="clause_lines_in_order"), transaction.atomic():
        Clause.objects.create(document=Document.objects.get(), text="x", line_from=3, line_to=2)


def test_the_address_of_a_clause_marks_its_lines() -> None:
    assert address("a", 85, 86) == "/van-ban/a/?tu=85&den=86#L85"
    assert address("a", 85, 85) == "/van-ban/a/?tu=85#L85"
    assert address("a") == "/van-ban/a/"


def test_the_page_marks_the_lines_asked_for_and_shows_their_clause(client_of, folder: Path) -> None:
    load_document(folder=folder, by=BY, at=AT)
    client = client_of(role="reform_officer", unit=province())

    answer = client.get("/van-ban/ke-hoach-thu/?tu=3&den=4")

    body = answer.content.decode()
    assert answer.status_code == 200
    assert [number for number in range(1, 5) if f'id="L{number}" class="is-marked"' in body] == [3, 4]
    assert "1. Đạt 80% hồ sơ trực tuyến." in body


@pytest.mark.parametrize("query", ["tu=x", "tu=-1", "tu=99999999", "tu=5&den=2", "tu=0", "den=3", "tu=%00"])
def test_line_numbers_that_make_no_sense_do_no_harm(client_of, folder: Path, query: str) -> None:
    load_document(folder=folder, by=BY, at=AT)

    answer = client_of(role="reform_officer", unit=province()).get(f"/van-ban/ke-hoach-thu/?{query}")

    assert answer.status_code == 200


def test_markup_in_a_source_is_shown_as_text(client_of, folder: Path) -> None:
    (folder / "source.txt").write_text("<script>alert(1)</script>\n", encoding="utf-8")
    load_document(folder=folder, by=BY, at=AT)

    body = client_of(role="reform_officer", unit=province()).get("/van-ban/ke-hoach-thu/").content.decode()

    assert "<script>alert(1)" not in body
    assert "&lt;script&gt;alert(1)" in body


def test_the_list_asks_as_many_questions_for_three_documents_as_for_one(
    client_of, django_assert_max_num_queries, folder: Path
) -> None:
    load_document(folder=folder, by=BY, at=AT)
    client = client_of(role="reform_officer", unit=province())
    client.get("/van-ban/")
    for number in range(2):
        Document.objects.create(code=f"vb-{number}", kind="Chỉ thị", title=f"Văn bản {number}")

    with django_assert_max_num_queries(12):
        answer = client.get("/van-ban/")

    assert answer.content.decode().count('data-label="Trích yếu"') == 3


def test_an_unknown_document_is_not_found(client_of) -> None:
    assert client_of(role="reform_officer", unit=province()).get("/van-ban/khong-co/").status_code == 404
