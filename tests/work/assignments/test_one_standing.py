"""One standing: list, page, board, file, API and figures say the same at the same instant, whatever the hour."""

import csv
import io
import re
from collections import Counter
from datetime import date, datetime, timedelta

import pytest
from django.utils import timezone

from caicach.foundation.ui.statuses import look_of
from caicach.work.assignments import operations
from caicach.work.assignments.rules import LABELS, Standing
from caicach.work.assignments.states import OPEN, Status
from tests.factories.access import GrantFactory
from tests.factories.assignments import BY, given
from tests.factories.units import UnitFactory, province

pytestmark = pytest.mark.django_db
DUE = date(2026, 6, 10)
GIVEN, ACCEPTED, CONFIRMED = "2026-06-01T08:00", "2026-06-01T09:00", "2026-06-11T01:00"
HAND_INS = (None, "2026-06-09T23:59:59", "2026-06-10T00:00", "2026-06-10T23:59:59", "2026-06-11T00:00")
INSTANTS = [  # in Viet Nam, where the day begins seven hours before that of UTC
    "2026-06-04T12:00",
    "2026-06-05T23:59:59",
    "2026-06-06T00:00:01",
    "2026-06-09T23:59:59",
    "2026-06-10T00:30",
    "2026-06-10T06:59",
    "2026-06-10T23:59:59",
    "2026-06-11T00:00",
    "2026-06-11T06:59",
    "2026-12-31T23:30",
]


def _at(text: str) -> datetime:
    return timezone.make_aware(datetime.fromisoformat(text))


def _work_around_the_day(unit, giver, now: datetime) -> None:
    """Work due on the day, before and after it, handed in and confirmed at the edges of days, as it stands now."""
    for days in (-1, 0, 1):
        for number, handed_in in enumerate(HAND_INS):
            row = given(unit, giver, at=_at(GIVEN), due_on=DUE + timedelta(days=days))
            operations.accept(assignment=row, by=BY, at=_at(ACCEPTED))
            if handed_in is None or _at(handed_in) > now:
                continue
            operations.hand_in(assignment=row, text="Đã ban hành", by=BY, at=_at(handed_in))
            if number % 2 and _at(CONFIRMED) <= now:
                operations.confirm(assignment=row, by=BY, at=_at(CONFIRMED))
    given(unit, giver, at=_at(GIVEN), regular=True)


@pytest.fixture(params=INSTANTS)
def told(request, client_of, monkeypatch):
    """What each page tells at one instant: {key: standing} of the API, and the texts of the others."""
    now = _at(request.param)
    monkeypatch.setattr(timezone, "now", lambda: now)
    top = province()
    unit = UnitFactory(name="Sở Nội vụ", agency_code="H38.1", parent=top)
    _work_around_the_day(unit, UnitFactory(parent=top), now)
    codes = ["assignments.view", "measures.view", "units.view"]
    client = client_of(GrantFactory(role__permissions=codes, unit=top, with_subunits=True).user)

    class Told:
        pass

    found = Told()
    found.unit, found.client, found.day = unit, client, timezone.localdate()
    items = client.get("/api/v1/assignments?limit=100").json()["items"]
    found.api = {item["id"]: Standing(item["standing"]) for item in items}
    found.status = {item["id"]: Status(item["status"]) for item in items}
    return found


def _file(client, address) -> list[dict[str, str]]:
    content = b"".join(client.get(address).streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(content)))


def test_list_page_file_and_api_tell_the_same_of_every_assignment(told):
    listed = told.client.get("/nhiem-vu/?trang_thai=").content.decode()
    rows = {
        key: row
        for row in listed.split("<tr")[1:]
        for key in re.findall(r'href="/nhiem-vu/([0-9a-f-]{36})/"', row)
    }
    in_file = Counter(row["Tình trạng"] for row in _file(told.client, "/nhiem-vu/?trang_thai=&dang=csv"))

    assert set(rows) == set(told.api)
    assert in_file == Counter(LABELS[standing] for standing in told.api.values())
    for key, standing in told.api.items():
        word = look_of(standing.value).word
        page = told.client.get(f"/nhiem-vu/{key}/").content.decode()
        assert word in rows[key].split('data-label="Tình trạng"')[1]
        assert word in page.split('id="noi-dung"')[1].split("deeds")[0].split("card")[0]


def test_board_and_figures_count_the_same_as_the_list(told):
    (line,) = [
        row
        for row in _file(told.client, "/nhiem-vu/bang/?dang=csv")
        if row["Cơ quan, đơn vị chủ trì"] == "Sở Nội vụ"
    ]
    counts = Counter(told.api.values())
    is_open = {key for key, status in told.status.items() if status in OPEN}
    overdue = sum(told.api[key] is Standing.OVERDUE for key in is_open)
    period = f"{told.day}..{told.day + timedelta(days=1)}"

    def figure(name: str) -> int:
        answer = told.client.get(f"/api/v1/measures/{name}?unit=H38.1&period={period}").json()
        return int(answer["numerator"])

    assert {name: int(line[name]) for name in ("Trong hạn", "Sắp đến hạn", "Quá hạn", "Chưa kết thúc")} == {
        "Trong hạn": counts[Standing.IN_TIME],
        "Sắp đến hạn": counts[Standing.SOON],
        "Quá hạn": counts[Standing.OVERDUE],
        "Chưa kết thúc": len(is_open),
    }
    assert figure("assignments.overdue") == overdue == counts[Standing.OVERDUE]
    assert figure("assignments.in_time") == len(is_open) - overdue
