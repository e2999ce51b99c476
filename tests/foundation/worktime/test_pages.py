"""Pages of the working calendar, as an administrator and as anybody else sees them."""

from datetime import date, datetime
from uuid import UUID, uuid4

import pytest
from django.template import Context, Template
from django.test import RequestFactory
from django.urls import reverse

from caicach.foundation.records import OpenSpan, Ref
from caicach.foundation.worktime.models import LocalDays, OfficeWeek, Recalculation, YearNotice
from caicach.foundation.worktime.operations import add_local_days, draft_notice
from caicach.foundation.worktime.queries import calendar_for, notices_in_force
from caicach.foundation.worktime.rules import Unit
from tests.factories.units import UnitFactory, province
from tests.foundation.worktime.conftest import ADMIN, AT

pytestmark = pytest.mark.django_db
WHO = {"by": ADMIN, "at": AT}
NOTICE = {
    "paper": "Thông báo nghỉ năm 2027 (ví dụ)",
    "source": "",
    "verification": "unverified",
    "off": "1/1/2027: Tết Dương lịch\n4/2/2027 – 12/2/2027: Tết Nguyên đán",
    "makeup": "20/2/2027: làm bù cho ngày 12/2/2027",
    "revision": "0",
}


@pytest.fixture
def top():
    return province()


@pytest.fixture
def unit(top):
    return UnitFactory(name="Sở Nội vụ", parent=top)


@pytest.fixture
def admin(client_of, top):
    return client_of(role="administrator", unit=top)


@pytest.fixture
def officer(client_of, unit):
    return client_of(role="focal_officer", unit=unit)


PAGES = ["year", "calculator", "notices", "local_days", "office_hours"]


@pytest.mark.parametrize("name", PAGES)
def test_every_page_opens_for_its_readers_and_offers_changes_to_managers_only(
    shipped, admin, officer, name
) -> None:
    address = reverse(f"worktime:{name}")

    own, others = admin.get(address), officer.get(address)

    assert (own.status_code, others.status_code) == (200, 200)
    assert 'method="post"' not in others.content.decode().split("<main")[1]


def test_a_stranger_is_led_to_the_door(shipped, client) -> None:
    assert client.get(reverse("worktime:year")).status_code == 302


def test_the_journal_is_for_managers(shipped, admin, officer) -> None:
    assert admin.get(reverse("worktime:journal")).status_code == 200
    assert officer.get(reverse("worktime:journal")).status_code == 403


def test_the_year_shows_its_working_days_and_what_has_to_be_checked(shipped, officer) -> None:
    page = officer.get(reverse("worktime:year"), {"nam": "2026"})

    assert page.context["working_days"] == 250
    assert sorted(page.context["findings"]) == [date(2026, 1, 2), date(2026, 1, 10), date(2026, 11, 24)]
    assert "Ngày Văn hóa Việt Nam" in page.content.decode()


def test_a_year_without_its_notice_says_that_it_is_provisional(shipped, officer) -> None:
    page = officer.get(reverse("worktime:year"), {"nam": "2027"})

    assert "Năm 2027 là lịch tạm tính" in page.content.decode()
    assert not page.context["decided"]


@pytest.mark.parametrize("query", [{"nam": "1492"}, {"lich": "khong-co"}])
def test_a_year_or_calendar_that_is_not_there_is_not_found(shipped, officer, query) -> None:
    assert officer.get(reverse("worktime:year"), query).status_code == 404


def test_the_year_costs_the_same_queries_with_many_local_days(
    shipped, admin, django_assert_max_num_queries
) -> None:
    for month in range(1, 13):
        day = date(2028, month, 10)
        add_local_days(calendar=shipped, unit_id=uuid4(), since=day, until=day, reason="bão", **WHO)

    calendar_for()

    with django_assert_max_num_queries(12):
        admin.get(reverse("worktime:year"))
    with django_assert_max_num_queries(12):
        admin.get(reverse("worktime:local_days"))


def _calculated(client, **given):
    asked = {"start": "2026-02-12T09:00", "amount": "3", "unit": "working_days", "calendar": "vn"} | given
    return client.get(reverse("worktime:calculator"), asked)


def test_the_calculator_tells_the_end_and_why(shipped, officer) -> None:
    page = _calculated(officer)

    assert page.context["answer"].due_on == date(2026, 2, 24)
    text = page.content.decode()
    assert "Thứ Ba, 24/2/2026" in text
    assert "Tết Nguyên đán Bính Ngọ" in text


