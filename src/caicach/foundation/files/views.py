"""Handing out files, hanging them on rows, taking them away."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme

from caicach.foundation.audit.sensitive import Way, looked_at, sensitive
from caicach.foundation.files import permissions, queries
from caicach.foundation.files.answering import file_answer
from caicach.foundation.files.forms import AttachForm
from caicach.foundation.files.models import Attachment
from caicach.foundation.files.operations import attach, detach
from caicach.foundation.kernel.errors import Refused
from caicach.foundation.records import Ref, of_kind
from caicach.foundation.ui.entry import action, page


@sensitive("files.attachment", Way.DOWNLOAD)
@page()
def download(request: HttpRequest, attachment_id: UUID) -> HttpResponse:
    """The file of an attachment, for people who may see the row that it hangs on; 404 otherwise."""
    attachment = queries.openable(request.actor, attachment_id)
    if attachment is None or attachment.file is None:
        raise Http404
    if not attachment.file.is_openable:
        return render(request, "files/waiting.html", {"attachment": attachment}, status=409)
    kind = of_kind(
        attachment.object_kind
    ).model._meta.label_lower  # what is read about is the row it hangs on
    told = {"unit_id": attachment.unit_id, "attachment": str(attachment.pk)}
    looked_at(request, kind, attachment.object_id, **told)
    return file_answer(attachment.file.sha256, attachment.name, attachment.file.media_type)


@action(permissions.UPLOAD, form=True)
def add(request: HttpRequest, kind: str, object_id: UUID) -> HttpResponse:
    """The form to hang a file or a reference on a row."""
    found = queries.owner(request.actor, kind, object_id)
    if found is None:
        raise Http404
    record_kind, row = found
    form = AttachForm(request.POST or None, request.FILES or None)
    back = _back(request, record_kind.url(row))
    if request.method == "POST" and form.is_valid():
        try:
            made = _attached(request, Ref(kind, object_id), form)
        except Refused as refused:
            form.add_error(refused.field if refused.field in form.fields else None, refused.message)
        else:
            messages.success(request, f"Đã đính kèm “{made.shown}”.")
            return redirect(back)
    context = {"form": form, "title": record_kind.title(row), "back": back, "button": "Đính kèm"}
    return render(request, "files/add.html", context, status=422 if form.errors else 200)


def _attached(request: HttpRequest, ref: Ref, form: AttachForm) -> Attachment:
    upload: Any = form.cleaned_data["file"]
    return attach(
        ref=ref,
        content=upload,
        name=upload.name if upload else "",
        title=form.cleaned_data["title"],
        reference=form.reference(),
        by=request.actor,
        at=timezone.now(),
    )


def _back(request: HttpRequest, otherwise: str) -> str:
    asked = request.POST.get("back", "") or request.GET.get("back", "")
    if asked and url_has_allowed_host_and_scheme(
        asked, {request.get_host()}, require_https=request.is_secure()
    ):
        return asked
    return otherwise or "/"


@action(permissions.UPLOAD, form=True)
def remove(request: HttpRequest, attachment_id: UUID) -> HttpResponse:
    """Take an attachment away, with a reason."""
    attachment = queries.openable(request.actor, attachment_id)
    if attachment is None:
        raise Http404
    found = queries.owner(request.actor, attachment.object_kind, attachment.object_id)
    back = _back(request, found[0].url(found[1]) if found else "/")
    error = ""
    if request.method == "POST":
        try:
            detach(
                attachment=attachment,
                reason=request.POST.get("reason", ""),
                by=request.actor,
                at=timezone.now(),
            )
        except Refused as refused:
            error = str(refused)
        else:
            messages.success(request, f"Đã gỡ “{attachment.shown}”.")
            return redirect(back)
    context = {"attachment": attachment, "back": back, "error": error}
    return render(request, "files/remove.html", context, status=422 if error else 200)
