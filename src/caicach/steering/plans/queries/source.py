"""A version as the paper prints it: rows by field for files and imports, and the whole for the cross-checks."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from time import monotonic
from typing import Any
from uuid import UUID

from django.db.models import F, Q

from caicach.foundation.kernel.errors import Refused
from caicach.organisation.units.models import Alias, UnitVersion
from caicach.organisation.units.queries import name_table
from caicach.organisation.units.rules.names import Mention, mentions
from caicach.steering.plans.models import ActivityMoney, PlanVersion
from caicach.steering.plans.rules.cells import join_codes
from caicach.steering.plans.rules.checks import Directory, check_programme
from caicach.steering.plans.rules.columns import ImportKind
from caicach.steering.plans.rules.findings import Finding, Kind
from caicach.steering.plans.rules.programme import (
    Baseline,
    Heading,
    PeriodLabel,
    PrintedTotal,
    Programme,
    Scope,
)
from caicach.steering.plans.rules.rows import LOCAL_BUDGET, OTHER_SOURCE, activity_row, target_row, task_row

DISTRICT_KINDS = {"district": "huyện", "town": "thị xã", "city": "thành phố"}
Values = dict[str, Any]


def years_of(version: PlanVersion) -> range:
    """The years of the plan."""
    return range(version.plan.first_year, version.plan.last_year + 1)


def money_years(version: PlanVersion) -> list[int]:
    """The years of the plan, and any other that an activity has money in."""
    amounts = ActivityMoney.objects.filter(activity__version=version)
    return sorted({*years_of(version), *amounts.values_list("year", flat=True).distinct()})


def issue_day(version: PlanVersion) -> date:
    """The day on which the names in the paper are read: the day of issue, else the first day of the period."""
    return version.issued_on or date(version.plan.first_year, 1, 1)


def rows_of(version: PlanVersion, kind: ImportKind) -> list[tuple[UUID, Values]]:
    """(key, values by field) of all rows of a kind, in their order; two queries at most."""
    return [(row.pk, values) for row, values in _READERS[kind](version)]


def _tail(row: Any) -> Values:
    return {"line_from": row.line_from, "line_to": row.line_to, "note": row.doubt}


def _activities(version: PlanVersion) -> list[tuple[Any, Values]]:
    yearly: dict[UUID, dict[int, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    amounts = ActivityMoney.objects.filter(activity__version=version)
    for activity, year, amount in amounts.values_list("activity_id", "year", "amount"):
        yearly[activity][year] += amount
    years = sorted({*years_of(version), *(year for found in yearly.values() for year in found)})
    return [
        (row, _activity(row, yearly.get(row.pk, {}), years))
        for row in version.activities.order_by("position", "code")
    ]


def _activity(row: Any, amounts: Mapping[int, Decimal], years: Iterable[int]) -> Values:
    printed = {name: Decimal(amount) for name, amount in row.printed_sources.items()}
    return {
        "code": row.code,
        "area": row.area_code,
        "block": row.block,
        "name": row.name,
        "formula": row.formula,
        **{str(year): amounts.get(year, Decimal(0)) for year in years},
        "total": row.printed_total,
        "local_budget": printed.get(LOCAL_BUDGET),
        "other_source": printed.get(OTHER_SOURCE),
        "lead": row.lead_text,
        "coordinating": row.coordinating_text,
        **_tail(row),
    }


def _objectives(version: PlanVersion) -> list[tuple[Any, Values]]:
    rows = version.objectives.select_related("target__indicator").order_by("position", "code")
    return [(row, _objective(row)) for row in rows]


def _objective(row: Any) -> Values:
    target = row.target
    figures: Values = dict.fromkeys(("value", "value2", "year", "baseline", "baseline_year"))
    words: Values = dict.fromkeys(("operator", "unit", "level", "metric"), "")
    if target is not None:
        figures = {name: getattr(target, name) for name in figures}
        words = {
            "operator": target.operator,
            "unit": target.unit_label,
            "level": target.level,
            "metric": "" if target.indicator.key.startswith(f"{OWN_KEY}:") else target.indicator.key,
        }
    return {
        "code": row.code,
        "area": row.area_code,
        "block": row.block,
        "text": row.text,
        **figures,
        **words,
        "baseline_note": row.baseline_note,
        "annex": row.annex,
        "binds_group": row.binds_group,
        **_tail(row),
    }


OWN_KEY = "muc-tieu"
"""First part of the keys of indicators that were made for one objective, because the file named none."""


def objective_codes(version: PlanVersion) -> dict[str, str]:
    """{origin as a task's `serves` holds it: code} of the version's objectives, in their order."""
    rows = version.objectives.order_by("position").values_list("origin", "code")
    return {str(origin): code for origin, code in rows}


def _tasks(version: PlanVersion) -> list[tuple[Any, Values]]:
    rows = list(version.tasks.order_by("position", "code"))
    codes = objective_codes(version) if any(row.serves for row in rows) else {}
    return [(row, _task(row, codes)) for row in rows]


def _task(row: Any, codes: Mapping[str, str]) -> Values:
    return {
        "code": row.code,
        "area": row.area_code,
        "block": row.block,
        "kind": row.kind,
        "text": row.text,
        "product": row.product,
        "lead": row.lead_text,
        "coordinating": row.coordinating_text,
        "due_on": (row.due_on, row.due_text if row.due_on is None else ""),
        "money": row.money,
        "weight": row.weight,
        "binds_group": row.binds_group,
        "serves": join_codes(codes[origin] for origin in row.serves if origin in codes),
        **_tail(row),
    }


_READERS = {
    ImportKind.ACTIVITIES: _activities,
    ImportKind.OBJECTIVES: _objectives,
    ImportKind.TASKS: _tasks,
}


@dataclass(frozen=True, slots=True)
class Source:
    """A version as the cross-checks read it, and the origin of each row by (kind of finding, code)."""

    programme: Programme
    origins: dict[tuple[str, str], UUID]


def source_of(version: PlanVersion) -> Source:
    """Read a version whole: six queries, however long it is."""
    activities, objectives, tasks = _activities(version), _objectives(version), _tasks(version)
    facts = version.printed_facts
    programme = Programme(
        code=version.plan.code,
        first_year=version.plan.first_year,
        last_year=version.plan.last_year,
        activities=tuple(activity_row(values) for _, values in activities),
        targets=tuple(row for _, values in objectives if (row := target_row(values))),
        tasks=tuple(task_row(values) for _, values in tasks),
        printed=tuple(
            PrintedTotal(
                Scope(p.scope), p.code, p.year, p.amount, p.printed, p.unit_label, p.in_table, p.label, p.line
            )
            for p in version.printed_totals.order_by("id")
        ),
        areas=tuple(
            Heading(a.code, a.printed_code, a.name, a.line_from) for a in version.areas.order_by("position")
        ),
        sections=tuple(Heading(**one) for one in facts.get("sections", ())),
        periods=tuple(PeriodLabel(**one) for one in facts.get("periods", ())),
        baselines=tuple(
            Baseline(**{**one, "value": Decimal(one["value"])}) for one in facts.get("baselines", ())
        ),
    )
    kinds = ((Kind.ACTIVITY, activities), (Kind.OBJECTIVE, objectives), (Kind.TASK, tasks))
    origins = {(str(kind), row.code): row.origin for kind, rows in kinds for row, _ in rows}
    return Source(programme, origins)


def findings_of(version: PlanVersion, source: Source | None = None) -> tuple[Programme, list[Finding]]:
    """The version as printed, and everything that the cross-checks find in it, names of units included."""
    programme = (source or source_of(version)).programme
    return programme, check_programme(programme, directory_of(version))


class Names:
    """Tên cơ quan trong văn bản của một kế hoạch of unit `owner`: what the words mean on a day, each text read once."""

    def __init__(self, owner: UUID, on: date) -> None:
        scope = Alias.objects.filter(unit_id=owner).exclude(scope="").values_list("scope", flat=True).first()
        table = name_table(on, scope or "")
        self._mentions = lru_cache(maxsize=None)(lambda text: mentions(text, table))

    @classmethod
    def of_plan(cls, version: PlanVersion) -> "Names":
        """The names as this plan prints them, on its day of issue."""
        return cls(version.plan.unit_id, issue_day(version))

    def of(self, text: str) -> list[Mention[UUID]]:
        """Every agency or group that the text names."""
        found: list[Mention[UUID]] = self._mentions(text) if text else []
        return found

    def lead(self, text: str) -> UUID | None:
        """The one unit that leads, by the first name that is no aside; None for a group or an unknown name."""
        first = next((m for m in self.of(text) if not m.secondary), None)
        return first.meaning.units[0] if first and len(first.meaning.units) == 1 else None

    def group(self, text: str) -> str:
        """The group that the first name stands for, "" if it stands for a unit."""
        first = next((m for m in self.of(text) if not m.secondary), None)
        return first.meaning.groups[0] if first and first.meaning.groups and not first.meaning.units else ""

    def units(self, text: str) -> list[UUID]:
        """All units that the text names beyond doubt, each once."""
        return list(dict.fromkeys(m.meaning.units[0] for m in self.of(text) if len(m.meaning.units) == 1))

    def unknown(self, text: str) -> list[str]:
        """Names in the text that nobody carried that day, asides left out."""
        return [m.text for m in self.of(text) if not m.is_known and not m.secondary]


def directory_of(version: PlanVersion) -> Directory:
    """The directory of units on the day of issue, as the cross-checks ask it; up to five minutes old."""
    return _directory(version.plan.unit_id, issue_day(version), int(monotonic() // 300))


@lru_cache(maxsize=32)
def _directory(owner: UUID, on: date, age: int) -> Directory:
    return Directory(Names(owner, on).unknown, _districts(on))


def _districts(on: date) -> dict[str, int]:
    """The district-level areas of the own province on a day, by kind."""
    rows = UnitVersion.objects.filter(
        administrative=True,
        level="district",
        during__contains=on,
        parent__versions__administrative=True,
        parent__versions__level="province",
        parent__versions__during__upper_inf=True,
    )
    counts = dict.fromkeys(DISTRICT_KINDS.values(), 0)
    for kind in rows.values_list("kind", flat=True):
        counts[DISTRICT_KINDS.get(kind, kind)] = counts.get(DISTRICT_KINDS.get(kind, kind), 0) + 1
    return counts


def version_to_read(code: str, *, draft: bool = False) -> PlanVersion:
    """The version of a plan in force; with `draft`, or where none is issued yet, its open draft.

    Refuses an unknown code.
    """
    versions = PlanVersion.objects.select_related("plan").filter(plan__code=code).order_by("-ordinal")
    issued, open_draft = Q(plan__current=F("pk")), Q(published_at__isnull=True)
    wanted, other = (open_draft, issued) if draft else (issued, open_draft)
    version = versions.filter(wanted).first() or versions.filter(other).first()
    if version is None:
        raise Refused(f"Không có chương trình, kế hoạch nào mang mã “{code}”.", field="programme")
    return version
