"""The pages of units: the tree of a day, a unit, and a reorganisation from form to confirmation."""

from collections.abc import Callable, Iterator
from typing import Any
from uuid import UUID

import pytest
from django.test import Client

from caicach.foundation.records import RecordKind, Ref, Todo, registry
from caicach.organisation.units import queries
from caicach.organisation.units.models import Unit
from caicach.organisation.units.permissions import REORGANISE

from .conftest import TODAY

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("lao_cai")]


def unit(key: str) -> Unit:
    return Unit.objects.get(reference=key)


@pytest.fixture
def reader(client_of: Callable[..., Client]) -> Client:
    return client_of(role="focal_officer", unit=unit("ubnd.stp"))


@pytest.fixture
def officer(client_of: Callable[..., Client]) -> Client:
    return client_of(role="administrator", unit=unit("lao-cai"))


@pytest.fixture
def open_task() -> Iterator[Unit]:
    """A unit with one open task of a made-up app, seen by who may reorganise; the registry forgets it afterwards."""
    owner = unit("ubnd.sct")
    registry.register(
        RecordKind(
            kind="test.task",
            label="Nhiệm vụ thử",
            model=Unit,
            title=str,
            visible=lambda actor: (
                Unit.objects.filter(pk=owner.pk) if actor.has(REORGANISE) else Unit.objects.none()
            ),
            obligations=lambda unit_id, on: (
                [Todo(Ref("test.task", owner.pk), "Việc riêng của Sở", "/", on)]
                if unit_id == owner.pk
                else []
            ),
        )
    )
    yield owner
    registry._KINDS.pop("test.task")


def text(response: Any) -> str:
    assert response.status_code == 200, response.status_code
    return response.content.decode()


def test_the_tree_page_shows_the_day_that_is_asked_for(reader: Client) -> None:
    eve, day_after = (
        text(reader.get("/don-vi/?ngay=2025-06-30")),
        text(reader.get("/don-vi/?ngay=2025-07-01")),
    )

    assert "Thành phố Lào Cai" in eve
    assert "Phường Cam Đường" not in eve  # a level below: loaded on demand
    assert "Phường Cam Đường" in day_after
    assert "Thành phố Lào Cai" not in day_after


def test_the_tree_page_takes_few_queries_whatever_the_day(
    reader: Client, django_assert_max_num_queries: Any
) -> None:
    for day in ("2012-01-01", "2025-06-30", "2026-11-22"):
        with django_assert_max_num_queries(12):
            text(reader.get(f"/don-vi/?ngay={day}"))


def test_a_branch_lists_the_units_right_below(reader: Client) -> None:
    page = text(reader.get(f"/don-vi/{unit('area.088').pk}/nhanh/?ngay=2025-06-30"))

    assert page.count("<li") == 16 + 4
    assert "Thị ủy Sa Pa" in page


def test_search_without_diacritics_finds_the_unit_of_the_day(reader: Client) -> None:
    assert "Sở Kế hoạch và Đầu tư" in text(reader.get("/don-vi/?tim=so+ke+hoach&ngay=2025-02-28"))
    assert "Không tìm thấy" in text(reader.get("/don-vi/?tim=so+ke+hoach+va+dau+tu&ngay=2026-11-22"))


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_the_tree_of_a_day_is_exported(reader: Client, kind: str) -> None:
    response = reader.get(f"/don-vi/?ngay=2025-07-01&dang={kind}")

    body = b"".join(response.streaming_content)
    assert response.status_code == 200
    assert response["Content-Disposition"].startswith("attachment")
    if kind == "csv":
        assert len(body.decode("utf-8-sig").splitlines()) == 1 + len(queries.tree(TODAY))


def test_a_unit_page_tells_where_the_unit_came_from_and_by_which_paper(reader: Client) -> None:
    page = text(reader.get(f"/don-vi/{unit('area.2025.02647').pk}/"))

    for old in ("Phường Duyên Hải", "Phường Lào Cai", "Phường Cốc Lếu", "Phường Kim Tân", "Xã Vạn Hoà"):
        assert old in page
    assert "1673/NQ-UBTVQH15" in page


