"""Whose installation this is, and what setting up loads."""

from datetime import UTC, datetime

import pytest
from django.db import DatabaseError, transaction

from caicach.foundation.audit.models import Event
from caicach.foundation.kernel.actor import system
from caicach.foundation.kernel.errors import Refused
from caicach.foundation.records.models import Installation, LoadedStep
from caicach.foundation.records.operations import create_installation, load_step, require_sample
from caicach.foundation.records.queries import installation, is_sample
from caicach.foundation.records.setup import SetupStep, setup_steps

pytestmark = pytest.mark.django_db

AT = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
BY = system(AT.date())


def create(**facts):
    return create_installation(**{"province": "Tỉnh Lào Cai", "sample": False} | facts, by=BY, at=AT)


def test_an_installation_says_whose_it_is_and_the_log_knows():
    place = create(letterhead="ỦY BAN NHÂN DÂN TỈNH LÀO CAI")

    event = Event.objects.get(object_id=place.pk)
    assert (installation(), is_sample()) == (place, False)
    assert (event.kind, event.data) == ("installation.created", {"sample": False, "province": "Tỉnh Lào Cai"})


def test_there_is_one_installation_in_a_database():
    create()

    with pytest.raises(Refused, match="đã được cài đặt"):
        create()
    with pytest.raises(DatabaseError), transaction.atomic():
        Installation.objects.create(province="Tỉnh khác", is_sample=True, created_at=AT)


def test_an_unknown_block_is_refused():
    with pytest.raises(Refused, match="Không có khối “army”"):
        create(blocks=["party", "army"])


def test_real_data_never_become_samples_and_samples_never_real():
    place = create()

    with pytest.raises(DatabaseError), transaction.atomic():
        Installation.objects.filter(pk=place.pk).update(is_sample=True)
    with pytest.raises(DatabaseError), transaction.atomic():
        place.delete()
    assert is_sample() is False


def test_samples_are_made_in_a_sample_database_only():
    with pytest.raises(Refused, match="được đánh dấu là mẫu"):
        require_sample()
    create(sample=True)

    require_sample()


def loaded(step, fingerprint="a"):
    return load_step(step, fingerprint=fingerprint, seed=1, by=BY, at=AT)


def test_a_step_runs_again_only_when_files_or_code_have_changed():
    calls = []
    step = SetupStep(1, "Bước thử", lambda **given: calls.append(sorted(given)))

    assert [loaded(step), loaded(step), loaded(step, "b")] == [True, False, True]
    assert calls == [["at", "by", "progress"]] * 2


def test_samples_are_made_once_whatever_has_changed():
    calls = []
    step = SetupStep(1, "Mẫu thử", lambda **given: calls.append(sorted(given)), sample=True)

    assert [loaded(step), loaded(step, "b")] == [True, False]
    assert calls == [["at", "by", "seed"]]


def test_a_step_that_fails_is_not_done_and_leaves_nothing():
    def half(**given):
        create()
        raise Refused("Tệp hỏng.")

    with pytest.raises(Refused):
        loaded(SetupStep(1, "Bước hỏng", half))

    assert (installation(), LoadedStep.objects.filter(label="Bước hỏng").exists()) == (None, False)


def test_steps_run_from_the_lowest_layer_up_and_samples_last():
    steps = setup_steps(sample=True)

    assert [(s.sample, s.order) for s in steps] == sorted((s.sample, s.order) for s in steps)
    assert {s.label for s in setup_steps(sample=False)} < {s.label for s in steps}


def test_another_province_gets_only_what_fits_everywhere():
    labels = {step.label for step in setup_steps(sample=False, shipped=False)}

    assert labels == {"Lịch làm việc", "Vai trò"}
