"""Addresses of warning: pages below /warning/, JSON below /api/v1/warning/."""

from django.urls import path

from chengshu.operations.warning.views import pages
from chengshu.operations.warning.views.endpoints import router

__all__ = ["app_name", "router", "urlpatterns"]

app_name = "warning"
urlpatterns = [
    path("", pages.list_alerts, name="list"),
    path("alerts/<int:alert_id>/", pages.show_alert, name="alert"),
    path("alerts/<int:alert_id>/act/", pages.act_on_alert, name="act"),
    path("rules/", pages.list_rules, name="rules"),
    path("rules/new/", pages.edit_rule, name="add_rule"),
    path("rules/<str:code>/", pages.edit_rule, name="rule"),
]
