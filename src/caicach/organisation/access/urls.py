"""Addresses under /quan-tri/."""

from django.urls import path

from caicach.organisation.access.views import grants, roles, users

app_name = "access"
urlpatterns = [
    path("", users.home, name="home"),
    path("tai-khoan/", users.user_list, name="users"),
    path("tai-khoan/them/", users.add, name="add_user"),
    path("tai-khoan/nhap/", users.import_file, name="import_users"),
    path("tai-khoan/<uuid:pk>/", users.user, name="user"),
    path("tai-khoan/<uuid:pk>/sua/", users.change, name="change_user"),
    path("tai-khoan/<uuid:pk>/khoa/", users.close, name="close_user"),
    path("tai-khoan/<uuid:pk>/mo-lai/", users.reopen, name="reopen_user"),
    path("tai-khoan/<uuid:pk>/dat-lai-mat-khau/", users.reset, name="reset_password"),
    path("tai-khoan/<uuid:pk>/bo-hai-buoc/", users.reset_steps, name="reset_second_step"),
    path("tai-khoan/<uuid:pk>/phan-quyen/", grants.add, name="grant"),
    path("quyen/<uuid:pk>/thu-hoi/", grants.end, name="end_grant"),
    path("vai-tro/", roles.role_list, name="roles"),
    path("vai-tro/them/", roles.add, name="add_role"),
    path("vai-tro/<slug:code>/", roles.role, name="role"),
    path("giai-thich/", grants.explain, name="explain"),
    path("nang-quyen/", grants.elevations, name="elevate"),
    path("nang-quyen/<uuid:pk>/ket-thuc/", grants.end_elevation, name="end_elevation"),
    path("dang-nhap/", users.sign_ins, name="sign_ins"),
]
