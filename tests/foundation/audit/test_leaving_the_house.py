"""Roots leave the house: by e-mail, and with the stamp of a real authority (RFC 3161)."""

import json
import socket
from datetime import UTC, datetime
from urllib.error import URLError

import pytest
from django.core import mail
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from caicach.cli import main
from caicach.foundation.audit import jobs
from caicach.foundation.audit.exporting import export_roots, send_root
from caicach.foundation.audit.operations import take_root
from caicach.foundation.audit.stamping import BadStamp, check_stamp, stamp_path, stamp_root, waiting
from caicach.foundation.audit.verifying import exported_roots, verify
from caicach.foundation.kernel.actor import system
from caicach.foundation.kernel.errors import Refused
from caicach.foundation.records.operations import create_installation
from caicach.foundation.running import health, installing
from tests.factories.audit import happen
from tests.foundation.audit.authority import Authority

pytestmark = pytest.mark.django_db

AT = datetime(2026, 11, 21, 17, 3, tzinfo=UTC)  # three minutes past midnight of the 22nd in Vietnam


@pytest.fixture(scope="module")
def authority(tmp_path_factory):
    with Authority(tmp_path_factory.mktemp("tsa")).open() as authority:
        yield authority


@pytest.fixture
def roots(tmp_path, settings, authority):
    """Two roots exported to a file, an authority that is asked and trusted."""
    settings.AUDIT_EXPORT = tmp_path / "roots.jsonl"
    settings.AUDIT_TSA_URL, settings.AUDIT_TSA_CERT = authority.url, str(authority.certificate)
    authority.kept = None
    for _ in range(2):
        happen(times=3)
        take_root(at=AT)
    export_roots(settings.AUDIT_EXPORT)
    return settings.AUDIT_EXPORT


def lines(path):
    """The exported lines by number."""
    return {json.loads(text)["number"]: text.encode() for text in path.read_text().splitlines()}


def away():
    """An address at which nobody answers."""
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{nobody.getsockname()[1]}/tsa"


def audit_verify(capsys):
    code = main(["audit", "verify", "--json"])
    return code, json.loads(capsys.readouterr().out)["broken"]


def test_a_root_gets_a_stamp_that_anybody_can_check(roots, authority):
    first, second = lines(roots)

    kept = stamp_root(first)

    assert kept == roots.with_name(f"root-{first}.tsr")
    assert authority.verifies(kept, lines(roots)[first])
    assert not authority.verifies(kept, lines(roots)[second])
    check_stamp(lines(roots)[first], kept.read_bytes())


def test_a_stamp_on_another_root_is_refused_and_nothing_kept(roots, authority):
    first, second = lines(roots)
    authority.kept = stamp_root(first).read_bytes()

    with pytest.raises(BadStamp, match="something else"):
        stamp_root(second)

    assert waiting() == [second]


def test_an_old_stamp_on_the_same_root_does_not_answer_a_new_question(roots, authority):
    first = min(lines(roots))
    authority.kept = stamp_root(first).read_bytes()

    with pytest.raises(BadStamp, match="another question"):
        stamp_root(first)


def test_a_stamp_of_an_authority_that_nobody_trusts_is_refused(roots, authority, settings, tmp_path):
    (tmp_path / "other").mkdir()
    settings.AUDIT_TSA_CERT = str(Authority(tmp_path / "other").certificate)

    with pytest.raises(BadStamp):
        stamp_root(min(lines(roots)))

    assert waiting() == list(lines(roots))


@pytest.mark.parametrize("answer", [b"", b"<html>503</html>", b"0\x03\x02\x01\x02"])
def test_an_answer_that_is_no_stamp_is_refused(roots, authority, answer):
    authority.kept = answer

    with pytest.raises(BadStamp):
        stamp_root(min(lines(roots)))


def test_the_check_of_the_log_finds_exchanged_and_spoilt_stamps(roots, capsys):
    first, second = lines(roots)
    for number in (first, second):
        stamp_root(number)
    assert audit_verify(capsys) == (0, [])

    stamp_path(second).write_bytes(stamp_path(first).read_bytes())
    code, found = audit_verify(capsys)

    assert (code, [(f["what"], f["root"]) for f in found]) == (1, [("stamp_does_not_fit", str(second))])


def queued(name):
    return list(ProcrastinateJob.objects.filter(task_name=name).order_by("id").values_list("status", "args"))


