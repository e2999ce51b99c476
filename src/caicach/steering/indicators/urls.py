from django.urls import path

from caicach.steering.indicators import views

app_name = "indicators"
urlpatterns = [
    path("", views.indicator_list, name="list"),
    path("so-lieu/<uuid:pk>/", views.value_page, name="value"),
    path("so-lieu/<uuid:pk>/phe-duyet/", views.approve, name="approve"),
    path("so-lieu/<uuid:pk>/tra-lai/", views.send_back, name="send_back"),
    path("dieu-chinh/<uuid:pk>/", views.revise, name="revise"),
    path("<str:key>/", views.indicator_page, name="indicator"),
    path("<str:key>/so-do/", views.choose, name="choose"),
    path("<str:key>/nhap/", views.enter, name="enter"),
]
