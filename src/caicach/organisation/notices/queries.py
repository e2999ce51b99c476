"""Reads of notices: the inbox, the count on the bell, who has opened what."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from caicach.foundation.kernel.actor import Actor
from caicach.foundation.kernel.scope import scoped
from caicach.foundation.records import Ref
from caicach.organisation.access.models import Grant
from caicach.organisation.access.queries import live
from caicach.organisation.notices import permissions
from caicach.organisation.notices.models import Delivery, Notice, Preference
from caicach.organisation.notices.states import Channel, kind_of
from caicach.organisation.personnel.models import Absence
from caicach.organisation.units.models import UnitPath

HIGHEST = 1
"""How many levels above a unit without holders somebody is told in its stead."""


def inbox(actor: Actor, *, only_unseen: bool = False) -> QuerySet[Delivery]:
    """What the person was told, newest first."""
    found = (
        Delivery.objects.filter(person=actor.person_id, in_inbox=True)
        if actor.person_id
        else Delivery.objects.none()
    )
    if only_unseen:
        found = found.filter(seen_at__isnull=True)
    return found.select_related("notice", "notice__sender").order_by("-id")


def unseen_count(actor: Actor) -> int:
    """How many notices the person has not opened."""
    return inbox(actor, only_unseen=True).count() if actor.person_id else 0


def unseen_of_account() -> Coalesce:
    """The same count beside an account, as an expression for `read_with_account`."""
    told = Delivery.objects.filter(person=OuterRef("person"), in_inbox=True, seen_at__isnull=True)
    counted = told.order_by().values("person").annotate(count=Count("pk")).values("count")
    return Coalesce(Subquery(counted), 0)


def preferences(person_id: UUID) -> dict[str, Preference]:
    """What the person chose, by kind."""
    return {row.kind: row for row in Preference.objects.filter(person=person_id)}


def wishes(people: Iterable[UUID], kinds: Iterable[str]) -> Mapping[tuple[UUID, str], tuple[bool, Channel]]:
    """(inbox, e-mail) per person and kind, chosen or by default."""
    chosen = {
        (row.person_id, row.kind): (row.in_inbox, Channel(row.mail))
        for row in Preference.objects.filter(person__in=set(people), kind__in=set(kinds))
    }
    return {
        (person, kind): chosen.get((person, kind), (True, kind_of(kind).mail))
        for person in people
        for kind in kinds
    }


def holders(asked: Iterable[tuple[UUID, str]], *, on: date) -> dict[tuple[UUID, str], frozenset[UUID]]:
    """Who is told for a unit: people who hold `permission` there, by (unit, permission); two queries.

    Those whose grant or post is at the unit itself; if there are none, those of the nearest unit above, at most
    `HIGHEST` levels up. Grants narrowed to a reform area and timed elevations do not count.
    """
    pairs = set(asked)
    if not pairs:
        return {}
    above: dict[UUID, dict[UUID, int]] = {unit: {unit: 0} for unit, _ in pairs}
    rows = UnitPath.objects.filter(descendant__in=above, during__contains=on, depth__gt=0)
    for ancestor, descendant, depth in rows.values_list("ancestor_id", "descendant_id", "depth"):
        above[descendant][ancestor] = depth
    grants = _grants({p for _, p in pairs}, {u for units in above.values() for u in units}, on)
    return {(unit, permission): _nearest(grants, permission, above[unit]) for unit, permission in pairs}


def _grants(permissions: set[str], units: set[UUID], on: date) -> list[Grant]:
    held = Q(role__permissions__overlap=sorted(permissions), unit__in=units, area="", expires_at__isnull=True)
    rows = Grant.objects.filter(held, live(on), user__person__isnull=False)
    return list(rows.select_related("role", "post", "user"))


def _nearest(grants: list[Grant], permission: str, above: dict[UUID, int]) -> frozenset[UUID]:
    by_depth: dict[int, set[UUID]] = {}
    for grant in grants:
        depth = above.get(grant.unit_id)
        if depth is None or permission not in grant.role.permissions or (depth and not grant.with_subunits):
            continue
        if grant.post is not None and grant.post.unit_id != grant.unit_id:  # granted above, works here
            depth = above.get(grant.post.unit_id, HIGHEST + 1)
        by_depth.setdefault(depth, set()).update(p for p in (grant.user.person_id,) if p)
    nearest = min(by_depth, default=None)
    return frozenset(by_depth[nearest]) if nearest is not None and nearest <= HIGHEST else frozenset()


def substitutes(people: Iterable[UUID], *, on: date) -> dict[UUID, UUID]:
    """Absent person -> substitute, on a day."""
    rows = Absence.objects.filter(
        person__in=set(people), during__contains=on, ended_at__isnull=True, substitute__isnull=False
    )
    return {row.person_id: row.substitute_id for row in rows if row.substitute_id}


@dataclass(frozen=True, slots=True)
class Receipt:
    """How many were told, how many have opened it."""

    told: int
    seen: int


def receipt_of(ref: Ref) -> Receipt:
    """Of all notices about a row."""
    found = Delivery.objects.filter(notice__ref_kind=ref.kind, notice__ref_id=ref.id)
    counted = found.aggregate(
        told=Count("person", distinct=True),
        seen=Count("person", distinct=True, filter=Q(seen_at__isnull=False)),
    )
    return Receipt(counted["told"], counted["seen"])


def receipts(ref: Ref, *, visible_to: Actor) -> QuerySet[Delivery]:
    """Ai đã xem, ai chưa mở: who was told about a row, for units where the actor may know; unopened first."""
    allowed = scoped(visible_to, permissions.RECEIPTS, unit="for_unit_id") | own_notices(visible_to)
    found = Delivery.objects.filter(allowed, notice__ref_kind=ref.kind, notice__ref_id=ref.id)
    return found.select_related("person", "notice").order_by(F("seen_at").asc(nulls_first=True), "-id")


def own_notices(actor: Actor) -> Q:
    """Deliveries of notices that the actor sent: the sender may always know."""
    return Q(notice__sender=actor.person_id) if actor.person_id else Q(pk__in=[])


def sent_urgings(actor: Actor) -> QuerySet[Notice]:
    """Urgings that the actor sent, newest first, with `.told` and `.seen` counts."""
    return (
        Notice.objects.filter(kind="notices.urged", sender=actor.person_id)
        .annotate(
            told=Count("deliveries"), seen=Count("deliveries", filter=Q(deliveries__seen_at__isnull=False))
        )
        .order_by("-at", "-pk")
    )
