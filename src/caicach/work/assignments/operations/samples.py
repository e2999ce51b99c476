"""Sample assignments (số liệu mẫu): the words of the real programme, everything else made up from a seed."""

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from caicach.foundation.kernel.actor import Actor
from caicach.foundation.kernel.home import reference
from caicach.foundation.records.operations import require_sample
from caicach.organisation.units.models import Unit
from caicach.organisation.units.queries import versions_on

from ..models import Assignment
from ..queries.days import local_day
from ..rules import Order, Term
from ..states import Giver, Urgency
from .carrying_out import Proof, accept, ask_extension, hand_in, report, return_to_giver
from .deciding import confirm, decide_extension, send_back
from .giving import give_again, give_many, withdraw
from .secret_counts import count_secret
from .telling import quietly

_FIRST_DAY = date(2025, 7, 7)
"""After the reorganisation of 1 July 2025: today's departments and communes."""

_LEADS = {
    "I": ("ubnd.stp", "ubnd.vp"),
    "II": ("ubnd.vp", "ubnd.vp.hcc", "ubnd.stp"),
    "III": ("ubnd.snv",),
    "IV": ("ubnd.snv", "ubnd.sgddt", "ubnd.syt"),
    "V": ("ubnd.stc",),
    "VI": ("ubnd.skhcn", "ubnd.sxd", "ubnd.snnmt"),
    "VII": ("tu.btgdv", "ubnd.svhttdl", "tu.bao"),
    "VIII": ("ubnd.snv", "ubnd.vp", "ubnd.ttr", "mttq", "tu.vp"),
}
_GIVERS = (
    (Giver.CHAIRMAN, "ubnd", "KL-CT", "Kết luận của Chủ tịch UBND tỉnh tại cuộc họp về cải cách hành chính"),
    (Giver.PEOPLES_COMMITTEE, "ubnd", "TB-UBND", "Thông báo kết luận phiên họp UBND tỉnh thường kỳ"),
    (Giver.STANDING_MEMBERS, "tu.vp", "TB-TU", "Thông báo kết luận của Thường trực Tỉnh ủy"),
    (Giver.STANDING_BOARD, "tu.vp", "KL-TU", "Kết luận của Ban Thường vụ Tỉnh ủy về cải cách hành chính"),
    (Giver.CHAIRMAN, "ubnd", "CV-UBND", "Công văn đôn đốc nâng cao Chỉ số cải cách hành chính"),
    (
        Giver.DEPARTMENT_HEAD,
        "ubnd.snv",
        "SNV-CCHC",
        "Công văn hướng dẫn thực hiện nhiệm vụ cải cách hành chính",
    ),
)
_PRODUCTS = ("Báo cáo", "Kế hoạch", "Quyết định", "Văn bản chỉ đạo", "Danh mục công bố", "Đề án")
_DIFFICULT = (
    "Chờ văn bản hướng dẫn của bộ, ngành Trung ương",
    "Thiếu cán bộ chuyên trách sau sắp xếp đơn vị hành chính",
    "Dữ liệu hai tỉnh trước sáp nhập chưa đồng bộ",
    "Chưa bố trí được kinh phí",
)


@dataclass(frozen=True)
class _Text:
    area: str
    words: str


@dataclass(frozen=True)
class _World:
    """What orders are made of: the dice, living units by reference key, communes' committees, words."""

    random: Random
    known: dict[str, UUID]
    communes: Sequence[UUID]
    texts: Sequence[_Text]


def make_samples(*, seed: int, by: Actor, at: datetime) -> int:
    """Tạo nhiệm vụ mẫu from July 2025 until now; returns how many. Only in a sample database; once."""
    require_sample()
    if Assignment.objects.exists():
        return 0
    random, today = Random(seed), local_day(at)
    units = dict(Unit.objects.exclude(reference="").values_list("reference", "pk"))
    living = set(versions_on(today).values_list("unit_id", flat=True))
    known = {key: pk for key, pk in units.items() if pk in living}
    communes = sorted(pk for key, pk in known.items() if key.startswith("area.") and key.endswith(".ubnd"))
    texts = _texts()
    if not texts or "ubnd" not in known:
        return 0
    given, world = 0, _World(random, known, communes, texts)
    with transaction.atomic(), quietly():
        for number, day in enumerate(_days(today, random), start=1):
            orders = _orders(number, day, world)
            rows = give_many(orders=orders, by=_giver(day), at=_moment(day, random))
            given += len(rows)
            for row in rows:
                _live(row, day, today, random)
        _count_secrets(known, today, random)
    return given


