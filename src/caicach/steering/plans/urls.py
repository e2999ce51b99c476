from django.urls import path

from caicach.steering.plans.views import annex, cascading, following, importing, lifecycle, reading

app_name = "plans"
urlpatterns = [
    path("", reading.plan_list, name="list"),
    path("lap-moi/", lifecycle.start, name="start"),
    path("chua-gui/", cascading.not_sent, name="not_sent"),
    path("<slug:code>/", reading.overview, name="overview"),
    path("<slug:code>/phu-luc/", annex.annex, name="annex"),
    path("<slug:code>/phu-luc/luu/", annex.save_annex, name="save_annex"),
    path("<slug:code>/phu-luc/them/", annex.add_task, name="add_task"),
    path("<slug:code>/phu-luc/<uuid:pk>/bo/", annex.remove_task, name="remove_task"),
    path("<slug:code>/ban-hanh/", lifecycle.publish, name="publish"),
    path("<slug:code>/huy-du-thao/", lifecycle.discard, name="discard"),
    path("<slug:code>/dieu-chinh/", lifecycle.revise, name="revise"),
    path("<slug:code>/so-ngay/", lifecycle.issue, name="issue"),
    path("<slug:code>/so-sanh/", lifecycle.versions, name="versions"),
    path("<slug:code>/cu-the-hoa/", cascading.cascade_page, name="cascade"),
    path("<slug:code>/cu-the-hoa/tao/", cascading.generate, name="generate"),
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
    path("<slug:code>/ra-soat/", importing.findings, name="findings"),
    path("<slug:code>/tep/<str:kind>/", importing.export, name="export"),
    path("<slug:code>/nhap/", importing.start, name="import"),
    path("<slug:code>/nhap/<uuid:pk>/", importing.staged_page, name="staged"),
    path("<slug:code>/nhap/<uuid:pk>/cot/", importing.set_columns, name="set_columns"),
    path("<slug:code>/nhap/<uuid:pk>/xac-nhan/", importing.confirm, name="confirm_import"),
]
