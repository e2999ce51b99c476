"""Tables: what points at what, and migrations that say what the models say."""

from io import StringIO

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command

from caicach.foundation.kernel.ids import new_id

LAYERS = ["foundation", "organisation", "law", "work", "steering", "sites"]
ORDERS = {
    "foundation": ["kernel", "ui", "jobs", "audit", "records", "files"],
    "organisation": ["units", "personnel", "access", "notices"],
    "steering": ["indicators", "plans"],
}


def rank(model):
    """Where a model stands in the order of the house; rooms beside each other in one layer have the same rank."""
    _, layer, app, *_ = model.__module__.split(".")
    order = ORDERS.get(layer, [])
    return LAYERS.index(layer), order.index(app) if app in order else len(order)


def our_models():
    return [m for m in apps.get_models(include_auto_created=True) if m.__module__.startswith("caicach.")]


def foreign_keys():
    for model in our_models():
        for field in model._meta.get_fields():
            if field.is_relation and not field.auto_created and field.related_model:
                yield model, field


KEYS_OF_THEIR_OWN = {
    "ui.Submission": "the key of a form, drawn with it",
    "audit.Root": "roots are counted",
    "audit.Salt": "the key of the row that it salts",
    "measures.StoredReading": "derived from rows and made anew in place; never joined with another province's",
    "measures.Fact": "derived from rows and made anew in place; never joined with another province's",
    "running.SlowStatement": "the hash of a statement",
    "access.SharedMemory": "the table of a cache",
    "assignments.Beat": "one row",
}


def test_rows_have_keys_that_say_when_and_never_meet_those_of_another_province():
    ours = [m for m in our_models() if not m._meta.auto_created and m._meta.pk.remote_field is None]

    assert {m._meta.label for m in ours if m._meta.pk.default is not new_id} == set(KEYS_OF_THEIR_OWN)
    made = [new_id() for _ in range(1000)]
    assert {key.version for key in made} == {7}
    assert made == sorted(set(made))


def test_every_foreign_key_points_down_or_stays_in_its_app():
    upward = [
        f"{model._meta.label}.{field.name} -> {field.related_model._meta.label}"
        for model, field in foreign_keys()
        if field.related_model.__module__.startswith("caicach.")
        and model._meta.app_label != field.related_model._meta.app_label
        and rank(field.related_model) >= rank(model)
    ]

    assert upward == []


def test_no_table_of_foundation_points_at_a_unit_or_an_account():
    pointing = [
        f"{model._meta.label}.{field.name}"
        for model, field in foreign_keys()
        if ".foundation." in model.__module__ and field.related_model._meta.app_label in ("units", "access")
    ]

    assert pointing == []


def test_there_are_no_generic_foreign_keys_and_no_default_order():
    generic = [
        model._meta.label
        for model in our_models()
        if any(type(field).__name__ == "GenericForeignKey" for field in model._meta.private_fields)
    ]
    ordered = [model._meta.label for model in our_models() if model._meta.ordering]

    assert (generic, ordered) == ([], [])


def test_every_table_is_understood_by_its_docstring():
    bare = [
        m._meta.label
        for m in our_models()
        if not m._meta.auto_created and (m.__doc__ or "").startswith(m.__name__ + "(")
    ]

    assert bare == []


@pytest.mark.django_db
def test_migrations_say_what_the_models_say():
    out = StringIO()
    try:
        call_command("makemigrations", check=True, dry_run=True, stdout=out, stderr=out)
    except (SystemExit, CommandError):
        pytest.fail(out.getvalue())
