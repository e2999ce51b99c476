"""Evidence hangs on rows; who sees the row opens what hangs on it, and nobody else learns that it is there."""

import io
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.urls import reverse

from caicach.foundation.audit.models import Event, Read
from caicach.foundation.files import queries
from caicach.foundation.files.models import Attachment, StoredFile, Verdict
from caicach.foundation.files.operations import attach, detach, release, store
from caicach.foundation.files.rules import Reference
from caicach.foundation.kernel.actor import SYSTEM
from caicach.foundation.kernel.errors import NotPermitted, Refused
from caicach.foundation.records import Ref
from tests.factories.units import UnitFactory, province
from tests.foundation.files.conftest import AT, KIND, actor_at

TEXT = "Báo cáo kết quả".encode()
pytestmark = pytest.mark.django_db


def hung(ref: Ref, **given) -> Attachment:
    return attach(ref=ref, by=SYSTEM, at=AT, **{"content": io.BytesIO(TEXT), "name": "báo cáo.txt", **given})


def test_a_file_hangs_on_a_row_and_is_recorded(ref: Ref, row):
    attachment = hung(ref, title="Báo cáo quý IV")

    assert (attachment.shown, attachment.name, attachment.unit_id) == (
        "Báo cáo quý IV",
        "báo cáo.txt",
        row.pk,
    )
    event = Event.objects.get(kind="files.attached")
    assert (event.object_id, event.unit_id, event.data["to"]) == (
        attachment.pk,
        row.pk,
        {"kind": KIND, "id": str(row.pk)},
    )


def test_a_paper_kept_elsewhere_is_evidence_by_its_number_alone(ref: Ref):
    reference = Reference("434/KH-UBND", "2021-12-28", "UBND tỉnh Lào Cai", "https://laocai.gov.vn/434")

    attachment = attach(ref=ref, reference=reference, by=SYSTEM, at=AT)

    assert (attachment.shown, attachment.file, str(attachment.issued_on)) == (
        "434/KH-UBND",
        None,
        "2021-12-28",
    )
    assert StoredFile.objects.count() == 0


@pytest.mark.parametrize(
    ("reference", "words", "field"),
    [
        (Reference(), "Hãy chọn tệp, hoặc ghi số", "file"),
        (Reference(link="javascript:alert(1)"), "Đường dẫn phải bắt đầu", "link"),
        (Reference(number="1", issued_on="2021-13-01"), "Ngày ban hành không đúng", "issued_on"),
    ],
)
def test_what_is_wrong_is_refused_beside_its_field(ref: Ref, reference: Reference, words: str, field: str):
    with pytest.raises(Refused, match=words) as refusal:
        attach(ref=ref, reference=reference, by=SYSTEM, at=AT)

    assert refusal.value.field == field
    assert Attachment.objects.count() == 0


def test_only_who_sees_the_row_and_may_upload_there_hangs_files_on_it(ref: Ref, row):
    with pytest.raises(Refused, match="Không tìm thấy"):
        attach(ref=ref, content=io.BytesIO(TEXT), name="a.txt", by=actor_at(uuid4(), "files.upload"), at=AT)
    with pytest.raises(NotPermitted):
        attach(ref=ref, content=io.BytesIO(TEXT), name="a.txt", by=actor_at(row.pk), at=AT)

    assert attach(ref=ref, content=io.BytesIO(TEXT), name="a.txt", by=actor_at(row.pk, "files.upload"), at=AT)


def test_taking_away_needs_a_reason_and_keeps_the_history(ref: Ref):
    attachment = hung(ref)

    with pytest.raises(Refused, match="lý do"):
        detach(attachment=attachment, reason=" ", by=SYSTEM, at=AT)
    detach(attachment=attachment, reason="Nhầm tệp", by=SYSTEM, at=AT)
    with pytest.raises(Refused, match="đã được gỡ"):
        detach(attachment=attachment, reason="Nhầm tệp", by=SYSTEM, at=AT)

    assert list(queries.attachments_of(ref.kind, ref.id)) == []
    assert Attachment.objects.get().removed_because == "Nhầm tệp"


def test_lists_of_many_rows_take_one_query(ref: Ref, django_assert_num_queries):
    attachments = [hung(ref, title=str(i)) for i in range(3)]

    with django_assert_num_queries(1):
        found = queries.attachments_of_many(KIND, [ref.id, uuid4()])

    assert found == {ref.id: attachments}


def test_content_is_released_only_when_nothing_points_at_it(ref: Ref):
    stored, _ = store(content=io.BytesIO(TEXT), name="a.txt", by=SYSTEM, at=AT)
    hung(ref)

    assert release(stored=stored, by=SYSTEM, at=AT) is False
    Attachment.objects.all().delete()
    assert release(stored=stored, by=SYSTEM, at=AT) is True


