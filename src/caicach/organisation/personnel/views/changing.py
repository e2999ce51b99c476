"""Changing: people, posts, absences."""

from typing import Any

from django import forms as django_forms
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from caicach.foundation.audit.sensitive import sensitive
from caicach.foundation.kernel.errors import Refused
from caicach.foundation.ui import action
from caicach.organisation.personnel import forms, operations, permissions
from caicach.organisation.personnel.models import Absence, Person, Post
from caicach.organisation.personnel.queries import open_work, people
from caicach.organisation.personnel.views.reading import person_or_404


def shown_form(request: HttpRequest, form: django_forms.Form, title: str, **context: Any) -> HttpResponse:
    """The page of one form."""
    return render(request, "ui/form.html", {"form": form, "title": title, **context})


def trail(person: Person | None = None) -> list[tuple[str, str]]:
    """The way up from a form: the list, and the person whom it is about."""
    return [("Nhân sự", "/nhan-su/"), *([(str(person), f"/nhan-su/{person.pk}/")] if person else [])]


def refused_by(form: django_forms.Form, refused: Refused) -> None:
    """Show a refusal at its field."""
    form.add_error(refused.field if refused.field in form.fields else None, refused.message)


@action(permissions.MANAGE, form=True)
def add(request: HttpRequest) -> HttpResponse:
    """Thêm người cùng vị trí công tác đầu tiên."""
    form = forms.NewPersonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            person = _add(request, form.cleaned_data)
        except Refused as refused:
            refused_by(form, refused)
        else:
            return redirect("personnel:person", person.pk)
    return shown_form(request, form, "Thêm người", back="/nhan-su/", trail=trail())


@transaction.atomic
def _add(request: HttpRequest, values: dict[str, Any]) -> Person:
    """All or nothing: a refused post leaves no person behind."""
    by, at, unit = request.actor, timezone.now(), values["unit"].unit
    person = operations.create_person(
        full_name=values["full_name"], code=values["code"], email=values["email"], phone=values["phone"],
        unit_id=unit.pk, by=by, at=at,
    )  # fmt: skip
    operations.appoint(person=person, unit=unit, **_post_values(values), by=by, at=at)
    return person


def _post_values(values: dict[str, Any]) -> dict[str, Any]:
    return {key: values[key] for key in ("title", "is_head", "since", "until", "legal_basis")}


@sensitive("personnel.person")
@action(permissions.MANAGE, form=True)
def change(request: HttpRequest, pk: Any) -> HttpResponse:
    """Sửa thông tin của một người."""
    person = person_or_404(request, pk)
    initial = {name: getattr(person, name) for name in ("full_name", "code", "email", "phone")}
    form = forms.PersonForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            operations.change_person(person=person, **form.cleaned_data, by=request.actor, at=timezone.now())
        except Refused as refused:
            refused_by(form, refused)
        else:
            return redirect("personnel:person", person.pk)
    return shown_form(
        request, form, f"Sửa thông tin: {person}", back=f"/nhan-su/{person.pk}/", trail=trail(person)
    )


@sensitive("personnel.person")
@action(permissions.MANAGE, form=True)
def appoint(request: HttpRequest, pk: Any) -> HttpResponse:
    """Giao vị trí công tác, also to somebody who works elsewhere now."""
    person = person_or_404(request, pk)
    form = forms.AppointForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        try:
            operations.appoint(
                person=person,
                unit=values["unit"].unit,
                **_post_values(values),
                by=request.actor,
                at=timezone.now(),
            )
        except Refused as refused:
            refused_by(form, refused)
        else:
            return redirect("personnel:person", person.pk)
    return shown_form(
        request, form, f"Giao vị trí công tác: {person}", back=f"/nhan-su/{person.pk}/", trail=trail(person)
    )


