"""Addresses of claims: pages below /claims/, the API below /api/v1/claims/."""

from django.urls import path

from chengshu.data.claims.views import disputes, line, lists, progress, templates
from chengshu.data.claims.views.endpoints import router

__all__ = ["app_name", "router", "urlpatterns"]

app_name = "claims"
urlpatterns = [
    path("", lists.list_lines, name="list"),
    path("lines/<int:line_id>/", line.show_line, name="line"),
    path("templates/", templates.list_templates, name="templates"),
    path("templates/new/", templates.edit_template, name="new-template"),
    path("templates/<slug:code>/", templates.show_template, name="template"),
    path("templates/<slug:code>/edit/", templates.edit_template, name="edit-template"),
    path("templates/<slug:code>/retire/", templates.retire_template, name="retire-template"),
    path("issue/", templates.issue_templates, name="issue"),
    path("disputes/", lists.list_disputes, name="disputes"),
    path("disputes/<int:dispute_id>/", disputes.show_dispute, name="dispute"),
    path("progress/", progress.show_progress, name="progress"),
    path("listed/", lists.list_listed, name="listed"),
]
