"""Proposed assignments out of the text of a conclusion (thông báo kết luận, chỉ thị, công văn).

The proposal is for a person to correct: it never invents words, every part is cut from the text and
says where it stands there.
"""

import re
import unicodedata
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from datetime import date

from caicach.work.assignments.rules.clauses import Clause, clauses
from caicach.work.assignments.rules.due_phrases import DuePhrase, chosen_due, find_due
from caicach.work.assignments.rules.unit_phrases import UnitPhrase, units_at


@dataclass(frozen=True, slots=True)
class ProposedTask:
    """One row to correct: who leads, who coordinates, what comes out, until when, and where it is written.

    `clause` is the number with those above it ("II.2.a", "" without one). `lead` holds several phrases
    when the text gives the task to several agencies. `inherited` tells that the agency stands in the
    clause above. `start` and `end` bound the words in the text that was read (after NFC).
    """

    clause: str
    lead: tuple[UnitPhrase, ...]
    coordinating: tuple[UnitPhrase, ...]
    content: str
    product: str
    due: DuePhrase | None
    inherited: bool
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class PaperHeading:
    """What the heading of a paper says: number, symbol, day, and what it is about; "" where it does not."""

    number: str
    symbol: str
    issued_on: date | None
    title: str


@dataclass(frozen=True, slots=True)
class _Order:
    """A sentence taken apart: who leads, who coordinates, what they are to do."""

    lead: tuple[UnitPhrase, ...]
    coordinating: tuple[UnitPhrase, ...]
    deed: str

    @property
    def is_past(self) -> bool:
        """Tell whether it praises what was done; "các đơn vị đã triển khai …" says which units are meant."""
        return bool(self.lead and _PAST.match(self.deed) and not self.lead[0].text.lower().startswith("các"))


