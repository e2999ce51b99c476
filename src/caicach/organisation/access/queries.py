"""From grants to the actor, and what the administration pages read."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet

from caicach.foundation.kernel.actor import Actor
from caicach.foundation.kernel.scope import scoped
from caicach.foundation.kernel.text import fold
from caicach.organisation.access import permissions
from caicach.organisation.access.models import Grant, User
from caicach.organisation.access.rules import Held, Place, Reach, scopes_of
from caicach.organisation.personnel.models import Person, Post
from caicach.organisation.units.models import UnitVersion

OWN_WORK = "own"
"""Choice of a substitute to act in their own name only."""

# Which units a grant at a unit reaches on a day: the unit, with `deep` those below it, and the units that it
# continues, if they have ended, with what was below them on their last day. A predecessor that lives on keeps its
# figures to itself.
_REACH = """
WITH RECURSIVE roots AS MATERIALIZED (
    SELECT unit_id FROM units_unitversion top
    WHERE top.parent_id IS NULL AND top.during @> %(on)s::date AND (top.administrative OR NOT EXISTS (
        SELECT 1 FROM units_unitversion area
        WHERE area.parent_id IS NULL AND area.administrative AND area.during @> %(on)s::date))
),
asked AS MATERIALIZED (
    SELECT unit, deep, deep AND unit IN (SELECT unit_id FROM roots) AND (SELECT count(*) FROM roots) = 1 AS everywhere
    FROM unnest(%(units)s::uuid[], %(deep)s::boolean[]) AS given(unit, deep)
),
reach(root, deep, unit, day) AS (
    SELECT unit, deep, unit, %(on)s::date FROM asked WHERE NOT everywhere
  UNION
    SELECT reach.root, reach.deep, next.unit, next.day FROM reach, LATERAL (
        SELECT path.descendant_id AS unit, reach.day FROM units_unitpath path
        WHERE reach.deep AND path.ancestor_id = reach.unit AND path.during @> reach.day
      UNION ALL
        SELECT gone.predecessor_id, gone."on" - 1 FROM units_succession gone
        WHERE gone.successor_id = reach.unit AND gone.predecessor_id <> reach.unit AND gone."on" <= reach.day
          AND NOT EXISTS (SELECT 1 FROM units_unitversion alive
                          WHERE alive.unit_id = gone.predecessor_id AND alive.during @> %(on)s::date)
    ) next
)
SELECT root, deep, false, array_agg(DISTINCT unit) FROM reach GROUP BY root, deep
UNION ALL
SELECT unit, deep, true, ARRAY[unit] FROM asked WHERE everywhere
"""


def reach(units: Iterable[tuple[UUID, bool]], *, on: date) -> dict[tuple[UUID, bool], Reach]:
    """How far grants at `units` (each with or without what is below it) go on a day: one query."""
    asked = sorted(set(units))
    if not asked:
        return {}
    with connection.cursor() as cursor:
        parameters: dict[str, Any] = {
            "units": [unit for unit, _ in asked],
            "deep": [deep for _, deep in asked],
            "on": on,
        }
        cursor.execute(_REACH, parameters)
        rows = cursor.fetchall()
    return {(root, deep): Reach(everywhere, frozenset(units)) for root, deep, everywhere, units in rows}


_OF_BLOCK = {"party": ("party", "front"), "state": ("state",)}


def reach_of(grants: Iterable[Grant], *, on: date) -> dict[Place, Reach]:
    """How far grants go on a day; those narrowed to a block only over its units (one query more)."""
    asked = {(g.unit_id, g.with_subunits, g.block) for g in grants}
    whole = reach({(unit, deep) for unit, deep, _ in asked}, on=on)
    blocks = {block: _units_of_block(block) for _, _, block in asked if block}
    return {
        (unit, deep, block): _narrowed(whole[unit, deep], blocks.get(block)) for unit, deep, block in asked
    }


def _units_of_block(block: str) -> frozenset[UUID]:
    versions = UnitVersion.objects.filter(block__in=_OF_BLOCK[block])
    return frozenset(versions.values_list("unit_id", flat=True))


def _narrowed(whole: Reach, block: frozenset[UUID] | None) -> Reach:
    if block is None:
        return whole
    return Reach(False, block if whole.everywhere else whole.units & block)


def live(on: date, at: datetime | None = None) -> Q:
    """Grants in force on a day; timed elevations only with a moment `at` before their end."""
    timed = Q(expires_at__isnull=True)
    if at is not None:
        timed |= Q(expires_at__gt=at)
    post = Q(post__isnull=True) | Q(post__during__contains=on, post__ended_at__isnull=True)
    stays = Q(user__person__isnull=True) | Q(user__person__left_on__isnull=True)
    stays |= Q(user__person__left_on__gt=on)
    return Q(during__contains=on, ended_at__isnull=True, user__is_active=True) & timed & post & stays


def _substituted(person_id: UUID, on: date) -> Q:
    return Q(
        user__person__absences__substitute=person_id,
        user__person__absences__during__contains=on,
        user__person__absences__ended_at__isnull=True,
        expires_at__isnull=True,
    )


def live_grants(user: Any, *, on: date, at: datetime | None = None) -> QuerySet[Grant]:
    """The grants that a user holds on a day, and those of absent people whom the user substitutes."""
    whose = Q(user=user)
    if user.person_id:
        whose |= _substituted(user.person_id, on)
    grants = Grant.objects.filter(whose, live(on, at)).distinct()
    return grants.select_related("role", "post", "user__person").order_by("expires_at", "during", "pk")


def actors_of(users: Iterable[User], *, on: date) -> list[Actor]:
    """The actors of many users on a day, each in their own name only (as with `OWN_WORK`): two queries for all."""
    found = list(users)
    held: dict[UUID, list[Grant]] = {user.pk: [] for user in found}
    grants = Grant.objects.filter(live(on), user__in=found).select_related("role", "post", "user__person")
    for grant in grants.order_by("expires_at", "during", "pk"):
        held[grant.user_id].append(grant)
    reached = reach_of([grant for rows in held.values() for grant in rows], on=on)
    return [
        Actor(
            name=user.display_name,
            on=on,
            user_id=user.pk,
            person_id=user.person_id,
            unit_id=next(iter(_working_units(held[user.pk])), None),
            scopes=scopes_of([_held(grant) for grant in held[user.pk]], reached),
        )
        for user in found
    ]


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a person stands on a day: as whom they act, the units they may choose, and whom they may act for."""

    actor: Actor
    units: tuple[UUID, ...] = ()
    absent: tuple[Person, ...] = ()


