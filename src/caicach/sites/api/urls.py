from django.urls import path

from caicach.sites.api import views
from caicach.sites.api.api import api

urlpatterns = [
    path("khoa/", views.keys, name="api_keys"),
    path("khoa/<uuid:pk>/thu-hoi/", views.revoke, name="api_key_revoke"),
    path("v1/", api.urls),
]
