"""Sign-in at an identity provider: allauth's views, and what is said when the provider does not answer."""

import logging

from allauth.socialaccount.providers.openid_connect import views as openid
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from requests import RequestException

from caicach.foundation.ui import page, public
from caicach.foundation.ui.entry import View

log = logging.getLogger(__name__)


def _answering(view: View, request: HttpRequest, provider_id: str) -> HttpResponse:
    try:
        return view(request, provider_id)
    except RequestException as error:
        log.warning("the identity provider %s does not answer: %s", provider_id, error)
        return render(request, "socialaccount/provider_away.html", status=503)


@public
def login(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Sang hệ thống định danh: on to the provider's page."""
    return _answering(openid.login, request, provider_id)


@public
def callback(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Từ hệ thống định danh trở lại: sign in whose identity is linked to an account."""
    return _answering(openid.callback, request, provider_id)


@page()
def without_password(request: HttpRequest) -> HttpResponse:
    """Mật khẩu của người không có mật khẩu: allauth sends them here from the page that changes it."""
    return render(request, "access/without_password.html")
