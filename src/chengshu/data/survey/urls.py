"""Addresses of survey: pages below /survey/, the API below /api/v1/survey/."""

from django.urls import path

from chengshu.data.survey.views import confirm, drafts
from chengshu.data.survey.views.draft_endpoints import router

__all__ = ["app_name", "router", "urlpatterns"]

app_name = "survey"
urlpatterns = [
    path("drafts/", drafts.list_tables, name="drafts"),
    path("drafts/<int:draft>/", confirm.show_draft, name="draft"),
    path("drafts/<int:draft>/say/", confirm.say, name="say"),
]
