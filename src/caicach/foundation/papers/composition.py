"""A paper made ready to draw (bố cục văn bản): every word, number and dash decided, no looks yet.

Both renderers draw this, so the DOCX and the PDF of a paper always say the same.
"""

import re
import unicodedata
from collections.abc import Iterator
from datetime import date
from typing import Any

from caicach.foundation.papers.notation import (
    figure,
    letter,
    number_and_symbol,
    place_and_date,
    roman,
    short_date,
)
from caicach.foundation.papers.paper import (
    Annex,
    Block,
    Element,
    Grounds,
    Level,
    Paper,
    Paragraph,
    Point,
    Table,
    TableRow,
    Value,
)

LOOKS = "3"  # raise it when the looks change: papers made before are then made anew
_NOT_PRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_TIED = re.compile(r"\b(năm|quý|tháng|ngày|số) (?=[\dIVX])")  # a title does not break before its year
_LEVELS = list(Level)
_RUNS_ON = {Level.ARTICLE}  # articles are numbered through the whole paper, over chapters


def compose(paper: Paper) -> dict[str, Any]:
    """Return the paper as labelled pieces of text (see `paper.typ` for their places)."""
    party = paper.letterhead.block is Block.PARTY
    return {
        "party": party,
        "landscape": paper.landscape,
        "with_total": paper.with_total,
        "mark": clean(paper.mark),
        "urgency": clean(paper.urgency).upper(),
        "superior": lines(paper.letterhead.superior.upper()),
        "agency": lines(paper.letterhead.agency.upper()),
        "number": number_and_symbol(paper.number, clean(paper.symbol), party=party),
        "place_date": place_and_date(clean(paper.place), paper.issued_on),
        "title": clean(paper.title).upper(),
        "abstract": [_TIED.sub("\\1\xa0", line) for line in lines(paper.abstract)],
        "addressees": _addressees(paper.addressees),
        "body": _closed(_pieces(paper.body)),
        "signature": [clean(line) for line in paper.signature.lines],
        "name": clean(paper.signature.name),
        "parties": [
            {"lines": [clean(line) for line in party.lines], "name": clean(party.name)}
            for party in paper.parties
        ],
        "recipients": _recipients(paper),
        "annexes": [_annex(paper, index, annex) for index, annex in enumerate(paper.annexes, start=1)],
    }


def clean(text: str) -> str:
    """Return one line of text in NFC without characters that a paper cannot carry."""
    return " ".join(unicodedata.normalize("NFC", _NOT_PRINTABLE.sub("", text)).split())


def lines(text: str) -> list[str]:
    """Return the lines of the text, each clean; no blank ones."""
    return [line for line in map(clean, text.splitlines()) if line]


def _listed(items: list[str], prefix: str = "- ") -> list[str]:
    """Return the items as a list: each ends with ";", the last with "."."""
    bare = [item.rstrip(" ;.,") for item in items]
    return [f"{prefix}{item}{'.' if i == len(bare) - 1 else ';'}" for i, item in enumerate(bare)]


def _addressees(names: tuple[str, ...]) -> list[str]:
    """Return one addressee bare (it stands on the line of "Kính gửi:"), several as a list."""
    tidy = [clean(name) for name in names if clean(name)]
    return tidy if len(tidy) <= 1 else _listed(tidy)


def _recipients(paper: Paper) -> list[str]:
    """Return the lines of "Nơi nhận": those addressed first, the archive copy last."""
    named = [clean(name) for name in paper.recipients if clean(name)]
    first = ["Như trên"] if paper.addressees and "Như trên" not in [n.rstrip(";") for n in named] else []
    stored = [] if any(name.startswith("Lưu") for name in named) else [_archive(paper)]
    return _listed([*first, *named, *stored])


def _archive(paper: Paper) -> str:
    office = "Văn phòng" if paper.letterhead.block is Block.PARTY else "VT"
    others = clean(paper.archive).removeprefix(office).strip(" ,.;")
    return f"Lưu: {office}, {others}" if others else f"Lưu: {office}"


def _annex(paper: Paper, index: int, annex: Annex) -> dict[str, Any]:
    several = len(paper.annexes) > 1
    return {
        "label": f"Phụ lục {roman(index)}" if several else "Phụ lục",
        "title": lines(annex.title.upper()),
        "reference": clean(annex.reference) or _reference(paper),
        "landscape": annex.landscape,
        "body": list(_pieces(annex.body)),
    }


