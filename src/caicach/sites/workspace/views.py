"""The front page."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from caicach.foundation.ui import page


@page()
def home(request: HttpRequest) -> HttpResponse:
    return render(request, "ui/base.html")
