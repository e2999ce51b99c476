"""Writing rows of a draft from values by field: what the loader and the import share."""

import json
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from operator import attrgetter
from types import SimpleNamespace
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import JSONField, Model
from psycopg import sql

from caicach.foundation.kernel.ids import new_id
from caicach.steering.indicators.operations import set_targets
from caicach.steering.plans.models import (
    Activity,
    ActivityMoney,
    Objective,
    PlanVersion,
    Task,
    TaskCoordination,
)
from caicach.steering.plans.queries.source import OWN_KEY, Names, Values, objective_codes
from caicach.steering.plans.rules.columns import ImportKind
from caicach.steering.plans.rules.rows import LOCAL_BUDGET, OTHER_SOURCE, amounts_of, target_of

MODELS: dict[ImportKind, type[Activity] | type[Objective] | type[Task]] = {
    ImportKind.ACTIVITIES: Activity,
    ImportKind.OBJECTIVES: Objective,
    ImportKind.TASKS: Task,
}
UNSPLIT_SOURCE = "chưa phân nguồn"
"""Source of yearly amounts when the paper prints two sources for the whole row, but not by year."""

_AT_ONCE = 2000


def add_rows(
    *, version: PlanVersion, kind: ImportKind, rows: Sequence[Values], names: Names, position: int = 1
) -> list[UUID]:
    """Add rows to a draft from `position` on, in the order given; returns their keys. Codes must be new."""
    new: list[tuple[Any, Values]] = [(None, values) for values in rows]
    return _save(version, kind, new, names, position)


def replace_rows(
    *, version: PlanVersion, kind: ImportKind, rows: Sequence[tuple[Any, Values]], names: Names
) -> list[UUID]:
    """Give existing rows (model instances) of a draft new values; they keep key, origin and position."""
    return _save(version, kind, rows, names, None)


def _save(
    version: PlanVersion,
    kind: ImportKind,
    rows: Sequence[tuple[Any, Values]],
    names: Names,
    position: int | None,
) -> list[UUID]:
    writer = {
        ImportKind.ACTIVITIES: _save_activities,
        ImportKind.OBJECTIVES: _save_objectives,
        ImportKind.TASKS: _save_tasks,
    }[kind]
    keys: list[UUID] = []
    for start in range(0, len(rows), _AT_ONCE):
        piece = rows[start : start + _AT_ONCE]
        keys += writer(version, piece, names, None if position is None else position + start)
    return keys


def _prepared(
    model: type[Activity] | type[Objective] | type[Task],
    version: PlanVersion,
    rows: Sequence[tuple[Any, Values]],
    position: int | None,
) -> tuple[list[tuple[Any, Values]], list[Any], list[Any]]:
    """(pairs of row and values, the new rows, the old rows); new rows get key, origin and position."""
    pairs: list[tuple[Any, Values]] = []
    fresh: list[Any] = []
    old: list[Any] = []
    # plain objects, not model instances: new rows go to COPY, and making a model costs more than writing its row
    blank = {field.attname: field.get_default() for field in model._meta.concrete_fields}
    for offset, (existing, values) in enumerate(rows):
        row: Any = existing
        if row is None:
            row = SimpleNamespace(**blank)
            row.id = row.pk = new_id()
            row.origin, row.version_id, row.position = new_id(), version.pk, (position or 0) + offset
            fresh.append(row)
        else:
            row.revision += 1
            old.append(row)
        row.code, row.area_code, row.block = values["code"], values["area"], values["block"]
        row.line_from, row.line_to, row.doubt = values["line_from"], values["line_to"], values["note"]
        pairs.append((row, values))
    return pairs, fresh, old


def _copy_in(model: type[Model], rows: Sequence[Any]) -> None:
    """Insert new rows by COPY: many times as fast as INSERT, and constraints and triggers hold just the same."""
    fields = model._meta.concrete_fields
    values = attrgetter(*(field.attname for field in fields))
    jsons = [index for index, field in enumerate(fields) if isinstance(field, JSONField)]
    _copy(model, [str(field.column) for field in fields], (_plain(values(row), jsons) for row in rows))


def _plain(values: tuple[Any, ...], jsons: Sequence[int]) -> Sequence[Any]:
    if not jsons:
        return values
    return [json.dumps(value) if index in jsons else value for index, value in enumerate(values)]


def _copy(model: type[Model], columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    names = sql.SQL(", ").join(map(sql.Identifier, columns))
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier(model._meta.db_table), names)
    with connection.cursor() as cursor:
        # The plans of triggers are made while their tables may still be small and are then used for every row: they
        # must be made for tables that grow.
        cursor.execute("SELECT set_config('enable_seqscan', 'off', true)")
        with cursor.copy(statement) as copy:
            for row in rows:
                copy.write_row(row)