_SENTENCE = re.compile(r"(?<!TP)(?<!TX)(?<!TT)(?<!Tr)(?<!Đ/c)(?<=\.)\s+(?=[“\"]?[A-ZÀ-ỸĐ])")
_ORDERING = re.compile(
    r"(?:[Gg]iao(?:\s+nhiệm vụ)?(?:\s+cho)?|[Yy]êu cầu|[Đđ]ề nghị|[Pp]hân công|[Cc]hỉ đạo)\s*:?\s+"
)
_WITH = re.compile(
    r"(?:[Pp]hối hợp(?:\s+(?:chặt chẽ|tốt|thường xuyên))?\s+(?:với|cùng(?:\s+với)?)|cùng(?:\s+với)?)\s+"
)
_LEADING = re.compile(
    r"^(?:\s*\([^)]{1,120}\))?[\s,]*(?:(?:là\s+)?(?:cơ quan\s+)?chủ trì|có trách nhiệm|chịu trách nhiệm)?[\s,:]*",
    re.IGNORECASE,
)
_BRACKET = re.compile(
    r"\((?P<order>(?:(?:giao|do|cơ quan|đơn vị|chủ trì|tham mưu|thực hiện)\s*:?\s+)*)[^()]{3,300}\)",
    re.IGNORECASE,
)
_BRACKET_DEED = re.compile(
    r"[\s,:-]*(?:là\s+)?(?:tham mưu|chủ trì|thực hiện|chịu trách nhiệm|phụ trách|đầu mối|tổng hợp)\b"
)
_BRACKET_WITH = re.compile(
    r"phối hợp(?:\s+(?:chặt chẽ|thực hiện))?(?:\s+(?:với|cùng))?\s*:?\s+(?:là\s+)?", re.IGNORECASE
)
_ANYBODY = re.compile(
    r"(?:Thủ trưởng|Người đứng đầu)\s+(?:các\s+)?cơ quan(?:,\s*(?:đơn vị|địa phương|tổ chức|Chủ tịch UBND[\w ]{0,20}))*"
)
_STEERING = re.compile(r"(?:Lãnh đạo|Chỉ đạo)(?!\w)")
_NEXT_ORDER = re.compile(r";\s+(?:(?:giao|yêu cầu|đề nghị)\s+(?:cho\s+)?)?")
_FEWEST = 3
_PAST = re.compile(r"^[\s,]*(?:đã|trong thời gian qua|cơ bản)\b")
_CLOSING = re.compile(
    r"^(?:Trong quá trình (?:thực hiện|triển khai)|Trên đây là|[\w ]{3,20} này (?:có hiệu lực|thay thế)"
    r"|(?:Văn phòng|VP)[\w ]{0,40}thông báo để)"
)
_END = re.compile(r"^(?:Nơi nhận|NƠI NHẬN)\b")
_INTRODUCTION = re.compile(r"(?:như sau|sau đây|nhiệm vụ sau|nội dung sau|sau)\s*:\s*$|:\s*$")
_PRODUCT = re.compile(
    r"(?:xây dựng|tham mưu|ban hành|lập|soạn thảo|dự thảo|hoàn thiện|hoàn thành|trình|gửi|báo cáo|công bố|sửa đổi)"
    r"[^,;.:]{0,60}?(?P<product>(?:dự thảo\s+)?(?<!theo )(?:kế hoạch|đề án|quyết định|báo cáo|nghị quyết|tờ trình"
    r"|quy chế|quy định|hướng dẫn|chỉ thị|công văn|phương án|danh mục|bộ chỉ số|bộ tiêu chí|chương trình|quy trình"
    r"|văn bản|biểu mẫu|dự án|dự toán|thông báo|phần mềm|bảng tổng hợp)(?!\s+(?:số\s+\d|này\b))\b[^,;.:(]*)",
    re.IGNORECASE,
)
_PRODUCT_ENDS = re.compile(
    r"(?:(?<!hương)(?<!uy)(?<!ộ)(?<!ông)(?<!uá)\s+trình|\s+(?:trước|trong|xong|chậm nhất|gửi|để|theo|báo cáo|bảo đảm"
    r"|đảm bảo|nhằm|hoàn thành"
    r"|kèm theo|đến hết"
    r"|và\s+tổ chức|và\s+triển khai|và\s+báo cáo|cho|định kỳ|hằng năm|hàng năm))\b.*"
)
_LATER = re.compile(r"\s+(?:trước|trong|xong|chậm nhất|gửi|báo cáo|hoàn thành|để trình|trình)\b.*")
_ABOUT = re.compile(r"^\s*V/v:?\s+(?P<about>.+(?:\n(?![-–]|Kính gửi|.{0,40}ngày\s).+)?)", re.M)
_NUMBER = re.compile(r"Số\s*:?\s*(?P<number>\d{1,6})?\s*(?P<symbol>[-/][\wĐđ/.&-]{2,40})")
_ISSUED = re.compile(r",\s*ngày\s+(\d{1,2})\s+tháng\s+(\d{1,2})\s+năm\s+(\d{4})")
_KIND = re.compile(
    r"^(?:THÔNG BÁO|KẾT LUẬN|CHỈ THỊ|QUYẾT ĐỊNH|CÔNG ĐIỆN|NGHỊ QUYẾT|KẾ HOẠCH|CHƯƠNG TRÌNH)\b.*$", re.M
)


def propose_tasks(
    text: str, *, known: Collection[str] = (), issued_on: date | None = None
) -> tuple[ProposedTask, ...]:
    """Read the assignments out of a conclusion (đề xuất nhiệm vụ từ văn bản), in the order of the text.

    `known` are the names of the units of the paper's day; `issued_on` gives a missing year, else the
    day in the paper's own heading does. Texts without an order to anybody give no row.
    """
    text = unicodedata.normalize("NFC", text)
    reference = issued_on or heading(text).issued_on
    found = _Reader(known, reference).read(text)
    return tuple(task for task in found if task.start < task.end)


def heading(text: str) -> PaperHeading:
    """Read number, symbol, day and title from the first lines of a paper."""
    top = unicodedata.normalize("NFC", text)[:3000]
    number, kind = _NUMBER.search(top), _KIND.search(top)
    issued = _ISSUED.search(top)
    symbol = number["symbol"].replace("Ð", "Đ") if number else ""
    return PaperHeading(
        number=(number["number"] or "") if number else "",
        symbol=symbol.removeprefix("/") if symbol.startswith("/") else symbol,
        issued_on=_day(issued) if issued else None,
        title=_title(top, kind.start()) if kind else _about(top),
    )


def _day(match: re.Match[str]) -> date | None:
    try:
        return date(int(match[3]), int(match[2]), int(match[1]))
    except ValueError:
        return None


