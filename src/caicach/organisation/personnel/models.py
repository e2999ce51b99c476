"""People, the posts they hold, and who stands in for them."""

from django.contrib.postgres.fields import DateRangeField
from django.db import models

from caicach.foundation.kernel.models import Revised, Row
from caicach.organisation.units.models import Unit


class Person(Revised):
    """A person who works in the administration (công chức, viên chức, cán bộ)."""

    full_name = models.CharField(max_length=200)
    email = models.EmailField(default="", blank=True)
    phone = models.CharField(max_length=30, default="", blank=True)

    def __str__(self) -> str:
        return self.full_name


class Post(Revised):
    """A person holds a post in a unit during a period (vị trí công tác)."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="posts")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="posts")
    title = models.CharField(max_length=200)
    is_head = models.BooleanField(default=False)
    during = DateRangeField()
    legal_basis = models.TextField(default="", blank=True)

    def __str__(self) -> str:
        return self.title


class Absence(Row):
    """A person is away; the substitute may do their work meanwhile."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="absences")
    substitute = models.ForeignKey(
        Person, models.PROTECT, related_name="substitutions", null=True, blank=True
    )
    during = DateRangeField()
    reason = models.CharField(max_length=300, default="", blank=True)

    def __str__(self) -> str:
        return str(self.during)
