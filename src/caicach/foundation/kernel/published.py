"""Published versions: drafts are edited; what is published is frozen by the database itself."""

import pgtrigger
from django.contrib.postgres.fields import DateRangeField
from django.db import models

from caicach.foundation.kernel.models import Revised
from caicach.foundation.kernel.triggers import Always, Stays


class Version(Revised):
    """A version of a thing: draft until `published_at`; in force `during` days."""

    during = DateRangeField(null=True, blank=True)
    published_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        abstract = True

    @property
    def is_published(self) -> bool:
        return self.published_at is not None


def freeze_published(*changeable: str) -> list[pgtrigger.Trigger]:
    """Triggers for a Version table: a published row is never deleted and only `changeable` fields change.

    `changeable` are column names; `during` (a successor closes it) and `revision` are always changeable.
    """
    free = ", ".join(f"'{field}'" for field in dict.fromkeys([*changeable, "during", "revision"]))
    return [
        Stays(
            name="published_stays",
            operation=pgtrigger.Delete,
            condition=pgtrigger.Condition("OLD.published_at IS NOT NULL"),
        ),
        Stays(
            name="published_frozen",
            operation=pgtrigger.Update,
            condition=pgtrigger.Condition(
                "OLD.published_at IS NOT NULL AND "
                f"(to_jsonb(NEW.*) - ARRAY[{free}]) IS DISTINCT FROM (to_jsonb(OLD.*) - ARRAY[{free}])"
            ),
        ),
    ]


def freeze_with(
    parent: str, parent_table: str, *, through: tuple[str, str] | None = None
) -> pgtrigger.Trigger:
    """Trigger for children of a Version: no child of a published version is added, changed, moved or deleted.

    `parent` is the column (without `_id`) that points at the version, `parent_table` its table. For a grandchild,
    `parent` points at a row of `through = (table, its column without `_id` that points at the version)`.
    """
    parents = f"(OLD.{parent}_id, NEW.{parent}_id)"  # OLD is null on insert, NEW on delete
    versions = f"SELECT 1 FROM {parent_table} v WHERE v.id IN {parents} AND v.published_at IS NOT NULL"
    if through:
        table, to_version = through
        versions = (
            f"SELECT 1 FROM {table} c JOIN {parent_table} v ON v.id = c.{to_version}_id "
            f"WHERE c.id IN {parents} AND v.published_at IS NOT NULL"
        )
    return Always(
        name="published_children_frozen",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
        func=f"""
            IF EXISTS ({versions}) THEN
                RAISE EXCEPTION 'published: rows of % are frozen', TG_TABLE_NAME;
            END IF;
            IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
            RETURN NEW;
        """,
    )
