"""Marking a database as somebody's installation."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from caicach.foundation.audit.operations import record
from caicach.foundation.kernel.actor import Actor
from caicach.foundation.kernel.errors import Refused
from caicach.foundation.records.models import Installation, LoadedStep
from caicach.foundation.records.queries import BLOCKS, installation, is_sample
from caicach.foundation.records.setup import Progress, SetupStep


@transaction.atomic
def create_installation(
    *,
    province: str,
    sample: bool,
    by: Actor,
    at: datetime,
    province_code: str = "",
    agency_code: str = "",
    letterhead: str = "",
    letterhead_parent: str = "",
    place: str = "",
    blocks: Sequence[str] = BLOCKS,
    shipped_reference: bool = True,
) -> Installation:
    """Tạo bản cài đặt: say whose database this is and whether its data will be samples.

    Refused when the database already is an installation, or a block is unknown.
    """
    if installation():
        raise Refused("Cơ sở dữ liệu này đã được cài đặt. Hãy dùng một cơ sở dữ liệu trống.")
    if unknown := set(blocks) - set(BLOCKS):
        raise Refused(f"Không có khối “{sorted(unknown)[0]}”; hãy chọn trong: {', '.join(BLOCKS)}.")
    made = Installation.objects.create(
        province=province,
        is_sample=sample,
        province_code=province_code,
        agency_code=agency_code,
        letterhead=letterhead,
        letterhead_parent=letterhead_parent,
        place=place,
        blocks=list(blocks),
        shipped_reference=shipped_reference,
        created_at=at,
    )
    record("installation.created", made, by=by, at=at, sample=sample, province=province)
    return made


def require_sample() -> None:
    """Refuse to make sample data in a database that holds real data."""
    if not is_sample():
        raise Refused(
            "Chỉ tạo dữ liệu mẫu trong cơ sở dữ liệu được đánh dấu là mẫu khi cài đặt "
            "(`caicach setup` không kèm --fresh, trên cơ sở dữ liệu trống)."
        )


@transaction.atomic
def load_step(
    step: SetupStep, *, fingerprint: str, seed: int, by: Actor, at: datetime, progress: Progress | None = None
) -> bool:
    """Carry out a step of setting up, whole or not at all; False when it was done from the same state before.

    Samples are made once, whatever has changed since.
    """
    done = LoadedStep.objects.filter(label=step.label, sample=step.sample)
    if done.filter(**({} if step.sample else {"fingerprint": fingerprint})).exists():
        return False
    if step.sample:
        step.run(seed=seed, by=by, at=at)
    else:
        step.run(by=by, at=at, progress=progress)
    LoadedStep.objects.update_or_create(
        label=step.label, sample=step.sample, defaults={"fingerprint": fingerprint, "loaded_at": at}
    )
    return True
