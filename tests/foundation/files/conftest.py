"""A store of its own for every test, and rows to hang files on."""

from datetime import UTC, date, datetime
from pathlib import Path
from uuid import UUID

import pytest

from caicach.foundation.kernel.actor import Actor, Scope
from caicach.foundation.kernel.scope import scoped
from caicach.foundation.records import RecordKind, Ref, registry
from caicach.organisation.units.models import Unit
from tests.factories.units import UnitFactory, province

AT = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
KIND = "tests.row"


@pytest.fixture(autouse=True)
def store_root(tmp_path: Path, settings) -> Path:
    settings.FILES_ROOT = tmp_path / "files"
    settings.CLAMAV_HOST = ""
    return settings.FILES_ROOT


def actor_at(unit_id: UUID | None, *permissions: str, user_id: UUID | None = None) -> Actor:
    scope = Scope(frozenset({"units.view", *permissions}), frozenset({unit_id}) if unit_id else frozenset())
    return Actor(name="Người thử", on=date(2026, 11, 22), user_id=user_id, unit_id=unit_id, scopes=(scope,))


@pytest.fixture
def row(db, monkeypatch):
    """A row (a unit stands for it) that only actors with a grant on it may see."""

    def visible(actor: Actor):
        seen = scoped(actor, "units.view", unit="pk")
        return Unit.objects.all() if actor.all_powerful else Unit.objects.filter(seen)

    kind = RecordKind(
        kind=KIND,
        label="Hàng thử",
        model=Unit,
        title=lambda unit: "Hàng thử",
        url=lambda unit: "/",
        unit=lambda unit: unit.pk,
        visible=visible,
    )
    monkeypatch.setitem(registry._KINDS, KIND, kind)
    return UnitFactory(parent=province())


@pytest.fixture
def ref(row) -> Ref:
    return Ref(KIND, row.pk)