@sensitive("personnel.person")
@action(permissions.MANAGE, form=True)
def end_post(request: HttpRequest, pk: Any) -> HttpResponse:
    """Thôi giữ vị trí: says what stays open and must be handed over."""
    post = get_object_or_404(Post.objects.select_related("person"), pk=pk, ended_at__isnull=True)
    person_or_404(request, post.person_id)
    if not request.actor.may(permissions.MANAGE, at_unit=post.unit_id):
        raise Http404
    form = forms.EndForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        operations.end_post(post=post, on=form.cleaned_data["on"], by=request.actor, at=timezone.now())
        messages.success(request, "Đã ghi nhận. Quyền gắn với vị trí này kết thúc cùng ngày.")
        return redirect("personnel:person", post.person_id)
    waiting = sum(len(items) for _, items in open_work(post.person_id, post.unit_id))
    context = {
        "title": f"Thôi giữ vị trí: {post.title}",
        "trail": trail(post.person),
        "text": f"{post.person} thôi giữ vị trí này kể từ ngày dưới đây.",
        "consequences": [
            "Mọi quyền được cấp theo vị trí này kết thúc; nếu là hôm nay thì kết thúc ngay lập tức.",
            f"Còn {waiting} việc đang mở: hãy bàn giao trước." if waiting else "Không còn việc nào đang mở.",
        ],
        "form": form,
        "button": "Ghi nhận",
        "back": f"/nhan-su/{post.person_id}/",
    }
    return render(request, "ui/confirm.html", context)


@sensitive("personnel.person")
@action(permissions.MANAGE, form=True)
def leave(request: HttpRequest, pk: Any) -> HttpResponse:
    """Thôi công tác."""
    person = person_or_404(request, pk)
    form = forms.EndForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        operations.leave(person=person, on=form.cleaned_data["on"], by=request.actor, at=timezone.now())
        messages.success(request, "Đã ghi nhận thôi công tác.")
        return redirect("personnel:person", person.pk)
    waiting = sum(len(items) for _, items in open_work(person.pk, None))
    context = {
        "title": f"Thôi công tác: {person}",
        "trail": trail(person),
        "text": "Nghỉ hưu, thôi việc hoặc chuyển khỏi tỉnh kể từ ngày dưới đây.",
        "consequences": [
            "Mọi vị trí công tác kết thúc.",
            "Tài khoản không còn quyền nào, kể cả phiên đang mở.",
            f"Còn {waiting} việc đang mở: hãy bàn giao trước." if waiting else "Không còn việc nào đang mở.",
        ],
        "form": form,
        "button": "Ghi nhận thôi công tác",
        "back": f"/nhan-su/{person.pk}/",
    }
    return render(request, "ui/confirm.html", context)


@sensitive("personnel.person")
@action(form=True)
def absence(request: HttpRequest, pk: Any) -> HttpResponse:
    """Ghi nhận vắng mặt, of oneself or of people of one's unit."""
    person = person_or_404(request, pk)
    units = [post.unit_id for post in person.posts.all()]
    form = forms.AbsenceForm(request.POST or None, person=person, units=units)
    if request.method == "POST" and form.is_valid():
        try:
            operations.record_absence(person=person, **form.cleaned_data, by=request.actor, at=timezone.now())
        except Refused as refused:
            refused_by(form, refused)
        else:
            return redirect("personnel:person", person.pk)
    return shown_form(
        request, form, f"Ghi nhận vắng mặt: {person}", back=f"/nhan-su/{person.pk}/", trail=trail(person)
    )


@action()
def end_absence(request: HttpRequest, pk: Any) -> HttpResponse:
    """Trở lại làm việc hôm nay."""
    at = timezone.now()
    seen = people(visible_to=request.actor, on=timezone.localdate(at)).values("pk")
    away = get_object_or_404(Absence.objects.select_related("person"), pk=pk, person__in=seen)
    operations.end_absence(absence=away, on=timezone.localdate(at), by=request.actor, at=at)
    return redirect("personnel:person", away.person_id)
