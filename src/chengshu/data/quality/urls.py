"""Addresses of quality."""

from django.urls import path

from chengshu.data.quality.views import endpoints, orders, rows

app_name = "quality"
router = endpoints.router
urlpatterns = [
    path("rows/", rows.list_rows, name="rows"),
    path("rows/<str:row_id>/", rows.show_row, name="row"),
    path("orders/", orders.list_orders, name="orders"),
    path("orders/<str:number>/", orders.show_order, name="order"),
    path("orders/<str:number>/close/", orders.close_order, name="close"),
]
