"""The import contracts hold, and each of them is seen to fail on a planted violation."""

import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from caicach.foundation.kernel.home import CHECKOUT

LAYERS = ["sites", "steering", "work", "law", "organisation", "foundation"]
SOURCE = CHECKOUT / "src" / "caicach"


def contracts():
    settings = tomllib.loads((CHECKOUT / "pyproject.toml").read_text())
    return settings["tool"]["importlinter"]["contracts"]


def lint(root: Path) -> subprocess.CompletedProcess[str]:
    program = Path(sys.executable).with_name("lint-imports")
    environment = {**os.environ, "PYTHONPATH": str(root / "src"), "COLUMNS": "200"}
    options = [program, "--config", root / "pyproject.toml", "--no-cache"]
    return subprocess.run(options, cwd=root, env=environment, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def copy(tmp_path_factory):
    root = tmp_path_factory.mktemp("copy")
    shutil.copytree(SOURCE, root / "src" / "caicach", ignore=shutil.ignore_patterns("__pycache__", "static"))
    shutil.copy(CHECKOUT / "pyproject.toml", root)
    return root


@pytest.fixture(scope="module")
def kept(copy):
    """What the check says of the project as it is."""
    return lint(copy)


PLANTED = {
    "Layers point downwards": ("organisation/units/queries", "import caicach.work.assignments.models"),
    "Inside foundation": ("foundation/kernel/moves.py", "import caicach.foundation.audit.rules"),
    "Inside organisation": ("organisation/units/queries", "import caicach.organisation.access.models"),
    "Inside steering": ("steering/indicators/queries", "import caicach.steering.plans.models"),
    "Inside sites": ("sites/workspace/views", "import caicach.sites.api"),
    "Anatomy of an app": ("organisation/units/models", "import caicach.organisation.units.operations"),
    "Rules are plain Python": ("foundation/audit/rules.py", "import django.db"),
    "Settings are read through django.conf": ("foundation/audit/queries.py", "import caicach.settings"),
}


def module(root: Path, name: str) -> Path:
    """The file of a module, which may have become a package."""
    place = root / "src" / "caicach" / name
    if place.suffix == ".py":
        return place
    return place / "__init__.py" if place.is_dir() else place.with_suffix(".py")


@pytest.fixture(scope="module")
def violated(copy, kept):
    """One planted violation of each contract, all at once; what the check says of them."""
    for where, statement in PLANTED.values():
        file = module(copy, where)
        file.write_text(f"{file.read_text()}\n{statement}\n")
    return lint(copy)


def test_all_contracts_are_kept(kept):
    assert kept.returncode == 0, kept.stdout[-3000:]
    assert f"Contracts: {len(contracts())} kept, 0 broken." in kept.stdout


@pytest.mark.parametrize("name", PLANTED)
def test_a_planted_violation_breaks_its_contract(kept, violated, name):
    assert f"{name} KEPT" in kept.stdout
    assert f"{name} BROKEN" in violated.stdout
    assert violated.returncode == 1


def test_every_contract_that_can_be_broken_is_seen_to_break():
    """Layers of one app alone cannot be crossed inside; they are there for the second app that will come."""
    alone = {"Inside law", "Inside work"}

    steering = "Steering imports of work only assignments"
    named = {contract["name"] for contract in contracts() if not contract["name"].startswith(steering)}
    assert named - alone == PLANTED.keys()


def test_no_contract_has_exceptions():
    assert [contract["name"] for contract in contracts() if contract.get("ignore_imports")] == []


def test_steering_imports_of_work_only_assignments():
    """The contract lists all other apps of work: held against the folder, so that a new app cannot be forgotten."""
    others = {
        f"caicach.work.{place.name}"
        for place in (SOURCE / "work").iterdir()
        if (place / "__init__.py").exists() and place.name != "assignments"
    }
    listed = {
        module
        for contract in contracts()
        if contract["name"].startswith("Steering imports of work only assignments")
        for module in contract["forbidden_modules"]
    }

    assert listed == others


def test_every_folder_has_its_place():
    folders = {place.name for place in SOURCE.iterdir() if (place / "__init__.py").exists()}

    assert folders == set(LAYERS)
