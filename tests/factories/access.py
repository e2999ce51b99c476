"""Accounts, shipped roles, grants."""

from datetime import date
from functools import cache
from typing import Any

import factory
from django.contrib.auth.hashers import Argon2PasswordHasher

from caicach.foundation.kernel.actor import Actor
from caicach.organisation.access.models import Grant, Role, User
from caicach.organisation.access.operations import shipped_roles
from caicach.organisation.access.queries import actor_of
from caicach.organisation.units.models import Unit
from tests.factories.personnel import PersonFactory
from tests.factories.units import UnitFactory

SINCE = date(2020, 1, 1)
PASSWORD = "mat-khau-thu-nghiem-2026"


class QuickArgon2(Argon2PasswordHasher):
    """The hash that the platform uses, at a cost fit for tests only."""

    time_cost, memory_cost, parallelism = 1, 8, 1


@cache
def _shipped() -> dict[str, dict[str, Any]]:
    return {row["code"]: row for row in shipped_roles()}


class RoleFactory(factory.django.DjangoModelFactory):
    """A role; with the code of a shipped one, that role with its permissions."""

    class Meta:
        model = Role
        django_get_or_create = ("code",)

    code = factory.Sequence(lambda n: f"role-{n}")
    name = factory.LazyAttribute(lambda role: _shipped().get(role.code, {"name": role.code})["name"])
    permissions = factory.LazyAttribute(
        lambda role: _shipped().get(role.code, {"permissions": []})["permissions"]
    )


class UserFactory(factory.django.DjangoModelFactory):
    """An account of a person, without a password (tests sign in by `client_of`)."""

    class Meta:
        model = User

    username = factory.Sequence(lambda n: f"nguoi.dung.{n}")
    person = factory.SubFactory(PersonFactory)
    password = "!"


class GrantFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Grant

    user = factory.SubFactory(UserFactory)
    role = factory.SubFactory(RoleFactory)
    unit = factory.SubFactory(UnitFactory)
    during = (SINCE, None)


def user_as(role: str, unit: Unit | None = None, **grant: Any) -> User:
    """A user who holds a (shipped) role at a unit; at a fresh one if none is given."""
    return GrantFactory(role__code=role, unit=unit or UnitFactory(), **grant).user


def actor_as(role: str, unit: Unit | None = None, *, on: date = date(2026, 6, 1), **grant: Any) -> Actor:
    """The actor of a fresh user with a (shipped) role at a unit, on a day."""
    return actor_of(user_as(role, unit, **grant), on=on)