def actor_of(
    user: Any, *, on: date, at: datetime | None = None, unit: UUID | None = None, acting: str = ""
) -> Actor:
    """The actor of a signed-in user on a day; without any permission for others. At most two queries.

    `at` is the moment (timed elevations need one), `unit` the unit the person chose to work for, `acting` whom a
    substitute chose to act for: a person's key, `OWN_WORK` for nobody, "" for the first absent person.
    """
    return standing_of(user, on=on, at=at, unit=unit, acting=acting).actor


def standing_of(
    user: Any, *, on: date, at: datetime | None = None, unit: UUID | None = None, acting: str = ""
) -> Standing:
    """The actor (see `actor_of`) together with what the person may switch to, from the same queries."""
    if not user.is_authenticated or not user.is_active:
        return Standing(Actor(name="", on=on))
    everything = list(live_grants(user, on=on, at=at))
    grants = _chosen(everything, user, acting)
    reached = reach_of(grants, on=on)
    others = [g.user.person_id for g in grants if g.user_id != user.pk]
    units = _working_units(grants)
    actor = Actor(
        name=user.display_name,
        on=on,
        user_id=user.pk,
        person_id=user.person_id,
        unit_id=unit if unit in units else next(iter(units), None),
        acting_for=others[0] if others else None,
        elevated=next((g.reason for g in grants if g.expires_at), ""),
        scopes=scopes_of([_held(g) for g in grants], reached),
    )
    absent = {g.user.person: None for g in everything if g.user_id != user.pk and g.user.person}
    return Standing(actor, units, tuple(absent))


def _chosen(grants: list[Grant], user: Any, acting: str) -> list[Grant]:
    """Own grants and those of the one absent person acted for."""
    absent = [str(g.user.person_id) for g in grants if g.user_id != user.pk]
    whom = acting if acting in {*absent, OWN_WORK} else next(iter(absent), OWN_WORK)
    return [g for g in grants if g.user_id == user.pk or str(g.user.person_id) == whom]


def _held(grant: Grant) -> Held:
    return Held(
        frozenset(grant.role.permissions),
        grant.unit_id,
        grant.with_subunits,
        grant.block,
        grant.area,
        grant.user.person_id,
    )


