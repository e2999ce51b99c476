from django.urls import path

from caicach.foundation.running import views

app_name = "running"
urlpatterns = [
    path("he-thong/", views.system, name="system"),
    path("he-thong/cau-lenh/", views.slow, name="slow"),
    path("health", views.health, name="health"),
    path("health/metrics", views.metrics, name="metrics"),
]
