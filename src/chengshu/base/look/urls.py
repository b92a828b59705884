"""Addresses of look: the start page, jobs, sign-in, sign-out and password."""

from allauth.account import views as account_views
from django.urls import URLPattern, URLResolver, path
from django.views.i18n import set_language

from chengshu.base.look.views import gallery, pages

app_name = "look"

urlpatterns: list[URLPattern | URLResolver] = [
    path("", pages.show_desk, name="desk"),
    path("jobs/<int:job_id>/progress/", pages.show_job, name="job"),
    path("jobs/<int:job_id>/cancel/", pages.cancel_job, name="cancel_job"),
    path("jobs/<int:job_id>/retry/", pages.retry_job, name="retry_job"),
    path("look/gallery/", gallery.show_gallery, name="gallery"),
    path("look/gallery/<str:face>/", gallery.show_face, name="face"),
    path("language/", set_language, name="language"),
]

# Names of allauth; without a namespace because its own code reverses them.
account_patterns: list[URLPattern | URLResolver] = [
    path("login/", account_views.login, name="account_login"),
    path("logout/", account_views.logout, name="account_logout"),
    path("inactive/", account_views.account_inactive, name="account_inactive"),
    path("password/", account_views.password_change, name="account_change_password"),
]
