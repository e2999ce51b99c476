"""Groups of units, and the names of units in documents."""

from datetime import date
from uuid import UUID

from django.db.models import F, Q, QuerySet

from caicach.foundation.kernel.errors import Refused

from ..models import Alias, Group, GroupRule, UnitVersion
from ..rules.names import Mention, NameTable, mentions
from ..states import AREA_KINDS
from .tree import descendants
from .versions import TREE_ORDER, home, versions_on


def groups() -> QuerySet[Group]:
    """The named groups, by name."""
    return Group.objects.order_by("name")


def units_of_group(group: str, on: date) -> list[UnitVersion]:
    """The members of a group on a day, in the order of the tree. Refuses an unknown group.

    Some groups ("Các cơ quan, đơn vị liên quan") have no list of their own: the lead unit decides.
    """
    if not Group.objects.filter(code=group).exists():
        raise Refused(f"Không có nhóm cơ quan, đơn vị “{group}”.", field="group")
    province = home(on)
    chosen = Q(pk__in=[])
    for rule in GroupRule.objects.filter(group__code=group, during__contains=on):
        chosen |= Q(unit_id=rule.unit_id) if rule.unit_id else _by_rule(rule)
    inside = versions_on(on).filter(unit_id__in=descendants(province.unit_id, on))
    return list(inside.filter(chosen).order_by(*TREE_ORDER))


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