def _working_units(grants: list[Grant]) -> tuple[UUID, ...]:
    """The units that somebody with these grants may work for: those of posts first."""
    posts = [g.post.unit_id for g in grants if g.post]
    return tuple(dict.fromkeys(posts + [g.unit_id for g in grants if not g.expires_at and not g.post]))


_READ_WITH_ACCOUNT: dict[str, Any] = {}


def read_with_account(**expressions: Any) -> None:
    """Have an app above read something of its own in the statement that fetches who is signed in.

    For what every page shows: `read_with_account(unseen=Subquery(…))` gives `request.user.unseen`.
    """
    _READ_WITH_ACCOUNT.update(expressions)


def signed_in(user_id: Any) -> User | None:
    """The account of a session with its person, and what apps above read with it."""
    users = User.objects.select_related("person").annotate(**_READ_WITH_ACCOUNT)
    return users.filter(pk=user_id).first()


def display_name(user: Any) -> str:
    """How the user is called on pages and in letters."""
    return str(user.display_name)


def visible_users(actor: Actor, permission: str = permissions.VIEW) -> QuerySet[User]:
    """Accounts that the actor may administer or see: all, or those with a grant or post in the actor's units."""
    if actor.may(permission):
        return User.objects.all()
    granted = Grant.objects.filter(scoped(actor, permission), user=OuterRef("pk"))
    posted = Post.objects.filter(scoped(actor, permission), person=OuterRef("person"))
    return User.objects.filter(Exists(granted) | Exists(posted))


def visible_grants(actor: Actor, permission: str = permissions.VIEW) -> QuerySet[Grant]:
    """Grants at units over which the actor holds `permission`."""
    return Grant.objects.filter(scoped(actor, permission))


@dataclass(frozen=True, slots=True)
class Reason:
    """One grant in a decision: what it says and whether it allows the thing asked."""

    grant: Grant
    allows: bool
    words: str


@dataclass(frozen=True, slots=True)
class Decision:
    """Whether a user may do something at a unit on a day, and why: every grant with its part in it."""

    allowed: bool
    reasons: list[Reason]


def explain(
    user: User, permission: str, *, unit: UUID | None, area: str, on: date, at: datetime | None = None
) -> Decision:
    """Ai được làm gì, vì sao: the decision of `Actor.may` taken apart, grant by grant."""
    live_now = {g.pk for g in live_grants(user, on=on, at=at)} if user.is_active else set()
    whose = Q(user=user) | (_substituted(user.person_id, on) if user.person_id else Q(pk__in=[]))
    grants = (
        Grant.objects.filter(whose).select_related("role", "post", "user__person").order_by("-during", "pk")
    )
    found = list(grants.distinct())
    reached = reach_of(found, on=on)
    asked = _Asked(permission, unit, area)
    reasons = [
        _reason(g, asked, g.pk in live_now, reached[g.unit_id, g.with_subunits, g.block]) for g in found
    ]
    return Decision(any(r.allows for r in reasons), sorted(reasons, key=lambda r: not r.allows))


@dataclass(frozen=True, slots=True)
class _Asked:
    permission: str
    unit: UUID | None
    area: str


def _reason(grant: Grant, asked: _Asked, is_live: bool, over: Reach) -> Reason:
    if against := _against(grant, asked, is_live, over):
        return Reason(grant, False, against)
    if over.everywhere:
        return Reason(grant, True, "Cấp tại đơn vị gốc: bao gồm mọi cơ quan, đơn vị.")
    if asked.unit == grant.unit_id:
        return Reason(grant, True, "Cấp tại chính cơ quan, đơn vị này.")
    return Reason(grant, True, "Cấp tại cơ quan, đơn vị cấp trên hoặc cơ quan kế thừa.")


def _against(grant: Grant, asked: _Asked, is_live: bool, over: Reach) -> str:
    if not is_live:
        return "Không còn hoặc chưa có hiệu lực vào ngày này."
    if asked.permission not in grant.role.permissions:
        return "Vai trò không gồm quyền này."
    if not over.everywhere and asked.unit not in over.units:
        return "Không bao gồm cơ quan, đơn vị này."
    if grant.area and grant.area != asked.area:
        return f"Chỉ cho nội dung CCHC “{grant.area}”."
    return ""


def accounts_called(text: str) -> set[UUID]:
    """Keys of the accounts whose user name, or whose person's name, has every word of `text` in it."""
    users = User.objects.all()
    for word in fold(text).split():
        users = users.filter(Q(username__icontains=word) | Q(person__folded__contains=word))
    return set(users.values_list("pk", flat=True))
