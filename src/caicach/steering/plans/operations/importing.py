"""Nhập mục tiêu, nhiệm vụ, hoạt động từ tệp: staged, previewed, then all or nothing."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast
from uuid import UUID

from django.db import transaction
from django.db.models import Max, Model

from caicach.foundation.audit.operations import record, record_many
from caicach.foundation.kernel.actor import Actor
from caicach.foundation.kernel.errors import Refused, Stale
from caicach.steering.plans import permissions
from caicach.steering.plans.models import Plan, PlanVersion, StagedImport
from caicach.steering.plans.operations.drafting import open_revision
from caicach.steering.plans.operations.rows import MODELS, add_rows, replace_rows
from caicach.steering.plans.queries.importing import IMPORT_LIMITS, Preview, preview, read_file
from caicach.steering.plans.queries.source import Names, findings_of, version_to_read, years_of
from caicach.steering.plans.rules.columns import ImportKind
from caicach.steering.plans.rules.findings import Finding


@transaction.atomic
def stage_import(
    *, version: PlanVersion, kind: ImportKind, file_name: str, content: bytes, by: Actor, at: datetime
) -> StagedImport:
    """Tải tệp lên để xem trước: nothing of the plan changes. Refuses what is no table or not safe to open."""
    by.require(permissions.IMPORT, at_unit=version.plan.unit_id)
    table = read_file(content, kind, years_of(version))
    if not table.rows:
        raise Refused(
            "Tệp không có dòng dữ liệu nào dưới dòng tiêu đề. Hãy chọn bảng tính .xlsx hoặc .csv có dòng đầu là tên "
            "các cột, mỗi dòng sau là một dòng dữ liệu; hoặc tải tệp mẫu về để so.",
            field="file",
        )
    StagedImport.objects.filter(version=version, kind=kind, staged_by=by.user_id, imported_at=None).delete()
    return StagedImport.objects.create(
        version=version,
        kind=kind,
        file_name=file_name[-255:],
        sha256=hashlib.sha256(content).hexdigest(),
        content=content,
        rows=len(table.rows),
        staged_by=by.user_id,
        staged_by_name=by.name,
        staged_at=at,
    )


@transaction.atomic
def map_columns(*, staged: StagedImport, mapping: Mapping[str, str], by: Actor, at: datetime) -> StagedImport:
    """Chọn cột cho từng trường: {field key: column title}; fields without a column are left out."""
    by.require(permissions.IMPORT, at_unit=staged.version.plan.unit_id)
    staged.mapping = {key: title for key, title in mapping.items() if title}
    staged.save(update_fields=["mapping"])
    return staged


def preview_of(staged: StagedImport) -> Preview:
    """What the staged file would do now."""
    kind = ImportKind(staged.kind)
    table = read_file(bytes(staged.content), kind, years_of(staged.version))
    return preview(staged.version, kind, table, staged.mapping or None)


@transaction.atomic
def confirm_import(*, staged: StagedImport, outcome: str, by: Actor, at: datetime) -> PlanVersion:
    """Nhập: write everything that the preview with this `outcome` showed, or nothing.

    Into a published version: opens its adjustment first. Raises `Stale` when the plan changed since the preview,
    `Refused` when the file was imported already, has errors or changes nothing.
    """
    staged = (
        StagedImport.objects.select_for_update(of=("self",)).select_related("version__plan").get(pk=staged.pk)
    )
    version = staged.version
    by.require(permissions.IMPORT, at_unit=version.plan.unit_id)
    Plan.objects.select_for_update(of=("self",)).get(pk=version.plan_id)
    if staged.imported_at is not None:
        raise Refused(f"Tệp này đã nhập lúc {staged.imported_at.astimezone(at.tzinfo):%H:%M ngày %d/%m/%Y}.")
    seen = preview_of(staged)
    if not seen.is_clean:
        raise Refused(f"Tệp còn {len(seen.problems)} lỗi. {seen.problems[0]}")
    if seen.is_empty:
        raise Refused("Tệp trùng với dữ liệu đang có; không có gì để nhập.")
    if seen.outcome != outcome:
        raise Stale
    target = _draft_for(version, staged.file_name, by, at)
    _write(target, seen, by, at, file=staged.file_name, sha256=staged.sha256)
    staged.imported_at, staged.outcome = at, outcome
    staged.save(update_fields=["imported_at", "outcome"])
    return target


def _draft_for(version: PlanVersion, file_name: str, by: Actor, at: datetime) -> PlanVersion:
    if not version.is_published:
        return version
    plan = version.plan
    if plan.current_id != version.pk:
        raise Stale
    draft = open_revision(plan=plan, reason=f"Nhập từ tệp {file_name}", by=by, at=at)
    draft.plan = plan
    return draft


def _write(version: PlanVersion, seen: Preview, by: Actor, at: datetime, *, file: str, sha256: str) -> None:
    names = Names.of_plan(version)
    rows = MODELS[seen.kind]._default_manager.filter(version=version)
    changes = {one.code: one for one in seen.changed}
    # by code, not by key: in a draft that was just opened the rows are copies
    pairs = [(row, changes[row.code].values) for row in rows.filter(code__in=changes)] if changes else []
    replaced = replace_rows(version=version, kind=seen.kind, rows=pairs, names=names)
    last = rows.aggregate(last=Max("position"))["last"] or 0
    new = [values for _, values in seen.added]
    added = add_rows(version=version, kind=seen.kind, rows=new, names=names, position=last + 1)
    record(
        "plans.imported",
        version.plan,
        by=by,
        at=at,
        dataset=str(seen.kind),
        file=file,
        sha256=sha256,
        version=str(version.pk),
        added=len(added),
        changed=len(replaced),
        outcome=seen.outcome,
    )
    told = [(key, {"code": values["code"], "sha256": sha256}) for key, values in zip(added, new, strict=True)]
    told += [
        (key, {"code": row.code, "sha256": sha256, "fields": sorted(changes[row.code].differences)})
        for key, (row, _) in zip(replaced, pairs, strict=True)
    ]
    _tell(MODELS[seen.kind], told, version, by, at)


def _tell(
    model: type[Model], told: list[tuple[UUID, dict[str, Any]]], version: PlanVersion, by: Actor, at: datetime
) -> None:
    """One event for each row, in one statement; a reference stands for the row, whose object was never made."""
    unit = version.plan.unit_id
    entries = [
        ("plans.item_imported", cast(Model, SimpleNamespace(_meta=model._meta, pk=key)), unit, data)
        for key, data in told
    ]
    record_many(entries, by=by, at=at)


@dataclass(frozen=True, slots=True)
class FileOutcome:
    """What `import_file` did or would do."""

    code: str
    seen: Preview
    written: bool
    findings: list[Finding]

    @property
    def is_clean(self) -> bool:
        """The file had no error."""
        return self.seen.is_clean

    def as_json(self) -> dict[str, Any]:
        """Plain values for the command line."""
        return {
            "programme": self.code,
            "kind": str(self.seen.kind),
            "imported": self.written,
            **self.seen.as_json(),
            "findings": [finding.as_json() for finding in self.findings],
        }


class _Undo(Exception):
    """Leaves the transaction of a dry run without keeping anything."""


def import_file(
    *, path: Path, code: str, kind: ImportKind, dry_run: bool, check: bool = False, by: Actor, at: datetime
) -> FileOutcome:
    """Nạp một tệp từ dòng lệnh into the draft of a plan (opening an adjustment where none is open).

    Returns every error with row and column, and with `check` the findings of the cross-checks in the plan as it
    would be. Nothing is written when there is an error, nothing to change, or on a dry run. Refuses an unknown plan
    and an unsafe file.
    """
    version = version_to_read(code, draft=True)
    by.require(permissions.IMPORT, at_unit=version.plan.unit_id)
    content = _content(path)
    table = read_file(content, kind, years_of(version))
    seen = preview(version, kind, table)
    if not seen.is_clean or (seen.is_empty and not dry_run):
        return FileOutcome(code, seen, False, [])
    findings: list[Finding] = []
    try:
        with transaction.atomic():
            target = version
            if not seen.is_empty:
                Plan.objects.select_for_update(of=("self",)).get(pk=version.plan_id)
                target = _draft_for(version, path.name, by, at)
                digest = hashlib.sha256(content).hexdigest()
                _write(target, seen, by, at, file=path.name, sha256=digest)
            findings = findings_of(target)[1] if check else []
            if dry_run:
                raise _Undo
    except _Undo:
        return FileOutcome(code, seen, False, findings)
    return FileOutcome(code, seen, True, findings)


def _content(path: Path) -> bytes:
    if not path.is_file():
        raise Refused(f"Không thấy tệp “{path.name}”.", field="file")
    with path.open("rb") as file:
        return file.read(IMPORT_LIMITS.max_bytes + 1)