def test_the_page_of_an_ended_unit_names_its_heir(reader: Client) -> None:
    page = text(reader.get(f"/don-vi/{unit('ubnd.stttt').pk}/"))

    assert "không hoạt động" in page
    assert "Sở Khoa học và Công nghệ" in page
    assert "Sắp xếp tổ chức" not in page


def test_open_work_outside_ones_reach_is_counted_and_not_shown(
    reader: Client, officer: Client, open_task: Unit
) -> None:
    address = f"/don-vi/{open_task.pk}/"

    seen, unseen = text(officer.get(address)), text(reader.get(address))

    assert "Việc riêng của Sở" in seen
    assert "Việc riêng của Sở" not in unseen
    assert "1 việc ngoài phạm vi bạn được xem" in unseen


def test_a_unit_page_takes_few_queries(reader: Client, django_assert_max_num_queries: Any) -> None:
    for key in ("lao-cai", "ubnd.snv", "area.2025.02647"):
        with django_assert_max_num_queries(12):
            text(reader.get(f"/don-vi/{unit(key).pk}/"))


def test_an_unknown_unit_is_not_found(reader: Client) -> None:
    assert reader.get(f"/don-vi/{UUID(int=1)}/").status_code == 404


@pytest.mark.parametrize("day", ["x", "2025-13-01", "<script>", "0000-00-00"])
def test_a_nonsense_day_is_today(reader: Client, day: str) -> None:
    assert "Hôm nay" in text(reader.get("/don-vi/", {"ngay": day}))


def test_text_of_the_address_is_never_markup(reader: Client) -> None:
    assert "<script>alert" not in text(reader.get("/don-vi/", {"tim": "<script>alert(1)</script>"}))


def test_suggestions_come_for_whatever_field_asks(reader: Client) -> None:
    assert 'value="STP – Sở Tư pháp"' in text(reader.get("/don-vi/goi-y/?receiver=tu+phap"))


def test_only_who_may_reorganise_gets_the_forms(reader: Client) -> None:
    key = unit("ubnd.sct").pk

    assert "Sắp xếp tổ chức" not in text(reader.get(f"/don-vi/{key}/"))
    assert reader.get(f"/don-vi/{key}/sap-xep/").status_code == 403
    assert reader.post(f"/don-vi/{key}/sap-xep/doi-ten/", {}).status_code == 403


def test_nobody_sees_units_before_signing_in(client: Client) -> None:
    assert client.get("/don-vi/").status_code == 302


DECISION = {"on": "2026-11-22", "legal_basis": "Quyết định 01/QĐ-UBND ngày 20/11/2026"}


def test_a_renaming_is_shown_before_it_is_done(officer: Client) -> None:
    key = unit("ubnd.sct").pk
    address = f"/don-vi/{key}/sap-xep/doi-ten/"
    answer = DECISION | {"name": "Sở Công Thương và Năng lượng"}

    seen = text(officer.post(address, answer))
    before = queries.unit_by_code("SCT", TODAY).name
    done = officer.post(address, answer | {"confirmed": "1"})

    assert "Tên cũ: Sở Công Thương" in seen
    assert before == "Sở Công Thương"
    assert (done.status_code, done["Location"]) == (302, f"/don-vi/{key}/?ngay=2026-11-22")
    assert queries.unit_by_code("SCT", TODAY).name == "Sở Công Thương và Năng lượng"


def test_a_page_opened_before_someone_elses_change_is_refused(officer: Client) -> None:
    key = unit("ubnd.sct").pk
    address = f"/don-vi/{key}/sap-xep/doi-ten/"
    seen = officer.get(address).context["form"].mark
    officer.post(address, DECISION | {"on": "2026-11-01", "name": "Sở A", "confirmed": "1"})

    page = text(officer.post(address, DECISION | {"name": "Sở B", "seen": seen, "confirmed": "1"}))

    assert "Người khác vừa sửa" in page
    assert queries.unit_by_code("SCT", TODAY).name == "Sở A"


