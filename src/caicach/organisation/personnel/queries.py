"""Reads of people and posts. "Where" takes a day."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.utils.timezone import localdate

from caicach.foundation.kernel.actor import Actor
from caicach.foundation.kernel.scope import scoped
from caicach.foundation.kernel.text import fold
from caicach.foundation.kernel.text_sql import VietnameseSortKey
from caicach.foundation.papers.paper import (
    Level,
    Paper,
    Paragraph,
    Point,
    Signature,
    Table,
    TableColumn,
    TableRow,
)
from caicach.foundation.records import Hanging, RecordKind, kinds
from caicach.organisation.personnel import permissions
from caicach.organisation.personnel.models import Absence, GivenName, HandOver, Person, PersonQuerySet, Post
from caicach.organisation.units.queries import issuer_of, name_of, nearest_version, place_of_papers


def posts_on(on: date) -> QuerySet[Post]:
    """Posts held on a day."""
    return Post.objects.filter(during__contains=on, ended_at__isnull=True)


def people(*, visible_to: Actor, on: date, text: str = "") -> QuerySet[Person]:
    """People with a post, now or once, in a unit whose people the actor may see; by given name.

    Each has `.present`: the posts held on the day that the actor may see.
    """
    seen = Post.objects.filter(scoped(visible_to, permissions.VIEW))
    present = posts_on(on).filter(pk__in=seen.values("pk")).order_by("-is_head", "title", "pk")
    found = visible_people(visible_to)
    for word in fold(text).split():
        found = found.filter(folded__contains=word)
    return found.prefetch_related(Prefetch("posts", present, "present")).in_order()


def person_with_posts(pk: UUID, *, visible_to: Actor, on: date) -> Any | None:
    """A person whom the actor may see, with all posts as `held`, the latest first; two queries.

    Each post has `unit_name`, what its unit is called on the day, and `is_present`: held on the day, in a unit whose
    people the actor may see.
    """
    present = Q(pk__in=posts_on(on).filter(scoped(visible_to, permissions.VIEW)).values("pk"))
    posts = Post.objects.annotate(unit_name=name_of("unit_id", on), is_present=present)
    held = Prefetch("posts", posts.order_by("-during", "pk"), "held")
    return visible_people(visible_to).filter(pk=pk).prefetch_related(held).first()


def visible_people(actor: Actor) -> PersonQuerySet:
    """People with a post, now or once, in a unit whose people the actor may see."""
    if actor.may(permissions.VIEW):
        return Person.objects.all()
    seen = Post.objects.filter(scoped(actor, permissions.VIEW), person=OuterRef("pk"))
    return Person.objects.filter(Exists(seen) | own(actor))


def own(actor: Actor) -> Q:
    """The actor's own row, which everybody may see."""
    return Q(pk=actor.person_id) if actor.person_id else Q(pk__in=[])


def people_of_unit(unit_id: UUID, *, on: date) -> list[Post]:
    """Who works in a unit on a day: the head first, then by given name."""
    held = posts_on(on).filter(unit_id=unit_id).select_related("person")
    # one post a person: of several the head's, then the one entered last
    latest = held.order_by("person_id", "-is_head", "-pk").distinct("person_id").values("pk")
    name = "person__full_name"
    order = ("-is_head", VietnameseSortKey(GivenName(name)), VietnameseSortKey(name), "person_id")
    return list(held.filter(pk__in=latest).order_by(*order))


def head_of(unit_id: UUID, *, on: date) -> Person | None:
    """Who heads a unit on a day (người đứng đầu)."""
    post = posts_on(on).filter(unit_id=unit_id, is_head=True).select_related("person").first()
    return post.person if post else None


def works_in(person_id: UUID, unit_id: UUID, *, on: date) -> bool:
    """Whether the person holds a post in the unit on a day."""
    return posts_on(on).filter(person_id=person_id, unit_id=unit_id).exists()


def names_of(ids: Iterable[UUID | None]) -> dict[UUID, str]:
    """Full names by key."""
    wanted = {pk for pk in ids if pk}
    return dict(Person.objects.filter(pk__in=wanted).values_list("pk", "full_name")) if wanted else {}


def working_in(units: Iterable[UUID], *, on: date) -> QuerySet[Person]:
    """People who hold a post in one of the units on a day, for choosing a person."""
    held = posts_on(on).filter(unit_id__in=units, person=OuterRef("pk"))
    return Person.objects.filter(Exists(held), left_on__isnull=True).in_order()


@dataclass(frozen=True, slots=True)
class Away:
    """An absence of somebody on a day."""

    absence: Absence
    person: Person
    substitute: Person | None


