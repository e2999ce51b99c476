from django.urls import path

from caicach.foundation.jobs import views

app_name = "jobs"
urlpatterns = [
    path("", views.run_list, name="list"),
    path("<int:key>/chay-lai/", views.run_again, name="retry"),
]
