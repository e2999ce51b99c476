"""Addresses under /tep/."""

from django.urls import path

from caicach.foundation.files import views

app_name = "files"

urlpatterns = [
    path("<uuid:attachment_id>/", views.download, name="download"),
    path("<uuid:attachment_id>/go/", views.remove, name="remove"),
    path("dinh-kem/<str:kind>/<uuid:object_id>/", views.add, name="add"),
]