def test_an_authority_that_is_away_is_asked_again_every_hour_and_the_doctor_says_so(
    roots, settings, authority
):
    first, second = lines(roots)
    there, settings.AUDIT_TSA_URL = settings.AUDIT_TSA_URL, away()

    jobs.stamps_are_due(0)
    jobs.stamps_are_due(0)  # the question that still waits is not put twice
    assert queued("audit.stamp") == [("todo", {"number": first}), ("todo", {"number": second})]
    with pytest.raises(URLError, match="refused"):
        jobs.stamp(first)
    told = health.stamps()

    assert (told.status, told.message) == (
        "warn",
        f"2 gốc xác thực chưa có dấu thời gian (số {first}, {second}): {settings.AUDIT_TSA_URL} chưa cấp.",
    )
    assert "thử lại mỗi giờ" in told.what_to_do

    settings.AUDIT_TSA_URL = there
    for number in waiting():
        jobs.stamp(number)
    assert (waiting(), health.stamps().status) == ([], "ok")
    ProcrastinateJob.objects.all()._raw_delete("default")
    jobs.stamps_are_due(0)
    assert queued("audit.stamp") == []


def test_a_try_that_failed_is_made_again_after_a_while():
    waits = [app.tasks[name].retry_strategy.linear_wait for name in ("audit.send", "audit.stamp")]

    assert waits == [300, 60]


def test_without_an_authority_nobody_is_asked(roots, settings, authority):
    settings.AUDIT_TSA_URL = ""
    before = authority.asked

    assert (stamp_root(min(lines(roots))), waiting(), health.stamps().status) == (None, [], "ok")
    assert authority.asked == before


def test_a_root_is_mailed_with_its_number_day_and_count(roots, settings):
    settings.AUDIT_MAIL = ["luu.tru@mau.gov.vn", "kiem.toan@mau.gov.vn"]
    number = max(lines(roots))

    send_root(number)

    [letter] = mail.outbox
    assert letter.to == settings.AUDIT_MAIL
    assert letter.subject == f"caicach: gốc xác thực nhật ký số {number}, ngày 22/11/2026"
    assert f"Gốc xác thực số {number}, lập lúc 00:03 ngày 22/11/2026, gồm 3 sự kiện." in letter.body
    assert lines(roots)[number].decode() in letter.body.splitlines()


def test_the_letter_is_a_file_where_there_is_no_mail_server(roots, settings, tmp_path):
    settings.AUDIT_MAIL = ["luu.tru@mau.gov.vn"]
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    settings.EMAIL_FILE_PATH = tmp_path / "mail"

    send_root(max(lines(roots)))

    [letter] = (tmp_path / "mail").iterdir()
    assert "luu.tru@mau.gov.vn" in letter.read_text()


def test_the_hourly_job_takes_exports_mails_and_stamps(tmp_path, settings, authority):
    settings.AUDIT_EXPORT = tmp_path / "roots.jsonl"
    settings.AUDIT_ROOTS = "hourly"
    settings.AUDIT_TSA_URL = authority.url
    happen(times=2)

    jobs.root_is_due(0)
    assert [status for status, _ in queued("audit.export")] == ["todo"]
    jobs.export()

    [number] = lines(settings.AUDIT_EXPORT)
    assert [args for _, args in queued("audit.send")] == [{"number": number}]
    assert [args for _, args in queued("audit.stamp")] == [{"number": number}]


def test_a_new_installation_begins_a_log_and_keeps_the_roots_of_the_former_apart(tmp_path, settings):
    settings.AUDIT_EXPORT = tmp_path / "roots.jsonl"
    settings.AUDIT_EXPORT.write_text(former := '{"number": 1, "hash": "of a log that is gone"}\n')
    (tmp_path / "root-1.tsr").write_bytes(b"its stamp")
    said = []

    installing.start_elsewhere(
        files={}, by=system(AT.date()), at=AT, say=said.append, province="Tỉnh Thử Nghiệm", province_code="",
        agency_code="", letterhead="", letterhead_parent="", place="", blocks=["state"],
    )  # fmt: skip

    apart = tmp_path / "until-20261122T000300"
    assert list(tmp_path.iterdir()) == [apart]
    assert (apart / "roots.jsonl").read_text() == former
    assert (apart / "root-1.tsr").read_bytes() == b"its stamp"
    assert f"Gốc xác thực của nhật ký trước đây được giữ tại {apart}." in said
    assert verify(exported_roots(settings.AUDIT_EXPORT)).broken == []


def test_a_second_setup_leaves_the_roots_where_they_are(roots):
    before = roots.read_bytes()
    create_installation(**installing.LAO_CAI, sample=False, by=system(AT.date()), at=AT)

    with pytest.raises(Refused):
        installing.start_elsewhere(
            files={}, by=system(AT.date()), at=AT, say=str, **installing.LAO_CAI, blocks=["state"]
        )

    assert roots.read_bytes() == before
