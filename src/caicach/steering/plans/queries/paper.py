"""A plan as an official paper (Decree 30/2020 for the state block): text in outline, tasks and money as annexes."""

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from itertools import groupby

from caicach.foundation.papers.notation import Signing, signature_lines
from caicach.foundation.papers.paper import (
    Annex,
    Block,
    Element,
    Grounds,
    Letterhead,
    Level,
    Paper,
    Paragraph,
    Point,
    Signature,
    Table,
    TableColumn,
    TableRow,
)
from caicach.foundation.records.queries import installation
from caicach.organisation.units.models import UnitVersion
from caicach.organisation.units.queries import ancestors, names, nearest_version
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


def plan_paper(version: PlanVersion, *, on: date) -> Paper:
    """The version as a paper: number and date blank until issued, "DỰ THẢO" or "MẪU" across the pages where so."""
    plan = version.plan
    owner = nearest_version(plan.unit_id, on)
    areas = list(Area.objects.filter(version=version).order_by("position"))
    objectives = list(version.objectives.select_related("target").order_by("position"))
    tasks = list(version.tasks.order_by("position"))
    activities = list(version.activities.order_by("position"))
    called = names([t.lead_unit_id for t in tasks if t.lead_unit_id], on)
    annexes = [Annex("Danh mục nhiệm vụ", (_task_table(tasks, areas, called),))] if tasks else []
    if activities:
        annexes.append(Annex("Kinh phí thực hiện", (_money_table(version, activities, areas),)))
    mark = "MẪU" if plan.is_sample else "" if version.is_published else "DỰ THẢO"
    return Paper(
        letterhead=letterhead(owner, on),
        place=place(),
        symbol=_symbol(owner),
        title="Kế hoạch",
        abstract=_abstract(plan.title),
        number=_number(version.number),
        issued_on=version.issued_on,
        body=tuple(_body(version, areas, objectives, bool(tasks), bool(activities))),
        annexes=tuple(annexes),
        recipients=("Các cơ quan, đơn vị thực hiện",),
        archive="VT",
        signature=signature(owner),
        mark=mark,
    )


def letterhead(owner: UnitVersion, on: date) -> Letterhead:
    """The letterhead of a unit: its name, above it the agency it belongs to."""
    above = [names([u], on).get(u, "") for u in ancestors(owner.unit_id, on)[:1]]
    superior = above[0] if above and owner.kind not in ("peoples_committee", "province") else ""
    return Letterhead(
        agency=owner.name,
        superior=superior,
        block=Block.PARTY if owner.block == "party" else Block.STATE,
    )


def place() -> str:
    """The place named beside the date."""
    here = installation()
    return here.place or here.province if here else ""


def signature(owner: UnitVersion) -> Signature:
    """Room for the head's signature."""
    collective = owner.name if owner.kind == "peoples_committee" else ""
    head = "Chủ tịch" if collective else "Thủ trưởng cơ quan"
    return Signature(
        signature_lines(Signing.HEAD, head=head, collective=collective, party=owner.block == "party")
    )


def _abstract(title: str) -> str:
    rest = title.removeprefix("Kế hoạch ")
    return rest[:1].upper() + rest[1:]


def _symbol(owner: UnitVersion) -> str:
    return f"KH-{(owner.short_name or 'UBND').replace(' ', '')}"


def _number(number: str) -> int | None:
    digits = number.split("/", maxsplit=1)[0].strip()
    return int(digits) if digits.isdigit() else None


def _body(
    version: PlanVersion, areas: Sequence[Area], objectives: Sequence[Objective], tasks: bool, money: bool
) -> Iterable[Element]:
    bases = list(version.legal_bases.order_by("position"))
    if bases:
        yield Grounds(tuple(b.text.rstrip(";. ") for b in bases))
    yield Point(Level.ROMAN, title="MỤC TIÊU, CHỈ TIÊU")
    titles = {a.code: a.name for a in areas}
    for code, rows in groupby(objectives, key=lambda o: o.area_code):
        yield Point(Level.ARABIC, title=titles.get(code, "Mục tiêu chung"))
        for row in rows:
            yield Point(Level.DASH, row.text)
    yield Point(Level.ROMAN, title="NHIỆM VỤ")
    yield Paragraph("Chi tiết tại Phụ lục kèm theo." if tasks else "Không.")
    yield Point(Level.ROMAN, title="KINH PHÍ")
    yield Paragraph("Chi tiết tại Phụ lục kèm theo." if money else "Theo dự toán được giao hằng năm.")


def _task_table(tasks: Sequence[Task], areas: Sequence[Area], called: dict) -> Table:
    titles = {a.code: a.name for a in areas}
    rows: list[TableRow] = []
    for code, group in groupby(tasks, key=lambda t: t.area_code):
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
    money = money_of(version.plan).by_activity
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
    """Công văn đôn đốc: the units that have not sent and what each still owes, for the clerk to number."""
    rows = tuple(
        TableRow((str(n), unit, "; ".join(owed))) for n, (unit, owed) in enumerate(sorted(items.items()), 1)
    )
    columns = (
        TableColumn("STT", 0.6, "center"),
        TableColumn("Cơ quan, đơn vị, địa phương", 4),
        TableColumn("Nội dung chưa gửi", 4),
    )
    return Paper(
        letterhead=letterhead(owner, on),
        place=place(),
        symbol=f"{(owner.short_name or 'SNV').replace(' ', '')}-CCHC",
        abstract=f"đôn đốc gửi kế hoạch, báo cáo cải cách hành chính năm {year}",
        addressees=tuple(sorted(items)),
        body=(
            Paragraph(
                f"Thực hiện kế hoạch cải cách hành chính năm {year}, đến ngày {on:%d/%m/%Y} "
                f"còn {len(items)} cơ quan, đơn vị, địa phương chưa gửi đầy đủ kế hoạch, báo cáo (danh sách kèm theo)."
            ),
            Paragraph(
                "Đề nghị các cơ quan, đơn vị, địa phương khẩn trương hoàn thiện và gửi trên hệ thống "
                "trong thời gian sớm nhất để tổng hợp, báo cáo cấp có thẩm quyền."
            ),
            Table(columns, rows),
        ),
        recipients=("Như trên",),
        archive="VT, CCHC",
        signature=signature(owner),
    )
