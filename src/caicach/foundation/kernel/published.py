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
) -> list[pgtrigger.Trigger]:
    """Triggers for children of a Version: no child of a published version is added, changed, moved or deleted.

    `parent` is the column (without `_id`) that points at the version, `parent_table` its table. For a grandchild,
    `parent` points at a row of `through = (table, its column without `_id` that points at the version)`. New rows are
    looked at together, once a statement: an import adds tens of thousands in one.
    """
    to_version = f"JOIN {parent_table} v ON v.id = c.{parent}_id"
    if through:
        table, column = through
        to_version = f"JOIN {table} p ON p.id = c.{parent}_id JOIN {parent_table} v ON v.id = p.{column}_id"
    frozen = f"{to_version} WHERE v.published_at IS NOT NULL"
    refused = "RAISE EXCEPTION 'published: rows of % are frozen', TG_TABLE_NAME;"
    return [
        Always(
            name="published_children_frozen",
            when=pgtrigger.Before,
            operation=pgtrigger.Update | pgtrigger.Delete,
            # NEW is null on delete
            func=f"""
            IF EXISTS (SELECT 1 FROM (VALUES (OLD.{parent}_id), (NEW.{parent}_id)) c({parent}_id) {frozen}) THEN
                {refused}
            END IF;
            IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
            RETURN NEW;
        """,
        ),
        Always(
            name="published_takes_no_more",
            when=pgtrigger.After,
            operation=pgtrigger.Insert,
            level=pgtrigger.Statement,
            referencing=pgtrigger.Referencing(new="added"),
            declare=[("found", "boolean")],
            # planned anew each time: one row and ten thousand want different plans
            func=f"""
            EXECUTE 'SELECT EXISTS (SELECT 1 FROM added c {frozen})' INTO found;
            IF found THEN
                {refused}
            END IF;
            RETURN NULL;
        """,
        ),
    ]