def _texts() -> list[_Text]:
    path = reference() / "programmes" / "lao-cai-2022" / "tasks.csv"
    if not path.exists():
        return []
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    found = [_Text(row["area"], row["text"].split(". ")[0].split("; ")[0].strip(" .-")) for row in rows]
    return [text for text in found if 30 < len(text.words) < 330 and text.area in _LEADS]


def _days(today: date, random: Random) -> Iterator[date]:
    day = _FIRST_DAY
    while day <= today:
        yield day
        day += timedelta(days=random.randint(7, 21))
        day += timedelta(days=max(0, 5 - day.weekday()) % 5 if day.weekday() > 4 else 0)


def _moment(day: date, random: Random, hour: int | None = None) -> datetime:
    clock = time(hour or random.randint(7, 16), random.randint(0, 59))
    return timezone.make_aware(datetime.combine(day, clock))


def _giver(day: date) -> Actor:
    return Actor(name="Lãnh đạo giao nhiệm vụ (mẫu)", on=day, all_powerful=True)


def _worker(day: date) -> Actor:
    return Actor(name="Công chức thực hiện (mẫu)", on=day, all_powerful=True)


def _orders(number: int, day: date, world: _World) -> list[Order]:
    random, known, communes, texts = world.random, world.known, world.communes, world.texts
    giver, unit, symbol, abstract = _GIVERS[number % len(_GIVERS)]
    text = random.choice(texts)
    to_communes = number % 5 == 0
    leads = random.sample(list(communes), min(12, len(communes))) if to_communes else []
    wanted = [(text, lead) for lead in leads] or [
        (text, known[key])
        for text in random.sample(list(texts), random.randint(3, 7))
        if (key := random.choice(_LEADS[text.area])) in known
    ]
    return [
        Order(
            title=text.words,
            unit_id=lead,
            giver_unit_id=known.get(unit, known["ubnd"]),
            giver=giver,
            product=random.choice(_PRODUCTS),
            urgency=random.choice([Urgency.NORMAL] * 6 + [Urgency.URGENT, Urgency.VERY_URGENT]),
            area_code=text.area,
            block="party" if symbol.endswith("-TU") else "state",
            coordinating=_partners(lead, random, known),
            source_symbol=f"{100 + number}/{symbol} (mẫu)",
            source_on=day,
            source_abstract=f"{abstract} (văn bản mẫu)",
            source_clause=f"Mục {position}: {text.words}",
            office_number=f"{day:%Y}-{number:03}/MAU",
            **_when(day, random),
        )
        for position, (text, lead) in enumerate(wanted, start=1)
    ]


def _partners(lead: UUID, random: Random, known: dict[str, UUID]) -> tuple[UUID, ...]:
    departments = sorted(pk for key, pk in known.items() if key.startswith("ubnd.s") and pk != lead)
    return tuple(random.sample(departments, min(random.choice([0, 1, 1, 2]), len(departments))))


def _when(day: date, random: Random) -> dict[str, Any]:
    chance = random.random()
    if chance < 0.06:
        return {"regular": True}
    if chance < 0.4:
        return {"term": Term(day, random.choice([5, 10, 15, 20, 30]))}
    return {"due_on": _office_day(day + timedelta(days=random.choice([14, 30, 45, 60, 90, 120])))}


def _office_day(day: date) -> date:
    return day - timedelta(days=max(0, day.weekday() - 4))


def _live(row: Assignment, day: date, today: date, random: Random) -> None:
    """What happens to one assignment until today."""
    day = _later(day, random, 0, 3)
    if day > today:
        return
    if random.random() < 0.04:
        _sent_back_once(row, day, today, random)
        return
    accept(assignment=row, by=_worker(day), at=_moment(day, random, 16))
    if random.random() < 0.02:
        end = _later(day, random, 5, 20)
        if end <= today:
            withdraw(
                assignment=row, reason="Gộp vào nhiệm vụ khác (mẫu)", by=_giver(end), at=_moment(end, random)
            )
        return
    _work(row, day, today, random)


