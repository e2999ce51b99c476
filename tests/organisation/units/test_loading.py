"""Loading units from files."""

from datetime import date
from pathlib import Path

import pytest

from caicach.foundation.audit.models import Event
from caicach.foundation.kernel.actor import SYSTEM, Actor
from caicach.foundation.kernel.errors import NotPermitted, Refused
from caicach.organisation.units import operations, queries
from caicach.organisation.units.models import Alias, Group, Succession, Unit, UnitPath, UnitVersion

from .conftest import AT, TODAY

HEADINGS = "key,from,until,name,kind,block,level,parent,statistics_code,own_code,administrative\n"
PROVINCE = "tinh,2011-01-01,,Tỉnh Mẫu,province,,province,,99,,1\n"
COMMUNE = "xa,2025-07-01,,Xã Mẫu,commune,,commune,tinh,99001,,1\n"
COMMITTEE = "ubnd,2025-07-01,,Ủy ban nhân dân xã Mẫu,people_committee,state,commune,xa,,UBND-99001,\n"


def counted() -> tuple[int, ...]:
    return tuple(model.objects.count() for model in (Unit, UnitVersion, UnitPath, Succession, Group, Alias))


@pytest.mark.django_db
def test_another_province_starts_from_its_own_file(tmp_path: Path) -> None:
    file = tmp_path / "don-vi.csv"
    file.write_text(HEADINGS + PROVINCE + COMMUNE + COMMITTEE, encoding="utf-8-sig")

    count = operations.import_units(path=file, by=SYSTEM, at=AT)

    assert count == 3
    assert [row.code for row in queries.tree(TODAY)] == ["99", "99001", "UBND-99001"]
    assert [v.name for v in queries.units_of_group("commune_committees", TODAY)] == ["Ủy ban nhân dân xã Mẫu"]
    assert queries.home().name == "Tỉnh Mẫu"
    assert [m.is_known for m in queries.resolve("UBND xã Mẫu", TODAY)] == [True]
    assert list(Event.objects.filter(kind="units.loaded").values_list("data", flat=True)) == [
        {"units": 3, "file": "don-vi.csv"}
    ]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("text", "words"),
    [
        (HEADINGS, "không có dòng nào"),
        (HEADINGS + PROVINCE + COMMUNE.replace("tinh", "khác"), "Dòng 3, cột “parent”"),
        (HEADINGS + PROVINCE + COMMUNE.replace("99001", "99"), "đang thuộc “tinh”"),
        (HEADINGS + PROVINCE.replace("2011-01-01", "1/1/2011"), "cột “from”"),
        ("a,b\n1,2\n", "cột “key”"),
    ],
)
def test_a_broken_file_is_refused_whole(text: str, words: str, tmp_path: Path) -> None:
    file = tmp_path / "units.csv"
    file.write_text(text, encoding="utf-8")

    with pytest.raises(Refused) as refused:
        operations.import_units(path=file, by=SYSTEM, at=AT)

    assert words in str(refused.value)
    assert counted() == (0, 0, 0, 0, 0, 0)


@pytest.mark.django_db
@pytest.mark.parametrize("content", [None, "Tỉnh Mẫu".encode("utf-16"), b"\x00\xff\xfe"])
def test_a_file_that_is_no_csv_is_refused(content: bytes | None, tmp_path: Path) -> None:
    file = tmp_path / "units.csv"
    if content is not None:
        file.write_bytes(content)

    with pytest.raises(Refused, match=r"units\.csv"):
        operations.import_units(path=file, by=SYSTEM, at=AT)


@pytest.mark.django_db
def test_only_who_may_reorganise_loads_units() -> None:
    with pytest.raises(NotPermitted):
        operations.load_reference(by=Actor(name="Người xem", on=date(2026, 11, 22)), at=AT)
