"""Tên cơ quan trong văn bản: which units the words of a document mean on its day.

Documents print names in many ways ("VP UBND tỉnh", "Sở Khoa học Công nghệ", "Các sở, ban, ngành; UBND các huyện"),
with commas inside names and between them. The longest stretch of words that is a known name wins.
"""

import re
from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from typing import Generic, TypeVar

from caicach.foundation.kernel.text import fold

K = TypeVar("K", bound=Hashable)

# Long and short forms that documents mix freely; longer phrases first.
_SHORT = (
    ("uy ban mat tran to quoc viet nam", "mttq"),
    ("uy ban mttq viet nam", "mttq"),
    ("mat tran to quoc viet nam", "mttq"),
    ("mat tran to quoc", "mttq"),
    ("uy ban mttq", "mttq"),
    ("uy ban nhan dan", "ubnd"),
    ("hoi dong nhan dan", "hdnd"),
    ("thanh pho ", "tp "),
    ("thi xa ", "tx "),
    ("thi tran ", "tt "),
    ("van phong ", "vp "),
    (" & ", " va "),
)
_MARKS = re.compile(r"\{\?|[{}\"“”*]")
_DASHES = re.compile(r"\s*[-–—‑]\s*")
_SPACES = re.compile(r"\s+")
_LEADING = re.compile(r"^(?:phoi hop(?: voi)?|hoac|qua|va|boi)\s+")
_BRACKETS = re.compile(r"\(([^()]*)\)")
_PARTS = re.compile(r"\s*[;→]\s*|\s+/\s+")
_TOKENS = re.compile(r"(,\s*|\s+và\s+|\s+hoặc\s+|/)")


def plain_name(text: str, home: str = "") -> str:
    """The form in which names are compared: folded, short forms, one kind of dash.

    "tỉnh" followed by the own province's name stands alone ("UBND tỉnh Lào Cai" = "UBND tỉnh").
    """
    bare = fold(_MARKS.sub("", text)).replace("&", " & ").replace(" ,", ",")
    bare = _SPACES.sub(" ", _DASHES.sub("-", bare)).strip(" .,;:-")
    bare = _LEADING.sub("", f"{bare} ")
    for long, short in _SHORT:
        bare = bare.replace(long, short)
    bare = _SPACES.sub(" ", bare).strip()
    own = f" {fold(home)}"
    return bare.removesuffix(own) if home and bare.endswith((f"tinh{own}", f"tinh uy{own}")) else bare


@dataclass(frozen=True, slots=True)
class Meaning(Generic[K]):
    """What a name stands for: units, or named groups of units, or both."""

    units: tuple[K, ...] = ()
    groups: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.units or self.groups)


@dataclass(frozen=True, slots=True)
class Mention(Generic[K]):
    """A stretch of the text with its meaning; without meaning: a name that nobody carried that day.

    `secondary` marks what the text puts in brackets or joins with "phối hợp", "hoặc".
    """

    text: str
    meaning: Meaning[K]
    secondary: bool = False

    @property
    def is_known(self) -> bool:
        return bool(self.meaning)

    @property
    def is_ambiguous(self) -> bool:
        """Two living units carry this name: a person has to choose."""
        return len(self.meaning.units) > 1


class NameTable(Generic[K]):
    """The names that are in use on one day."""

    def __init__(self, home: str = "") -> None:
        self.home = home
        self._units: dict[str, dict[K, None]] = {}
        self._groups: dict[str, dict[str, None]] = {}

    def add_unit(self, unit: K, *names: str) -> None:
        """Let `names` mean this unit."""
        for name in filter(None, names):
            self._units.setdefault(plain_name(name, self.home), {})[unit] = None

    def add_group(self, group: str, *names: str) -> None:
        """Let `names` mean this group."""
        for name in names:
            self._groups.setdefault(plain_name(name, self.home), {})[group] = None

    def meaning(self, text: str) -> Meaning[K]:
        """What the whole text means as one name; empty if it is none."""
        for form in _forms(plain_name(text, self.home), fold(self.home)):
            found = Meaning(tuple(self._units.get(form, ())), tuple(self._groups.get(form, ())))
            if found:
                return found
        return Meaning()


def _forms(name: str, home: str) -> Iterable[str]:
    """A name, then with or without "các" before and the province behind it."""
    without = name.removeprefix("cac ")
    yield name
    yield from (without, f"cac {without}", f"{without} tinh", without.removesuffix(" tinh"))
    if home and without.endswith(f" {home}"):
        yield without.removesuffix(f" {home}")


def mentions(text: str, table: NameTable[K]) -> list[Mention[K]]:
    """Every agency or group that the text names, in its order; unknown names come without meaning.

    A text that is nothing but a bracketed remark ("(toàn Đề án)") names nobody unless the bracket is a known name.
    """
    text = _MARKS.sub("", text).strip()
    if found := table.meaning(text):
        return [Mention(text, found)]
    if text.startswith("(") and text.endswith(")") and text.count("(") == 1:
        return [mention for mention in mentions(text[1:-1], table) if mention.is_known]
    result: list[Mention[K]] = []
    for part in filter(None, _PARTS.split(_BRACKETS.sub(" ", text))):
        result += _stretches(part.strip(), table)
    for aside in _BRACKETS.findall(text):
        result += [Mention(m.text, m.meaning, True) for m in mentions(aside, table) if m.is_known]
    return result


def _stretches(text: str, table: NameTable[K]) -> list[Mention[K]]:
    """Cut a part at commas and "và" so that each piece is the longest known name from its start.

    An unknown name is cut at commas alone: "Sở Kế hoạch và Đầu tư" stays whole.
    """
    tokens = _TOKENS.split(text)
    result: list[Mention[K]] = []
    start = 0
    while start < len(tokens):
        end, found = _longest(tokens, start, table)
        piece = "".join(tokens[start:end]).strip(" ,")
        before = tokens[start - 1] if start else ","
        if piece and result and not found and not result[-1].is_known and "," not in before:
            result[-1] = Mention(f"{result[-1].text}{before}{piece}", found)
        elif piece:
            result.append(Mention(piece, found))
        start = end + 1
    return result


def _longest(tokens: list[str], start: int, table: NameTable[K]) -> tuple[int, Meaning[K]]:
    for end in range(len(tokens), start, -2):
        if found := table.meaning("".join(tokens[start:end])):
            return end, found
    return start + 1, Meaning()
