"""Addresses under /don-vi/."""

from django.urls import path

from . import views

app_name = "units"
urlpatterns = [
    path("", views.tree, name="tree"),
    path("goi-y/", views.suggest, name="suggest"),
    path("<uuid:unit_id>/", views.detail, name="detail"),
    path("<uuid:unit_id>/nhanh/", views.branch, name="branch"),
    path("<uuid:unit_id>/sap-xep/", views.reorganise, name="reorganise"),
    path("<uuid:unit_id>/sap-xep/<slug:slug>/", views.change, name="change"),
]
