"""Addresses under /nhan-su/."""

from django.urls import path

from caicach.organisation.personnel.views import changing, handing_over, reading

app_name = "personnel"
urlpatterns = [
    path("", reading.people_list, name="list"),
    path("them/", changing.add, name="add"),
    path("ban-giao/", handing_over.minutes_list, name="minutes_list"),
    path("ban-giao/<uuid:pk>/", handing_over.minutes, name="minutes"),
    path("ban-giao/<uuid:pk>/van-ban/", handing_over.print_minutes, name="print_minutes"),
    path("<uuid:pk>/", reading.person, name="person"),
    path("<uuid:pk>/sua/", changing.change, name="change"),
    path("<uuid:pk>/vi-tri/", changing.appoint, name="appoint"),
    path("<uuid:pk>/vang-mat/", changing.absence, name="absence"),
    path("<uuid:pk>/thoi-cong-tac/", changing.leave, name="leave"),
    path("<uuid:pk>/ban-giao/<uuid:unit_id>/", handing_over.hand_over, name="hand_over"),
    path("vi-tri/<uuid:pk>/thoi-giu/", changing.end_post, name="end_post"),
    path("vang-mat/<uuid:pk>/tro-lai/", changing.end_absence, name="end_absence"),
]
