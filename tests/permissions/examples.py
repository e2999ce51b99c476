"""For every view whose address has parts: what to put there, from a side of the world."""

from collections.abc import Callable
from typing import Any

Example = Callable[[dict[str, Any]], dict[str, Any]]


def _pk(name: str) -> Example:
    return lambda rows: {"pk": rows[name]}


def _plan(**more: str) -> Example:
    return lambda rows: {"code": rows["plan"]} | {key: rows.get(name, name) for key, name in more.items()}


def _draft(**more: str) -> Example:
    return lambda rows: (
        {"code": rows["draft_plan"]} | {key: rows.get(name, name) for key, name in more.items()}
    )


EXAMPLES: dict[str, Example] = {
    "workspace:unit": lambda rows: {"unit_id": rows["unit"]},
    "audit:": lambda rows: {"key": rows["event"]},
    "audit:read_proof": lambda rows: {"key": rows["read"]},
    "files:add": lambda rows: {"kind": "assignments.assignment", "object_id": rows["assignment"]},
    "files:": lambda rows: {"attachment_id": rows["attachment"]},
    "papers:": lambda rows: {"request_id": rows["paper"]},
    "worktime:begin": lambda rows: {"code": rows["calendar"], "year": 2030},
    "worktime:edit": _pk("draft"),
    "worktime:publish": _pk("draft"),
    "worktime:discard": _pk("draft"),
    "worktime:withdraw_local_days": _pk("local_days"),
    "worktime:journal_entry": _pk("journal"),
    "worktime:": lambda rows: {"code": rows["calendar"]},
    "measures:": lambda rows: {"key": "assignments.overdue"},
    "jobs:": lambda rows: {"key": 999999999},
    "units:change": lambda rows: {"unit_id": rows["unit"], "slug": "doi-ten"},
    "units:": lambda rows: {"unit_id": rows["unit"]},
    "personnel:minutes": _pk("minutes"),
    "plans:signed_paper": _plan(ordinal="1"),
    "personnel:print_minutes": _pk("minutes"),
    "personnel:end_post": _pk("post"),
    "personnel:end_absence": _pk("absence"),
    "personnel:hand_over": lambda rows: {"pk": rows["person"], "unit_id": rows["unit"]},
    "personnel:": _pk("person"),
    "access:end_grant": _pk("grant"),
    "access:end_elevation": _pk("grant"),
    "access:role": lambda rows: {"code": "specialist"},
    "access:": _pk("user"),
    "notices:receipts": lambda rows: {"kind": rows["ref"].kind, "ref_id": rows["ref"].id},
    "notices:": _pk("delivery"),
    "legislation:": lambda rows: {"code": rows["document"]},
    "assignments:intake": _pk("intake"),
    "assignments:intake_": _pk("intake"),
    "assignments:": _pk("assignment"),
    "indicators:indicator": lambda rows: {"key": rows["indicator"]},
    "indicators:choose": lambda rows: {"key": rows["indicator"]},
    "indicators:enter": lambda rows: {"key": rows["indicator"]},
    "indicators:revise": _pk("target"),
    "indicators:": _pk("value"),
    "plans:save_annex": _draft(),
    "plans:add_task": _draft(),
    "plans:remove_task": _draft(pk="draft_task"),
    "plans:publish": _draft(),
    "plans:discard": _draft(),
    "plans:area": _plan(area="II"),
    "plans:objective": _plan(origin="objective"),
    "plans:task": _plan(origin="task"),
    "plans:report_progress": _plan(origin="task"),
    "plans:confirm_progress": _plan(pk="progress"),
    "plans:return_progress": _plan(pk="progress"),
    "plans:activity": _plan(origin="activity"),
    "plans:record_money": _plan(origin="activity"),
    "plans:unit": _plan(unit="unit"),
    "plans:export": _plan(kind="tasks"),
    "plans:import": _draft(),
    "plans:staged": _draft(pk="staged"),
    "plans:set_columns": _draft(pk="staged"),
    "plans:confirm_import": _draft(pk="staged"),
    "plans:": _plan(),
    "api_key_revoke": _pk("api_key"),
    "api-1:get_unit": lambda rows: {"code": rows["unit_code"]},
    "api-1:get_assignment": lambda rows: {"id": rows["assignment"]},
    "api-1:read_measure": lambda rows: {"key": "assignments.overdue"},
    "api-1:": lambda rows: {"code": rows["plan"]},
}
"""By the longest name that the view's begins with."""


QUERIES: dict[str, Example] = {
    "api-1:read_measure": lambda rows: {"unit": rows["unit_code"], "period": "2026"},
    "assignments:prove": lambda rows: {"chon": str(rows["assignment"])},
    "measures:reading": lambda rows: {"don_vi": rows["unit_code"]},
}
"""What stands after the question mark."""


def example_for(view: str) -> Example | None:
    """The arguments' maker for a view; None when there is no example."""
    fitting = [
        name for name in EXAMPLES if view == name or (name.endswith((":", "_")) and view.startswith(name))
    ]
    return EXAMPLES[max(fitting, key=len)] if fitting else None
