"""Addresses under /thong-bao/."""

from django.urls import path

from caicach.organisation.notices import views

app_name = "notices"
urlpatterns = [
    path("", views.inbox, name="inbox"),
    path("chuong/", views.bell, name="bell"),
    path("da-xem-het/", views.mark_all, name="mark_all"),
    path("da-xem/", views.mark_seen, name="mark_seen"),
    path("tuy-chon/", views.preferences, name="preferences"),
    path("don-doc/", views.urgings, name="urgings"),
    path("don-doc/gui/", views.urge, name="urge"),
    path("ai-da-xem/<str:kind>/<uuid:ref_id>/", views.receipts, name="receipts"),
    path("<uuid:pk>/", views.notice, name="notice"),
    path("<uuid:pk>/mo/", views.open_notice, name="open"),
]
