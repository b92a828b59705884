"""Addresses of matching: pages below /matching/, the API below /api/v1/matching/."""

from django.urls import path

from chengshu.exchange.matching.views import demands, lists
from chengshu.exchange.matching.views.endpoints import router

__all__ = ["app_name", "router", "urlpatterns"]

app_name = "matching"
urlpatterns = [
    path("", lists.show_board, name="board"),
    path("new/", demands.ask, name="ask"),
    path("demands/<int:demand_id>/", demands.show_demand, name="demand"),
    path("demands/<int:demand_id>/revise/", demands.revise, name="revise"),
    path("duties/", lists.list_duties, name="duties"),
]