def test_the_calculator_reads_numbers_and_pauses_as_people_write_them(shipped, officer) -> None:
    half = _calculated(officer, start="2025-11-27T14:30", amount="0,5")
    paused = _calculated(
        officer, start="2025-11-03T08:00", amount="10", pauses="5/11/2025 – 12/11/2025: bổ sung hồ sơ"
    )

    assert half.context["answer"].due_at == datetime.fromisoformat("2025-11-28T08:30")
    assert paused.context["answer"].due_on == date(2025, 11, 24)
    assert "bổ sung hồ sơ" in paused.content.decode()


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"amount": "ba"}, "phải là một số"),
        ({"amount": "NaN"}, "phải là một số"),
        ({"pauses": "hôm qua"}, "Dòng 1"),
        ({"pauses": "12/11/2025 – 5/11/2025"}, "kết thúc tạm dừng phải sau"),
        ({"start": "1789-07-14T08:00"}, "từ 1990 đến 2099"),
        ({"amount": "999999"}, "từ 1990 đến 2099"),
        ({"unit": "weeks"}, "lựa chọn"),
    ],
)
def test_the_calculator_says_what_is_wrong(shipped, officer, given, words) -> None:
    page = _calculated(officer, **given)

    assert page.status_code == 200
    assert page.context["answer"] is None
    assert words in page.content.decode()


# ---- changing


def test_a_notice_is_drafted_corrected_looked_at_and_published(shipped, admin, owner) -> None:
    span = OpenSpan(
        Ref("test.item", UUID(int=1)),
        AT.replace(year=2027, month=2, day=3),
        1,
        Unit.WORKING_DAYS,
        "vn",
        date(2027, 2, 11),
    )
    owner.spans = [span]
    begun = admin.post(reverse("worktime:begin", args=["vn", 2027]))
    draft = YearNotice.objects.get(published_at=None)
    assert begun["Location"] == reverse("worktime:edit", args=[draft.pk])
    assert "Giao thừa" in admin.get(begun["Location"]).content.decode()

    saved = admin.post(begun["Location"], NOTICE | {"publish": "1"})
    look = admin.get(saved["Location"])
    published = admin.post(saved["Location"], {"revision": str(look.context["form"]["revision"].value())})

    text = look.content.decode()
    assert "1 việc đang mở" in text
    assert "từ Thứ Năm, 11/2/2027 thành Thứ Hai, 15/2/2027" in text
    assert published.status_code == 302
    assert notices_in_force(shipped).filter(year=2027).exists()
    entry = Recalculation.objects.get(notice=draft)
    assert "Đổi ngày" in admin.get(reverse("worktime:journal_entry", args=[entry.pk])).content.decode()


def test_a_look_before_publishing_changes_nothing(shipped, admin, owner) -> None:
    draft = draft_notice(calendar=shipped, year=2027, **WHO)
    before = Recalculation.objects.count()

    admin.get(reverse("worktime:publish", args=[draft.pk]))

    draft.refresh_from_db()
    assert (draft.published_at, Recalculation.objects.count(), owner.told) == (None, before, [])


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"off": "31/2/2027: Tết"}, "Dòng 1"),
        ({"off": "1/1/2027"}, "thiếu tên"),
        ({"off": "1/1/2027: a\n1/1/2027: b"}, "Dòng 2"),
        ({"makeup": "1/1/2027: làm bù"}, "vừa ghi nghỉ vừa ghi làm bù"),
        ({"off": "1/1/2030: Tết"}, "không thuộc năm 2027"),
        ({"revision": "7"}, "Người khác vừa sửa"),
    ],
)
def test_a_wrong_notice_comes_back_with_its_row(shipped, admin, changed, words) -> None:
    draft = draft_notice(calendar=shipped, year=2027, **WHO)
    days = set(draft.days.values_list("day", flat=True))

    answer = admin.post(reverse("worktime:edit", args=[draft.pk]), NOTICE | changed)

    assert answer.status_code == 200
    assert words in answer.content.decode()
    assert set(draft.days.values_list("day", flat=True)) == days


def test_a_draft_may_be_discarded(shipped, admin) -> None:
    draft = draft_notice(calendar=shipped, year=2027, **WHO)

    admin.post(reverse("worktime:discard", args=[draft.pk]))

    assert not YearNotice.objects.filter(pk=draft.pk).exists()


def test_own_days_are_entered_and_withdrawn(shipped, admin, unit) -> None:
    given = {"at_unit": str(unit.pk), "since": "2026-12-01", "until": "2026-12-02", "reason": "Chuyển trụ sở"}
    admin.post(reverse("worktime:add_local_days", args=["vn"]), given)
    days = LocalDays.objects.get()
    assert (days.unit_id, days.during.lower, days.during.upper) == (
        unit.pk,
        date(2026, 12, 1),
        date(2026, 12, 3),
    )
    assert "Sở Nội vụ" in admin.get(reverse("worktime:local_days")).content.decode()

    again = admin.post(reverse("worktime:add_local_days", args=["vn"]), given)
    assert (again.status_code, LocalDays.objects.count()) == (422, 1)
    assert "đã có ngày riêng" in again.content.decode()

    address = reverse("worktime:withdraw_local_days", args=[days.pk])
    assert "Chuyển trụ sở" in admin.get(address).content.decode()
    admin.post(address, {"revision": str(days.revision)})
    days.refresh_from_db()
    assert days.withdrawn_at
    assert admin.get(address).status_code == 404


