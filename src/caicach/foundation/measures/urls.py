"""Addresses under /so-do/."""

from django.urls import path

from . import views

app_name = "measures"

urlpatterns = [
    path("", views.measure_list, name="list"),
    path("<str:key>/", views.reading, name="reading"),
]
