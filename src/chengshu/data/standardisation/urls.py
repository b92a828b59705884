"""Addresses of standardisation: pages below /standardisation/, the API below /api/v1/."""

from django.urls import path

from chengshu.data.standardisation.views import plan, plans
from chengshu.data.standardisation.views.endpoints import router

__all__ = ["app_name", "router", "urlpatterns"]

app_name = "standardisation"
urlpatterns = [
    path("", plans.list_plans, name="list"),
    path("<str:key>/", plan.show_plan, name="plan"),
    path("<str:key>/adopt/", plan.adopt, name="adopt"),
    path("<str:key>/items/<str:column>/", plan.edit_item, name="item"),
]