def test_a_merger_of_communes_shows_that_their_bodies_merge_too(officer: Client) -> None:
    address = f"/don-vi/{unit('area.2025.02647').pk}/sap-xep/hop-nhat/"
    answer = DECISION | {
        "others": "02671",
        "result": "new",
        "name": "Phường Lào Cai Mới",
        "kind": "ward",
        "code": "02647",
    }

    seen = text(officer.post(address, answer))

    assert "Ủy ban nhân dân phường Lào Cai Mới" in seen
    assert "Đảng ủy phường Cam Đường" in seen


@pytest.mark.parametrize(
    ("slug", "values", "words"),
    [
        ("doi-ten", {"name": ""}, "Trường này là bắt buộc"),
        ("doi-ten", {"name": "X", "legal_basis": ""}, "Trường này là bắt buộc"),
        ("doi-ten", {"name": "X", "on": "2010-01-01"}, "ngày hiệu lực mới phải sau ngày đó"),
        ("chuyen-cap-tren", {"parent": "Sở Không Có"}, "Không tìm thấy cơ quan, đơn vị “Sở Không Có”"),
        ("chuyen-cap-tren", {"parent": "SCT"}, "không thể trực thuộc chính mình"),
        ("hop-nhat", {"others": "", "result": "into", "kind": "department"}, "Trường này là bắt buộc"),
        ("hop-nhat", {"others": "SXD", "result": "new", "kind": "department"}, "Hãy điền khi hợp nhất"),
        ("chia-tach", {"how": "end", "units": "Sở A | A | SA", "heir": "1"}, "ít nhất hai đơn vị mới"),
        ("chia-tach", {"how": "keep", "units": "Sở A", "heir": "1"}, "cần đủ tên"),
        (
            "chia-tach",
            {"how": "keep", "units": "Sở A | A | SA | nhiều", "heir": "1"},
            "Dòng 1: tỷ lệ kế thừa",
        ),
        ("chia-tach", {"how": "end", "units": "Sở A||SA|60\nSở B||SB|30", "heir": "1"}, "phải bằng 100 %"),
        ("chuyen-giao", {"function": "Lễ tân", "receiver": "SCT"}, "phải khác nhau"),
        (
            "thanh-lap",
            {"name": "Phòng A", "kind": "division", "block": "state", "own_code": "SNV"},
            "Mã riêng này",
        ),
    ],
)
def test_a_wrong_answer_is_explained_and_nothing_changes(
    officer: Client, slug: str, values: dict[str, str], words: str
) -> None:
    before = queries.tree(TODAY)

    page = text(officer.post(f"/don-vi/{unit('ubnd.sct').pk}/sap-xep/{slug}/", DECISION | values))

    assert words in page
    assert queries.tree(TODAY) == before


def test_the_choice_of_changes_names_them_all(officer: Client) -> None:
    page = text(officer.get(f"/don-vi/{unit('ubnd.sct').pk}/sap-xep/"))

    for words in (
        "Đổi tên",
        "Hợp nhất, sáp nhập",
        "Chia, tách",
        "kết thúc hoạt động",
        "Chuyển giao chức năng",
    ):
        assert words in page


@pytest.mark.parametrize(
    "slug", ["doi-ten", "chuyen-cap-tren", "hop-nhat", "chia-tach", "ket-thuc", "chuyen-giao", "thanh-lap"]
)
def test_every_form_opens(officer: Client, slug: str) -> None:
    assert "Xem trước" in text(officer.get(f"/don-vi/{unit('ubnd.sct').pk}/sap-xep/{slug}/"))


def test_an_unknown_change_is_not_found(officer: Client) -> None:
    assert officer.get(f"/don-vi/{unit('ubnd.sct').pk}/sap-xep/pha-huy/").status_code == 404
