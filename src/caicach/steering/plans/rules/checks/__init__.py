"""Đối chiếu chéo: every check of a programme as printed, as pure functions that return findings."""

from __future__ import annotations

from ..findings import Code, Finding, Severity
from ..programme import Programme
from .money import check_money
from .names import check_names
from .periods import check_periods
from .sequences import check_sequences
from .targets import check_targets
from .units import Directory, check_units

__all__ = ["Directory", "check_programme"]

_SEVERITIES = list(Severity)
_CODES = list(Code)


def check_programme(programme: Programme, directory: Directory | None = None) -> list[Finding]:
    """Đối chiếu toàn bộ một chương trình: errors first, then by kind of finding and line.

    Names of agencies are only looked up when a `directory` of the units on the day of issue is given.
    A finding never stops anything: the paper stays as it was printed.
    """
    found = [
        *check_money(programme),
        *check_sequences(programme),
        *check_targets(programme),
        *check_names(programme),
        *check_periods(programme),
        *(check_units(programme, directory) if directory else ()),
    ]
    return sorted(found, key=_order)


def _order(finding: Finding) -> tuple[int, int, int, str, int]:
    where = finding.where
    severity, code = _SEVERITIES.index(finding.severity), _CODES.index(finding.code)
    return severity, code, where.line or 0, where.code, where.year or 0
