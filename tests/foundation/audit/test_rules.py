"""The tree, the proofs and the canonical text of events."""

import hashlib
from datetime import UTC, datetime
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caicach.foundation.audit.rules import (
    Growing,
    Sealed,
    climb,
    inclusion,
    leaf,
    merkle_root,
    micros,
    node,
    salted,
)

HASHES = [hashlib.sha256(bytes([i])).digest() for i in range(40)]


def test_the_root_of_three_is_the_tree_of_rfc_6962():
    a, b, c = map(leaf, HASHES[:3])

    assert merkle_root(HASHES[:3]) == node(node(a, b), c)


def test_the_root_of_nothing_is_the_hash_of_nothing():
    assert merkle_root([]) == hashlib.sha256(b"").digest()


@given(st.integers(1, 40))
def test_a_growing_tree_has_the_root_of_the_recursive_definition(size):
    def recursive(hashes):
        if len(hashes) == 1:
            return leaf(hashes[0])
        split = 1
        while split * 2 < len(hashes):
            split *= 2
        return node(recursive(hashes[:split]), recursive(hashes[split:]))

    grown = Growing()
    for value in HASHES[:size]:
        grown.add(value)

    assert grown.root() == recursive(HASHES[:size])
    assert grown.size == size


@given(st.integers(1, 40), st.data())
def test_every_proof_leads_to_the_root_and_is_short(size, data):
    index = data.draw(st.integers(0, size - 1))

    path = inclusion(HASHES[:size], index)

    assert climb(HASHES[index], path) == merkle_root(HASHES[:size])
    assert len(path) <= (size - 1).bit_length()


@given(st.integers(2, 40), st.data())
def test_a_proof_does_not_fit_another_event(size, data):
    index = data.draw(st.integers(0, size - 1))
    other = data.draw(st.integers(0, size - 1).filter(lambda i: i != index))

    path = inclusion(HASHES[:size], index)

    assert climb(HASHES[other], path) != merkle_root(HASHES[:size])


def test_there_is_no_proof_of_a_leaf_outside_the_tree():
    with pytest.raises(IndexError):
        inclusion(HASHES[:3], 3)


def test_the_canonical_text_has_one_field_a_line():
    key = UUID(int=1)
    event = Sealed(
        id=key,
        object_kind="plans.task",
        object_id=UUID(int=2),
        position=3,
        previous=b"\xff",
        kind="tasks.moved",
        unit_id=None,
        actor_id=UUID(int=4),
        actor_label="",
        acting_for=None,
        happened_at=datetime(1970, 1, 1, 0, 0, 1, 5, tzinfo=UTC),
        recorded_at=datetime(1970, 1, 2, tzinfo=UTC),
        data='{"a": 1}',
    )

    assert event.text().split("\n") == [
        "caicach.event.1",
        str(key),
        "plans.task",
        str(UUID(int=2)),
        "3",
        "ff",
        "tasks.moved",
        "",
        str(UUID(int=4)),
        "",
        "",
        "1000005",
        "86400000000",
        '{"a": 1}',
    ]
    assert event.hash() == hashlib.sha256(event.text().encode()).digest()


def test_moments_are_exact_to_the_microsecond():
    assert micros(datetime(2026, 11, 20, 9, 30, 0, 123457, tzinfo=UTC)) % 1_000_000 == 123457


def test_a_salted_value_depends_on_its_salt():
    assert salted("Nguyễn Văn An", b"1") != salted("Nguyễn Văn An", b"2")
    assert salted("Nguyễn Văn An", b"1") == salted("Nguyễn Văn An", b"1")
