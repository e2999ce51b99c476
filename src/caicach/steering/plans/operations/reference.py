"""Loading the shipped programmes from `reference/programmes/`, and the sample plans into a sample database."""

import csv
from collections.abc import Callable
from dataclasses import asdict
from datetime import datetime
from pathlib import Path

from django.db import transaction

from caicach.foundation.kernel.actor import Actor
from caicach.foundation.kernel.home import reference
from caicach.foundation.kernel.text import nfc
from caicach.law.legislation.models import Document
from caicach.organisation.units.models import Unit
from caicach.steering.indicators.operations import define_indicators
from caicach.steering.plans.models import Area, LegalBasis, Plan, PlanVersion, PrintedTotal
from caicach.steering.plans.operations.drafting import create_plan
from caicach.steering.plans.operations.publishing import archive, publish
from caicach.steering.plans.operations.rows import add_rows
from caicach.steering.plans.queries.source import Names
from caicach.steering.plans.rules.columns import ImportKind
from caicach.steering.plans.rules.folder import Folder, read_folder
from caicach.steering.plans.states import PlanKind

Progress = Callable[[int, int], None]


def load_reference(*, by: Actor, at: datetime, progress: Progress | None = None) -> int:
    """Nạp chỉ số và các chương trình, kế hoạch đã ban hành (not the samples); returns how many plans are new."""
    with (reference() / "programmes" / "metrics.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = [{name: nfc(text) for name, text in row.items()} for row in csv.DictReader(file)]
    define_indicators(definitions=rows, by=by, at=at)
    return _load(_folders(sample=False), by, at, progress)


def load_samples(*, seed: int, by: Actor, at: datetime) -> int:
    """Nạp kế hoạch mẫu (2026 and the draft of 2027); they are the same whatever the `seed`."""
    return _load(_folders(sample=True), by, at, None)


def _folders(*, sample: bool) -> list[tuple[Path, Folder]]:
    """Folders in the order of loading: a plan after the one it makes concrete and the one it follows."""
    paths = [path.parent for path in (reference() / "programmes").glob("*/programme.toml")]
    found = [(path, read_folder(path)) for path in paths]
    chosen = [(path, folder) for path, folder in found if folder.about["sample"] is sample]
    return sorted(chosen, key=lambda one: (one[1].about["kind"] == "yearly_plan", one[1].about["first_year"]))


def _load(folders: list[tuple[Path, Folder]], by: Actor, at: datetime, progress: Progress | None) -> int:
    known = set(Plan.objects.values_list("code", flat=True))
    added = 0
    for done, (_, folder) in enumerate(folders, start=1):
        if folder.about["code"] not in known:
            load_programme(folder=folder, by=by, at=at)
            added += 1
        if progress:
            progress(done, len(folders))
    return added


@transaction.atomic
def load_programme(*, folder: Folder, by: Actor, at: datetime) -> Plan:
    """Nạp một chương trình, kế hoạch: all its rows, then publish it, and archive it if its period is over.

    A plan whose folder says `draft_plan = true` stays a draft. A plan that is there already is left alone by the
    callers, since people may have changed it.
    """
    about = folder.about
    version = create_plan(
        code=about["code"],
        kind=PlanKind(about["kind"]),
        unit_id=Unit.objects.get(reference=about["unit"]).pk,
        title=_title(about),
        first_year=about["first_year"],
        last_year=about["last_year"],
        parent=Plan.objects.filter(code=about["parent"]).first() if about.get("parent") else None,
        previous=Plan.objects.filter(code=about["previous"]).first() if about.get("previous") else None,
        is_sample=about["sample"],
        is_public=True,
        by=by,
        at=at,
    )
    _fill(version, folder)
    if not about.get("draft_plan"):
        publish(version=version, by=by, at=at)
    plan = Plan.objects.get(pk=version.plan_id)
    return archive(plan=plan, by=by, at=at) if about["status"] == "ended" else plan


def _title(about: dict[str, object]) -> str:
    words = [about["paper"], about["number"], about["title"]]
    if about["draft"]:
        words[0] = f"Dự thảo {about['paper']}"
    return " ".join(str(word) for word in words if word)


def _fill(version: PlanVersion, folder: Folder) -> None:
    about = folder.about
    version.document = Document.objects.filter(code=about.get("document", "")).first()
    version.number, version.issued_on = about["number"], about.get("issued_on")
    version.printed_facts = {
        "sections": [asdict(one) for one in folder.sections],
        "periods": [asdict(one) for one in folder.periods],
        "baselines": [{**asdict(one), "value": str(one.value)} for one in folder.baselines],
        "note": about.get("note", ""),
    }
    version.save(update_fields=["document", "number", "issued_on", "printed_facts"])
    _fill_headings(version, folder)
    names = Names.of_plan(version)
    for kind, rows in (
        (ImportKind.OBJECTIVES, folder.objectives),
        (ImportKind.TASKS, folder.tasks),
        (ImportKind.ACTIVITIES, folder.activities),
    ):
        add_rows(version=version, kind=kind, rows=rows, names=names)


def _fill_headings(version: PlanVersion, folder: Folder) -> None:
    Area.objects.bulk_create(
        Area(
            version=version,
            code=area["code"],
            name=area["name"],
            printed_code=area["printed"],
            line_from=int(area["line"]) if area["line"] else None,
            line_to=int(area["line"]) if area["line"] else None,
            position=position,
        )
        for position, area in enumerate(folder.areas, start=1)
    )
    LegalBasis.objects.bulk_create(
        LegalBasis(version=version, text=basis["text"], position=position)
        for position, basis in enumerate(folder.about.get("legal_bases", ()), start=1)
    )
    PrintedTotal.objects.bulk_create(
        PrintedTotal(
            version=version,
            scope=total.scope,
            code=total.code,
            year=total.year,
            amount=total.amount,
            printed=total.printed,
            unit_label=total.unit,
            in_table=total.in_table,
            label=total.label,
            line=total.line,
        )
        for total in folder.printed
    )
