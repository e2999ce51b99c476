"""Write `units.csv` and `successions.csv` from the hand-kept sources beside this file.

Run `python reference/units/build.py` after a change in `sources/`; the results are committed and a test
compares them. What is derived: the agencies that every district and commune has (party committee, council,
people's committee, front committee), and that they follow their area through the mergers.
"""

import csv
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path

HERE = Path(__file__).parent
AREAS_MERGED = "2025-07-01"
DATA_START = "đầu dữ liệu"

# Legal bases of the areas, with the day they took effect.
SA_PA_TOWN = "Nghị quyết 767/NQ-UBTVQH14 ngày 10/9/2019, hiệu lực 01/01/2020"
BAC_HA_2024 = "Nghị quyết 1197/NQ-UBTVQH15, hiệu lực 01/11/2024"
PROVINCE_2025 = "Nghị quyết 202/2025/QH15 ngày 12/6/2025 của Quốc hội"
COMMUNES_2025 = "Nghị quyết 1673/NQ-UBTVQH15 ngày 16/6/2025"
DISTRICTS_2025 = "Nghị quyết 203/2025/QH15 và Luật Tổ chức chính quyền địa phương số 72/2025/QH15"

# The 152 communes exist in this form since this day (896/NQ-UBTVQH14); the 164 before are not in the data.
COMMUNES_FROM = "2020-03-01"
PROVINCE_FROM = "2011-01-01"
YEN_BAI_FROM = "2025-06-01"

AREA_KINDS = {
    "Thành phố": "city",
    "Thị xã": "town",
    "Huyện": "district",
    "Thị trấn": "township",
    "Phường": "ward",
    "Xã": "commune",
}
PARTY_NAMES = {"city": "Thành ủy", "town": "Thị ủy", "district": "Huyện ủy"}


@dataclass(frozen=True)
class Row:
    """One version of a unit; `from` included, `until` excluded, empty when still valid."""

    key: str
    start: str
    until: str
    name: str
    short_name: str
    kind: str
    block: str
    level: str
    parent: str
    position: int
    statistics_code: str = ""
    agency_code: str = ""
    own_code: str = ""
    administrative: str = ""
    legal_basis: str = ""
    date_status: str = ""


@dataclass(frozen=True)
class Link:
    """One succession; predecessor = successor says that the unit lives on through the event."""

    predecessor: str
    successor: str
    kind: str
    on: str
    legal_basis: str
    date_status: str = ""


