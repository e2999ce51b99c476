"""The way up from a form about a plan."""

from django.urls import reverse
from django.utils.text import Truncator

from caicach.steering.plans.models import Plan


def trail(plan: Plan | None = None) -> list[tuple[str, str]]:
    """Words and addresses: the list of plans, and the plan that the form is about."""
    steps = [("Chương trình, kế hoạch", reverse("plans:list"))]
    if plan:
        steps.append((Truncator(plan.title).chars(70), reverse("plans:overview", args=[plan.code])))
    return steps
