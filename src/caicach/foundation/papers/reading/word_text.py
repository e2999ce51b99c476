"""Text of a DOCX (ECMA-376, WordprocessingML), with the numbers that Word itself prints before paragraphs."""

import io
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from caicach.foundation.kernel.errors import Refused
from caicach.foundation.papers.notation import roman
from caicach.foundation.papers.sheets.limits import Limits, open_package, unpack

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_HIDDEN = {f"{_W}del", f"{_W}instrText", f"{_W}delText", f"{_W}txbxContent"}
_ALPHABET = "abcdefghijklmnopqrstuvwxyz"
_DEEPEST = 9


@dataclass(slots=True)
class _List:
    """A list of the document: for each level its format, its pattern ("%1.%2.") and its first number."""

    formats: dict[int, tuple[str, str, int]]
    counts: dict[int, int] = field(default_factory=dict)


def word_paragraphs(content: bytes, limits: Limits) -> list[str]:
    """Return the paragraphs of the body and its tables in reading order; deleted text is left out."""
    package = open_package(io.BytesIO(content), limits)
    names = set(package.namelist())
    if "word/document.xml" not in names:
        raise Refused("Đây không phải tệp Word (.docx).")
    document = _tree(unpack(package, "word/document.xml", limits))
    lists: dict[str, _List] = {}
    if "word/numbering.xml" in names:
        lists = _lists(_tree(unpack(package, "word/numbering.xml", limits)))
    by_style = (
        _style_lists(_tree(unpack(package, "word/styles.xml", limits))) if "word/styles.xml" in names else {}
    )
    return [
        line
        for paragraph in document.iter(f"{_W}p")
        for line in _lines(paragraph, _label(paragraph, lists, by_style))
    ]


def _tree(content: bytes) -> etree._Element:
    try:
        return etree.fromstring(
            content, etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
        )
    except etree.XMLSyntaxError as error:
        raise Refused("Tệp Word hỏng, không đọc được. Hãy mở bằng Word và lưu lại.") from error


def _lines(paragraph: etree._Element, label: str) -> Iterator[str]:
    text = unicodedata.normalize("NFC", "".join(_pieces(paragraph)))
    lines = [" ".join(line.split()) for line in text.split("\n")]
    filled = [line for line in lines if line]
    if filled and label:
        filled[0] = f"{label} {filled[0]}"
    yield from filled


def _pieces(element: etree._Element) -> Iterator[str]:
    for child in element:
        tag = child.tag
        if tag == f"{_W}t":
            yield child.text or ""
        elif tag in (f"{_W}br", f"{_W}cr"):
            yield "\n"
        elif tag == f"{_W}tab":
            yield " "
        elif tag == f"{_W}noBreakHyphen":
            yield "-"
        elif tag not in _HIDDEN and tag != f"{_W}p":
            yield from _pieces(child)


def _value(element: etree._Element | None, name: str = "val") -> str:
    return "" if element is None else element.get(f"{_W}{name}", "")


def _lists(numbering: etree._Element) -> dict[str, _List]:
    """Return the lists by their `numId`; lists of one abstract definition count together, as in Word."""
    abstract = {
        definition.get(f"{_W}abstractNumId", ""): _List(dict(map(_level, definition.iter(f"{_W}lvl"))))
        for definition in numbering.iter(f"{_W}abstractNum")
    }
    return {
        number.get(f"{_W}numId", ""): abstract[target]
        for number in numbering.iter(f"{_W}num")
        if (target := _value(number.find(f"{_W}abstractNumId"))) in abstract
    }


def _level(level: etree._Element) -> tuple[int, tuple[str, str, int]]:
    start = _value(level.find(f"{_W}start"))
    index = level.get(f"{_W}ilvl", "0")
    return int(index) if index.isdecimal() else 0, (
        _value(level.find(f"{_W}numFmt")),
        _value(level.find(f"{_W}lvlText")),
        int(start) if start.isdecimal() else 1,
    )


def _style_lists(styles: etree._Element) -> dict[str, tuple[str, int]]:
    return {
        style.get(f"{_W}styleId", ""): found
        for style in styles.iter(f"{_W}style")
        if (found := _numbered(style.find(f"{_W}pPr")))
    }


def _numbered(properties: etree._Element | None) -> tuple[str, int] | None:
    numbering = None if properties is None else properties.find(f"{_W}numPr")
    if numbering is None:
        return None
    level = _value(numbering.find(f"{_W}ilvl"))
    return _value(numbering.find(f"{_W}numId")), int(level) if level.isdecimal() else 0


def _label(paragraph: etree._Element, lists: dict[str, _List], by_style: dict[str, tuple[str, int]]) -> str:
    """Return the number that Word prints before the paragraph, "" for none; counts on."""
    properties = paragraph.find(f"{_W}pPr")
    style = None if properties is None else properties.find(f"{_W}pStyle")
    found = _numbered(properties) or by_style.get(_value(style))
    if found is None or found[0] not in lists or found[1] >= _DEEPEST or not _has_text(paragraph):
        return ""
    owner, level = lists[found[0]], found[1]
    first = owner.formats.get(level, ("", "", 1))[2]
    owner.counts = {at: count for at, count in owner.counts.items() if at <= level}
    owner.counts[level] = owner.counts.get(level, first - 1) + 1
    return _written(owner, level)


def _has_text(paragraph: etree._Element) -> bool:
    return any((node.text or "").strip() for node in paragraph.iter(f"{_W}t"))


def _written(owner: _List, level: int) -> str:
    kind, pattern, _ = owner.formats.get(level, ("decimal", f"%{level + 1}.", 1))
    if kind == "bullet":
        return "-"
    if kind in ("", "none"):
        return ""
    label = pattern
    for at in range(level + 1):
        at_kind, _, first = owner.formats.get(at, ("decimal", "", 1))
        label = label.replace(f"%{at + 1}", _figure(owner.counts.get(at, first), at_kind))
    return label.strip()


def _figure(number: int, kind: str) -> str:
    match kind:
        case "upperRoman":
            return roman(number)
        case "lowerRoman":
            return roman(number).lower()
        case "lowerLetter":
            return _ALPHABET[(number - 1) % 26] * ((number - 1) // 26 + 1)
        case "upperLetter":
            return (_ALPHABET[(number - 1) % 26] * ((number - 1) // 26 + 1)).upper()
        case _:
            return str(number)