_COMMON = ("code", "area_code", "block", "line_from", "line_to", "doubt", "revision")


def _write(model: type[Any], fresh: list[Any], old: list[Any], fields: Iterable[str]) -> None:
    _copy_in(model, fresh)
    if old:
        model._default_manager.bulk_update(old, [*_COMMON, *fields], batch_size=500)


def _save_activities(
    version: PlanVersion, rows: Sequence[tuple[Any, Values]], names: Names, position: int | None
) -> list[UUID]:
    pairs, fresh, old = _prepared(Activity, version, rows, position)
    for row, values in pairs:
        row.name, row.formula, row.printed_total = values["name"], values["formula"], values["total"]
        row.printed_sources = _sources(values)
        row.lead_text, row.coordinating_text = values["lead"], values["coordinating"]
        row.lead_unit_id = names.lead(row.lead_text)
    fields = (
        "name",
        "formula",
        "printed_total",
        "printed_sources",
        "lead_text",
        "coordinating_text",
        "lead_unit",
    )
    _write(Activity, fresh, old, fields)
    ActivityMoney.objects.filter(activity__in=[row.pk for row in old]).delete()
    _copy(ActivityMoney, ("id", "activity_id", "year", "source", "amount"), _money(pairs))
    return [row.pk for row, _ in pairs]


def _sources(values: Values) -> dict[str, str]:
    printed = {LOCAL_BUDGET: values["local_budget"], OTHER_SOURCE: values["other_source"]}
    return {name: str(amount) for name, amount in printed.items() if amount is not None}


def _money(pairs: list[tuple[Any, Values]]) -> Iterator[tuple[UUID, UUID, int, str, Decimal]]:
    for row, values in pairs:
        source = UNSPLIT_SOURCE if values["other_source"] else LOCAL_BUDGET
        for year, amount in amounts_of(values).items():
            if amount:
                yield new_id(), row.pk, year, source, amount


def _save_objectives(
    version: PlanVersion, rows: Sequence[tuple[Any, Values]], names: Names, position: int | None
) -> list[UUID]:
    pairs, fresh, old = _prepared(Objective, version, rows, position)
    wanted = [(row, values, target_of(values)) for row, values in pairs]
    targets = set_targets(
        [(_key(version, values), values["text"], rule) for _, values, rule in wanted if rule is not None]
    )
    remaining = iter(targets)
    for row, values, rule in wanted:
        row.text, row.annex, row.baseline_note = values["text"], values["annex"], values["baseline_note"]
        row.binds_group = values["binds_group"]
        row.target_id = next(remaining).pk if rule is not None else None
    _write(Objective, fresh, old, ("text", "annex", "baseline_note", "binds_group", "target"))
    return [row.pk for row, _ in pairs]


def _key(version: PlanVersion, values: Values) -> str:
    return values["metric"] or f"{OWN_KEY}:{version.plan.code}:{values['code']}"[:150]


def _save_tasks(
    version: PlanVersion, rows: Sequence[tuple[Any, Values]], names: Names, position: int | None
) -> list[UUID]:
    pairs, fresh, old = _prepared(Task, version, rows, position)
    served = any(values["serves"] for _, values in pairs)
    origins = {code: origin for origin, code in objective_codes(version).items()} if served else {}
    for row, values in pairs:
        row.kind, row.text, row.product = values["kind"], values["text"], values["product"]
        row.lead_text, row.coordinating_text = values["lead"], values["coordinating"]
        row.lead_unit_id = names.lead(row.lead_text)
        row.due_on, row.due_text = values["due_on"]
        row.money, row.weight = values["money"], values["weight"]
        row.binds_group = values["binds_group"] or names.group(row.lead_text)
        row.serves = [origins[code] for code in values["serves"].split("; ") if code]
    fields = (
        "kind",
        "text",
        "product",
        "lead_text",
        "coordinating_text",
        "lead_unit",
        "due_on",
        "due_text",
        "money",
        "weight",
        "binds_group",
        "serves",
    )
    _write(Task, fresh, old, fields)
    TaskCoordination.objects.filter(task__in=[row.pk for row in old]).delete()
    _copy_in(
        TaskCoordination,
        [
            TaskCoordination(task_id=row.pk, unit_id=unit)
            for row, values in pairs
            for unit in names.units(values["coordinating"])
        ],
    )
    return [row.pk for row, _ in pairs]
