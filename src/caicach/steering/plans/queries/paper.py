"""A plan as an official paper (Decree 30/2020 for the state block): text in outline, tasks and money as annexes."""

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from caicach.foundation.kernel.text import sort_key
from caicach.foundation.papers.notation import KINDS, roman
from caicach.foundation.papers.paper import (
    Annex,
    Element,
    Grounds,
    Level,
    Paper,
    Paragraph,
    Point,
    Table,
    TableColumn,
    TableRow,
)
from caicach.organisation.units.models import UnitVersion
from caicach.organisation.units.queries import issuer_of, names, nearest_version, place_of_papers
from caicach.steering.plans.models import Activity, Area, Objective, PlanVersion, Task
from caicach.steering.plans.queries.money import MoneyTable, money_of
from caicach.steering.plans.states import MoneyStage

TASK_COLUMNS = (
    TableColumn("STT", 0.6, "center"),
    TableColumn("Nhiệm vụ", 4),
    TableColumn("Sản phẩm", 2),
    TableColumn("Cơ quan chủ trì", 2),
    TableColumn("Cơ quan phối hợp", 2),
    TableColumn("Thời gian hoàn thành", 1.3, "center"),
    TableColumn("Kinh phí (triệu đồng)", 1.1, "right"),
)

MOST_ADDRESSEES = 20
MANY_ADDRESSEES = "Các cơ quan, đơn vị, địa phương (danh sách kèm theo)"
TASKS, MONEY = "Danh mục nhiệm vụ", "Kinh phí thực hiện"
NOT_SENT = "Danh sách cơ quan, đơn vị, địa phương\nchưa gửi đầy đủ kế hoạch, báo cáo"
_ABBREVIATIONS = {name: code for code, name in KINDS.items()}


def plan_paper(version: PlanVersion, *, on: date) -> Paper:
    """The version as a paper: number and date blank until issued, "DỰ THẢO" or "MẪU" across the pages where so."""
    plan = version.plan
    owner = nearest_version(plan.unit_id, on)
    areas = list(Area.objects.filter(version=version).order_by("position"))
    objectives = list(version.objectives.select_related("target").order_by("position"))
    tasks = list(version.tasks.order_by("position"))
    activities = list(version.activities.order_by("position"))
    called = names([t.lead_unit_id for t in tasks if t.lead_unit_id], on)
    annexes = [Annex(TASKS, (_task_table(tasks, areas, called),))] if tasks else []
    if activities:
        annexes.append(Annex(MONEY, (_money_table(version, activities, areas),)))
    mark = "MẪU" if plan.is_sample else "" if version.is_published else "DỰ THẢO"
    kind, abstract = _kind_and_abstract(plan.title)
    by = issuer_of(owner, on)
    number, symbol = _number_and_symbol(version.number)
    return Paper(
        letterhead=by.letterhead,
        place=place_of_papers(),
        symbol=symbol or by.symbol(_ABBREVIATIONS.get(kind, "KH")),
        title=kind,
        abstract=abstract,
        number=number,
        issued_on=version.issued_on,
        body=tuple(_body(version, areas, objectives, annexes)),
        annexes=tuple(annexes),
        recipients=("Các cơ quan, đơn vị thực hiện",),
        signature=by.signature,
        mark=mark,
    )


def _kind_and_abstract(title: str) -> tuple[str, str]:
    """The type of the paper and what it is about: "Đề án 14-ĐA/TU Cải cách …" is an "Đề án" on "Cải cách …"."""
    words = title.removeprefix("Dự thảo ")
    kind = next((kind for kind in _ABBREVIATIONS if words.startswith(f"{kind} ")), "Kế hoạch")
    rest = re.sub(r"^\d+\s*[-/]\s*\S+\s+", "", words.removeprefix(kind).strip())
    return kind, rest[:1].upper() + rest[1:]


def _number_and_symbol(number: str) -> tuple[int | None, str]:
    """The number and the symbol as they were issued: "434/KH-UBND", of the party "14-ĐA/TU"."""
    found = re.match(r"(\d+)\s*[-/]\s*(\S+)$", number.strip())
    return (int(found[1]), found[2]) if found else (None, "")


def _body(
    version: PlanVersion, areas: Sequence[Area], objectives: Sequence[Objective], annexes: Sequence[Annex]
) -> Iterable[Element]:
    bases = list(version.legal_bases.order_by("position"))
    if bases:
        yield Grounds(tuple(_ground(b.text) for b in bases))
    yield Point(Level.ROMAN, title="MỤC TIÊU, CHỈ TIÊU")
    titles = {a.code: a.name for a in areas}
    for code, group in _by_area(objectives):
        yield Point(Level.ARABIC, title=titles.get(code, "Mục tiêu chung"))
        rows = [row.text.strip(" .;") for row in group]
        for text in rows:
            yield Point(Level.DASH, f"{text[:1].upper()}{text[1:]}{'.' if text is rows[-1] else ';'}")
    numbers = {annex.title: f" {roman(i)}" if len(annexes) > 1 else "" for i, annex in enumerate(annexes, 1)}
    for heading, title, otherwise in (
        ("NHIỆM VỤ", TASKS, "Theo nhiệm vụ được giao."),
        ("KINH PHÍ", MONEY, "Theo dự toán được giao hằng năm."),
    ):
        yield Point(Level.ROMAN, title=heading)
        yield Paragraph(f"Chi tiết tại Phụ lục{numbers[title]} kèm theo." if title in numbers else otherwise)