def _reference(paper: Paper) -> str:
    """Return the line that ties an annex to its paper; number and day stay blank until there are some."""
    kind = clean(paper.title).capitalize() or "Công văn"
    party = paper.letterhead.block is Block.PARTY
    number = number_and_symbol(paper.number, clean(paper.symbol), party=party).replace("Số: ", "số ")
    _, _, day = place_and_date("", paper.issued_on).partition(", ")
    agency = " ".join(lines(paper.letterhead.agency))
    return f"(Kèm theo {kind} {number.replace('Số ', 'số ')} {day.rstrip()} của {agency})"


def _pieces(elements: tuple[Element, ...]) -> Iterator[dict[str, Any]]:
    counts: dict[Level, int] = {}
    for element in elements:
        match element:
            case Grounds():
                yield from _grounds(element)
            case Paragraph():
                yield from _paragraphs(element)
            case Point():
                counts = _counted(counts, element.level)
                yield _point(element, counts[element.level])
            case Table():
                yield _table(element)


def _grounds(grounds: Grounds) -> Iterator[dict[str, Any]]:
    tidy = [clean(line) for line in grounds.lines if clean(line)]
    for text in _listed(tidy, prefix=""):
        yield {"kind": "ground", "text": text}


def _paragraphs(element: Paragraph) -> Iterator[dict[str, Any]]:
    for text in lines(element.text):
        yield {
            "kind": "paragraph",
            "text": text,
            "bold": element.bold,
            "italic": element.italic,
            "centred": element.centred,
        }


def _counted(counts: dict[Level, int], level: Level) -> dict[Level, int]:
    """Return the counters after one more point of the level: those of deeper levels start again."""
    deeper = _LEVELS[_LEVELS.index(level) + 1 :]
    kept = {other: count for other, count in counts.items() if other not in deeper or other in _RUNS_ON}
    return {**kept, level: counts.get(level, 0) + 1}


def _point(point: Point, count: int) -> dict[str, Any]:
    labels = {
        Level.PART: f"Phần {roman(count)}",
        Level.CHAPTER: f"Chương {roman(count)}",
        Level.SECTION: f"Mục {count}",
        Level.ARTICLE: f"Điều {count}.",
        Level.ROMAN: f"{roman(count)}.",
        Level.ARABIC: f"{count}.",
        Level.LETTER: f"{letter(count)})",
        Level.DASH: "-",
    }
    capitals = point.level in (Level.PART, Level.CHAPTER, Level.SECTION, Level.ROMAN)
    title = clean(point.title)
    return {
        "kind": "heading" if point.level in (Level.PART, Level.CHAPTER, Level.SECTION) else "point",
        "level": point.level.value,
        "label": labels[point.level],
        "title": title.upper() if capitals else title,
        "text": clean(point.text),
    }


def _table(table: Table) -> dict[str, Any]:
    return {
        "kind": "table",
        "caption": clean(table.caption),
        "note": clean(table.note),
        "columns": [
            {
                "title": clean(column.title),
                "group": clean(column.group),
                "width": float(column.width),
                "align": column.align if column.align in ("left", "right", "center") else "left",
            }
            for column in table.columns
        ],
        "rows": [_row(row, len(table.columns)) for row in table.rows],
    }


def _row(row: TableRow, width: int) -> dict[str, Any]:
    cells = [shown(value) for value in row.cells]
    full = cells[:1] if row.whole else [*cells[:width], *[""] * (width - len(cells))]
    return {"cells": full, "bold": row.bold, "whole": row.whole}


def shown(value: Value) -> str:
    """Return a cell's text: numbers as 1.234,5, days as 15/12/2026, line breaks kept."""
    match value:
        case None:
            return ""
        case str():
            return "\n".join(lines(value))
        case date():
            return short_date(value)
        case _:
            return figure(value)


def _closed(pieces: Iterator[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the pieces with "./." behind the last words of the text (NĐ 30/2020/NĐ-CP, phụ lục I)."""
    found = list(pieces)
    for piece in reversed(found):
        if piece["kind"] == "table":
            continue
        part = "text" if piece.get("text") or not piece.get("title") else "title"
        piece[part] = f"{piece[part].rstrip(' ./;,')}./."
        break
    return found