def absences_about(person_id: UUID, *, on: date, most: int = 10) -> tuple[list[Absence], list[Away]]:
    """The person's own absences, the latest first, and whom the person substitutes on a day; one query."""
    standing_in = Q(substitute_id=person_id, during__contains=on, ended_at__isnull=True)
    rows = Absence.objects.filter(Q(person_id=person_id) | standing_in).order_by("-during")
    found: list[Any] = list(rows.annotate(stands_in=standing_in).select_related("person", "substitute"))
    own = [row for row in found if row.person_id == person_id]
    return own[:most], [Away(row, row.person, row.substitute) for row in found if row.stands_in]


def open_work(person_id: UUID, unit_id: UUID | None) -> list[tuple[RecordKind, list[Hanging]]]:
    """What hangs on a person, by kind: in one unit, or (None) in all."""
    return [
        (kind, list(kind.hangs_on_person(person_id, unit_id)))
        for kind in kinds()
        if kind.hangs_on_person is not None
    ]


def hand_overs(*, visible_to: Actor) -> QuerySet[HandOver]:
    """Minutes of hand-overs in units whose people the actor may see, and those the actor took part in; with both."""
    mine = Q(giver=visible_to.person_id) | Q(receiver=visible_to.person_id)
    allowed = scoped(visible_to, permissions.VIEW)
    rows = HandOver.objects.filter(allowed | mine if visible_to.person_id else allowed)
    return rows.select_related("giver", "receiver").order_by("-at")


def titles_at_hand_over(made: HandOver) -> tuple[str, str]:
    """What giver and receiver were in the unit on the day of the hand-over, "" where unknown."""
    day = localdate(made.at)

    def title(person: Person) -> str:
        held = person.posts.filter(unit=made.unit_id, during__startswith__lte=day).order_by("-during").first()
        return held.title if held else ""

    return title(made.giver), title(made.receiver)


_WORK_COLUMNS = (
    TableColumn("STT", 0.6, "center"),
    TableColumn("Nội dung công việc", 5),
    TableColumn("Loại", 2),
    TableColumn("Thời hạn hoàn thành", 1.6, "center"),
)


def minutes_paper(made: HandOver) -> Paper:
    """Biên bản bàn giao công việc as an official paper, for both sides to sign (NĐ 30/2020/NĐ-CP, mẫu biên bản)."""
    day = localdate(made.at)
    unit = nearest_version(made.unit_id, day)
    by, at_place = issuer_of(unit, day), place_of_papers()
    sides = zip(("Bên giao", "Bên nhận"), (made.giver, made.receiver), titles_at_hand_over(made), strict=True)
    people = [
        Point(Level.DASH, f"{side}: Ông (Bà) {person}{f', {title}' if title else ''};")
        for side, person, title in sides
    ]
    if made.witness:
        people.append(Point(Level.DASH, f"Người chứng kiến: {made.witness};"))
    rows = tuple(
        TableRow(
            (n, item["title"], item["label"], date.fromisoformat(item["due_on"]) if item["due_on"] else "–")
        )
        for n, item in enumerate(made.items, 1)
    )
    work = Table(_WORK_COLUMNS, rows) if rows else Paragraph("Không có công việc nào đang thực hiện.")
    parties = [Signature(("BÊN GIAO",), str(made.giver)), Signature(("BÊN NHẬN",), str(made.receiver))]
    if made.witness:
        parties.insert(1, Signature(("NGƯỜI CHỨNG KIẾN",), made.witness))
    return Paper(
        letterhead=by.letterhead,
        place=at_place,
        symbol=by.symbol("BB"),
        title="Biên bản",
        abstract="Bàn giao công việc",
        issued_on=day,
        body=(
            Paragraph(
                f"Hôm nay, ngày {day:%d} tháng {day:%m} năm {day:%Y}, tại {at_place}, {unit.name} "
                "lập biên bản bàn giao công việc giữa:"
            ),
            *people,
            Point(Level.DASH, f"Lý do bàn giao: {made.reason.rstrip('.')}."),
            Point(Level.ARABIC, title="Công việc đang thực hiện"),
            work,
            Point(Level.ARABIC, title="Hồ sơ, tài liệu, tài sản kèm theo"),
            *(Paragraph(line) for line in (made.papers or "Không có.").splitlines() if line.strip()),
            Paragraph("Biên bản được lập thành 03 bản, mỗi bên giữ 01 bản, 01 bản lưu tại cơ quan, đơn vị."),
        ),
        parties=tuple(parties),
        recipients=("Bên giao", "Bên nhận"),
    )
