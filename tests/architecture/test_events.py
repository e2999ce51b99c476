"""Every operation writes an event, and every kind of event has Vietnamese words."""

import ast

from caicach.foundation.audit.telling import words
from caicach.foundation.kernel.home import CHECKOUT
from tests.architecture.calls import without

WITHOUT_AN_EVENT = {
    "foundation/audit.record_many": "writes the events itself",
    "foundation/jobs.retry": "lies below the log; the run log keeps every try",
    "foundation/records.load_step": "the steps themselves write events",
    "foundation/search.follow_log": "the index is made anew from the rows",
    "foundation/search.rebuild": "the index is made anew from the rows",
    "foundation/search.refresh_kind": "the index is made anew from the rows",
    "organisation/notices.choose": "what letters somebody wants is their own affair",
    "organisation/notices.mark_all_seen": "seen is no deed",
    "organisation/notices.mark_seen": "seen is no deed",
    "organisation/notices.notify": "tells of an operation that wrote its event",
    "organisation/notices.notify_many": "tells of operations that wrote their events",
    "organisation/notices.open_delivery": "seen is no deed",
    "organisation/notices.remind": "each rung is a row of its own",
    "organisation/notices.send_digests": "every letter is a row of its own",
    "organisation/notices.send_waiting": "every letter is a row of its own",
    "organisation/units.hand_over": "each app hands over its own work and writes its event",
    "steering/indicators.take_readings": "readings are taken by the clock and can be taken again",
    "steering/plans.map_columns": "a file is being prepared; its import writes the event",
    "steering/plans.stage_import": "a file is being prepared; its import writes the event",
    "work/assignments.add_row": "a paper is being corrected; giving what it orders writes the events",
    "work/assignments.drop_row": "a paper is being corrected; giving what it orders writes the events",
    "work/assignments.edit_row": "a paper is being corrected; giving what it orders writes the events",
    "work/assignments.remark": "the words of an operation that writes its event",
    "work/assignments.tell": "tells of an operation that wrote its event",
    "work/assignments.tell_given": "tells of an operation that wrote its event",
    "work/assignments.tell_moved": "tells of an operation that wrote its event",
    "work/assignments.tell_partners": "tells of an operation that wrote its event",
    "work/assignments.tell_relieved": "tells of an operation that wrote its event",
}


def literal_kinds() -> set[str]:
    """The kinds written out in calls of `record`, and first in the tuples given to `record_many`."""
    found = set()
    for path in (CHECKOUT / "src" / "caicach").rglob("*.py"):
        if "operations" not in path.as_posix():
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in ("record", "record_many"):
                found |= {
                    value.value
                    for argument in node.args[:1]
                    for value in ast.walk(argument)
                    if isinstance(value, ast.Constant)
                    and isinstance(value.value, str)
                    and value.value.count(".") == 1
                    and value.value.replace(".", "").replace("_", "").isalpha()
                }
    return found


def test_every_kind_of_event_has_words():
    assert sorted(literal_kinds() - words().keys()) == []


def test_every_operation_writes_an_event_or_is_known_to_need_none():
    assert without({"record", "record_many"}) == sorted(WITHOUT_AN_EVENT)