def test_office_hours_are_set_for_a_unit(shipped, admin, unit) -> None:
    given = {"at_unit": str(unit.pk), "since": "2026-12-01", "day_5": "07:30-11:30", "reason": "QĐ (ví dụ)"}
    given |= {f"day_{number}": "07:30-11:30, 13:30-17:30" for number in range(5)}

    answer = admin.post(reverse("worktime:set_office_hours", args=["vn"]), given)

    row = OfficeWeek.objects.get(unit_id=unit.pk)
    assert (answer.status_code, row.week[5], row.counted) == (302, "07:30-11:30", [0, 1, 2, 3, 4])
    wrong = admin.post(reverse("worktime:set_office_hours", args=["vn"]), given | {"day_0": "bảy giờ"})
    assert wrong.status_code == 422
    assert "chưa đúng" in wrong.content.decode()


def test_nobody_else_changes_anything(shipped, officer) -> None:
    draft = draft_notice(calendar=shipped, year=2027, **WHO)

    answers = [
        officer.post(reverse("worktime:begin", args=["vn", 2028])),
        officer.post(reverse("worktime:edit", args=[draft.pk]), NOTICE),
        officer.post(reverse("worktime:publish", args=[draft.pk]), {"revision": "0"}),
        officer.post(reverse("worktime:discard", args=[draft.pk])),
        officer.post(reverse("worktime:add_local_days", args=["vn"]), {}),
        officer.post(reverse("worktime:set_office_hours", args=["vn"]), {}),
    ]

    assert {answer.status_code for answer in answers} == {403}
    assert YearNotice.objects.filter(published_at=None).count() == 1


def test_a_unit_enters_its_own_days_and_nobody_elses(shipped, client_of, unit, top) -> None:
    other = UnitFactory(name="Sở Tài chính", parent=top)
    clerk = client_of(role="procedure_control", unit=unit)
    given = {"since": "2026-12-01", "until": "2026-12-02", "reason": "Chuyển trụ sở"}
    address = reverse("worktime:add_local_days", args=["vn"])

    answers = [
        clerk.post(address, given | {"at_unit": at}).status_code for at in (str(unit.pk), str(other.pk), "")
    ]

    assert answers == [302, 422, 422]
    assert [days.unit_id for days in LocalDays.objects.all()] == [unit.pk]
    foreign = add_local_days(
        calendar=shipped,
        unit_id=other.pk,
        since=date(2026, 12, 1),
        until=date(2026, 12, 1),
        reason="bão",
        **WHO,
    )
    address = reverse("worktime:withdraw_local_days", args=[foreign.pk])
    assert clerk.post(address, {"revision": "0"}).status_code == 404
    page = clerk.get(reverse("worktime:local_days")).content.decode()
    assert page.count(">Rút</a>") == 1
    foreign.refresh_from_db()
    assert foreign.withdrawn_at is None


# ---- dates on the pages of others


def _drawn(text: str, **values) -> str:
    context = Context(values | {"request": RequestFactory().get("/")})
    return Template("{% load worktime %}" + text).render(context)


def test_a_date_is_told_with_what_is_left_of_it(shipped, django_assert_num_queries) -> None:
    today, due_on = date(2026, 11, 20), date(2026, 11, 27)
    calendar_for()

    with django_assert_num_queries(1):
        drawn = _drawn(
            "{% due_text due_on today=today %}|{% due_text early today=today %}|{% due_text none %}",
            due_on=due_on,
            today=today,
            early=date(2026, 11, 18),
        )

    assert drawn == (
        '<span class="due-text">Thứ Sáu, 27/11/2026, <span class="nowrap">còn 5 ngày làm việc</span></span>|'
        '<span class="due-text">Thứ Tư, 18/11/2026, <span class="nowrap">quá hạn 2 ngày làm việc</span></span>|–'
    )


def test_a_date_in_a_year_without_notice_is_marked_and_a_done_one_says_only_its_day(shipped) -> None:
    drawn = _drawn(
        "{% due_text due_on today=today %}|{% due_text due_on done=True %}",
        due_on=date(2027, 3, 19),
        today=date(2027, 3, 11),
    )

    assert drawn.split("|")[0].endswith("còn 6 ngày làm việc</span> (tạm tính)</span>")
    assert drawn.split("|")[1] == "Thứ Sáu, 19/3/2027"


def test_moments_are_told_in_local_time(shipped) -> None:
    assert _drawn("{{ at|instant_text }} {{ at|day_text }} {{ none|day_text }}", at=AT) == (
        "08:00 Chủ nhật, 22/11/2026 Chủ nhật, 22/11/2026 –"
    )
