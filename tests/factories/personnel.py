"""People, posts, absences."""

from datetime import date

import factory

from caicach.organisation.personnel.models import Absence, Person, Post
from tests.factories.units import UnitFactory

SINCE = date(2020, 1, 1)


class PersonFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Person

    full_name = factory.Sequence(lambda n: f"Nguyễn Văn Mẫu {n}")


class PostFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Post

    person = factory.SubFactory(PersonFactory)
    unit = factory.SubFactory(UnitFactory)
    title = "Chuyên viên"
    during = (SINCE, None)


class AbsenceFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Absence

    person = factory.SubFactory(PersonFactory)
    substitute = factory.SubFactory(PersonFactory)
    during = (SINCE, None)
