"""Who may open a view: every view of the address table carries one of these three declarations.

What a person may not see is 404 (the domain's `visible_to`); a function they do not have at all is 403.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect, render, resolve_url
from django.utils.http import url_has_allowed_host_and_scheme

from caicach.foundation.kernel.errors import Refused
from caicach.foundation.kernel.text import whole_number

View = Callable[..., HttpResponse]
_REDIRECTS = (301, 302, 303)


@dataclass(frozen=True)
class Declared:
    """What a view says of itself: `kind` page, action or public; the permission ("" = any signed-in person)."""

    kind: str
    permission: str = ""


def revision_of(request: HttpRequest) -> int | None:
    """The revision of the row that the person saw, as the page posts it; None if it posts none."""
    return whole_number(request.POST.get("revision", ""))


def public(view: View) -> View:
    """A view for everybody, signed in or not."""
    view.declared = Declared("public")
    return view


def page(permission: str = "") -> Callable[[View], View]:
    """A view that only reads (GET, HEAD), for people who hold `permission` somewhere.

    A `Refused` that the view does not catch is a page that says why there is nothing to show.
    """

    def wrap(view: View) -> View:
        @wraps(view)
        def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if request.method not in ("GET", "HEAD"):
                return HttpResponseNotAllowed(["GET", "HEAD"])
            return _turned_away(request, permission) or _shown(
                request, lambda: view(request, *args, **kwargs)
            )

        inner.declared = Declared("page", permission)
        return inner

    return wrap


def action(permission: str = "", *, form: bool = False) -> Callable[[View], View]:
    """A view that writes: POST, atomic, then a redirect; with `form=True` GET shows its form.

    A form sent twice (`{% once %}` in the form) is answered with the first answer. A `Refused` that the view does
    not turn into a form error itself undoes everything and is shown where the person came from, the field it names
    beside it (`ui.js` types again what was typed). A click in a list
    says in `_back` where the list is: the person stays there, and with htmx the row itself tells what was done.
    """
    allowed = ["GET", "HEAD", "POST"] if form else ["POST"]

    def wrap(view: View) -> View:
        @wraps(view)
        def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if request.method not in allowed:
                return HttpResponseNotAllowed(allowed)
            if away := _turned_away(request, permission):
                return away
            if request.method != "POST":
                return _shown(request, lambda: view(request, *args, **kwargs))
            try:
                _require_whole_upload(request)
                with transaction.atomic():
                    answer = _once(request, lambda: view(request, *args, **kwargs))
            except Refused as refused:
                return _refused(request, refused)
            return _in_the_list(request, answer) if "_back" in request.POST else answer

        inner.declared = Declared("action", permission)
        return inner

    return wrap


def _require_whole_upload(request: HttpRequest) -> None:
    """Refuse a form whose file was cut off at the limit (by the upload handler, while the form was read)."""
    request.FILES.keys()
    if too_long := getattr(request, "upload_refused", ""):
        raise Refused(too_long)


def _turned_away(request: HttpRequest, permission: str) -> HttpResponse | None:
    if not request.user.is_authenticated:
        return redirect(f"{resolve_url(settings.LOGIN_URL)}?{urlencode({'next': request.get_full_path()})}")
    if permission and not request.actor.has(permission):
        raise PermissionDenied
    return None


def _once(request: HttpRequest, answer: Callable[[], HttpResponse]) -> HttpResponse:
    from caicach.foundation.ui.models import Submission  # deferred: models load after apps

    try:
        key = UUID(request.POST.get("_once", ""))
    except ValueError:
        return answer()
    submission, fresh = Submission.objects.get_or_create(key=key, defaults={"user_id": request.user.pk})
    if not fresh:
        if submission.user_id != request.user.pk:
            raise PermissionDenied
        return redirect(submission.location or "/")
    response = answer()
    if response.status_code in _REDIRECTS:
        submission.location = response["Location"]
        submission.save(update_fields=["location"])
    else:  # not accepted: the same form may be sent again, corrected
        submission.delete()
    return response


def _in_the_list(request: HttpRequest, answer: HttpResponse) -> HttpResponse:
    """What a click in a list is answered with: a line for the row, or the list; a form to correct stays itself."""
    done = answer.status_code in _REDIRECTS
    if getattr(request, "htmx", False):
        return render(request, "ui/acted.html", {"done": done}, status=200 if done else 409)
    back = request.POST["_back"]
    return redirect(back) if done and _is_ours(request, back) else answer


def _is_ours(request: HttpRequest, address: str) -> bool:
    return url_has_allowed_host_and_scheme(address, {request.get_host()}, require_https=request.is_secure())


def _shown(request: HttpRequest, answer: Callable[[], HttpResponse]) -> HttpResponse:
    try:
        return answer()
    except Refused as refused:
        if getattr(request, "htmx", False):
            return _refused_part(request, refused)
        return render(request, "ui/not_shown.html", {"message": str(refused)}, status=409)


def _refused_part(request: HttpRequest, refused: Refused) -> HttpResponse:
    response = render(request, "ui/refused.html", {"message": str(refused)}, status=409)
    response["HX-Retarget"] = "#messages"
    response["HX-Reswap"] = "innerHTML"
    return response


def _refused(request: HttpRequest, refused: Refused) -> HttpResponse:
    if getattr(request, "htmx", False) and "_back" in request.POST:
        return render(request, "ui/acted.html", {"refused": str(refused)}, status=409)
    if getattr(request, "htmx", False):
        return _refused_part(request, refused)
    messages.error(request, str(refused), extra_tags=refused.field or "form")
    back = request.headers.get("referer", "")
    return redirect(back if _is_ours(request, back) else "/")
