"""Writes of documents: loading the shipped texts."""

import csv
import tomllib
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path

from django.db import transaction

from caicach.foundation.audit.operations import record
from caicach.foundation.kernel.actor import Actor
from caicach.foundation.kernel.home import reference
from caicach.foundation.kernel.text import nfc

from . import permissions
from .models import Clause, Document
from .rules import outline

_COLUMNS = (
    "kind",
    "number",
    "issuer",
    "issued_on",
    "title",
    "status",
    "scanned",
    "note",
    "source_file",
    "text",
)


def load_reference(*, by: Actor, at: datetime, progress: Callable[[int, int], None] | None = None) -> int:
    """Nạp văn bản nguồn from `reference/documents/`: each folder is one document; returns how many changed.

    A second run changes nothing. Clauses come from `clauses.csv` where a scan was restored, else from the outline.
    """
    folders = sorted(path.parent for path in (reference() / "documents").glob("*/document.toml"))
    changed = 0
    for done, folder in enumerate(folders, start=1):
        changed += load_document(folder=folder, by=by, at=at)
        if progress:
            progress(done, len(folders))
    return changed


@transaction.atomic
def load_document(*, folder: Path, by: Actor, at: datetime) -> bool:
    """Nạp một văn bản from its folder (`document.toml`, `source.txt`, `clauses.csv`); True when something changed."""
    by.require(permissions.EDIT)
    about = tomllib.loads(nfc((folder / "document.toml").read_text(encoding="utf-8")))
    # bytes, not text mode: a lone carriage return inside a scan must not become a line of its own
    text = nfc((folder / "source.txt").read_bytes().decode("utf-8"))
    values = dict.fromkeys(("number", "issuer", "note"), "") | {"issued_on": None, "scanned": False}
    values |= about | {"text": text, "source_file": f"{folder.name}/source.txt"}
    clauses = _clauses(folder, text)
    document = Document.objects.select_for_update().filter(code=about["code"]).first()
    if document is not None and _same(document, values, clauses):
        return False
    document = document or Document(code=about["code"])
    for column in _COLUMNS:
        setattr(document, column, values[column])
    document.save()
    document.clauses.all().delete()
    Clause.objects.bulk_create(
        Clause(document=document, path=path, heading=heading, text=words, line_from=first, line_to=last)
        for path, heading, words, first, last in clauses
    )
    record("legislation.document_loaded", document, by=by, at=at, clauses=len(clauses))
    return True


ClauseRow = tuple[str, str, str, int, int]


def _clauses(folder: Path, text: str) -> list[ClauseRow]:
    file = folder / "clauses.csv"
    if not file.exists():
        return [(p.path, p.heading, p.text, p.line_from, p.line_to) for p in outline(text)]
    with file.open(encoding="utf-8-sig", newline="") as lines:
        return [
            (nfc(r["code"]), nfc(r["heading"]), nfc(r["text"]), int(r["line_from"]), int(r["line_to"]))
            for r in csv.DictReader(lines)
        ]


def _same(document: Document, values: Mapping[str, object], clauses: list[ClauseRow]) -> bool:
    if any(getattr(document, column) != values[column] for column in _COLUMNS):
        return False
    kept = document.clauses.values_list("path", "heading", "text", "line_from", "line_to")
    return sorted(kept) == sorted(clauses)
