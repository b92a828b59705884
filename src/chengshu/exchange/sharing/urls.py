"""Addresses of sharing below /sharing/."""

from django.urls import path

from chengshu.exchange.sharing.views import asking, grants, lists, requests
from chengshu.exchange.sharing.views.endpoints import router

__all__ = ["app_name", "router", "urlpatterns"]

app_name = "sharing"
urlpatterns = [
    path("", lists.list_offers, name="offers"),
    path("resources/<str:resource_code>/ask/", asking.ask, name="ask"),
    path("requests/", lists.list_requests, name="requests"),
    path("requests/<int:request_id>/", requests.show_request, name="request"),
    path("requests/<int:request_id>/withdraw/", requests.withdraw_request, name="withdraw"),
    path("grants/", lists.list_grants, name="grants"),
    path("grants/<str:number>/", grants.show_grant, name="grant"),
]
