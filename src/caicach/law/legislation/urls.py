from django.urls import path

from . import views

app_name = "legislation"
urlpatterns = [
    path("", views.document_list, name="list"),
    path("<slug:code>/", views.document, name="document"),
]
