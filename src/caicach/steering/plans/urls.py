from django.urls import path

from caicach.steering.plans.views import following, reading

app_name = "plans"
urlpatterns = [
    path("", reading.plan_list, name="list"),
    path("<slug:code>/", reading.overview, name="overview"),
    path("<slug:code>/noi-dung/<str:area>/", reading.area_page, name="area"),
    path("<slug:code>/muc-tieu/<uuid:origin>/", reading.objective_page, name="objective"),
    path("<slug:code>/nhiem-vu/<uuid:origin>/", reading.task_page, name="task"),
    path("<slug:code>/nhiem-vu/<uuid:origin>/bao-cao/", following.report_progress, name="report_progress"),
    path("<slug:code>/tien-do/<uuid:pk>/xac-nhan/", following.confirm_progress, name="confirm_progress"),
    path("<slug:code>/tien-do/<uuid:pk>/tra-lai/", following.return_progress, name="return_progress"),
    path("<slug:code>/hoat-dong/<uuid:origin>/", reading.activity_page, name="activity"),
    path("<slug:code>/hoat-dong/<uuid:origin>/kinh-phi/", following.record_money, name="record_money"),
    path("<slug:code>/kinh-phi/", reading.money_page, name="money"),
    path("<slug:code>/don-vi/<uuid:unit>/", reading.unit_view, name="unit"),
]