def _title(top: str, start: int) -> str:
    lines: list[str] = []
    for line in top[start:].splitlines():
        follows = line.isupper() or len(lines) == 1 or line.lstrip()[:1].islower()
        if not line.strip() or (lines and not follows):
            break
        lines.append(line.strip())
    return " ".join(lines)


def _about(top: str) -> str:
    """What an official letter (công văn) is about."""
    found = _ABOUT.search(top)
    return " ".join(found["about"].split()) if found else ""


class _Reader:
    """Goes down the outline and remembers which agency each open level gave the word to."""

    def __init__(self, known: Collection[str], reference: date | None) -> None:
        self.known = known
        self.reference = reference
        self.leads: list[tuple[int, _Order]] = []

    def read(self, text: str) -> Iterator[ProposedTask]:
        begun = False
        for clause in clauses(text):
            if _END.match(clause.text):
                return
            begun = begun or clause.numbered
            if clause.numbered:
                self.leads = [level for level in self.leads if level[0] < clause.depth]
            yield from self._clause(clause, begun)
            if clause.text.endswith("./."):
                return

    def _clause(self, clause: Clause, begun: bool) -> Iterator[ProposedTask]:
        order = self._order(clause.text, clause.start)
        introduces = _INTRODUCTION.search(clause.text)
        # a bare name above the first clause is the letterhead
        speaks_for_what_follows = introduces or (begun and not order.deed.strip(" .:;,"))
        if order.lead and speaks_for_what_follows:
            # "Sở Nội vụ:", "… yêu cầu các sở, ban, ngành thực hiện các nhiệm vụ sau:"
            self._remember(clause.depth if begun else -1, order)
        elif not clause.text.isupper() and not clause.text.endswith(":"):
            yield from self._rows(clause, begun)

    def _remember(self, depth: int, order: _Order) -> None:
        self.leads = [level for level in self.leads if level[0] < depth] + [(depth, order)]

    def _rows(self, clause: Clause, begun: bool) -> Iterator[ProposedTask]:
        row: ProposedTask | None = None
        for start, sentence in self._parts(clause):
            order = self._order(sentence, start)
            if order.is_past or _CLOSING.match(sentence):
                continue
            if row is not None and not order.lead:
                row = self._longer(row, sentence, start)
                continue
            if row is not None:
                yield row
            row = self._row(clause, start, sentence, order) if order.lead or begun else None
            if order.lead and clause.numbered:
                self._remember(clause.depth, replace(order, coordinating=()))
        if row is not None:
            yield row

    def _parts(self, clause: Clause) -> Iterator[tuple[int, str]]:
        """Yield the sentences; a new agency behind a semicolon begins a sentence of its own."""
        for start, sentence in _sentences(clause):
            since = 0
            for gap in _NEXT_ORDER.finditer(sentence):
                said = self._order(sentence[since : gap.start()], 0)
                next_lead = units_at(sentence, gap.end(), self.known)
                if len(said.deed.split()) >= _FEWEST and next_lead and _goes_on(sentence, next_lead):
                    yield start + since, sentence[since : gap.start()]
                    since = gap.start() + 1
            yield start + since, sentence[since:]

    def _row(self, clause: Clause, start: int, sentence: str, order: _Order) -> ProposedTask | None:
        above = self.leads[-1][1] if self.leads else None
        if not order.lead and above is None:
            return None
        giver = order if order.lead or above is None else above
        content = _sentence_case(order.deed)
        return ProposedTask(
            clause=clause.path,
            lead=giver.lead,
            coordinating=order.coordinating or giver.coordinating,
            content=content,
            product=product_of(content),
            due=chosen_due(self._due(sentence, start)),
            inherited=not order.lead,
            start=start,
            end=start + len(sentence),
        )

    def _longer(self, row: ProposedTask, sentence: str, start: int) -> ProposedTask:
        content = f"{row.content} {sentence.strip()}"
        due = (
            row.due if row.due and not row.due.regular else chosen_due(self._due(sentence, start)) or row.due
        )
        return replace(
            row,
            content=content,
            product=row.product or product_of(sentence),
            due=due,
            end=start + len(sentence),
        )

    def _due(self, sentence: str, start: int) -> tuple[DuePhrase, ...]:
        found = find_due(sentence, reference=self.reference)
        return tuple(replace(due, start=due.start + start, end=due.end + start) for due in found)

    def _order(self, text: str, offset: int) -> _Order:
        lead = self._lead(text)
        if not lead and (order := self._in_brackets(text, offset)):
            return order
        if not lead:
            taken = _LEADING.match(text)
            coordinating, rest_at = self._coordinating(text, taken.end() if taken else 0)
            if not coordinating or not taken or not taken.group().strip():
                rest_at = rest_at if coordinating else 0
            return _Order((), _moved(coordinating, offset), text[rest_at:].lstrip(" ,:"))
        rest_at = lead[-1].end
        taken = _LEADING.match(text[rest_at:])
        rest_at += taken.end() if taken else 0
        coordinating, rest_at = self._coordinating(text, rest_at)
        return _Order(_moved(lead, offset), _moved(coordinating, offset), text[rest_at:].lstrip(" ,:"))

    def _in_brackets(self, text: str, offset: int) -> _Order | None:
        """An order that names who is to carry it out in brackets: "(Sở Nội vụ tham mưu)", "(giao Sở Tài chính …)"."""
        for bracket in _BRACKET.finditer(text):
            lead = units_at(text, bracket.end("order"), self.known)
            if not lead or lead[-1].end > bracket.end():
                continue
            if bracket["order"] or _BRACKET_DEED.match(text, lead[-1].end):
                partners = _BRACKET_WITH.search(text, lead[-1].end, bracket.end())
                coordinating = units_at(text, partners.end(), self.known) if partners else ()
                deed = f"{text[: bracket.start()].rstrip()}{text[bracket.end() :]}"
                return _Order(_moved(lead, offset), _moved(coordinating, offset), deed.lstrip(" ,:"))
        return None

    def _lead(self, text: str) -> tuple[UnitPhrase, ...]:
        first = len(text) - len(text.lstrip())
        if self.leads and (_STEERING.match(text, first) or _ANYBODY.match(text, first)):
            return ()  # whoever was named above leads, or makes their heads do so
        if found := units_at(text, first, self.known):
            return found if _acts(text, found) else ()
        for order in _ORDERING.finditer(text):
            found = () if text[: order.start()].endswith("(") else units_at(text, order.end(), self.known)
            if found and not _WITH.search(text[max(0, order.start() - 25) : order.start()]):
                return found
        return ()

    def _coordinating(self, text: str, start: int) -> tuple[tuple[UnitPhrase, ...], int]:
        """Return the agencies after "phối hợp với", and where the deed begins: behind them when they lead it."""
        match = _WITH.search(text, start)
        if match is None:
            return (), start
        found = units_at(text, match.end(), self.known)
        return found, found[-1].end if found and match.start() == start else start


