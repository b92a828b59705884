"""Addresses of dispatch: desk below /dispatch/, phone below /m/, JSON below /api/v1/dispatch/."""

from django.urls import path

from chengshu.operations.dispatch.views import pages, phone
from chengshu.operations.dispatch.views.endpoints import router

__all__ = ["app_name", "phone_patterns", "router", "urlpatterns"]

app_name = "dispatch"
urlpatterns = [
    path("", pages.list_cases, name="list"),
    path("report/", pages.report_case, name="report"),
    path("cases/<str:case_no>/", pages.show_case, name="case"),
    path("cases/<str:case_no>/act/", pages.act_on_case, name="act"),
    path("cases/<str:case_no>/files/<int:file_id>/", pages.show_file, name="file"),
]
phone_patterns = (
    [
        path("cases/", phone.my_cases, name="cases"),
        path("cases/<str:case_no>/", phone.show_case, name="case"),
        path("cases/<str:case_no>/act/", phone.act_on_case, name="act"),
        path("report/", phone.report_case, name="report"),
    ],
    "phone",
)