def source(name: str) -> list[dict[str, str]]:
    """Rows of `sources/<name>.csv`."""
    with (HERE / "sources" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def area(key: str, code: str, name: str, place: tuple[str, str], during: tuple[str, str]) -> Row:
    """One version of an administrative area: (level, parent), (from, until); its kind begins its name."""
    kind = next((kind for word, kind in AREA_KINDS.items() if name.startswith(word + " ")), "province")
    (level, parent), (start, until) = place, during
    return Row(key, start, until, name, name, kind, "", level, parent, int(code), code, administrative="1")


def provinces() -> list[Row]:
    """Lào Cai before and after the merger, Yên Bái until then (codes 10/H38, 15/H63; 15/H38 afterwards)."""
    old = area("lao-cai", "10", "Tỉnh Lào Cai", ("province", ""), (PROVINCE_FROM, AREAS_MERGED))
    new = area("lao-cai", "15", "Tỉnh Lào Cai", ("province", ""), (AREAS_MERGED, ""))
    gone = area("yen-bai", "15", "Tỉnh Yên Bái", ("province", ""), (YEN_BAI_FROM, AREAS_MERGED))
    return [
        replace(old, agency_code="H38", date_status=DATA_START),
        replace(new, agency_code="H38", legal_basis=PROVINCE_2025),
        replace(gone, agency_code="H63", date_status=DATA_START),
    ]


def districts() -> list[Row]:
    """The nine districts of Lào Cai (Sa Pa a town since 2020) and the nine of Yên Bái."""
    seen: dict[str, tuple[str, str]] = {}
    for row in source("laocai_yenbai_old_to_new_2025"):
        province = "lao-cai" if row["old_province_code"] == "10" else "yen-bai"
        seen[row["old_district_code"]] = (row["old_district"], province)
    rows = []
    for code, (name, province) in sorted(seen.items()):
        start = PROVINCE_FROM if province == "lao-cai" else YEN_BAI_FROM
        first = area(f"area.{code}", code, name, ("district", province), (start, AREAS_MERGED))
        first = replace(first, date_status=DATA_START)
        if name == "Thị xã Sa Pa":
            rows.append(
                replace(
                    first, name="Huyện Sa Pa", short_name="Huyện Sa Pa", kind="district", until="2020-01-01"
                )
            )
            first = replace(first, start="2020-01-01", legal_basis=SA_PA_TOWN, date_status="")
        rows.append(first)
    return rows


def kept_communes() -> set[str]:
    """Codes of the eight communes that 1673/NQ-UBTVQH15 leaves as they were: one old for one new."""
    olds: dict[str, list[str]] = {}
    for row in source("laocai_yenbai_old_to_new_2025"):
        olds.setdefault(row["new_ward_code"], []).append(row["old_ward_code"])
    return {new for new, old in olds.items() if old == [new]}


def old_communes() -> list[Row]:
    """The 152 communes of Lào Cai of 2020 and the 168 of Yên Bái, until the merger."""
    rows = []
    for row in source("laocai_2020_2025_districts_communes"):
        name = row["ward"].replace("N.T ", "Nông trường ")
        rows.append(_old_commune(row["ward_code"], name, row["district_code"], COMMUNES_FROM))
    for row in source("laocai_yenbai_old_to_new_2025"):
        if row["old_province_code"] == "15":
            start = YEN_BAI_FROM
            rows.append(_old_commune(row["old_ward_code"], row["old_ward"], row["old_district_code"], start))
    return rows


def _old_commune(code: str, name: str, district: str, start: str) -> Row:
    until = "2024-11-01" if code == "02872" else AREAS_MERGED
    row = area(f"area.{code}", code, name, ("commune", f"area.{district}"), (start, until))
    return replace(row, date_status=DATA_START)


def new_communes() -> list[Row]:
    """The 99 communes of the new province; eight of them are the old ones under a new parent."""
    kept, rows = kept_communes(), []
    for row in source("laocai_2025_communes"):
        code = row["ward_code"]
        key = f"area.{code}" if code in kept else f"area.2025.{code}"
        new = area(key, code, row["ward"], ("commune", "lao-cai"), (AREAS_MERGED, ""))
        rows.append(replace(new, legal_basis=COMMUNES_2025))
    return rows


def local_agencies(of: Row) -> list[Row]:
    """Party committee, council, people's committee and front committee of one version of an area."""
    place = of.name[0].lower() + of.name[1:]
    proper = of.name.split(" ", 2)[2] if of.kind in {"city", "town"} else of.name.split(" ", 1)[1]
    party = f"{PARTY_NAMES[of.kind]} {proper}" if of.kind in PARTY_NAMES else f"Đảng ủy {place}"
    plain = replace(of, parent=of.key, statistics_code="", agency_code="", administrative="")
    agencies = [
        ("du", "DU", party, party, "party_committee", "party"),
        ("hdnd", "HDND", f"Hội đồng nhân dân {place}", f"HĐND {place}", "council", "state"),
        ("ubnd", "UBND", f"Ủy ban nhân dân {place}", f"UBND {place}", "people_committee", "state"),
        (
            "mttq",
            "MTTQ",
            f"Ủy ban Mặt trận Tổ quốc Việt Nam {place}",
            f"Ủy ban MTTQ {place}",
            "front",
            "front",
        ),
    ]
    return [
        replace(
            plain, key=f"{of.key}.{part}", name=name, short_name=short, kind=kind, block=block,
            position=place_in_list, own_code=f"{code}-{of.statistics_code}",
        )
        for place_in_list, (part, code, name, short, kind, block) in enumerate(agencies, 1)
    ]  # fmt: skip


def provincial_agencies() -> list[Row]:
    """The agencies of `sources/agencies.csv`, in their printed order."""
    places: dict[str, int] = {}
    rows = []
    for row in source("agencies"):
        place = places.setdefault(row["key"], len(places) + 1)
        rows.append(
            Row(
                row["key"], row["from"], row["until"], row["name"], row["short_name"], row["kind"], row["block"],
                row["level"], row["parent"], place, own_code=row["own_code"],
                legal_basis=row["legal_basis"], date_status=row["date_status"],
            )
        )  # fmt: skip
    return rows


def area_links() -> list[Link]:
    """Successions of the areas: Tà Chải 2024, the provinces, the districts and the 319 communes of 2025."""
    links = [
        Link("area.02872", "area.02839", "merge", "2024-11-01", BAC_HA_2024),
        Link("lao-cai", "lao-cai", "merge", AREAS_MERGED, PROVINCE_2025),
        Link("yen-bai", "lao-cai", "merge", AREAS_MERGED, PROVINCE_2025),
    ]
    kept = kept_communes()
    for code in sorted({row["old_district_code"] for row in source("laocai_yenbai_old_to_new_2025")}):
        links.append(Link(f"area.{code}", "", "abolish", AREAS_MERGED, DISTRICTS_2025))
    for row in source("laocai_yenbai_old_to_new_2025"):
        old, new = row["old_ward_code"], row["new_ward_code"]
        if new in kept:
            links.append(Link(f"area.{old}", f"area.{old}", "keep", AREAS_MERGED, COMMUNES_2025))
        else:
            links.append(Link(f"area.{old}", f"area.2025.{new}", "merge", AREAS_MERGED, COMMUNES_2025))
    return links


def following(links: list[Link]) -> list[Link]:
    """The local agencies' successions: each follows its area."""
    parts = ("du", "hdnd", "ubnd", "mttq")
    return [
        replace(
            link,
            predecessor=f"{link.predecessor}.{part}",
            successor=link.successor and f"{link.successor}.{part}",
        )
        for link in links
        if link.predecessor.startswith("area.")
        for part in parts
    ]


def all_units() -> list[Row]:
    """Every version of every unit."""
    local_areas = [*districts(), *old_communes(), *new_communes()]
    local = [agency for place in local_areas for agency in local_agencies(place)]
    return sorted(
        [*provinces(), *provincial_agencies(), *local_areas, *local], key=lambda row: (row.key, row.start)
    )


def all_links() -> list[Link]:
    """Every succession."""
    areas = area_links()
    agencies = [Link(**row) for row in source("agency_successions")]
    return sorted(
        [*areas, *following(areas), *agencies], key=lambda link: (link.on, link.predecessor, link.successor)
    )


def write(name: str, rows: list[Row] | list[Link], kind: type) -> None:
    """Write rows as UTF-8 CSV under their field names (`start` is called `from` in the file)."""
    names = [field.name for field in fields(kind)]
    with (HERE / name).open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow("from" if name == "start" else name for name in names)
        writer.writerows(list(asdict(row).values()) for row in rows)


if __name__ == "__main__":
    write("units.csv", all_units(), Row)
    write("successions.csv", all_links(), Link)
