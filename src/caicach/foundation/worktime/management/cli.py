"""`caicach worktime`: deadlines on the command line, one by one or thousands at once."""

import argparse
import json
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from caicach.foundation.kernel.errors import Refused

from ..queries import DEFAULT, calendar_for, calendar_row, findings
from ..rules import Calendar, Due, Pause, Unit, due, explain


def register(subparsers: Any) -> None:
    """Add `worktime` with its own commands."""
    worktime = subparsers.add_parser("worktime", help="Lịch làm việc và thời hạn")
    commands = worktime.add_subparsers(required=True, metavar="COMMAND")
    _register_due(commands)
    found = commands.add_parser("findings", help="Ngày mà thông báo và thư viện lịch khác nhau")
    found.add_argument("--calendar", default=DEFAULT, metavar="CODE")
    found.add_argument("--json", action="store_true")
    found.set_defaults(run=_findings)


def _register_due(commands: Any) -> None:
    parser = commands.add_parser("due", help="Tính thời hạn")
    parser.add_argument("--start", type=_moment, metavar="2026-02-12T09:00")
    parser.add_argument("--amount", type=_amount, metavar="3")
    parser.add_argument("--unit", choices=[unit.value for unit in Unit])
    parser.add_argument("--calendar", default=DEFAULT, metavar="CODE")
    parser.add_argument("--pause", action="append", type=_pause, default=[], metavar="FROM..TO")
    parser.add_argument("--batch", type=Path, metavar="FILE.json")
    parser.add_argument("--explain", action="store_true", help="thêm lời giải thích vào câu trả lời")
    parser.add_argument("--json", action="store_true")
    parser.set_defaults(run=_due, parser=parser)


def _due(parsed: argparse.Namespace) -> object:
    if parsed.batch:
        return _batch(parsed.batch, with_explanation=parsed.explain)
    missing = [name for name in ("start", "amount", "unit") if getattr(parsed, name) is None]
    if missing:
        parsed.parser.error(f"thiếu {', '.join('--' + name for name in missing)} (hoặc dùng --batch)")
    answer = due(parsed.start, parsed.amount, Unit(parsed.unit), calendar_for(parsed.calendar), parsed.pause)
    if not parsed.json:
        return "\n".join(explain(answer))
    return _answer(answer, with_explanation=parsed.explain)


def _answer(answer: Due, *, with_explanation: bool) -> dict[str, object]:
    found: dict[str, object] = {
        "due_on": answer.due_on.isoformat(),
        "due_at": _text(answer.due_at),
        "counted": [_counted(item) for item in answer.counted],
        "provisional": answer.provisional,
    }
    if with_explanation:
        found["explanation"] = list(explain(answer))
    return found


def _counted(item: date | tuple[datetime, datetime]) -> object:
    if isinstance(item, tuple):
        return [_text(item[0]), _text(item[1])]
    return item.isoformat()


def _text(at: datetime) -> str:
    return at.isoformat(timespec="seconds" if at.second else "minutes")


# ---- a file of many


def _batch(file: Path, *, with_explanation: bool) -> list[dict[str, object]]:
    calendars: dict[str, Calendar] = {}
    return [_one(item, calendars, with_explanation) for item in _items(file)]


def _items(file: Path) -> list[Any]:
    try:
        items = json.loads(file.read_text(encoding="utf-8-sig"), parse_float=Decimal)
    except OSError as error:
        raise Refused(f"Không đọc được tệp {file}: {error.strerror}.") from error
    except ValueError as error:
        raise Refused(f"Tệp {file} không phải JSON: {error}.") from error
    if not isinstance(items, list):
        raise Refused(f"Tệp {file} phải là một danh sách các mục {{id, start, amount, unit}}.")
    return items


def _one(item: Any, calendars: dict[str, Calendar], with_explanation: bool) -> dict[str, object]:
    if not isinstance(item, Mapping):
        return {"id": None, "error": "Mỗi mục phải là một đối tượng {id, start, amount, unit}."}
    try:
        answer = _calculated(item, calendars)
        return {"id": item.get("id"), **_answer(answer, with_explanation=with_explanation)}
    except Refused as refused:
        return {"id": item.get("id"), "error": str(refused)}


def _calculated(item: Mapping[str, Any], calendars: dict[str, Calendar]) -> Due:
    missing = [name for name in ("start", "amount", "unit") if item.get(name) is None]
    if missing:
        raise Refused(f"Thiếu {', '.join(missing)}.")
    try:
        start, amount, unit = _moment(item["start"]), _amount(item["amount"]), _unit(item["unit"])
        pauses = list(_pauses(item.get("pauses") or []))
    except (ValueError, argparse.ArgumentTypeError) as error:
        raise Refused(f"Mục không hợp lệ: {error}.") from error
    code = str(item.get("calendar") or DEFAULT)
    if code not in calendars:
        calendars[code] = calendar_for(code)
    return due(start, amount, unit, calendars[code], pauses)


def _pauses(given: Any) -> Iterator[Pause]:
    if not isinstance(given, list):
        raise ValueError("pauses phải là danh sách [[FROM, TO]]")
    for pair in given:
        if not isinstance(pair, list) or len(pair) != 2:
            raise ValueError("mỗi lần tạm dừng là một cặp [FROM, TO]")
        yield Pause(_moment(pair[0]), _moment(pair[1]))


# ---- reading values


def _moment(text: Any) -> datetime:
    if not isinstance(text, str):
        raise argparse.ArgumentTypeError(f"“{text}” không phải thời điểm")
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(
            f"“{text}” không phải thời điểm dạng 2026-02-12T09:00 hoặc ngày dạng 2026-02-12"
        ) from None
    if moment.tzinfo:
        raise argparse.ArgumentTypeError(f"“{text}”: ghi giờ địa phương, không ghi múi giờ")
    return moment


def _amount(value: Any) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, str | int | Decimal):
        raise argparse.ArgumentTypeError(f"“{value}” không phải số")
    try:
        return Decimal(value)
    except InvalidOperation:
        raise argparse.ArgumentTypeError(f"“{value}” không phải số") from None


def _unit(value: Any) -> Unit:
    if value not in list(Unit):
        raise argparse.ArgumentTypeError(f"“{value}” không phải đơn vị ({', '.join(Unit)})")
    return Unit(value)


def _pause(text: str) -> Pause:
    since, dots, until = text.partition("..")
    if not dots:
        raise argparse.ArgumentTypeError(f"“{text}”: viết dạng FROM..TO")
    return Pause(_moment(since), _moment(until))


def _findings(parsed: argparse.Namespace) -> object:
    found = findings(calendar_row(parsed.calendar))
    if parsed.json:
        return [
            {"day": each.day.isoformat(), "kind": each.kind, "name": each.name, "message": each.message}
            for each in found
        ]
    return "\n".join(each.message for each in found)
