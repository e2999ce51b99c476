"""The front page, my work, the overview, a unit's overview."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from caicach.sites.workspace import views
from caicach.work.assignments import operations
from caicach.work.assignments.states import Status
from tests.factories.assignments import BY, given
from tests.factories.plans import plan
from tests.factories.units import UnitFactory, province

pytestmark = pytest.mark.django_db


@pytest.fixture
def root():
    return province()


@pytest.fixture
def unit(root):
    return UnitFactory(name="Sở Tài chính", parent=root)


def day(offset: int):
    return timezone.localdate() + timedelta(days=offset)


def give(unit, root, title, offset, **more):
    """An assignment given ten days ago, due `offset` days from today."""
    at = timezone.now() - timedelta(days=10)
    return given(unit, root, title=title, due_on=day(offset), at=at, **more)


def accept(row):
    operations.accept(assignment=row, by=BY, at=timezone.now())


@pytest.mark.parametrize(
    ("role", "to"),
    [
        ("provincial_leader", "/tong-quan/"),
        ("inspector", "/tong-quan/"),
        ("reform_officer", "/viec-cua-toi/"),
        ("focal_officer", "/viec-cua-toi/"),
        ("specialist", "/viec-cua-toi/"),
        ("records_clerk", "/viec-cua-toi/"),
    ],
)
def test_the_front_page_leads_each_role_to_its_own_beginning(client_of, root, role, to):
    assert client_of(role=role, unit=root).get("/")["Location"] == to


def test_my_work_puts_each_assignment_in_its_list(client_of, root, unit):
    give(unit, root, "Việc đã quá hạn", -2)
    give(unit, root, "Việc của hôm nay", 0)
    give(unit, root, "Việc chưa ai tiếp nhận", 60)
    accept(give(unit, root, "Việc còn xa", 60))

    text = client_of(role="focal_officer", unit=unit).get("/viec-cua-toi/").content.decode()

    overdue, today, to_accept = (
        text[text.index(f'id="{name}"') :].split("</section>")[0] for name in ("overdue", "today", "approve")
    )
    assert "Việc đã quá hạn" in overdue
    assert "Việc của hôm nay" in today
    assert "Việc chưa ai tiếp nhận" in to_accept
    assert "Việc còn xa" not in text
    assert "Còn 1 việc" in text


def test_what_comes_later_opens_as_a_list_of_its_own(client_of, root, unit):
    accept(give(unit, root, "Việc còn xa", 60))

    text = client_of(role="focal_officer", unit=unit).get("/viec-cua-toi/?danh-sach=sau").content.decode()

    assert "Việc còn xa" in text
    assert 'id="overdue"' not in text


def test_another_units_work_is_not_mine(client_of, root, unit):
    give(UnitFactory(name="Sở Y tế", parent=root), root, "Việc của Sở Y tế", 0)

    text = client_of(role="focal_officer", unit=unit).get("/viec-cua-toi/").content.decode()

    assert "Việc của Sở Y tế" not in text
    assert "Hôm nay không có việc nào chờ bạn" in text


def queries(client, address):
    client.get(address)
    with CaptureQueriesContext(
        connection,
    ) as caught:
        assert client.get(address).status_code == 200
    return len(caught)


def test_my_work_costs_the_same_for_one_row_and_for_three(client_of, root, unit):
    client = client_of(role="focal_officer", unit=unit)
    give(unit, root, "Việc 1", 0)
    one = queries(client, "/viec-cua-toi/")
    give(unit, root, "Việc 2", 0)
    give(unit, root, "Việc 3", -1)

    assert queries(client, "/viec-cua-toi/") == one <= 12


def test_the_overview_costs_the_same_for_one_row_and_for_three(client_of, root, unit):
    client = client_of(role="provincial_leader", unit=root)
    plan(root, year=timezone.localdate().year, is_public=True, tasks=[{"due_on": day(-3), "lead_unit": unit}])
    give(unit, root, "Việc 1", -1)
    one = queries(client, "/tong-quan/")
    for n in (2, 3):
        give(UnitFactory(parent=root), root, f"Việc {n}", -1)

    assert queries(client, "/tong-quan/") == one <= 12


def test_the_overview_leads_from_a_red_light_to_its_cause(client_of, root, unit):
    year = timezone.localdate().year
    shown = plan(
        root,
        code="ke-hoach-nam-nay",
        year=year,
        is_public=True,
        tasks=[{"due_on": day(-3), "text": "Nhiệm vụ bị chậm", "lead_unit": unit}],
    )
    give(unit, root, "Việc 1", -1)

    text = client_of(role="provincial_leader", unit=root).get("/tong-quan/").content.decode()

    origin = shown.current.tasks.get().origin
    assert f'href="/ke-hoach/ke-hoach-nam-nay/nhiem-vu/{origin}/"' in text
    assert "/nhiem-vu/?don_vi=" in text
    assert "Sở Tài chính" in text


def test_the_live_part_is_not_drawn_again_while_nothing_changed(client_of, root, unit):
    client = client_of(role="provincial_leader", unit=root)
    give(unit, root, "Việc 1", -1)
    first = client.get("/tong-quan/nhiem-vu/")

    unchanged = client.get("/tong-quan/nhiem-vu/", headers={"If-None-Match": first["ETag"]})
    give(unit, root, "Việc 2", -1)
    changed = client.get("/tong-quan/nhiem-vu/", headers={"If-None-Match": first["ETag"]})

    assert (first.status_code, unchanged.status_code, changed.status_code) == (200, 304, 200)
    assert first.content != changed.content


def test_a_units_overview_lists_what_it_must_still_do(client_of, root, unit):
    give(unit, root, "Việc đã quá hạn", -2)

    text = client_of(role="reform_officer", unit=root).get(f"/don-vi/{unit.pk}/tong-quan/").content.decode()

    assert "Sở Tài chính" in text
    assert "Việc đã quá hạn" in text


def test_the_page_of_a_unit_leads_to_its_overview_where_that_opens(client_of, root, unit):
    other = UnitFactory(parent=root)
    readers = [client_of(role=role, unit=unit) for role in ("unit_head", "records_clerk")]
    told = {
        (n, place): f"/don-vi/{place}/tong-quan/" in reader.get(f"/don-vi/{place}/").content.decode()
        for n, reader in enumerate(readers)
        for place in (unit.pk, other.pk)
    }

    opens = {
        (n, place): reader.get(f"/don-vi/{place}/tong-quan/").status_code == 200
        for n, reader in enumerate(readers)
        for place in (unit.pk, other.pk)
    }
    assert told == opens == {key: key == (0, unit.pk) for key in told}


def test_the_overview_of_a_unit_that_one_may_not_see_is_not_there(client_of, root, unit):
    other = UnitFactory(name="Sở Y tế", parent=root)

    assert client_of(role="focal_officer", unit=unit).get(f"/don-vi/{other.pk}/tong-quan/").status_code == 404


HERE = "/viec-cua-toi/"


def clicks(client) -> list[tuple[str, str, dict[str, str]]]:
    """The one-click forms of “Việc của tôi”: word, address, fields."""
    text = client.get(HERE).content.decode()
    found = []
    for form in re.findall(r'<form method="post" action="(/nhiem-vu/[^"]+)"(.*?)</form>', text, re.DOTALL):
        fields = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form[1]))
        word = re.search(r'<button[^>]*type="submit">([^<]+)<', form[1])
        found.append((word[1], form[0], fields))
    return found


@pytest.fixture
def two(client_of, root, unit):
    """The officer of the unit that works, and the head of the one that gives."""
    giver = UnitFactory(name="Ủy ban nhân dân tỉnh", parent=root)

    class Two:
        pass

    found = Two()
    found.unit, found.giver = unit, giver
    found.works, found.gives = client_of(role="unit_head", unit=unit), client_of(role="unit_head", unit=giver)
    return found


def test_one_click_accepts_confirms_and_agrees_and_leads_back_to_the_list(two):
    row = give(two.unit, two.giver, "Rà soát thủ tục", 0)
    asking = give(two.unit, two.giver, "Xây dựng đề án", 1)
    operations.accept(assignment=asking, by=BY, at=timezone.now())
    operations.ask_extension(
        assignment=asking, wanted_due_on=day(9), reason="Chờ bộ", by=BY, at=timezone.now()
    )

    ((word, address, fields),) = clicks(two.works)
    accepted = two.works.post(address, fields)
    operations.hand_in(assignment=row, text="Đã công bố", by=BY, at=timezone.now())
    waiting = clicks(two.gives)
    listed = two.gives.get(HERE).content.decode()
    answers = [two.gives.post(address, fields)["Location"] for _, address, fields in waiting]

    assert (word, accepted["Location"]) == ("Tiếp nhận", HERE)
    assert sorted(word for word, _, _ in waiting) == ["Xác nhận hoàn thành", "Đồng ý thời hạn"]
    assert answers == [HERE, HERE]
    assert f"Nộp kết quả trong hạn ngày {day(0):%d/%m/%Y}, chờ xác nhận hoàn thành" in listed
    row.refresh_from_db()
    asking.refresh_from_db()
    assert (row.state, asking.due_on) == (Status.DONE, day(9))
    assert asking.extensions.get().agreed_by
    assert clicks(two.gives) == []


def test_the_list_says_what_one_click_would_agree_to(two):
    row = give(two.unit, two.giver, "Xây dựng đề án", 1)
    operations.accept(assignment=row, by=BY, at=timezone.now())
    operations.ask_extension(
        assignment=row, wanted_due_on=day(9), reason="Chờ ý kiến bộ", by=BY, at=timezone.now()
    )

    text = two.gives.get(HERE).content.decode()

    assert f"từ {day(1):%d/%m/%Y} sang {day(9):%d/%m/%Y}: Chờ ý kiến bộ" in text
    assert "Sở Tài chính" in text


def test_with_scripts_the_row_itself_tells_what_was_done(two):
    row = give(two.unit, two.giver, "Rà soát thủ tục", 0)
    ((_, address, fields),) = clicks(two.works)

    first, again = (two.works.post(address, fields, headers={"HX-Request": "true"}) for _ in range(2))

    assert (first.status_code, again.status_code) == (200, 200)
    assert "Đã tiếp nhận nhiệm vụ." in first.content.decode()
    assert 'class="acted"' in again.content.decode()
    row.refresh_from_db()
    assert (row.state, row.revision) == (Status.ACCEPTED, 1)


def test_a_click_on_what_has_changed_meanwhile_changes_nothing_and_says_so(two):
    row = give(two.unit, two.giver, "Rà soát thủ tục", 0)
    ((_, address, fields),) = clicks(two.works)
    operations.amend(
        assignment=row, changes={"title": "Việc khác hẳn"}, reason="Nhầm", by=BY, at=timezone.now()
    )

    by_script = two.works.post(address, fields, headers={"HX-Request": "true"})
    by_form = two.works.post(address, fields, headers={"referer": f"http://testserver{HERE}"}, follow=True)

    for answer in (by_script, by_form):
        assert "Người khác vừa sửa nội dung này" in answer.content.decode()
    assert (by_script.status_code, by_form.redirect_chain[0][0]) == (409, f"http://testserver{HERE}")
    row.refresh_from_db()
    assert row.state is Status.GIVEN


def test_a_click_needs_the_key_of_the_page_and_leads_nowhere_else(two):
    row = give(two.unit, two.giver, "Rà soát thủ tục", 0)
    ((_, address, fields),) = clicks(two.works)
    two.works.handler.enforce_csrf_checks = True
    forged = two.works.post(address, {k: v for k, v in fields.items() if k != "csrfmiddlewaretoken"})

    answer = two.works.post(address, fields | {"_back": "https://evil.example/"})

    assert forged.status_code == 403
    assert answer["Location"] == row.get_absolute_url()


def test_every_figure_of_the_leaders_page_is_one_click_from_its_cause(client_of, root, unit):
    year = timezone.localdate().year
    plan(root, code="ke-hoach", year=year, is_public=True, tasks=[{"due_on": day(-3), "lead_unit": unit}])
    give(unit, root, "Việc đã quá hạn", -1)
    client = client_of(role="provincial_leader", unit=root)

    text = client.get("/tong-quan/").content.decode().split('id="noi-dung"')[1]
    links = {link.replace("&amp;", "&") for link in re.findall(r'href="(/[^"#]+)', text)}

    assert {"/ke-hoach/ke-hoach/", "/nhiem-vu/?tinh_trang=overdue", "/nhiem-vu/?tinh_trang=due_soon"} <= links
    assert any(link.startswith("/nhiem-vu/?don_vi=S%E1%BB%9F") for link in links)
    assert {link: client.get(link).status_code for link in links} == dict.fromkeys(links, 200)


def test_the_leaders_choice_of_plans_is_short_and_any_other_is_opened_by_its_address(
    client_of, root, monkeypatch
):
    monkeypatch.setattr(views, "CHOICES", 2)
    for number in range(4):
        plan(root, code=f"ke-hoach-{number}", title=f"Kế hoạch {number}", kind="programme")
    leader = client_of(role="provincial_leader", unit=root)

    page = leader.get("/tong-quan/")
    other = leader.get("/tong-quan/?ke-hoach=ke-hoach-3")
    unknown = leader.get("/tong-quan/?ke-hoach=khong-co")

    assert [p.code for p in page.context["plans"]] == ["ke-hoach-0", "ke-hoach-1"]
    assert "Kế hoạch khác" in page.content.decode()
    assert (other.context["plan"].code, other.context["plans"][0].code) == ("ke-hoach-3",) * 2
    assert unknown.context["plan"].code == "ke-hoach-0"


def test_the_leaders_choice_begins_with_the_plan_of_the_year_and_ends_with_what_has_ended(client_of, root):
    this = timezone.localdate().year
    for code, kind, first, last in (
        ("da-qua", "yearly_plan", this - 3, this - 3),
        ("de-an", "programme", this - 1, this + 3),
        ("nam-nay", "yearly_plan", this, this),
    ):
        plan(root, code=code, title=code, kind=kind, year=first, last_year=last)

    page = client_of(role="provincial_leader", unit=root).get("/tong-quan/")

    assert [p.code for p in page.context["plans"]] == ["nam-nay", "de-an", "da-qua"]
