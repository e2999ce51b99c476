"""Units and their versions through time."""

from django.contrib.postgres.fields import DateRangeField
from django.contrib.postgres.indexes import GistIndex
from django.db import models

from caicach.foundation.kernel.models import Revised, Row, no_overlap


class Unit(Row):
    """A unit with a stable identity through renamings and moves; everything else is in its versions."""

    def __str__(self) -> str:
        return str(self.pk)


class UnitVersion(Revised):
    """What a unit is called, where it stands and what its codes are, during a period."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="versions")
    during = DateRangeField()
    name = models.CharField(max_length=300)
    short_name = models.CharField(max_length=100, default="", blank=True)
    kind = models.CharField(max_length=50)
    block = models.CharField(max_length=10, default="", blank=True)
    level = models.CharField(max_length=10)
    parent = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="child_versions")
    statistics_code = models.CharField(max_length=20, default="", blank=True)
    agency_code = models.CharField(max_length=30, default="", blank=True)
    own_code = models.CharField(max_length=50, default="", blank=True)
    administrative = models.BooleanField(default=False)
    legal_basis = models.TextField(default="", blank=True)
    date_status = models.CharField(max_length=50, default="", blank=True)

    class Meta:
        constraints = [
            no_overlap("unit_versions_apart", "unit", message="Thời gian của các phiên bản bị chồng nhau."),
        ]
        indexes = [GistIndex(fields=["during"])]

    def __str__(self) -> str:
        return self.name


class Succession(Row):
    """One unit continues another from a day on."""

    predecessor = models.ForeignKey(Unit, models.PROTECT, related_name="successions_out")
    successor = models.ForeignKey(Unit, models.PROTECT, related_name="successions_in")
    kind = models.CharField(max_length=20)
    on = models.DateField()
    legal_basis = models.TextField(default="", blank=True)

    def __str__(self) -> str:
        return f"{self.predecessor_id} -> {self.successor_id}"


class UnitPath(Row):
    """Derived: who stands above whom, during which period; `rebuild_paths` makes it anew."""

    ancestor = models.ForeignKey(Unit, models.CASCADE, related_name="+")
    descendant = models.ForeignKey(Unit, models.CASCADE, related_name="+")
    depth = models.PositiveSmallIntegerField()
    during = DateRangeField()

    class Meta:
        indexes = [models.Index(fields=["ancestor", "depth"]), models.Index(fields=["descendant"])]

    def __str__(self) -> str:
        return f"{self.ancestor_id} > {self.descendant_id}"
