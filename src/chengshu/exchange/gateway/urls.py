"""Addresses of the gateway's pages below /calls/; the calls themselves go to /gateway/v1."""

from django.urls import path

from chengshu.exchange.gateway.views import applications, calls
from chengshu.exchange.gateway.views.endpoints import router

__all__ = ["app_name", "router", "urlpatterns"]

app_name = "gateway"
urlpatterns = [
    path("", calls.list_calls, name="calls"),
    path("grants/<str:number>/", calls.show_usage, name="usage"),
    path("applications/", applications.list_applications, name="applications"),
    path("applications/new/", applications.register_application, name="register"),
    path("applications/<str:code>/", applications.show_application, name="application"),
    path("applications/<str:code>/switch/", applications.switch_application, name="switch"),
    path("applications/<str:code>/keys/", applications.create_key, name="create_key"),
    path("keys/<str:key_id>/rotate/", applications.rotate_key, name="rotate_key"),
    path("keys/<str:key_id>/disable/", applications.disable_key, name="disable_key"),
]
