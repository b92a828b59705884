"""Addresses of sources."""

from django.urls import path

from chengshu.data.sources.views import endpoints, lists, source

app_name = "sources"
router = endpoints.router
urlpatterns = [
    path("", lists.list_sources, name="list"),
    path("systems/", lists.list_systems, name="systems"),
    path("new/", source.edit_source, name="new"),
    path("<slug:code>/", source.show_source, name="source"),
    path("<slug:code>/edit/", source.edit_source, name="edit"),
    path("<slug:code>/tables/", source.show_tables, name="tables"),
    path("<slug:code>/sample/", source.show_sample, name="sample"),
    path("<slug:code>/test/", source.test_source, name="test"),
    path("<slug:code>/upload/", source.upload_file, name="upload"),
]
