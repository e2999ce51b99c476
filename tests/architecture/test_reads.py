"""What is sensitive says so: files that leave, pages of people and accounts, the log, what the API tells."""

import ast
import importlib
import inspect

import pytest

from caicach.foundation.audit.sensitive import Way
from caicach.foundation.audit.telling import words_of_reads
from caicach.sites.api.api import api
from tests.architecture.test_views import ours

LEAVES_AS_FILE = {"exported", "exported_table", "file_answer", "FileResponse", "StreamingHttpResponse"}
"""Names that make a file of what is asked for."""

BLANK_FORMS = {"caicach.organisation.access.views.users.import_file"}
"""Views that hand out a file in which nothing is told of anybody."""

ABOUT_PEOPLE = (
    "caicach.organisation.personnel.",
    "caicach.organisation.access.",
    "caicach.foundation.audit.",
)
ABOUT_NOBODY = {
    "caicach.organisation.access.account_urls.closed",
    "caicach.organisation.access.views.identity.callback",  # the sign-in itself is in its own log
    "caicach.organisation.access.views.identity.login",
    "caicach.organisation.access.views.identity.without_password",  # says the same to everybody
    "caicach.organisation.personnel.views.changing.add",
    "caicach.organisation.personnel.views.changing.end_absence",  # POST only
    "caicach.organisation.access.views.users.home",
    "caicach.organisation.access.views.users.add",
    "caicach.organisation.access.views.users.import_file",
    "caicach.organisation.access.views.users.reopen",  # POST only, as are the next two
    "caicach.organisation.access.views.users.reset",
    "caicach.organisation.access.views.users.reset_steps",
    "caicach.organisation.access.views.grants.end",  # one grant to be ended: the write is in the log
    "caicach.organisation.access.views.grants.elevations",
    "caicach.organisation.access.views.grants.end_elevation",
    "caicach.organisation.access.views.grants.switch",
    "caicach.organisation.access.views.roles.role_list",
    "caicach.organisation.access.views.roles.role",
    "caicach.organisation.access.views.roles.add",
}
"""Forms and pages without a person's data, in the apps that are about people."""


def called(view) -> str:
    return f"{view.__module__}.{view.__qualname__}"


def used_by(view) -> set[str]:
    """All names that the view uses, with those that the functions of its module use which it calls."""
    tree = ast.parse(inspect.getsource(importlib.import_module(view.__module__)))
    functions = {node.name: node for node in tree.body if isinstance(node, ast.FunctionDef)}
    found: set[str] = set()
    waiting = {view.__name__}
    while waiting:
        node = functions[waiting.pop()]
        names = {n.id for n in ast.walk(node) if isinstance(n, ast.Name)}
        names |= {n.value for n in ast.walk(node) if isinstance(n, ast.Constant) and isinstance(n.value, str)}
        waiting |= (names - found) & functions.keys()
        found |= names
    return found


def our_views():
    return [view for view in ours() if view.__name__ in vars(importlib.import_module(view.__module__))]


def sends_a_file(view) -> bool:
    return bool(used_by(view) & (LEAVES_AS_FILE | {"Content-Disposition"}))


@pytest.mark.django_db
def test_every_view_that_hands_out_a_file_is_declared_sensitive():
    silent = [called(view) for view in our_views() if sends_a_file(view) and not hasattr(view, "reads")]

    assert sorted(silent) == sorted(BLANK_FORMS)


def test_the_search_for_files_finds_the_known_ones():
    found = {called(view).removeprefix("caicach.") for view in our_views() if sends_a_file(view)}

    assert {
        "foundation.files.views.download",
        "foundation.papers.views.download",
        "foundation.audit.views.event_list",
        "organisation.personnel.views.reading.people_list",
        "work.assignments.views.lists.assignment_list",
        "steering.plans.views.annex.annex",
    } <= found


def test_every_page_about_people_accounts_and_the_log_is_declared_with_every_answer():
    views = [view for view in our_views() if view.__module__.startswith(ABOUT_PEOPLE)]

    silent = {called(view) for view in views if not hasattr(view, "reads")}
    assert silent == ABOUT_NOBODY
    files_only = {called(v) for v in views if hasattr(v, "reads") and v.reads.way != Way.PAGE}
    assert files_only == {
        "caicach.foundation.audit.views.event_proof",
        "caicach.foundation.audit.views.read_proof",
        "caicach.organisation.personnel.views.handing_over.print_minutes",
    }


def test_what_the_api_tells_of_rows_is_declared():
    operations = {
        operation.view_func.__name__: getattr(operation.view_func, "reads", None)
        for _, router in api._routers
        for path in router.path_operations.values()
        for operation in path.operations
        if "GET" in operation.methods
    }

    assert {name for name, reads in operations.items() if reads is None} == {
        "list_measures",  # definitions and figures of units: published within the administration
        "read_measure",
    }


def test_every_kind_that_is_read_has_words():
    kinds = {view.reads.kind for view in ours() if getattr(view, "reads", None)}

    assert sorted(kinds - words_of_reads().keys()) == []
