"""Addresses of lake."""

from django.urls import path

from chengshu.data.lake.views import endpoints, pages

app_name = "lake"
router = endpoints.router
urlpatterns = [
    path("", pages.list_resources, name="list"),
    path("<slug:key>/", pages.list_snapshots, name="snapshots"),
    path("<slug:key>/rows/", pages.list_rows, name="latest-rows"),
    path("<slug:key>/rows/<int:number>/", pages.list_rows, name="rows"),
]
