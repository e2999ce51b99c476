"""Addresses under /van-ban-in/."""

from django.urls import path

from caicach.foundation.papers import views

app_name = "papers"

urlpatterns = [
    path("<uuid:request_id>/", views.show, name="show"),
    path("<uuid:request_id>/tai/", views.download, name="download"),
]
