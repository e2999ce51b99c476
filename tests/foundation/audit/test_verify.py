"""Attacks on the log by somebody with all rights on the database, and what the check says."""

import json
import subprocess
import sys
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from caicach.cli import main
from caicach.foundation.audit.exporting import export_roots
from caicach.foundation.audit.models import Event, Root
from caicach.foundation.audit.operations import take_root
from caicach.foundation.audit.queries import proof
from caicach.foundation.audit.verifying import exported_roots, verify
from caicach.foundation.kernel.errors import Refused
from caicach.foundation.kernel.home import CHECKOUT
from tests.factories.audit import happen, sql, thing

pytestmark = pytest.mark.django_db


@pytest.fixture
def exported(tmp_path):
    return tmp_path / "roots.jsonl"


@pytest.fixture
def log(exported):
    """Four objects with three events each, under two exported roots; two younger events."""
    objects = [thing() for _ in range(4)]
    for obj in objects:
        happen(obj, times=2)
    take_root(at=timezone.now())
    for obj in objects:
        happen(obj, times=1)
    take_root(at=timezone.now())
    export_roots(exported)
    happen(objects[0], times=2)
    return objects


def check(exported):
    return verify(exported_roots(exported))


def kinds(outcome):
    return {finding["what"] for finding in outcome.broken}


def event_of(obj, position):
    return Event.objects.get(object_id=obj.pk, position=position)


def test_an_honest_log_has_nothing_broken_and_counts_what_is_not_yet_proven(log, exported):
    outcome = check(exported)

    assert (outcome.events, outcome.roots, outcome.unproven, outcome.broken) == (14, 2, 2, [])


def test_a_root_that_has_not_left_the_house_proves_nothing(log, exported):
    take_root(at=timezone.now())

    assert check(exported).unproven == 2


def test_edited_data_are_found_and_located(log, exported):
    event = event_of(log[1], 2)

    sql("UPDATE audit_event SET data = '{\"step\": 99}' WHERE id = %s", event.pk)

    outcome = check(exported)
    assert {"what": "edited", "event": str(event.pk), "object": str(log[1].pk), "root": "1"} in outcome.broken
    assert {"what": "root_does_not_fit", "root": "1"} in outcome.broken


@pytest.mark.parametrize(
    "column", ["kind", "object_kind", "unit_id", "actor_id", "actor_label", "happened_at", "recorded_at"]
)
def test_every_column_of_an_event_is_sealed(log, exported, column):
    values = {"unit_id": "gen_random_uuid()", "actor_id": "gen_random_uuid()"}
    values |= {"happened_at": "now() - interval '1 year'", "recorded_at": "now() - interval '1 year'"}
    event = event_of(log[1], 2)

    sql(f"UPDATE audit_event SET {column} = {values.get(column, repr('x'))} WHERE id = %s", event.pk)

    assert "edited" in kinds(check(exported))


def test_an_edit_with_its_hash_and_all_later_hashes_made_anew_is_still_found(log, exported):
    sql("UPDATE audit_event SET data = '{\"step\": 99}' WHERE id = %s", event_of(log[1], 1).pk)
    previous = b""
    for position in (1, 2, 3):
        event = event_of(log[1], position)
        sql("UPDATE audit_event SET previous = %s WHERE id = %s", previous, event.pk)
        previous = _sealed_hash(event)
        sql("UPDATE audit_event SET hash = %s WHERE id = %s", previous, event.pk)

    assert kinds(check(exported)) == {"root_does_not_fit"}


def test_even_new_roots_over_an_edited_log_differ_from_those_that_left_the_house(log, exported):
    sql("UPDATE audit_event SET data = '{\"step\": 99}' WHERE id = %s", event_of(log[1], 3).pk)
    event = event_of(log[1], 3)
    sql("UPDATE audit_event SET hash = %s WHERE id = %s", _sealed_hash(event), event.pk)
    sql("DELETE FROM audit_root")
    sql("UPDATE audit_event SET root = NULL, leaf = NULL")
    take_root(at=timezone.now())

    assert {"root_missing", "root_differs_from_exported"} <= kinds(check(exported))


def test_a_deleted_event_is_found_wherever_it_stood(log, exported):
    sql("DELETE FROM audit_event WHERE id = %s", event_of(log[2], 2).pk)

    assert {"chain", "events_missing", "root_does_not_fit"} <= kinds(check(exported))


