"""Addresses of console: /audit/, /organisations/, /people/, /permissions/, /jobs/ and /me/."""

from django.urls import path

from chengshu.base.console.views import (
    account,
    audit,
    jobs,
    organisations,
    people,
    permissions,
    persons,
)
from chengshu.base.console.views.endpoints import router

__all__ = ["app_name", "router", "urlpatterns"]

app_name = "console"
urlpatterns = [
    path("me/", account.show_account, name="account"),
    path("audit/", audit.list_entries, name="audit"),
    path("audit/verify/", audit.verify_chain, name="verify"),
    path("audit/<int:number>/", audit.show_entry, name="entry"),
    path("jobs/", jobs.list_jobs, name="jobs"),
    path("organisations/", organisations.list_organisations, name="organisations"),
    path("organisations/new/", organisations.edit_organisation, name="new-organisation"),
    path("organisations/<str:code>/edit/", organisations.edit_organisation, name="organisation"),
    path("people/", people.list_people, name="people"),
    path("people/new/", persons.edit_person, name="new-person"),
    path("people/<str:username>/", people.show_person, name="person"),
    path("people/<str:username>/edit/", persons.edit_person, name="edit-person"),
    path("people/<str:username>/password/", persons.reset_password, name="password"),
    path("people/<str:username>/switch/", persons.switch_person, name="switch-person"),
    path("people/<str:username>/unlock/", persons.unlock_person, name="unlock-person"),
    path("permissions/", permissions.list_permissions, name="permissions"),
]
