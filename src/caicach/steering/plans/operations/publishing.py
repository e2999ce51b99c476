"""Publishing a version, and what the records clerk adds when the paper has been issued."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.timezone import localdate

from caicach.foundation.audit.operations import record
from caicach.foundation.files.models import StoredFile
from caicach.foundation.kernel.actor import Actor
from caicach.foundation.kernel.errors import Refused
from caicach.steering.plans import permissions
from caicach.steering.plans.models import Plan, PlanVersion
from caicach.steering.plans.rules.weights import weights_fault


@transaction.atomic
def publish(*, version: PlanVersion, revision: int | None = None, by: Actor, at: datetime) -> PlanVersion:
    """Ban hành kế hoạch: the draft becomes the version in force and is frozen.

    Refuses an empty plan, and weights of tasks that do not make 100 %.
    """
    version = PlanVersion.claim(version.pk, revision)
    plan = Plan.claim(version.plan_id)
    by.require(permissions.PUBLISH, at_unit=plan.unit_id)
    if version.is_published:
        raise Refused("Bản này đã ban hành.")
    if not (version.tasks.exists() or version.objectives.exists() or version.activities.exists()):
        raise Refused("Kế hoạch chưa có mục tiêu, nhiệm vụ hoặc hoạt động nào; chưa thể ban hành.")
    if fault := weights_fault(version.tasks.values_list("weight", flat=True)):
        raise Refused(f"{fault} Hãy sửa cột tỷ trọng ở phụ lục nhiệm vụ, hoặc bỏ trống cả cột.")
    version.published_at, version.published_by_name = at, by.name
    version.save(update_fields=["published_at", "published_by_name", "revision"])
    plan.current = version
    plan.save(update_fields=["current", "revision"])
    record("plans.published", plan, by=by, at=at, ordinal=version.ordinal, reason=version.reason)
    return version


@transaction.atomic
def record_issue(
    *,
    version: PlanVersion,
    number: str,
    issued_on: date,
    signed_file: UUID | None = None,
    by: Actor,
    at: datetime,
) -> PlanVersion:
    """Ghi số, ký hiệu, ngày ban hành và bản ký số after the paper was issued; no new version."""
    version = PlanVersion.claim(version.pk)
    by.require(permissions.ISSUE, at_unit=version.plan.unit_id)
    if not version.is_published:
        raise Refused("Chỉ ghi số, ngày cho bản đã ban hành.")
    if not number.strip():
        raise Refused("Hãy nhập số, ký hiệu văn bản.", field="number")
    if issued_on > localdate(at):
        raise Refused("Ngày ban hành không được sau hôm nay.", field="issued_on")
    if signed_file and not StoredFile.objects.filter(pk=signed_file, media_type="application/pdf").exists():
        raise Refused("Bản ký số phải là tệp PDF.", field="signed")
    version.number, version.issued_on = number.strip(), issued_on
    version.signed_file = signed_file or version.signed_file
    version.save(update_fields=["number", "issued_on", "signed_file", "revision"])
    record("plans.issued", version.plan, by=by, at=at, number=number, issued_on=issued_on.isoformat())
    return version


@transaction.atomic
def archive(*, plan: Plan, by: Actor, at: datetime) -> Plan:
    """Kết thúc, đưa vào lưu trữ: it opens as archive and takes no more progress."""
    plan = Plan.claim(plan.pk)
    by.require(permissions.PUBLISH, at_unit=plan.unit_id)
    plan.archived = True
    plan.save(update_fields=["archived", "revision"])
    record("plans.archived", plan, by=by, at=at)
    return plan
