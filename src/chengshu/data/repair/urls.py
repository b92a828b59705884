"""Addresses of repair."""

from django.urls import path

from chengshu.data.repair.views import corrections, endpoints, orders

app_name = "repair"
router = endpoints.router
urlpatterns = [
    path("orders/", orders.list_orders, name="orders"),
    path("orders/<str:number>/", orders.show_order, name="order"),
    path("orders/<str:number>/close/", orders.close_order, name="close"),
    path("orders/<str:number>/rows.xlsx", corrections.download_rows, name="download"),
    path("orders/<str:number>/correct/", corrections.correct_rows, name="correct"),
]
