"""Addresses of ingest."""

from django.urls import path

from chengshu.data.ingest.views import batches, changes, endpoints, loads

app_name = "ingest"
router = endpoints.router
urlpatterns = [
    path("", batches.list_batches, name="batches"),
    path("batches/<int:batch_id>/", batches.show_batch, name="batch"),
    path("batches/<int:batch_id>/changes/", changes.list_changes, name="changes"),
    path("resources/", loads.list_resources, name="resources"),
    path("resources/<str:key>/", loads.show_resource, name="resource"),
    path("resources/<str:key>/load/", loads.load, name="load"),
]
