"""Triggers of pgtrigger without its switch: nothing turns them off, and a row costs no subtransaction.

The functions that pgtrigger writes first read the setting `pgtrigger.ignore` inside an exception block, which is a
subtransaction for every row (a fifth of a millisecond when the setting is missing). These run their own lines only.
Declared, migrated and compared like any other trigger of pgtrigger.
"""

from typing import Any

import pgtrigger
import pgtrigger.compiler
from django.db import models


class AlwaysSql(pgtrigger.compiler.UpsertTriggerSql):
    """The SQL of an `Always` trigger; named in migrations, so it must go on giving the same text."""

    def get_template(self) -> str:
        """The function holds the trigger's own lines and nothing else."""
        return """
            CREATE OR REPLACE FUNCTION {pgid}()
            RETURNS TRIGGER AS $$
                {declare}
                BEGIN
                    {func}
                END;
            $$ LANGUAGE plpgsql;

            DROP TRIGGER IF EXISTS {pgid} ON {table};
            CREATE {constraint} TRIGGER {pgid}
                {when} {operation} ON {table}
                {timing}
                {referencing}
                FOR EACH {level} {condition}
                EXECUTE PROCEDURE {execute};

            COMMENT ON TRIGGER {pgid} ON {table} IS '{hash}';
        """


class Always(pgtrigger.Trigger):
    """A trigger that no setting switches off."""

    def compile(self, model: models.Model) -> pgtrigger.compiler.Trigger:
        """As `pgtrigger.Trigger.compile`, with `AlwaysSql`."""
        compiled = super().compile(model)
        arguments: dict[str, Any] = {**compiled.sql.kwargs}
        return pgtrigger.compiler.Trigger(name=compiled.name, sql=AlwaysSql(**arguments))


class Stays(Always, pgtrigger.Protect):
    """Protects rows from `operation` (where `condition` holds), whatever is set."""
