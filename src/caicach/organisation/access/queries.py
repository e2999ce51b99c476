"""From grants to the actor, and what the administration pages read."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.db.models import Exists, Func, OuterRef, Q, QuerySet, UUIDField, Value
from django.db.models.functions import Coalesce

from caicach.foundation.kernel.actor import Actor
from caicach.foundation.kernel.scope import scoped
from caicach.foundation.kernel.text import fold
from caicach.organisation.access import permissions
from caicach.organisation.access.models import Grant, User
from caicach.organisation.access.rules import Held, scopes_of
from caicach.organisation.personnel.models import Absence, Person, Post
from caicach.organisation.units.queries import name_of

OWN_WORK = "own"
"""Choice of a substitute to act in their own name only."""

# Which units a grant reaches on a day, null for all: its unit, with sub-units those below it, and the units that these
# continue, if they have ended, with what was below them on their last day. A predecessor that lives on keeps its
# figures to itself. The only root of the tree reaches everything. A block keeps its units of all times.
_REACHED = """
WITH RECURSIVE today(day) AS MATERIALIZED (SELECT %(expressions)s::date),
roots AS MATERIALIZED (
    SELECT unit_id FROM today, units_unitversion top
    WHERE top.parent_id IS NULL AND top.during @> day AND (top.administrative OR NOT EXISTS (
        SELECT 1 FROM units_unitversion area
        WHERE area.parent_id IS NULL AND area.administrative AND area.during @> day))
),
reach(unit, day) AS (
    SELECT access_grant.unit_id, day FROM today
    WHERE NOT (access_grant.with_subunits AND (SELECT array_agg(unit_id) FROM roots) = ARRAY[access_grant.unit_id])
  UNION
    SELECT next.unit, next.day FROM reach, LATERAL (
        SELECT path.descendant_id AS unit, reach.day FROM units_unitpath path
        WHERE access_grant.with_subunits AND path.ancestor_id = reach.unit AND path.during @> reach.day
      UNION ALL
        SELECT gone.predecessor_id, gone."on" - 1 FROM units_succession gone
        WHERE gone.successor_id = reach.unit AND gone.predecessor_id <> reach.unit AND gone."on" <= reach.day
          AND NOT EXISTS (SELECT 1 FROM today, units_unitversion alive
                          WHERE alive.unit_id = gone.predecessor_id AND alive.during @> today.day)
    ) next
)
SELECT CASE access_grant.block WHEN '' THEN (SELECT array_agg(DISTINCT unit) FROM reach) ELSE (
    SELECT coalesce(array_agg(DISTINCT unit_id), ARRAY[]::uuid[]) FROM units_unitversion version
    WHERE (version.block = access_grant.block OR (access_grant.block = 'party' AND version.block = 'front'))
      AND (NOT EXISTS (SELECT 1 FROM reach) OR unit_id IN (SELECT unit FROM reach))) END
"""


class _Reached(Func):
    template = f"({_REACHED})"
    output_field = ArrayField(UUIDField())


def with_reach(grants: QuerySet[Grant], *, on: date) -> QuerySet[Any]:
    """Grants with `reached`: the units each goes over on a day, None for all; with the role and whose it is."""
    return grants.select_related("role", "post", "user__person").annotate(reached=_Reached(Value(on)))


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
    away = Absence.objects.filter(substitute=person_id, during__contains=on, ended_at__isnull=True)
    return Q(user__person__in=away.values("person"), expires_at__isnull=True)


def _theirs(user: Any, on: date) -> Q:
    """The grants of a user, and those of absent people whom the user substitutes."""
    own = Q(user=user)
    return own | _substituted(user.person_id, on) if user.person_id else own


def live_grants(user: Any, *, on: date, at: datetime | None = None) -> QuerySet[Any]:
    """The grants that a user holds on a day, and those of absent people whom the user substitutes.

    With `reached`, and `place`, the short name of the unit that somebody with the grant works for.
    """
    grants = with_reach(Grant.objects.filter(_theirs(user, on), live(on, at)), on=on)
    grants = grants.annotate(works_for=Coalesce("post__unit_id", "unit_id"))
    return grants.annotate(place=name_of("works_for", on, short=True)).order_by("expires_at", "during", "pk")


def actors_of(users: Iterable[User], *, on: date) -> list[Actor]:
    """The actors of many users on a day, each in their own name only (as with `OWN_WORK`): one query for all."""
    found = list(users)
    held: dict[UUID, list[Grant]] = {user.pk: [] for user in found}
    grants = with_reach(Grant.objects.filter(live(on), user__in=found), on=on)
    for grant in grants.order_by("expires_at", "during", "pk"):
        held[grant.user_id].append(grant)
    return [
        Actor(
            name=user.display_name,
            on=on,
            user_id=user.pk,
            person_id=user.person_id,
            unit_id=next(iter(_working_units(held[user.pk])), None),
            scopes=scopes_of(map(_held, held[user.pk])),
        )
        for user in found
    ]


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a person stands on a day: as whom they act, the units they may choose (with their short names), and whom
    they may act for."""

    actor: Actor
    units: dict[UUID, str] = field(default_factory=dict)
    absent: tuple[Person, ...] = ()


