"""Addresses under /tim-kiem/."""

from django.urls import path

from caicach.foundation.search import views

app_name = "search"

urlpatterns = [
    path("", views.search, name="search"),
    path("goi-y/", views.suggestions, name="suggestions"),
]
