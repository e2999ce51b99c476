"""What the pages of one plan share: how it is opened, what each of them knows, the day it is looked at."""

from datetime import date
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from caicach.foundation.audit.sensitive import looked_at
from caicach.steering.indicators.rules.status import LIGHT_LABELS
from caicach.steering.plans.queries.shown import Shown, shown

STATES = {
    "overdue": "Quá hạn",
    "due_soon": "Sắp đến hạn",
    "in_time": "Đang thực hiện trong hạn",
    "regular": "Thường xuyên",
    "done_in_time": "Hoàn thành đúng hạn",
    "done_late": "Hoàn thành quá hạn",
}


def context(found: Shown, tab: str, **more: Any) -> dict[str, Any]:
    """What every page of one plan knows: the plan, its address, the version shown, the tab, the day."""
    return {
        "home": reverse("plans:overview", args=[found.plan.code]),
        "plan": found.plan,
        "version": found.version,
        "found": found,
        "tab": tab,
        "today": timezone.localdate(),
        "state_labels": STATES,
        "light_labels": LIGHT_LABELS,
        **more,
    }


def opened(request: HttpRequest, code: str, **how: bool) -> Shown:
    """The plan of a page, as `shown` finds it; a draft of another unit is written to the read log."""
    found = shown(code, request.actor, **how)
    of_others = found.is_draft and found.plan.unit_id != request.actor.unit_id
    draft = {"ban": "du-thao"} if found.is_draft else {}
    looked_at(request, "plans.plan", found.plan.pk, unit_id=found.plan.unit_id, sensitive=of_others, **draft)
    return found


def day_of(found: Shown) -> date:
    """The day a plan is looked at: today, or the last day of an ended one."""
    return min(timezone.localdate(), date(found.plan.last_year, 12, 31))