def actor_of(
    user: Any, *, on: date, at: datetime | None = None, unit: UUID | None = None, acting: str = ""
) -> Actor:
    """The actor of a signed-in user on a day; without any permission for others. One query.

    `at` is the moment (timed elevations need one), `unit` the unit the person chose to work for, `acting` whom a
    substitute chose to act for: a person's key, `OWN_WORK` for nobody, "" for the first absent person.
    """
    return standing_of(user, on=on, at=at, unit=unit, acting=acting).actor


def standing_of(
    user: Any, *, on: date, at: datetime | None = None, unit: UUID | None = None, acting: str = ""
) -> Standing:
    """The actor (see `actor_of`) together with what the person may switch to, from the same query."""
    if not user.is_authenticated or not user.is_active:
        return Standing(Actor(name="", on=on))
    everything = list(live_grants(user, on=on, at=at))
    grants = _chosen(everything, user, acting)
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
        scopes=scopes_of(map(_held, grants)),
    )
    absent = {g.user.person: None for g in everything if g.user_id != user.pk and g.user.person}
    called = {g.works_for: g.place for g in grants}
    return Standing(actor, {unit: called[unit] for unit in units}, tuple(absent))


def _chosen(grants: list[Any], user: Any, acting: str) -> list[Any]:
    """Own grants and those of the one absent person acted for."""
    absent = [str(g.user.person_id) for g in grants if g.user_id != user.pk]
    whom = acting if acting in {*absent, OWN_WORK} else next(iter(absent), OWN_WORK)
    return [g for g in grants if g.user_id == user.pk or str(g.user.person_id) == whom]


def _held(grant: Any) -> Held:
    over = None if grant.reached is None else frozenset(grant.reached)
    return Held(frozenset(grant.role.permissions), over, grant.area)


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
    live_now = live(on, at) if user.is_active else Value(False)
    grants = with_reach(Grant.objects.filter(_theirs(user, on)), on=on).annotate(is_live=live_now)
    found = grants.order_by("-during", "pk")
    asked = _Asked(permission, unit, area)
    reasons = [_reason(grant, asked) for grant in found]
    return Decision(any(r.allows for r in reasons), sorted(reasons, key=lambda r: not r.allows))


@dataclass(frozen=True, slots=True)
class _Asked:
    permission: str
    unit: UUID | None
    area: str


def _reason(grant: Any, asked: _Asked) -> Reason:
    if against := _against(grant, asked):
        return Reason(grant, False, against)
    if grant.reached is None:
        return Reason(grant, True, "Cấp tại đơn vị gốc: bao gồm mọi cơ quan, đơn vị.")
    if asked.unit == grant.unit_id:
        return Reason(grant, True, "Cấp tại chính cơ quan, đơn vị này.")
    return Reason(grant, True, "Cấp tại cơ quan, đơn vị cấp trên hoặc cơ quan kế thừa.")


def _against(grant: Any, asked: _Asked) -> str:
    if not grant.is_live:
        return "Không còn hoặc chưa có hiệu lực vào ngày này."
    if asked.permission not in grant.role.permissions:
        return "Vai trò không gồm quyền này."
    if grant.reached is not None and asked.unit not in grant.reached:
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
