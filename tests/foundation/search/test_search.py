"""Finding rows: without marks, by abbreviations, ranked, and only what the person may see."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from django.urls import reverse

from caicach.foundation.audit.models import Read
from caicach.foundation.audit.operations import record
from caicach.foundation.kernel.actor import SYSTEM, Actor, Scope
from caicach.foundation.kernel.scope import scoped
from caicach.foundation.records import RecordKind, SearchEntry, registry
from caicach.foundation.records.setup import setup_steps
from caicach.foundation.search.models import Entry
from caicach.foundation.search.operations import follow_log, rebuild, refresh_kind
from caicach.foundation.search.queries import PER_PAGE, find, suggest
from caicach.organisation.units.models import Unit
from tests.factories.units import UnitFactory, province

AT = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
KIND, CLOSED = "tests.row", "tests.closed"
TITLES = [
    "UBND xã Mường Hum",
    "Ủy ban nhân dân phường Cam Đường",
    "Kế hoạch cải cách hành chính năm 2027",
    "Rà soát, đơn giản hóa TTHC",
    "Kế hoạch tuyên truyền",
    "Tuyên truyền kế hoạch cải cách",
]
pytestmark = pytest.mark.django_db


class Rows:
    """Titles of units, as their owner lists them; changed by the tests."""

    def __init__(self) -> None:
        self.top = top = province()
        self.titles: dict[UUID, str] = {UnitFactory(parent=top).pk: title for title in TITLES}

    def entries(self):
        for key, title in self.titles.items():
            yield SearchEntry(key, title, "Quyết định số 14-ĐA/TU", key)

    def key(self, title: str) -> UUID:
        return next(key for key, known in self.titles.items() if known == title)


@pytest.fixture
def rows(monkeypatch) -> Rows:
    """Two kinds of rows in an otherwise empty registry: one that its owner shows, one that it shows nobody."""
    made = Rows()
    common = {"model": Unit, "title": str, "url": lambda unit: f"/don-vi/{unit.pk}/", "search": made.entries}
    shown = RecordKind(kind=KIND, label="Hàng thử", visible=_visible, **common)
    closed = RecordKind(kind=CLOSED, label="Hàng kín", **common)
    monkeypatch.setattr(registry, "_KINDS", {KIND: shown, CLOSED: closed})
    rebuild(by=SYSTEM, at=AT)
    return made


def _visible(actor: Actor):
    return Unit.objects.filter(scoped(actor, "units.view", unit="pk"))


def titles(text: str, actor: Actor = SYSTEM, **options) -> list[str]:
    return [entry.title for entry in find(text, actor=actor, **options).entries]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("muong hum", {TITLES[0]}),
        ("Mường Hum", {TITLES[0]}),
        ("MUONG", {TITLES[0]}),
        ("uy ban nhan dan", {TITLES[0], TITLES[1]}),
        ("ubnd", {TITLES[0], TITLES[1]}),
        ("ubnd cam", {TITLES[1]}),
        ("thu tuc hanh chinh", {TITLES[3]}),
        ("cchc", {TITLES[2]}),
        ("ke hoach cai", {TITLES[2], TITLES[5]}),
        ("14 đa tu", set(TITLES)),
        ("khong co", set()),
        ("'; drop table search_entry; --", set()),
        ("", set()),
    ],
)
def test_rows_are_found_without_marks_by_abbreviations_and_by_beginnings(
    rows: Rows, text: str, found: set[str]
):
    assert set(titles(text)) == found


def test_the_title_that_begins_with_the_words_comes_first(rows: Rows):
    assert titles("kế hoạch tuyên truyền") == [TITLES[4], TITLES[5]]
    assert titles("tuyen truyen ke hoach") == [TITLES[5], TITLES[4]]


def test_a_person_finds_only_what_its_owner_shows_to_them(rows: Rows):
    mine = rows.key(TITLES[0])
    scope = Scope(frozenset({"units.view"}), frozenset({mine}))
    me = Actor(name="Người thử", on=date(2026, 11, 22), scopes=(scope,))
    nobody = Actor(name="Người lạ", on=date(2026, 11, 22))

    assert titles("ubnd", me) == [TITLES[0]]
    assert find("ubnd", actor=me).total == 1
    assert [entry.title for entry in suggest("ubnd", actor=me)] == [TITLES[0]]
    assert titles("ubnd", nobody) == []
    assert suggest("ubnd", actor=nobody) == []


def test_rows_of_a_kind_that_says_nothing_of_visibility_are_found_by_nobody(rows: Rows):
    assert Entry.objects.filter(kind=CLOSED).count() == len(TITLES)
    assert {entry.kind for entry in find("ubnd", actor=SYSTEM).entries} == {KIND}


def test_counts_and_pages_take_three_statements(rows: Rows, django_assert_num_queries):
    rows.titles |= {UnitFactory().pk: f"Nhiệm vụ thứ {number}" for number in range(PER_PAGE + 5)}
    rebuild(by=SYSTEM, at=AT)

    with django_assert_num_queries(3):
        second = find("nhiem vu", actor=SYSTEM, page=2)

    assert (second.total, second.pages, len(second.entries)) == (PER_PAGE + 5, 2, 5)
    assert [(kind.kind, count) for kind, count in second.counts] == [(KIND, PER_PAGE + 5)]
    assert find("nhiem vu", actor=SYSTEM, page=99).page == 2
    assert find("nhiem vu", actor=SYSTEM, kind="no.such").entries == []


def test_refreshing_writes_only_what_differs(rows: Rows):
    assert refresh_kind(kind=KIND, by=SYSTEM, at=AT) == 0

    rows.titles[rows.key(TITLES[0])] = "Xã Mường Hum mới"
    del rows.titles[rows.key(TITLES[1])]
    rows.titles[UnitFactory().pk] = "Hàng mới"

    assert refresh_kind(kind=KIND, by=SYSTEM, at=AT) == 3
    assert set(titles("moi")) == {"Xã Mường Hum mới", "Hàng mới"}
    assert titles("cam duong") == []


def test_the_index_follows_the_log(rows: Rows):
    now = datetime.now(UTC)
    follow_log(by=SYSTEM, at=now)
    assert follow_log(by=SYSTEM, at=now + timedelta(hours=1)) == {}

    key = rows.key(TITLES[0])
    rows.titles[key] = "Tên mới"
    record("units.renamed", Unit.objects.get(pk=key), by=SYSTEM, at=now)

    assert follow_log(by=SYSTEM, at=now + timedelta(minutes=1)) == {CLOSED: 1, KIND: 1}
    assert titles("ten moi") == ["Tên mới"]


def test_what_was_recorded_while_nobody_followed_is_not_forgotten(rows: Rows):
    now = datetime.now(UTC)
    follow_log(by=SYSTEM, at=now)
    key = rows.key(TITLES[0])
    rows.titles[key] = "Tên mới"
    record("units.renamed", Unit.objects.get(pk=key), by=SYSTEM, at=now)

    assert follow_log(by=SYSTEM, at=now + timedelta(days=2))[KIND] == 1


def test_a_kind_with_many_entries_is_looked_at_less_often(rows: Rows, monkeypatch):
    monkeypatch.setattr("caicach.foundation.search.operations._MANY", 2)
    now = datetime.now(UTC).replace(minute=3, second=0)
    follow_log(by=SYSTEM, at=now)
    rows.titles[rows.key(TITLES[0])] = "Tên mới"
    record("units.renamed", Unit.objects.first(), by=SYSTEM, at=now)

    looked_at = [follow_log(by=SYSTEM, at=now + timedelta(minutes=n)).get(KIND) for n in (1, 2, 3)]

    # six entries are looked at every third minute
    assert looked_at.count(None) == 2
    assert titles("ten moi") == ["Tên mới"]


def test_of_common_words_only_the_first_rows_are_ranked_and_those_that_begin_with_them(
    rows: Rows, monkeypatch
):
    monkeypatch.setattr("caicach.foundation.search.queries.LOOKED_AT", 3)
    rows.titles |= {UnitFactory().pk: f"Văn bản về kế hoạch {number}" for number in range(5)}
    rows.titles |= {UnitFactory().pk: "Kế hoạch khác", UnitFactory().pk: "Kế hoạchs"}
    rebuild(by=SYSTEM, at=AT)

    found = find("kế hoạch khác", actor=SYSTEM)
    common = find("ke hoach", actor=SYSTEM)
    one_kind = find("ke hoach", actor=SYSTEM, kind=KIND)

    assert (found.capped, found.total) == (False, 1)
    assert (common.capped, common.total) == (True, 3)
    assert "Kế hoạchs" not in {entry.title for entry in common.entries}  # enough rows hold the words whole
    assert [entry.title for entry in find("ke hoachs", actor=SYSTEM).entries] == ["Kế hoạchs"]
    assert {TITLES[2], TITLES[4], "Kế hoạch khác"} <= {entry.title for entry in common.entries}
    assert (one_kind.capped, one_kind.total) == (True, 3)
    assert suggest("ke hoach", actor=SYSTEM)[0].title.startswith("Kế hoạch")


def test_the_page_shows_what_was_found_with_its_kinds(rows: Rows, client_of):
    client = client_of(role="reform_officer", unit=rows.top)

    page = client.get(reverse("search:search"), {"q": "<b>ubnd", "loai": KIND}).content.decode()
    part = client.get(
        reverse("search:search"), {"q": "ubnd"}, headers={"HX-Request": "true"}
    ).content.decode()
    hints = client.get(reverse("search:suggestions"), {"q": "muong"}).content.decode()

    assert "&lt;b&gt;ubnd" in page
    assert TITLES[0] in page
    assert "Hàng thử" in page
    assert "<html" not in part
    assert f"/don-vi/{rows.key(TITLES[0])}/" in hints


def test_an_answer_that_lists_people_is_one_line_of_the_read_log_and_suggestions_are_none(
    rows: Rows, client_of, monkeypatch
):
    client = client_of(role="reform_officer", unit=rows.top)

    def searched():
        client.get(reverse("search:search"), {"q": "ubnd"})
        client.get(reverse("search:search"), {"q": "khong-co-gi-ca"})
        client.get(reverse("search:suggestions"), {"q": "ubnd"})
        return list(Read.objects.values_list("object_kind", "object_id", "way", "data"))

    assert searched() == []
    monkeypatch.setitem(registry._KINDS, KIND, replace(registry._KINDS[KIND], about_people=True))
    assert searched() == [("search.people", None, "page", {"q": "…"})]


def test_setting_up_ends_with_the_index_and_so_do_the_samples(rows: Rows):
    steps = setup_steps(sample=True)
    last = [[s for s in steps if s.sample is sample][-1] for sample in (False, True)]
    Entry.objects.all().delete()

    last[1].run(by=SYSTEM, at=AT)

    assert [step.label for step in last] == ["Chỉ mục tìm kiếm", "Chỉ mục tìm kiếm (dữ liệu mẫu)"]
    assert Entry.objects.filter(kind=KIND).count() == len(TITLES)


def test_people_are_about_people():
    assert [kind.kind for kind in registry.kinds() if kind.about_people] == ["personnel.person"]


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_takes_few_queries_however_many_rows(
    rows: Rows, client_of, django_assert_max_num_queries, count: int
):
    rows.titles = {UnitFactory(parent=rows.top).pk: f"Việc {number}" for number in range(count)}
    rebuild(by=SYSTEM, at=AT)
    client = client_of(role="reform_officer", unit=rows.top)

    with django_assert_max_num_queries(12):
        answer = client.get(reverse("search:search"), {"q": "viec"})

    assert answer.content.decode().count("list-group-item") == count


def test_strange_addresses_are_answered(rows: Rows, client_of):
    client = client_of(role="reform_officer", unit=rows.top)

    for given in ({"page": "x"}, {"q": "a\x00b", "page": "-1"}, {"q": "a" * 5000}, {"loai": "'"}):
        assert client.get(reverse("search:search"), given).status_code == 200
