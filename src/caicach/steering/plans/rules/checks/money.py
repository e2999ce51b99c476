"""Đối chiếu kinh phí: rows, areas, blocks and grand totals against what the paper prints; formulas in the text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal

from caicach.steering.indicators.rules.numbers import digits, show

from ..findings import Code, Finding, Kind, Severity, Where
from ..formulas import Formula, describe, read_formulas
from ..programme import BLOCK_LABELS, ActivityRow, Block, PrintedTotal, Programme, Scope
from ..totals import sum_in

_SCOPE_CODES = {Scope.AREA: Code.AREA_TOTAL, Scope.BLOCK: Code.BLOCK_TOTAL, Scope.GRAND: Code.GRAND_TOTAL}
_SCOPE_KINDS = {Scope.AREA: Kind.AREA, Scope.BLOCK: Kind.BLOCK, Scope.GRAND: Kind.PROGRAMME}


def check_money(programme: Programme) -> Iterator[Finding]:
    """All checks of amounts. Money is triệu đồng throughout."""
    for row in programme.activities:
        yield from check_row(row)
        yield from check_formulas(row)
    yield from check_printed_rows(programme)
    yield from check_totals(programme)
    yield from check_units_of_money(programme)


def check_row(row: ActivityRow) -> Iterator[Finding]:
    """The years must add up to the printed total, and so must the sources where they are printed."""
    where = Where(Kind.ACTIVITY, row.code, None, row.line)
    if row.sum_of_years != row.total:
        yield _row_total(where, row.total, row.sum_of_years, f"Hoạt động {row.code}: các năm")
    by_source = sum(row.sources.values(), Decimal(0))
    if row.sources and by_source != row.total:
        yield _row_total(where, row.total, by_source, f"Hoạt động {row.code}: các nguồn")


def _row_total(where: Where, printed: Decimal, expected: Decimal, what: str) -> Finding:
    message = f"{what} cộng lại là {show(expected)} triệu đồng, văn bản in tổng {show(printed)}."
    return Finding(Code.ROW_TOTAL, Severity.ERROR, where, printed, expected, message)


def check_printed_rows(programme: Programme) -> Iterator[Finding]:
    """A printed total row must itself add up: its years make its total."""
    rows = [row for row in programme.printed if row.in_table and row.scope in _SCOPE_KINDS]
    for whole in (row for row in rows if row.year is None):
        key = (whole.scope, whole.code, whole.label)
        years = [row.amount for row in rows if row.year and (row.scope, row.code, row.label) == key]
        if years and sum(years) != whole.amount:
            where = Where(_SCOPE_KINDS[whole.scope], whole.code, None, whole.line)
            what = f"Dòng tổng “{whole.label or whole.code}”: các năm"
            yield _row_total(where, whole.amount, sum(years, Decimal(0)), what)


def check_formulas(row: ActivityRow) -> Iterator[Finding]:
    """Products printed in the name must give the amounts of the table, by year and in all."""
    formulas = read_formulas(f"{row.formula}; {row.name}" if row.formula else row.name)
    yearly = [formula for formula in formulas if formula.year is not None]
    for formula in formulas:
        if formula.year is None:
            yield from _one_formula(row, formula)
    for formula in yearly:
        printed = row.amounts.get(formula.year or 0)
        if printed is not None and printed != formula.amount:
            yield _formula_of_year(row, formula, printed)
    whole = sum((formula.amount for formula in yearly), Decimal(0))
    if len(yearly) == len([year for year in row.amounts if row.amounts[year]]) and whole != row.total:
        yield _formula(row, None, row.total, whole, f"công thức các năm cộng lại là {show(whole)}")


def _one_formula(row: ActivityRow, formula: Formula) -> Iterator[Finding]:
    amounts = [amount for amount in row.amounts.values() if amount]
    if formula.each_year:
        wrong = {year: amount for year, amount in row.amounts.items() if amount not in (0, formula.amount)}
        for year, amount in wrong.items():
            yield _formula(row, year, amount, formula.amount, f"công thức ghi {describe(formula)} mỗi năm")
    elif formula.amount != row.total and any(amount != formula.amount for amount in amounts):
        why = f"công thức ghi {describe(formula)}"
        if len(set(amounts)) == 1 and len(amounts) > 1:
            why += f", bảng ghi {show(amounts[0])} mỗi năm trong {len(amounts)} năm"
        yield _formula(row, None, row.total, formula.amount, why)
    if formula.stated is not None and formula.stated != formula.amount:
        why = f"văn bản viết {formula.text} = {show(formula.stated)}, phép nhân cho {show(formula.amount)}"
        yield _formula(row, None, formula.stated, formula.amount, why)


def _formula_of_year(row: ActivityRow, formula: Formula, printed: Decimal) -> Finding:
    why = f"năm {formula.year} công thức ghi {describe(formula)}"
    return _formula(row, formula.year, printed, formula.amount, why)


def _formula(row: ActivityRow, year: int | None, printed: Decimal, expected: Decimal, why: str) -> Finding:
    where = Where(Kind.ACTIVITY, row.code, year, row.line)
    message = f"Hoạt động {row.code}: {why}; số in là {show(printed)} triệu đồng."
    return Finding(Code.FORMULA, Severity.ERROR, where, printed, expected, message)


def check_totals(programme: Programme) -> Iterator[Finding]:
    """Printed totals of areas, blocks and the whole against the sum of the rows.

    The same figure printed in several places is one finding that names all lines. Without activities the
    printed block rows are the rows, and a total in a sentence is held against the table.
    """
    for group in _same_figures(programme.printed):
        first = group[0]
        expected = _expected(programme, first)
        if expected is not None and expected != first.amount:
            yield _total(programme, group, expected)


def _same_figures(printed: Iterable[PrintedTotal]) -> list[list[PrintedTotal]]:
    groups: dict[tuple[Scope, str, int | None, Decimal], list[PrintedTotal]] = {}
    for row in sorted(printed, key=lambda row: not row.in_table):
        if row.scope in _SCOPE_CODES:
            groups.setdefault((row.scope, row.code, row.year, row.amount), []).append(row)
    return list(groups.values())


def _expected(programme: Programme, printed: PrintedTotal) -> Decimal | None:
    if programme.activities:
        return sum_in(_rows_of(programme, printed), printed.year)
    table = [row for row in programme.printed if row.in_table and row is not printed]
    if printed.scope is Scope.GRAND:
        blocks = [row.amount for row in table if row.scope is Scope.BLOCK and row.year == printed.year]
        return sum(blocks, Decimal(0)) if blocks else None
    if printed.scope is Scope.BLOCK and not printed.in_table:
        same = [row for row in table if (row.scope, row.code, row.year) == (Scope.BLOCK, printed.code, None)]
        return same[0].amount if same else None
    return None


def _rows_of(programme: Programme, printed: PrintedTotal) -> list[ActivityRow]:
    if printed.scope is Scope.AREA:
        return [row for row in programme.activities if row.area == printed.code]
    if printed.scope is Scope.BLOCK:
        return [row for row in programme.activities if row.block == printed.code]
    return list(programme.activities)


def _total(programme: Programme, group: list[PrintedTotal], expected: Decimal) -> Finding:
    printed = group[0]
    where = Where(_SCOPE_KINDS[printed.scope], printed.code or programme.code, printed.year, printed.line)
    gap = printed.amount - expected
    parts = [
        f"{_title(programme, printed)}: văn bản in {show(printed.amount)} triệu đồng, "
        f"{'các hoạt động' if programme.activities else 'bảng phân kỳ'} cộng lại {show(expected)}, "
        f"chênh {show(gap)}."
    ]
    severity = Severity.ERROR
    if printed.scope is Scope.BLOCK and programme.activities:
        severity = Severity.WARNING
        parts.append(explain_block_gap(programme, printed.code))
    if explained := _printed_elsewhere(programme, gap):
        severity = Severity.INFO
        parts.append(explained)
    if others := [row.line for row in group[1:] if row.line]:
        parts.append(f"Số này còn in ở dòng {', '.join(map(str, others))}.")
    return Finding(
        _SCOPE_CODES[printed.scope], severity, where, printed.amount, expected, " ".join(filter(None, parts))
    )


def _title(programme: Programme, printed: PrintedTotal) -> str:
    when = f" năm {printed.year}" if printed.year else ""
    if printed.scope is Scope.BLOCK:
        label = BLOCK_LABELS.get(Block(printed.code), printed.code)
        return f"Tổng {label}{when}"
    if printed.scope is Scope.AREA:
        return f"Tổng nội dung {printed.code}{when}"
    return f"Tổng cộng{when}"


def _printed_elsewhere(programme: Programme, gap: Decimal) -> str:
    for row in programme.printed:
        if row.scope is Scope.OTHER and row.amount == gap:
            return f"Phần chênh bằng đúng “{row.label}” ({row.printed} {row.unit}, dòng {row.line})."
    return ""


def explain_block_gap(programme: Programme, block: str) -> str:
    """Vì sao tổng khối lệch: which single activity, moved between the blocks, would close the gap of every year.

    Returns "" when no single row does. The most likely is one whose lead names an association or union,
    as those are counted with the mass organisations.
    """
    gaps = _gaps_by_year(programme, block)
    if not gaps:
        return ""
    candidates = closing_rows(programme, block)
    if not candidates:
        return ""
    likely = next((row for row in candidates if _is_association(row.lead)), None)
    codes = ", ".join(row.code for row in candidates)
    what = f"Tính một hoạt động ở khối kia sang khối này (hoặc ngược lại) thì khớp mọi năm: {codes}"
    if likely is None:
        return f"{what}."
    return f"{what}; nhiều khả năng nhất là {likely.code} (chủ trì ghi “{likely.lead}”, là tổ chức hội)."


def closing_rows(programme: Programme, block: str) -> list[ActivityRow]:
    """The activities whose move into or out of `block` alone would close its gap in every year."""
    gaps = _gaps_by_year(programme, block)
    if not gaps or not any(gaps.values()):
        return []
    inside = all(gap <= 0 for gap in gaps.values())
    rows = [row for row in programme.activities if (row.block == block) == inside]
    return [
        row
        for row in rows
        if all(row.amounts.get(year, Decimal(0)) == abs(gap) for year, gap in gaps.items())
    ]


def _gaps_by_year(programme: Programme, block: str) -> dict[int, Decimal]:
    rows = [row for row in programme.activities if row.block == block]
    return {
        row.year: row.amount - sum_in(rows, row.year)
        for row in programme.printed
        if row.scope is Scope.BLOCK and row.code == block and row.year is not None
    }


def _is_association(lead: str) -> bool:
    lowered = lead.lower()
    return any(word in lowered for word in ("liên hiệp", "hiệp hội", "hội ", "mặt trận", "liên đoàn"))


def check_units_of_money(programme: Programme) -> Iterator[Finding]:
    """A sentence in tỷ đồng and a table in triệu đồng with the same digits: "139,956 tỷ" is "139.956 triệu"."""
    for text in (row for row in programme.printed if not row.in_table and row.scope in _SCOPE_KINDS):
        for table in (row for row in programme.printed if row.in_table and row.year == text.year):
            same_row = (table.scope, table.code) == (text.scope, text.code)
            if same_row and table.unit != text.unit and digits(table.printed) == digits(text.printed):
                yield _same_digits(programme, text, table)
                break


def _same_digits(programme: Programme, text: PrintedTotal, table: PrintedTotal) -> Finding:
    where = Where(_SCOPE_KINDS[text.scope], text.code or programme.code, text.year, text.line)
    agrees = text.amount == table.amount
    outcome = (
        "là cùng một số tiền, đã hiểu đúng theo dấu phẩy thập phân và dấu chấm hàng nghìn"
        if agrees
        else f"khác nhau {show(abs(text.amount - table.amount))} triệu đồng sau khi quy đổi"
    )
    message = (
        f"“{text.printed} {text.unit}” (dòng {text.line}) và “{table.printed} {table.unit}” (dòng {table.line}) "
        f"cùng chữ số, khác đơn vị tính: {outcome}."
    )
    severity = Severity.INFO if agrees else Severity.ERROR
    printed = f"{text.printed} {text.unit}"
    return Finding(Code.NUMBER_UNIT, severity, where, printed, table.amount, message)
