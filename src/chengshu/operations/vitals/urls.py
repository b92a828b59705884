"""Addresses of vitals: pages below /vitals/, JSON below /api/v1/vitals/."""

from django.urls import path

from chengshu.operations.vitals.views import editing, pages
from chengshu.operations.vitals.views.endpoints import router

__all__ = ["app_name", "router", "urlpatterns"]

app_name = "vitals"
urlpatterns = [
    path("", pages.list_indicators, name="list"),
    path("new/", editing.add_indicator, name="add"),
    path("readings/<int:reading_id>/", pages.explain_reading, name="explain"),
    path("indicators/<str:code>/", pages.show_indicator, name="indicator"),
    path("indicators/<str:code>/edit/", editing.edit_indicator, name="edit"),
    path("indicators/<str:code>/compute/", pages.compute_indicator, name="compute"),
]