def test_the_deleted_last_event_of_an_object_is_found(log, exported):
    sql("DELETE FROM audit_event WHERE id = %s", event_of(log[2], 3).pk)

    assert {"events_missing", "root_does_not_fit"} <= kinds(check(exported))


def test_all_events_of_an_object_deleted_are_found(log, exported):
    sql("DELETE FROM audit_event WHERE object_id = %s", log[2].pk)

    outcome = check(exported)
    assert {"events_missing", "root_does_not_fit"} <= kinds(outcome)
    assert {"what": "events_missing", "root": "1", "expected": "8", "found": "6"} in outcome.broken


def test_an_event_put_in_between_is_found(log, exported):
    event = event_of(log[3], 2)
    sql("UPDATE audit_event SET position = position + 1 WHERE object_id = %s AND position = 3", log[3].pk)
    sql(_COPY.format(position=3), event.pk)

    assert {"edited", "chain"} <= kinds(check(exported))


def test_a_back_dated_event_at_the_end_of_a_chain_is_found(log, exported):
    event = event_of(log[3], 3)
    sql(_COPY.format(position=4), event.pk)
    made = event_of(log[3], 4)
    sql("UPDATE audit_event SET previous = %s WHERE id = %s", bytes(event.hash), made.pk)
    sql("UPDATE audit_event SET hash = %s WHERE id = %s", _sealed_hash(event_of(log[3], 4)), made.pk)

    assert check(exported).broken == [{"what": "inserted", "event": str(made.pk), "object": str(log[3].pk)}]


def test_two_events_swapped_within_an_object_are_found(log, exported):
    a, b = event_of(log[1], 1), event_of(log[1], 2)
    sql("UPDATE audit_event SET position = 100 WHERE id = %s", a.pk)
    sql("UPDATE audit_event SET position = 1 WHERE id = %s", b.pk)
    sql("UPDATE audit_event SET position = 2 WHERE id = %s", a.pk)

    assert {"edited", "chain"} <= kinds(check(exported))


def test_the_tails_of_two_objects_swapped_are_found(log, exported):
    a, b = event_of(log[1], 3), event_of(log[2], 3)
    sql("UPDATE audit_event SET object_id = gen_random_uuid() WHERE id = %s", a.pk)
    sql("UPDATE audit_event SET object_id = %s WHERE id = %s", log[1].pk, b.pk)
    sql("UPDATE audit_event SET object_id = %s WHERE id = %s", log[2].pk, a.pk)

    assert {"edited", "chain"} <= kinds(check(exported))


def test_events_reordered_under_their_root_are_found(log, exported):
    a, b = Event.objects.filter(root=1).order_by("leaf")[:2]
    sql("UPDATE audit_event SET leaf = 100 WHERE id = %s", a.pk)
    sql("UPDATE audit_event SET leaf = 0 WHERE id = %s", b.pk)
    sql("UPDATE audit_event SET leaf = 1 WHERE id = %s", a.pk)

    assert kinds(check(exported)) == {"root_does_not_fit"}


def test_a_whole_day_rolled_back_with_its_root_is_found(log, exported):
    sql("DELETE FROM audit_event WHERE root = 2 OR root IS NULL")
    sql("DELETE FROM audit_root WHERE number = 2")

    assert check(exported).broken == [{"what": "root_missing", "root": "2"}]


def test_events_taken_out_from_under_their_root_are_found(log, exported):
    sql("UPDATE audit_event SET root = NULL, leaf = NULL WHERE id = %s", event_of(log[1], 3).pk)

    assert {"inserted", "events_missing", "root_does_not_fit"} <= kinds(check(exported))


def test_an_edited_root_is_found(log, exported):
    sql("UPDATE audit_root SET taken_at = taken_at - interval '1 day' WHERE number = 1")

    assert {"root_edited", "root_chain", "root_differs_from_exported"} <= kinds(check(exported))


def test_younger_events_that_disappear_are_only_counted(log, exported):
    sql("DELETE FROM audit_event WHERE root IS NULL")

    outcome = check(exported)
    assert (outcome.unproven, outcome.broken) == (0, [])


