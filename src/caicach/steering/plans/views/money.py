"""Money of a plan: its page and its drawing."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from caicach.foundation.audit.sensitive import Way, sensitive
from caicach.foundation.papers.charts import Bars, drawn
from caicach.foundation.papers.exporting import exported
from caicach.foundation.ui import page
from caicach.steering.plans import permissions
from caicach.steering.plans.queries.money import MoneyTable, money_of, totals_of
from caicach.steering.plans.states import BLOCKS, MONEY_STAGE_LABELS, MoneyStage
from caicach.steering.plans.views.frame import context, opened


@sensitive("plans.plan", Way.EXPORT)
@page(permissions.VIEW)
def money_page(request: HttpRequest, code: str) -> HttpResponse:
    """Kinh phí: every activity by year as the annex prints it, with the sums by area and block."""
    found = opened(request, code, part=True)
    activities = list(found.activities().order_by("position"))
    amounts = money_of(found.plan, found.origins(), version_id=found.version.pk)
    money, by_area = amounts.by_activity, amounts.by_area
    lines = [(a, _money_line(money, a.origin)) for a in activities]
    if file := exported(
        request,
        _money_columns(money.years),
        lines,
        name=f"Kinh phí {found.plan.code}",
        heading=[found.plan.title, "Đơn vị: triệu đồng"],
    ):
        return file
    return render(
        request,
        "plans/money.html",
        context(
            found,
            "kinh-phi",
            groups=[
                (
                    area,
                    _money_line(by_area, area.code),
                    [row for row in lines if row[0].area_code == area.code],
                )
                for area in found.areas()
                if any(a.area_code == area.code for a in activities)
            ],
            years=money.years,
            sum=_money_line(money),
            blocks=[
                (label, _money_line(amounts.by_block, block))
                for block, label in BLOCKS.items()
                if amounts.by_block.of(MoneyStage.ESTIMATE, block)
            ],
        ),
    )


def _money_line(money: MoneyTable, row: object = None) -> dict[str, Any]:
    """One line of the table of money: the rough estimate by year, every stage, how much of the allocation is spent."""
    stages = {stage.value: money.of(stage, row) for stage in MoneyStage}
    allocated = stages[MoneyStage.ALLOCATED]
    return {
        **stages,
        "years": [(year, money.of(MoneyStage.ESTIMATE, row, year)) for year in money.years],
        "rate": 100 * stages[MoneyStage.SPENT] / allocated if allocated else None,
    }


def _money_columns(years: list[int]) -> list[tuple[str, Any]]:
    return [
        ("STT", lambda r: r[0].code),
        ("Hoạt động", lambda r: r[0].name),
        ("Cơ quan chủ trì", lambda r: r[0].lead_text),
        ("Khối", lambda r: r[0].get_block_display()),
        *[(str(year), lambda r, n=n: r[1]["years"][n][1]) for n, year in enumerate(years)],
        ("Cộng", lambda r: r[1]["estimate"]),
        ("Thẩm định dự toán", lambda r: r[1]["appraised"]),
        ("Giao dự toán", lambda r: r[1]["allocated"]),
        ("Thực hiện", lambda r: r[1]["spent"]),
    ]


@sensitive("plans.plan", Way.EXPORT)
@page(permissions.VIEW)
def money_chart(request: HttpRequest, code: str) -> HttpResponse:
    """Biểu đồ kinh phí: the drawing alone, loaded after the page; asks again while the worker draws it."""
    found = opened(request, code, part=True)
    svg = _money_chart(totals_of(found.plan, found.origins(), version_id=found.version.pk).by_area)
    return render(request, "plans/_money_chart.html", {"plan": found.plan, "svg": svg})


def _money_chart(money: MoneyTable) -> str:
    stages = [s for s in MoneyStage if any(money.cells[s].values())]
    rows = tuple(
        (str(year), MONEY_STAGE_LABELS[stage], float(money.of(stage, None, year)))
        for year in money.years
        for stage in stages
    )
    return drawn(Bars("triệu đồng", rows)) if rows else ""
