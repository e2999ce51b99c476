"""What an official paper holds (văn bản hành chính): plain values, made by the owner of the content.

A paper goes to the worker as JSON and comes back as DOCX or PDF; `to_data` and `from_data` are the
way there. All text is data: nothing in it can become markup of any format.
"""

from dataclasses import asdict, dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any, ClassVar


class Block(StrEnum):
    """Whose letterhead: state papers by NĐ 30/2020/NĐ-CP, party papers by Hướng dẫn 36-HD/VPTW (2018)."""

    STATE = "state"
    PARTY = "party"


class Level(StrEnum):
    """A level of the outline (bố cục nội dung) with its own numbering."""

    PART = "part"  # Phần I
    CHAPTER = "chapter"  # Chương I
    SECTION = "section"  # Mục 1
    ARTICLE = "article"  # Điều 1.
    ROMAN = "roman"  # I.
    ARABIC = "arabic"  # 1.
    LETTER = "letter"  # a)
    DASH = "dash"  # -


Value = str | int | float | Decimal | date | None


@dataclass(frozen=True, slots=True)
class Grounds:
    """Legal grounds (căn cứ ban hành): italic, each ends with ";" and the last with "."."""

    kind: ClassVar[str] = "grounds"
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph without a number."""

    kind: ClassVar[str] = "paragraph"
    text: str
    bold: bool = False
    italic: bool = False
    centred: bool = False


@dataclass(frozen=True, slots=True)
class Point:
    """A numbered paragraph: the number follows from the level and from what stands before it."""

    kind: ClassVar[str] = "point"
    level: Level
    text: str = ""
    title: str = ""


@dataclass(frozen=True, slots=True)
class TableColumn:
    """A column: heading, relative width, `align` ("left", "right", "center"), shared heading above it."""

    title: str
    width: float = 1
    align: str = "left"
    group: str = ""


@dataclass(frozen=True, slots=True)
class TableRow:
    """A row; numbers and days are printed the Vietnamese way. `whole` spreads one cell over all columns."""

    cells: tuple[Value, ...]
    bold: bool = False
    whole: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A table whose heading repeats on every page; `note` stands above it, to the right ("Đơn vị: …")."""

    kind: ClassVar[str] = "table"
    columns: tuple[TableColumn, ...]
    rows: tuple[TableRow, ...]
    caption: str = ""
    note: str = ""


Element = Grounds | Paragraph | Point | Table


@dataclass(frozen=True, slots=True)
class Annex:
    """An annex (phụ lục) with its own pages; its Roman number follows from its place among several."""

    title: str
    body: tuple[Element, ...]
    landscape: bool = True
    reference: str = ""


@dataclass(frozen=True, slots=True)
class Letterhead:
    """Who issues: agency and, above it, the agency it belongs to ("" for none); "\\n" breaks a line."""

    agency: str
    superior: str = ""
    block: Block = Block.STATE


@dataclass(frozen=True, slots=True)
class Signature:
    """The lines of right and office (see `notation.signature_lines`), and the signer's name."""

    lines: tuple[str, ...]
    name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """An official paper. `title` "" makes it a dispatch (công văn) with "V/v" under its number.

    `number` None and `issued_on` None leave their places blank for the clerk. `mark` is printed
    across every page ("MẪU", "DỰ THẢO"). `archive` is what follows "Lưu: VT". `with_total` prints
    pages as 2/5. `parties` sign side by side, above "Nơi nhận" (biên bản).
    """

    letterhead: Letterhead
    place: str
    symbol: str
    abstract: str
    title: str = ""
    number: int | None = None
    issued_on: date | None = None
    urgency: str = ""
    addressees: tuple[str, ...] = ()
    body: tuple[Element, ...] = ()
    annexes: tuple[Annex, ...] = ()
    recipients: tuple[str, ...] = ()
    archive: str = ""
    signature: Signature = field(default_factory=lambda: Signature(()))
    parties: tuple[Signature, ...] = ()
    mark: str = ""
    landscape: bool = False
    with_total: bool = False


def to_data(paper: Paper) -> dict[str, Any]:
    """Return the paper as JSON can hold it; `from_data` gives it back."""
    data = asdict(paper)
    data["issued_on"] = paper.issued_on.isoformat() if paper.issued_on else None
    data["body"] = [_element_data(element) for element in paper.body]
    for annex, out in zip(paper.annexes, data["annexes"], strict=True):
        out["body"] = [_element_data(element) for element in annex.body]
    return data


def _element_data(element: Element) -> dict[str, Any]:
    data: dict[str, Any] = {"kind": element.kind, **asdict(element)}
    if isinstance(element, Table):
        data["rows"] = [
            {**asdict(row), "cells": [_value_data(value) for value in row.cells]} for row in element.rows
        ]
    return data


def _value_data(value: Value) -> Any:
    if isinstance(value, Decimal):
        return {"decimal": str(value)}
    if isinstance(value, date):
        return {"date": value.isoformat()[:10]}
    return value


def from_data(data: dict[str, Any]) -> Paper:
    """Return the paper that `to_data` was given."""
    rest = dict(data)
    letterhead, signature, parties = rest.pop("letterhead"), rest.pop("signature"), rest.pop("parties", ())
    issued_on, annexes = rest.pop("issued_on"), rest.pop("annexes")
    return Paper(
        letterhead=Letterhead(letterhead["agency"], letterhead["superior"], Block(letterhead["block"])),
        signature=Signature(tuple(signature["lines"]), signature["name"]),
        parties=tuple(Signature(tuple(party["lines"]), party["name"]) for party in parties),
        issued_on=date.fromisoformat(issued_on) if issued_on else None,
        annexes=tuple(Annex(**{**annex, "body": _elements(annex["body"])}) for annex in annexes),
        body=_elements(rest.pop("body")),
        addressees=tuple(rest.pop("addressees")),
        recipients=tuple(rest.pop("recipients")),
        **rest,
    )


def _elements(items: list[dict[str, Any]]) -> tuple[Element, ...]:
    return tuple(_element(dict(item)) for item in items)


def _element(item: dict[str, Any]) -> Element:
    match item.pop("kind"):
        case "grounds":
            return Grounds(tuple(item["lines"]))
        case "paragraph":
            return Paragraph(**item)
        case "point":
            return Point(Level(item["level"]), item["text"], item["title"])
        case _:
            columns = tuple(TableColumn(**column) for column in item["columns"])
            rows = tuple(
                TableRow(tuple(map(_value, row["cells"])), row["bold"], row["whole"]) for row in item["rows"]
            )
            return Table(columns, rows, item["caption"], item["note"])


def _value(value: str | int | float | dict[str, str] | None) -> Value:
    if not isinstance(value, dict):
        return value
    if "decimal" in value:
        return Decimal(value["decimal"])
    return date.fromisoformat(value["date"])