def test_a_late_commit_comes_under_the_next_root_and_is_not_suspected(log, exported):
    """An event recorded while its transaction was open when the root was taken is younger than `complete_until`."""
    last = Root.objects.get(number=2)

    assert Event.objects.filter(root__isnull=True, recorded_at__lt=last.complete_until).count() == 0
    assert Event.objects.filter(root=2, recorded_at__gte=last.taken_at).count() == 0


@pytest.mark.django_db(transaction=True)
def test_a_root_waits_for_nobody_and_says_how_far_it_is_complete(exported):
    happen()
    other = connection.copy()
    with other.cursor() as cursor:
        cursor.execute("BEGIN")
        cursor.execute("SELECT clock_timestamp()")
        opened = cursor.fetchone()[0]
        root = take_root(at=timezone.now())
        cursor.execute("ROLLBACK")
    other.close()

    assert root.events == 1
    assert root.complete_until <= opened < root.complete_until + timedelta(seconds=5)


def test_no_root_is_taken_over_nothing(log):
    take_root(at=timezone.now())

    assert take_root(at=timezone.now()) is None
    assert Root.objects.count() == 3


def test_an_export_only_ever_adds_lines(log, exported):
    before = exported.read_text()
    take_root(at=timezone.now())

    assert export_roots(exported) == [3]
    assert exported.read_text().startswith(before)
    assert export_roots(exported) == []


def test_a_folder_is_no_file_of_roots(tmp_path):
    with pytest.raises(Refused, match="không phải tệp gốc"):
        exported_roots(tmp_path)


@pytest.mark.parametrize("text", ["not json", "[]", "5", '{"hash": "00"}', '{"number": "1"}'])
def test_a_file_that_is_no_export_is_refused(tmp_path, text):
    path = tmp_path / "roots.jsonl"
    path.write_text(text)

    with pytest.raises(Refused, match="không phải tệp gốc"):
        exported_roots(path)


def test_the_command_ends_with_one_when_something_is_broken(log, exported, settings, capsys):
    settings.AUDIT_EXPORT = exported
    assert main(["audit", "verify", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {"events": 14, "roots": 2, "unproven": 2, "broken": []}

    sql("UPDATE audit_event SET kind = 'x' WHERE id = %s", event_of(log[1], 2).pk)

    assert main(["audit", "verify", "--json"]) == 1
    assert json.loads(capsys.readouterr().out)["broken"]


def stand_alone(tmp_path, evidence, roots):
    path = tmp_path / "proof.json"
    path.write_text(json.dumps(evidence))
    checker = CHECKOUT / "tools" / "check_proof.py"
    return subprocess.run(
        [sys.executable, "-I", "-S", checker, path, roots], capture_output=True, text=True, check=False
    )


def test_the_stand_alone_checker_believes_a_proof_and_no_forged_one(log, exported, tmp_path):
    evidence = proof(event_of(log[1], 3).pk)

    assert stand_alone(tmp_path, evidence, exported).returncode == 0
    for forged in (
        evidence | {"text": evidence["text"] + " "},
        evidence | {"path": evidence["path"][1:]},
        evidence | {"root": evidence["root"] | {"number": 1}},
        evidence | {"root": evidence["root"] | {"number": 9}},
    ):
        assert stand_alone(tmp_path, forged, exported).returncode == 1


def test_the_checker_needs_nothing_but_the_standard_library():
    assert len((CHECKOUT / "tools" / "check_proof.py").read_text().splitlines()) <= 60


def test_an_event_without_a_root_has_no_proof_yet(log):
    with pytest.raises(Refused, match="chưa nằm dưới gốc"):
        proof(event_of(log[0], 5).pk)


_COPY = """INSERT INTO audit_event (id, kind, object_kind, object_id, unit_id, actor_id, actor_label, acting_for,
    happened_at, recorded_at, data, position, previous, hash)
    SELECT gen_random_uuid(), kind, object_kind, object_id, unit_id, actor_id, actor_label, acting_for,
    happened_at, recorded_at, data, {position}, previous, hash FROM audit_event WHERE id = %s"""


def _sealed_hash(event):
    from caicach.foundation.audit.queries import sealed_event  # deferred: a forger's tool, not the tested one

    return sealed_event(event.pk)[0].hash()