@pytest.mark.parametrize(
    "wrong",
    [
        {"number": ""},
        {"link": "javascript:alert(1)"},
        {"removed_at": AT},
        {"removed_because": "x"},
    ],
)
def test_the_database_refuses_an_attachment_that_cannot_be(wrong: dict):
    right = {"object_kind": KIND, "object_id": uuid4(), "number": "1", "added_at": AT}

    with pytest.raises(IntegrityError), transaction.atomic():
        Attachment.objects.create(**{**right, **wrong})


# pages ---------------------------------------------------------------------------------------------------


@pytest.fixture
def inside(client_of, row):
    return client_of(role="focal_officer", unit=row)


@pytest.fixture
def outside(client_of):
    return client_of(role="focal_officer", unit=UnitFactory(parent=province(statistics_code="10")))


def test_a_download_can_only_be_saved_and_its_address_is_not_its_hash(inside, ref: Ref):
    attachment = hung(ref)
    url = reverse("files:download", args=[attachment.pk])

    answer = inside.get(url)

    assert b"".join(answer.streaming_content) == TEXT
    assert attachment.file.sha256 not in url
    assert answer["Content-Disposition"].startswith("attachment")
    assert (answer["X-Content-Type-Options"], answer["Content-Type"]) == ("nosniff", "text/plain")
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"


def test_a_download_is_written_to_the_read_log_about_the_row_it_hangs_on(inside, ref: Ref, row):
    attachment = hung(ref)

    b"".join(inside.get(reverse("files:download", args=[attachment.pk])).streaming_content)

    read = Read.objects.get()
    assert (read.way, read.object_kind, read.object_id) == ("download", "units.unit", ref.id)
    assert (read.actor_id, read.data) == (inside.user.pk, {"attachment": str(attachment.pk)})


def test_who_does_not_see_the_row_gets_404_for_everything_about_it(outside, ref: Ref):
    attachment = hung(ref)

    answers = [
        outside.get(reverse("files:download", args=[attachment.pk])),
        outside.get(reverse("files:remove", args=[attachment.pk])),
        outside.get(reverse("files:add", args=[KIND, ref.id])),
        outside.post(reverse("files:add", args=[KIND, ref.id]), {"number": "1"}),
        outside.get(reverse("files:add", args=["no.such", ref.id])),
        outside.get(reverse("files:download", args=[uuid4()])),
    ]

    assert [answer.status_code for answer in answers] == [404] * 6


def test_a_removed_file_cannot_be_opened(inside, ref: Ref):
    attachment = hung(ref)
    inside.post(reverse("files:remove", args=[attachment.pk]), {"reason": "Nhầm tệp"})

    assert inside.get(reverse("files:download", args=[attachment.pk])).status_code == 404


def test_a_file_that_waits_for_the_scanner_is_not_handed_out(inside, ref: Ref):
    attachment = hung(ref)
    StoredFile.objects.update(verdict=Verdict.WAITING)

    answer = inside.get(reverse("files:download", args=[attachment.pk]))

    assert answer.status_code == 409
    assert "Đang chờ quét" in answer.content.decode()
    assert not Read.objects.exists()


def test_a_file_is_attached_through_the_page_and_a_wrong_one_is_explained(inside, ref: Ref):
    url = reverse("files:add", args=[KIND, ref.id])

    wrong = inside.post(url, {"file": SimpleUploadedFile("a.pdf", b"MZ\x90\x00" + b"\x00" * 99)})
    right = inside.post(
        url, {"file": SimpleUploadedFile("a.txt", TEXT), "title": "<b>Báo cáo</b>", "back": "//evil.example/"}
    )

    assert wrong.status_code == 422
    assert "Loại tệp này không được phép" in wrong.content.decode()
    assert (right.status_code, right["Location"]) == (302, "/")
    assert Attachment.objects.get().title == "<b>Báo cáo</b>"


def test_an_upload_over_the_limit_is_cut_off_and_explained(inside, ref: Ref, settings):
    settings.UPLOAD_LIMIT = 1024 * 1024
    url = reverse("files:add", args=[KIND, ref.id])

    answer = inside.post(url, {"file": SimpleUploadedFile("lớn.txt", b"x" * (1024 * 1024 + 1))}, follow=True)

    assert "Tệp “lớn.txt” lớn hơn mức cho phép 1 MB" in answer.content.decode()
    assert (Attachment.objects.count(), StoredFile.objects.count()) == (0, 0)


def test_the_list_of_evidence_escapes_what_people_wrote(inside, ref: Ref, rf):
    from django.template import Context, Template

    hung(ref, title="<script>x</script>")
    request = rf.get("/")
    request.actor = SYSTEM

    drawn = Template("{% load files %}{% evidence kind id %}").render(
        Context({"request": request, "kind": KIND, "id": ref.id})
    )

    assert "&lt;script&gt;x&lt;/script&gt;" in drawn
    assert "Đính kèm tài liệu" in drawn
