"""One piece of evidence for many assignments: kept once, asked for each, all or none."""

from io import BytesIO

import pytest

from caicach.foundation.audit.models import Event
from caicach.foundation.files import permissions as files
from caicach.foundation.files.models import Attachment, StoredFile
from caicach.foundation.files.queries import attachments_of
from caicach.foundation.kernel.actor import Actor, Scope
from caicach.foundation.kernel.errors import Refused
from caicach.work.assignments import operations, permissions
from caicach.work.assignments.models import Report
from caicach.work.assignments.operations import Proof
from caicach.work.assignments.operations.telling import ASSIGNMENT_REF
from caicach.work.assignments.states import Status
from tests.factories.assignments import BY, NOW, TODAY, in_state
from tests.factories.units import UnitFactory

pytestmark = pytest.mark.django_db
TABLE = b"%PDF-1.7 danh sach don vi nop bao cao dung han"


def _file():
    return Proof(title="Danh sách đơn vị nộp báo cáo đúng hạn", content=BytesIO(TABLE), name="ds.pdf")


def _accepted(count, **more):
    return [in_state(Status.ACCEPTED, title=f"Nhiệm vụ số {n}", **more) for n in range(1, count + 1)]


def _actor(*codes, units):
    seen = frozenset({permissions.VIEW, files.UPLOAD, *codes})
    return Actor(name="Người thử", on=TODAY, scopes=(Scope(seen, frozenset(unit.pk for unit in units)),))


def test_one_file_hangs_on_all_and_is_kept_once():
    rows = _accepted(3)

    done = operations.prove_many(assignments=rows, proof=_file(), by=BY, at=NOW)

    hung = [attachments_of(ASSIGNMENT_REF, row.pk).get() for row in rows]
    assert (done, StoredFile.objects.count(), len({a.file_id for a in hung})) == (3, 1, 1)
    assert {a.unit_id for a in hung} == {row.unit_id for row in rows}
    assert Event.objects.filter(kind="assignments.proved").count() == 3


def test_one_file_is_the_result_of_all():
    rows = _accepted(2)

    operations.prove_many(assignments=rows, proof=_file(), as_result=True, text="Đã nộp", by=BY, at=NOW)

    for row in rows:
        row.refresh_from_db()
        report = Report.objects.get(assignment=row, kind="hand_in")
        assert (row.state, report.text) == (Status.HANDED_IN, "Đã nộp")
        assert attachments_of("assignments.report", report.pk).count() == 1
    assert StoredFile.objects.count() == 1


def test_rows_that_refuse_are_named_and_nothing_is_written():
    first, second, third, fourth = _accepted(4)
    operations.hand_in(assignment=second, text="Xong", by=BY, at=NOW)
    by = _actor(permissions.REPORT, units=[first.unit, second.unit, fourth.unit])
    before = Event.objects.count()

    with pytest.raises(Refused) as refused:
        operations.prove_many(
            assignments=[first, second, third, fourth],
            proof=_file(),
            as_result=True,
            text="Đã nộp",
            by=by,
            at=NOW,
        )

    assert "dòng 2 (“Nhiệm vụ số 2”): Không thực hiện được vì hiện đang ở trạng thái" in str(refused.value)
    assert "dòng 3 (“Nhiệm vụ số 3”): Bạn chưa được phân quyền" in str(refused.value)
    assert "dòng 1 " not in str(refused.value)
    assert "dòng 4 " not in str(refused.value)
    first.refresh_from_db()
    assert first.state is Status.ACCEPTED
    assert (Attachment.objects.count(), Event.objects.count()) == (0, before)


def test_the_giver_proves_what_many_units_did():
    committee = UnitFactory()
    rows = _accepted(2, giver_unit=committee)
    units = [committee, *(row.unit for row in rows)]
    may_not = _actor(units=units)

    with pytest.raises(Refused, match=r"dòng 1 .*dòng 2 "):
        operations.prove_many(assignments=rows, proof=_file(), by=may_not, at=NOW)
    done = operations.prove_many(
        assignments=rows, proof=_file(), by=_actor(permissions.CONFIRM, units=units), at=NOW
    )

    assert done == 2


def test_where_one_may_not_upload_one_proves_nothing():
    (row,) = _accepted(1)
    codes = frozenset({permissions.VIEW, permissions.REPORT})
    by = Actor(name="Người thử", on=TODAY, scopes=(Scope(codes, frozenset({row.unit_id})),))

    with pytest.raises(Refused, match="dòng 1 "):
        operations.prove_many(assignments=[row], proof=_file(), by=by, at=NOW)


@pytest.mark.parametrize(
    ("proof", "words"),
    [
        (Proof(), "Hãy chọn tệp"),
        (Proof(symbol="12/BC (MẬT)"), "chỉ độ mật"),
        (Proof(content=BytesIO(b"MZ\x00\x01"), name="a.exe"), "Loại tệp"),
    ],
)
def test_evidence_that_is_none_is_refused(proof, words):
    rows = _accepted(2)

    with pytest.raises(Refused, match=words):
        operations.prove_many(assignments=rows, proof=proof, by=BY, at=NOW)

    assert Attachment.objects.count() == 0
