from django.urls import path

from . import views

app_name = "workspace"
urlpatterns = [
    path("", views.front, name="front"),
    path("viec-cua-toi/", views.my_work_page, name="my_work"),
    path("tong-quan/", views.overview, name="overview"),
    path("tong-quan/nhiem-vu/", views.overview_work, name="overview_work"),
    path("don-vi/<uuid:unit_id>/tong-quan/", views.unit_overview, name="unit"),
]
