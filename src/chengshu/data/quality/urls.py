"""Addresses of quality."""

from django.urls import path

from chengshu.data.quality.views import endpoints, rows

app_name = "quality"
router = endpoints.router
urlpatterns = [
    path("rows/", rows.list_rows, name="rows"),
    path("rows/<str:row_id>/", rows.show_row, name="row"),
]
