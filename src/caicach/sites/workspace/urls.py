from django.urls import path

from caicach.sites.workspace import views

app_name = "workspace"
urlpatterns = [path("", views.home, name="home")]
