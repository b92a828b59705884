"""Addresses of catalog: pages below /catalog/, the API below /api/v1/catalog/."""

from django.urls import path

from chengshu.data.catalog.views import (
    boards,
    edit,
    entry,
    exports,
    imports,
    reviewers,
    search,
    targets,
)
from chengshu.data.catalog.views.board_endpoints import router

__all__ = ["app_name", "router", "urlpatterns"]

app_name = "catalog"
urlpatterns = [
    path("", search.list_resources, name="list"),
    path("items/", search.list_items, name="items"),
    path("suggest/", search.suggest, name="suggest"),
    path("new/", edit.edit_entry, name="new"),
    path("import/", imports.import_entries, name="import"),
    path("import/<int:number>/", imports.show_run, name="import-run"),
    path("import/<int:number>/confirm/", imports.confirm_run, name="import-confirm"),
    path("import/<int:number>/discard/", imports.discard_run, name="import-discard"),
    path("template/", exports.download_template, name="template"),
    path("export/", exports.show_exports, name="exports"),
    path("export/<int:job_id>/", exports.show_export, name="export"),
    path("reviews/", boards.list_reviews, name="reviews"),
    path("reviewers/", reviewers.show_reviewers, name="reviewers"),
    path("reviewers/delegate/", reviewers.delegate, name="delegate"),
    path("reviewers/chief/", reviewers.name_chief, name="chief"),
    path("reviewers/revoke/<int:number>/", reviewers.revoke, name="revoke"),
    path("targets/", targets.show_targets, name="targets"),
    path("targets/set/", targets.edit_targets, name="target"),
    path("targets/drop/", targets.drop_target, name="target-drop"),
    path("withheld/", boards.list_withheld, name="withheld"),
    path("progress/", boards.show_progress, name="progress"),
    path("codes/", boards.list_code_tables, name="code-tables"),
    path("codes/<slug:code>/", boards.show_code_table, name="code-table"),
    path("entries/<slug:key>/", entry.show_entry, name="entry"),
    path("entries/<slug:key>/edit/", edit.edit_entry, name="edit"),
    path("entries/<slug:key>/versions/", entry.show_versions, name="versions"),
    path("entries/<slug:key>/step/", entry.take_step, name="step"),
    path("entries/<slug:key>/attach/", entry.attach, name="attach"),
]