def _acts(text: str, lead: tuple[UnitPhrase, ...]) -> bool:
    """Tell whether the sentence gives these agencies something to do: a colon or words follow them."""
    rest = text[lead[-1].end :].strip(" .")
    return bool(rest) or text.strip().endswith((":", ".")) or len(lead[0].text.split()) > 1


def _goes_on(text: str, lead: tuple[UnitPhrase, ...]) -> bool:
    """Tell whether agencies behind a semicolon are given something to do, not counted up with those before."""
    rest = text[lead[-1].end :].lstrip(" ,:")
    if not lead[0].text[0].isupper():
        return False
    return len(rest.split()) >= _FEWEST and not rest.startswith((";", "("))


def _sentences(clause: Clause) -> Iterator[tuple[int, str]]:
    start = 0
    for gap in _SENTENCE.finditer(clause.text):
        yield clause.start + start, clause.text[start : gap.start()]
        start = gap.end()
    yield clause.start + start, clause.text[start:]


def _moved(units: tuple[UnitPhrase, ...], offset: int) -> tuple[UnitPhrase, ...]:
    return tuple(replace(unit, start=unit.start + offset, end=unit.end + offset) for unit in units)


def _sentence_case(text: str) -> str:
    text = text.strip().removesuffix("./.").strip()
    return text[:1].upper() + text[1:]


def product_of(text: str) -> str:
    """Return the paper or thing that the words promise (sản phẩm), "" when they name none."""
    match = _PRODUCT.search(text)
    if match is None:
        return ""
    product = _PRODUCT_ENDS.sub("", match["product"]).strip()
    if len(product.split()) < _FEWEST:  # "phương án bảo đảm an toàn": the words that end others name this one
        product = _LATER.sub("", match["product"]).strip()
    return product[:1].upper() + product[1:200]
