"""A client made from the description alone, by a generator that others use, talks to the running server."""

import importlib
import shutil
import subprocess
import sys
from datetime import UTC, date, datetime
from pathlib import Path
from types import SimpleNamespace
from uuid import uuid4

import pytest
from django.test import Client
from django.utils.timezone import localdate

from caicach.foundation.kernel.permissions import declared
from caicach.sites.api.operations import make_key
from caicach.work.assignments.models import Assignment
from tests.factories import plans as make
from tests.factories.access import RoleFactory, actor_as
from tests.factories.units import UnitFactory, province

PACKAGE = "may_khach_caicach"
AT = datetime(2026, 6, 1, 3, 0, tzinfo=UTC)


@pytest.fixture
def root():
    return province()


def key_of(role: str, unit) -> str:
    return make_key(name="Phần mềm thử", expires_on=None, by=actor_as(role, unit), at=AT)[1]


@pytest.fixture
def key(root):
    RoleFactory(code="phan-mem", permissions=list(declared()))
    return key_of("phan-mem", root)


@pytest.fixture
def made(transactional_db, key, tmp_path: Path, monkeypatch):
    """The generated package; its modules are forgotten afterwards."""
    description = tmp_path / "openapi.json"
    description.write_bytes(Client().get("/api/v1/openapi.json", headers={"X-API-Key": key}).content)
    program = shutil.which("openapi-python-client", path=str(Path(sys.executable).parent))
    assert program
    subprocess.run(
        [program, "generate", "--meta", "none", "--fail-on-warning",
         "--path", str(description), "--output-path", str(tmp_path / PACKAGE)],
        check=True, capture_output=True, env={"PATH": str(Path(program).parent)}, cwd=tmp_path,
    )  # fmt: skip
    monkeypatch.syspath_prepend(tmp_path)
    modules = ("client", "models", "api.units", "api.plans", "api.assignments", "api.measures")
    yield SimpleNamespace(
        **{name.rpartition(".")[2]: importlib.import_module(f"{PACKAGE}.{name}") for name in modules}
    )
    for name in [name for name in sys.modules if name.partition(".")[0] == PACKAGE]:
        del sys.modules[name]


def operation(name: str):
    """The module of one operation, by its name in the description: "units.list_units"."""
    return importlib.import_module(f"{PACKAGE}.api.{name}")


def caller(made, address: str, key: str):
    """The client, as a program opens it; leaving it closes its connections."""
    return made.client.AuthenticatedClient(
        base_url=address, token=key, prefix="", auth_header_name="X-API-Key", httpx_args={"trust_env": False}
    )


def test_a_generated_client_reads_and_gives(made, live_server, root, key):
    unit = UnitFactory(parent=root, name="Sở Nội vụ", own_code="SNV")
    make.plan(root, objectives=[{"target": make.target()}])
    order = made.models.AssignmentIn(
        title="Rà soát thủ tục", unit_id=unit.pk, giver_unit_id=root.pk, due_on=date(2030, 12, 31)
    )

    with caller(made, live_server.url, key) as client:
        units = operation("units.list_units").sync(client=client, on=date(2026, 6, 1), limit=1, offset=1)
        plans = operation("plans.list_plans").sync(client=client, year=2026)
        tasks = operation("plans.list_tasks").sync(code="ke-hoach-2026", client=client)
        goals = operation("plans.list_objectives").sync(code="ke-hoach-2026", client=client)
        given = operation("assignments.give_assignment").sync(client=client, body=order)
        read = operation("assignments.get_assignment").sync(id=given.id, client=client)
        figure = operation("measures.read_measure").sync(
            key="assignments.assigned", client=client, unit="SNV", period=f"{localdate():%Y}"
        )

    assert (units.count, [u.name for u in units.items], units.items[0].valid_to) == (2, ["Sở Nội vụ"], None)
    assert [p.code for p in plans.items] == ["ke-hoach-2026"]
    assert (tasks.items[0].percent, goals.items[0].target.value) == (0, 90.0)
    assert (given.title, given.unit_id, given.due_on) == ("Rà soát thủ tục", unit.pk, date(2030, 12, 31))
    assert Assignment.objects.get().pk == given.id == read.id
    assert (figure.numerator, figure.denominator) == (1.0, None)


def test_a_generated_client_is_refused_in_words(made, live_server, root, key):
    contradiction = made.models.AssignmentIn(
        title="Rà soát", unit_id=root.pk, giver_unit_id=root.pk, due_on=date(2030, 12, 31), regular=True
    )

    with caller(made, live_server.url, key) as client, caller(made, live_server.url, "sai") as stranger:
        missing = operation("assignments.get_assignment").sync_detailed(id=uuid4(), client=client)
        refused = operation("assignments.give_assignment").sync_detailed(client=client, body=contradiction)
        unknown = operation("units.list_units").sync_detailed(client=stranger)

    assert [(a.status_code, a.parsed.message) for a in (missing, refused, unknown)] == [
        (404, "Không tìm thấy, hoặc bạn không được xem."),
        (409, refused.parsed.message),
        (401, "Hãy đăng nhập, hoặc gửi khóa còn hiệu lực trong X-API-Key."),
    ]
    assert "thường xuyên" in refused.parsed.message
    assert not Assignment.objects.exists()
