from django.urls import path

from caicach.foundation.audit import views

app_name = "audit"
urlpatterns = [
    path("", views.event_list, name="list"),
    path("luot-xem/", views.read_list, name="reads"),
    path("luot-xem/<uuid:key>/bang-chung/", views.read_proof, name="read_proof"),
    path("<uuid:key>/", views.event_detail, name="detail"),
    path("<uuid:key>/bang-chung/", views.event_proof, name="proof"),
]
