"""Addresses under /lich-lam-viec/."""

from django.urls import path

from .views import changing, reading

app_name = "worktime"
urlpatterns = [
    path("", reading.year, name="year"),
    path("tinh-thoi-han/", reading.calculator, name="calculator"),
    path("thong-bao/", reading.notices, name="notices"),
    path("thong-bao/<slug:code>/<int:year>/soan/", changing.begin, name="begin"),
    path("du-thao/<uuid:pk>/", changing.edit, name="edit"),
    path("du-thao/<uuid:pk>/cong-bo/", changing.publish, name="publish"),
    path("du-thao/<uuid:pk>/bo/", changing.discard, name="discard"),
    path("ngay-rieng/", reading.local_days, name="local_days"),
    path("ngay-rieng/<slug:code>/khai/", changing.add_local_days, name="add_local_days"),
    path("ngay-rieng/<uuid:pk>/rut/", changing.withdraw_local_days, name="withdraw_local_days"),
    path("gio-lam-viec/", reading.office_hours, name="office_hours"),
    path("gio-lam-viec/<slug:code>/dat/", changing.set_office_hours, name="set_office_hours"),
    path("tinh-lai/", reading.journal, name="journal"),
    path("tinh-lai/<uuid:pk>/", reading.journal_entry, name="journal_entry"),
]