def _sent_back_once(row: Assignment, day: date, today: date, random: Random) -> None:
    reason = "Không thuộc chức năng, nhiệm vụ được giao của đơn vị (mẫu)"
    return_to_giver(assignment=row, reason=reason, by=_worker(day), at=_moment(day, random, 16))
    day = _later(day, random, 1, 4)
    if day <= today:
        note = "Đề nghị chủ trì, các cơ quan khác phối hợp (mẫu)"
        give_again(assignment=row, note=note, by=_giver(day), at=_moment(day, random))
        accept(assignment=row, by=_worker(day), at=_moment(day, random, 17))
        _work(row, day, today, random)


def _later(day: date, random: Random, least: int, most: int) -> date:
    return day + timedelta(days=random.randint(least, most))


def _work(row: Assignment, day: date, today: date, random: Random) -> None:
    row.refresh_from_db()
    if row.due_on is None:
        _report(row, min(_later(day, random, 20, 60), today), random, 50)
        return
    due_on = _maybe_extended(row, day, today, random)
    end = _office_day(due_on + timedelta(days=_lateness(random)))
    end = max(end, day + timedelta(days=1))
    half = day + (min(end, today) - day) // 2
    if day < half <= today and random.random() < 0.7:
        _report(row, half, random, random.choice([20, 30, 40, 50, 60, 70]))
    if end <= today:
        _finish(row, end, today, random)


def _lateness(random: Random) -> int:
    chance = random.random()
    if chance < 0.74:
        return -random.randint(0, 9)
    return random.randint(3, 25) if chance < 0.93 else random.randint(60, 200)


def _report(row: Assignment, day: date, random: Random, percent: int) -> None:
    blocked = random.choice(_DIFFICULT) if random.random() < 0.18 else ""
    report(
        assignment=row,
        percent=percent,
        text="Đã xây dựng dự thảo, đang lấy ý kiến các cơ quan, đơn vị (số liệu mẫu)",
        blocked_because=f"{blocked} (mẫu)" if blocked else "",
        by=_worker(day),
        at=_moment(day, random),
    )


def _maybe_extended(row: Assignment, day: date, today: date, random: Random) -> date:
    due_on = row.due_on or day
    asked = due_on - timedelta(days=random.randint(2, 6))
    if random.random() > 0.16 or not day < asked <= today:
        return due_on
    wanted = _office_day(due_on + timedelta(days=random.choice([10, 15, 20, 30])))
    if wanted <= due_on:
        return due_on
    reason = f"{random.choice(_DIFFICULT)} (mẫu)"
    ask_extension(
        assignment=row, wanted_due_on=wanted, reason=reason, by=_worker(asked), at=_moment(asked, random)
    )
    decided = asked + timedelta(days=1)
    if decided > today:
        return due_on
    granted = random.random() < 0.8
    decide_extension(
        assignment=row,
        granted=granted,
        agreed_by="Phó Chủ tịch UBND tỉnh (mẫu)" if granted else "",
        note="" if granted else "Đã đủ thời gian thực hiện (mẫu)",
        by=_giver(decided),
        at=_moment(decided, random),
    )
    return wanted if granted else due_on


def _finish(row: Assignment, day: date, today: date, random: Random) -> None:
    proof = Proof(
        title=f"{row.product or 'Báo cáo'} kết quả thực hiện (mẫu)",
        symbol=f"{random.randint(10, 990)}/{random.choice(['BC', 'KH', 'QĐ'])} (mẫu)",
        issued_on=day,
    )
    text = "Đã hoàn thành, ban hành sản phẩm theo yêu cầu (số liệu mẫu)"
    hand_in(assignment=row, text=text, evidence=[proof], by=_worker(day), at=_moment(day, random))
    looked = day + timedelta(days=random.randint(1, 5))
    if looked > today:
        return
    if random.random() < 0.06:
        send_back(
            assignment=row,
            reason="Thiếu phụ lục số liệu (mẫu)",
            by=_giver(looked),
            at=_moment(looked, random),
        )
        again = looked + timedelta(days=3)
        if again <= today:
            hand_in(assignment=row, text=text, by=_worker(again), at=_moment(again, random))
        return
    confirm(assignment=row, by=_giver(looked), at=_moment(looked, random))


def _count_secrets(known: dict[str, UUID], today: date, random: Random) -> None:
    by, at = _giver(today), _moment(today, random, 8)
    for key in ("ubnd.vp", "tu.vp"):
        if key in known:
            count_secret(
                unit_id=known[key],
                month=today.replace(day=1),
                count=random.randint(0, 3),
                by=by,
                at=at,
            )
