from django.urls import path

from caicach.foundation.ui import views

app_name = "ui"
urlpatterns = [
    path("", views.gallery, name="gallery"),
    path("bang-nhap/", views.save_grid, name="save_grid"),
    path("dong-ho/", views.clock, name="clock"),
]
