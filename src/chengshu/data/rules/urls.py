"""Addresses of rules."""

from django.urls import path

from chengshu.data.rules.views import endpoints, pages

app_name = "rules"
router = endpoints.router
urlpatterns = [
    path("<str:key>/", pages.show_rules, name="rules"),
]
