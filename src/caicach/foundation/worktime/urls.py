"""Addresses under /lich-lam-viec/."""

app_name = "worktime"
urlpatterns: list[object] = []