def _by_area(rows: Sequence[Any]) -> Iterator[tuple[str, list[Any]]]:
    """Each area once, in the order in which the rows begin with it, with its rows in theirs."""
    for code in dict.fromkeys(row.area_code for row in rows):
        yield code, [row for row in rows if row.area_code == code]


def _ground(text: str) -> str:
    bare = text.rstrip(";. ")
    starts = ("Căn cứ", "Thực hiện", "Theo", "Xét", "Triển khai")
    return bare if bare.startswith(starts) else f"Căn cứ {bare}"


def _task_table(tasks: Sequence[Task], areas: Sequence[Area], called: dict) -> Table:
    titles = {a.code: a.name for a in areas}
    rows: list[TableRow] = []
    for code, group in _by_area(tasks):
        rows.append(TableRow((f"{code}. {titles.get(code, '')}".strip(". ").upper(),), bold=True, whole=True))
        for task in group:
            rows.append(
                TableRow(
                    (
                        task.code,
                        task.text,
                        task.product,
                        task.lead_text or called.get(task.lead_unit_id, ""),
                        task.coordinating_text,
                        task.due_on or task.due_text or "Thường xuyên",
                        task.money if task.money is not None else task.money_text,
                    )
                )
            )
    return Table(TASK_COLUMNS, tuple(rows))


def _money_table(version: PlanVersion, activities: Sequence[Activity], areas: Sequence[Area]) -> Table:
    money = money_of(version.plan, version_id=version.pk).by_activity
    columns = (
        TableColumn("STT", 0.6, "center"),
        TableColumn("Hoạt động", 4),
        *[TableColumn(str(y), 0.9, "right", "Khái toán") for y in money.years],
        TableColumn("Cộng", 1, "right", "Khái toán"),
        TableColumn("Cơ quan chủ trì", 2),
    )
    rows: list[TableRow] = []
    for area in areas:
        own = [a for a in activities if a.area_code == area.code]
        if not own:
            continue
        rows.append(_sum_row(area.code, area.name, own, money))
        for a in own:
            amounts = [money.of(MoneyStage.ESTIMATE, a.origin, y) for y in money.years]
            rows.append(TableRow((a.code, a.name, *amounts, sum(amounts, Decimal(0)), a.lead_text)))
    rows.append(_sum_row("", "TỔNG CỘNG", activities, money))
    return Table(columns, tuple(rows), note="Đơn vị: triệu đồng")


def _sum_row(code: str, name: str, rows: Sequence[Activity], money: MoneyTable) -> TableRow:
    origins = {a.origin for a in rows}
    table = money.cells[MoneyStage.ESTIMATE]
    amounts = [
        sum((v for (row, year), v in table.items() if row in origins and year == y), Decimal(0))
        for y in money.years
    ]
    return TableRow((code, name, *amounts, sum(amounts, Decimal(0)), ""), bold=True)


def urging_paper(owner: UnitVersion, items: dict[str, list[str]], *, year: int, on: date) -> Paper:
    """Công văn đôn đốc: the units that have not sent and what each still owes, for the clerk to number.

    The list is its annex, as its text says. Nobody is urged by its own paper; more than twenty addressees are
    named in the list alone.
    """
    others = tuple(sorted((unit for unit in items if unit != owner.name), key=sort_key))
    owing = sorted(items.items(), key=lambda item: sort_key(item[0]))
    rows = tuple(TableRow((str(n), unit, "; ".join(owed))) for n, (unit, owed) in enumerate(owing, 1))
    by = issuer_of(owner, on)
    columns = (
        TableColumn("STT", 0.6, "center"),
        TableColumn("Cơ quan, đơn vị, địa phương", 4),
        TableColumn("Nội dung chưa gửi", 4),
    )
    return Paper(
        letterhead=by.letterhead,
        place=place_of_papers(),
        symbol=by.dispatch_symbol("CCHC"),
        abstract=f"đôn đốc gửi kế hoạch, báo cáo cải cách hành chính năm {year}",
        addressees=others if len(others) <= MOST_ADDRESSEES else (MANY_ADDRESSEES,),
        body=(
            Paragraph(
                f"Thực hiện kế hoạch cải cách hành chính năm {year}, đến ngày {on:%d/%m/%Y} "
                f"còn {len(items)} cơ quan, đơn vị, địa phương chưa gửi đầy đủ kế hoạch, báo cáo (danh sách kèm theo)."
            ),
            Paragraph(
                "Đề nghị các cơ quan, đơn vị, địa phương khẩn trương hoàn thiện và gửi trên hệ thống "
                "trong thời gian sớm nhất để tổng hợp, báo cáo cấp có thẩm quyền."
            ),
        ),
        annexes=(Annex(NOT_SENT, (Table(columns, rows),), landscape=False),),
        archive="CCHC",
        signature=by.signature,
    )
