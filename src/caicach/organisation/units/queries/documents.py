"""Groups of units, and the names of units in documents."""

from collections.abc import Collection
from datetime import date
from functools import reduce
from operator import or_
from uuid import UUID

from django.db.models import Case, F, Q, QuerySet, When

from caicach.foundation.kernel.errors import Refused

from ..models import Alias, Group, GroupRule, UnitVersion
from ..rules.names import Mention, NameTable, mentions
from ..states import AREA_KINDS
from .tree import descendants
from .versions import TREE_ORDER, home, home_key, versions_on


def groups() -> QuerySet[Group]:
    """The named groups, by name."""
    return Group.objects.order_by("name")


def units_of_group(group: str, on: date) -> list[UnitVersion]:
    """The members of a group on a day, in the order of the tree. Refuses an unknown group.

    Some groups ("Các cơ quan, đơn vị liên quan") have no list of their own: the lead unit decides.
    """
    chosen = _members({group}, on)[group]
    inside = versions_on(on).filter(unit_id__in=descendants(home_key(), on))
    return list(inside.filter(chosen).order_by(*TREE_ORDER))


def _members(codes: Collection[str], on: date) -> dict[str, Q]:
    """Which units belong to groups on a day, as conditions. Refuses an unknown group."""
    chosen = {code: Q(pk__in=[]) for code in codes}
    for rule in GroupRule.objects.filter(group__code__in=codes, during__contains=on).select_related("group"):
        chosen[rule.group.code] |= Q(unit_id=rule.unit_id) if rule.unit_id else _by_rule(rule)
    if without := {code for code in codes if chosen[code] == Q(pk__in=[])}:
        known = Group.objects.filter(code__in=without).values_list("code", flat=True)
        if unknown := without - set(known):
            raise Refused(f"Không có nhóm cơ quan, đơn vị “{min(unknown)}”.", field="group")
    return chosen


def units_of_groups(groups: Collection[str], on: date) -> dict[str, set[UUID]]:
    """The keys of the members of many groups on a day, in as many queries as for one. Refuses an unknown group."""
    codes = sorted(groups)
    chosen = _members(codes, on)
    found: dict[str, set[UUID]] = {code: set() for code in codes}
    if not codes:
        return found
    inside = versions_on(on).filter(unit_id__in=descendants(home_key(), on))
    marks = {f"in_{n}": Case(When(chosen[code], then=True), default=False) for n, code in enumerate(codes)}
    members = inside.filter(reduce(or_, chosen.values())).annotate(**marks)
    for unit, *marked in members.values_list("unit_id", *marks):
        for code, belongs in zip(codes, marked, strict=True):
            if belongs:
                found[code].add(unit)
    return found


def _by_rule(rule: GroupRule) -> Q:
    fits = Q()
    for field, values in (("kind", rule.kinds), ("block", rule.blocks), ("level", rule.levels)):
        fits &= Q(**{f"{field}__in": values}) if values else Q()
    return fits


def name_table(on: date, scope: str = "") -> NameTable[UUID]:
    """The names in use on a day in documents of the own province, or of another (`scope`, as in the aliases)."""
    province = home(on)
    table: NameTable[UUID] = NameTable(_proper_name(province))
    inside = Q(unit_id__in=descendants(province.unit_id, on))
    living = set()
    for unit, name, short in (
        versions_on(on).filter(~inside if scope else inside).values_list("unit_id", "name", "short_name")
    ):
        living.add(unit)
        table.add_unit(unit, name, short)
    for alias in Alias.objects.filter(Q(scope=scope) | Q(group__isnull=False)).annotate(
        code=F("group__code")
    ):
        if alias.unit_id in living:
            table.add_unit(alias.unit_id, alias.text)
        elif alias.code:
            table.add_group(alias.code, alias.text)
    return table


def _proper_name(province: UnitVersion) -> str:
    kinds = {kind.label for kind in AREA_KINDS}
    first, _, rest = province.name.partition(" ")
    return rest if first in kinds else province.name


def resolve(text: str, on: date, scope: str = "") -> list[Mention[UUID]]:
    """The units and groups that words of a document mean on its day, in their order; unknown names included."""
    return mentions(text, name_table(on, scope))
