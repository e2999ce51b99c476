"""Reading: the list of people and the page of a person."""

from typing import Any

from django.core.paginator import Paginator
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from caicach.foundation.audit.sensitive import looked_at, sensitive
from caicach.foundation.papers.exporting import exported
from caicach.foundation.ui import page
from caicach.organisation.personnel import permissions
from caicach.organisation.personnel.forms import PeopleFilter
from caicach.organisation.personnel.models import Person, Post
from caicach.organisation.personnel.queries import (
    absences_about,
    hand_overs,
    open_work,
    people,
    person_with_posts,
    working_in,
)
from caicach.organisation.units.queries import descendants, names

PER_PAGE = 30


def person_or_404(request: HttpRequest, pk: Any) -> Any:
    """The person with their posts (`person_with_posts`), if the actor may see them."""
    found = person_with_posts(pk, visible_to=request.actor, on=timezone.localdate())
    if found is None:
        raise Http404
    present = sorted(
        (not post.is_head, post.title, post.pk, post.unit_id) for post in found.held if post.is_present
    )
    looked_at(request, "personnel.person", found.pk, unit_id=present[0][-1] if present else None)
    return found


@sensitive("personnel.person")
@page(permissions.VIEW)
def people_list(request: HttpRequest) -> HttpResponse:
    """Danh sách nhân sự, lọc theo tên và cơ quan, đơn vị (gồm đơn vị trực thuộc)."""
    on = timezone.localdate()
    form = PeopleFilter(request.GET or None)
    wanted = form.cleaned_data if form.is_valid() else {}
    found = people(visible_to=request.actor, on=on, text=wanted.get("tim", ""))
    if unit := wanted.get("don_vi"):
        found = found.filter(pk__in=working_in(descendants(unit.unit_id, on), on=on).values("pk"))
    if form.errors:
        found = found.none()
    if file := _as_file(request, found, on):
        return file
    shown = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    called = names([post.unit_id for person in shown for post in person.present], on)
    return render(
        request,
        "personnel/list.html",
        {"form": form, "people": shown, "called": called, "may": _may(request)},
    )


def _as_file(request: HttpRequest, found: Any, on: Any) -> HttpResponse | None:
    if request.GET.get("dang") not in ("xlsx", "csv"):
        return None
    rows = list(found)
    called = names([post.unit_id for person in rows for post in person.present], on)

    def joined(person: Person, tell: Any) -> str:
        return "; ".join(tell(post) for post in person.present)

    columns = [
        ("Họ và tên", "full_name"),
        ("Mã công chức", "code"),
        ("Chức vụ", lambda person: joined(person, lambda post: post.title)),
        ("Cơ quan, đơn vị", lambda person: joined(person, lambda post: called.get(post.unit_id, ""))),
        ("Thư điện tử", "email"),
    ]
    return exported(request, columns, rows, name="Danh sách nhân sự")


def _may(request: HttpRequest) -> dict[str, bool]:
    return {
        "manage": request.actor.has(permissions.MANAGE),
        "hand_over": request.actor.has(permissions.HAND_OVER),
    }


@sensitive("personnel.person")
@page()
def person(request: HttpRequest, pk: Any) -> HttpResponse:
    """Trang của một người: posts, absences, whom they stand in for, open work, minutes."""
    on = timezone.localdate()
    shown = person_or_404(request, pk)
    lines = [(post, post.unit_name, _rights(request, post)) for post in shown.held]
    absences, substituting = absences_about(shown.pk, on=on)
    context = {
        "person": shown,
        "on": on,
        "lines": lines,
        "absences": absences,
        "substituting": substituting,
        "work": [(kind, items) for kind, items in open_work(shown.pk, None) if items],
        "minutes": hand_overs(visible_to=request.actor).filter(Q(giver=shown) | Q(receiver=shown)),
        "may_manage": any(rights["manage"] for _, _, rights in lines),
        "may_absence": request.actor.person_id == shown.pk
        or any(rights["absence"] for _, _, rights in lines),
    }
    return render(request, "personnel/person.html", context)


def _rights(request: HttpRequest, post: Post) -> dict[str, bool]:
    may = request.actor.may
    return {
        "manage": may(permissions.MANAGE, at_unit=post.unit_id),
        "absence": may(permissions.ABSENCE, at_unit=post.unit_id),
        "hand_over": may(permissions.HAND_OVER, at_unit=post.unit_id),
    }
