"""Forms of a plan's life."""

from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.utils import timezone

from caicach.foundation.kernel.actor import Actor
from caicach.foundation.kernel.errors import Refused
from caicach.foundation.ui.fields import DayField
from caicach.organisation.units.queries import children, home, names, units_of_group
from caicach.steering.plans import permissions
from caicach.steering.plans.models import Plan

EVERYBODY = "all"
"""Code of the group of all units that work by plans."""


class StartForm(forms.Form):
    """Lập kế hoạch: for which unit, which year, from what."""

    unit = forms.ChoiceField(label="Cơ quan, đơn vị")
    year = forms.IntegerField(label="Năm", min_value=2000, max_value=2100)
    title = forms.CharField(
        label="Tên kế hoạch",
        max_length=500,
        required=False,
        help_text="Để trống: Kế hoạch cải cách hành chính năm (năm ghi ở trên).",
    )
    carry = forms.BooleanField(
        label="Lập từ kế hoạch năm trước, đưa sang các nhiệm vụ chưa hoàn thành (nhiệm vụ chuyển tiếp)",
        required=False,
    )

    def __init__(self, *args: Any, actor: Actor, **options: Any) -> None:
        super().__init__(*args, **options)
        units = [u for s in actor.scope(permissions.EDIT) for u in (s.units or ())]
        own = [actor.unit_id] if actor.unit_id else []
        today = timezone.localdate()
        if any(s.units is None for s in actor.scope(permissions.EDIT)):
            units += [home(today).unit_id, *_all_agencies(today)]
        wanted = [u for u in dict.fromkeys([*own, *units]) if actor.may(permissions.EDIT, at_unit=u)]
        called = names(wanted[:300], today)
        choices = [(str(u), called[u]) for u in wanted if u in called]
        self.fields["unit"].choices = choices
        self.fields["year"].initial = timezone.localdate().year + 1


def _all_agencies(on: date) -> list[UUID]:
    """The group "all"; where the province has not set it up, the units right below the province."""
    try:
        return [u.unit_id for u in units_of_group(EVERYBODY, on)]
    except Refused:
        return [u.unit_id for u in children(home(on).unit_id, on)]


class ReasonForm(forms.Form):
    """Mở điều chỉnh, bổ sung."""

    reason = forms.CharField(
        label="Lý do điều chỉnh, bổ sung", widget=forms.Textarea(attrs={"rows": 3}), max_length=2000
    )


class IssueForm(forms.Form):
    """Số, ký hiệu, ngày ban hành, bản ký số."""

    number = forms.CharField(label="Số, ký hiệu", max_length=60)
    issued_on = DayField(label="Ngày ban hành")
    signed = forms.FileField(label="Bản ký số (PDF)", required=False)


class GenerateForm(forms.Form):
    """Giao kế hoạch cho một nhóm cơ quan, đơn vị."""

    group = forms.ChoiceField(label="Nhóm cơ quan, đơn vị")

    def __init__(self, *args: Any, groups: list[tuple[str, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["group"].choices = groups


def plan_code(unit_code: str, year: int) -> str:
    """A free code for a unit's yearly plan."""
    base = f"kh-{year}-{unit_code}"[:90].lower()
    taken = set(Plan.objects.filter(code__startswith=base).values_list("code", flat=True))
    return next(c for n in range(1, 1000) if (c := base if n == 1 else f"{base}-{n}") not in taken)
