"""Addresses of cockpit, below /screens/."""

from django.urls import path

from chengshu.screens.cockpit import views

app_name = "cockpit"

urlpatterns = [
    path("", views.list_screens, name="list"),
    path("<slug:code>/", views.show_screen, name="screen"),
    path("<slug:code>/panels", views.show_panels, name="panels"),
    path("<slug:code>/details/<slug:subject>/", views.show_details, name="details"),
    path("<slug:code>/stream", views.stream_screen, name="stream"),
]
