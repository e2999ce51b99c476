"""The table of addresses: each app mounts its own."""

from importlib.util import find_spec

from django.urls import include, path

_MOUNTS = {
    "": "caicach.sites.workspace.urls",
    "ui/": "caicach.foundation.ui.urls",
    "nhat-ky/": "caicach.foundation.audit.urls",
    "tep/": "caicach.foundation.files.urls",
    "van-ban-in/": "caicach.foundation.papers.urls",
    "lich-lam-viec/": "caicach.foundation.worktime.urls",
    "so-do/": "caicach.foundation.measures.urls",
    "tim-kiem/": "caicach.foundation.search.urls",
    "viec-nen/": "caicach.foundation.jobs.urls",
    "don-vi/": "caicach.organisation.units.urls",
    "nhan-su/": "caicach.organisation.personnel.urls",
    "quan-tri/": "caicach.organisation.access.urls",
    "thong-bao/": "caicach.organisation.notices.urls",
    "van-ban/": "caicach.law.legislation.urls",
    "nhiem-vu/": "caicach.work.assignments.urls",
    "chi-tieu/": "caicach.steering.indicators.urls",
    "ke-hoach/": "caicach.steering.plans.urls",
    "api/": "caicach.sites.api.urls",
}

handler500 = "caicach.foundation.running.views.failed"

urlpatterns = [
    path("tai-khoan/", include("caicach.organisation.access.account_urls")),
    path("", include("caicach.foundation.running.urls")),
]
urlpatterns += [path(prefix, include(module)) for prefix, module in _MOUNTS.items() if find_spec(module)]
