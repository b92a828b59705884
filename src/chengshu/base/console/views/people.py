"""The list of people, and the page of one."""

from collections.abc import Mapping

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from chengshu.base.access import api as access
from chengshu.base.accounts import api as accounts
from chengshu.base.accounts.contracts import ADMINISTRATION, Actor, PersonInfo, Role
from chengshu.base.console import words
from chengshu.base.look import api as look
from chengshu.base.look.contracts import Column, Crumb, Filter, TablePage, TableRequest, TableView
from chengshu.base.look.contracts import Tag as Pill

SAVE = "accounts.save_person"
STATES = {"active": (_("在用"), "good"), "inactive": (_("停用"), "neutral")}
COLUMNS = (
    Column("name", _("姓名"), sortable=True, link="url"),
    Column("username", _("用户名"), "code", sortable=True, link="url"),
    Column("posts", _("岗位")),
    Column("phone", _("电话"), "code"),
    Column("state", _("状态"), "tag"),
)


@require_GET
@look.page
def list_people(request: HttpRequest) -> HttpResponseBase:
    """List the people of the organisations the reader reaches, with their posts."""
    actor = look.actor(request)
    names = {one.code: one.name for one in accounts.list_organisations()}
    reach = access.reach(actor, "accounts.list_people")

    def fetch(asked: TableRequest) -> TablePage:
        found = [
            _row(person, names)
            for person in accounts.list_people(
                actor,
                organisation=asked.filters.get("organisation") or None,
                text=asked.filters.get("q", ""),
            )
            if _matches(person, asked.filters)
        ]
        if asked.sort:
            found.sort(key=lambda row: str(row[asked.sort]), reverse=asked.descending)
        return TablePage(found[asked.offset : asked.offset + asked.page_size], len(found))

    view = TableView(
        title=_("人员"),
        columns=COLUMNS,
        filters=(
            Filter("q", _("姓名或用户名")),
            Filter(
                "organisation",
                _("单位"),
                "choice",
                [(code, name) for code, name in names.items() if reach.covers(code)],
            ),
            Filter(
                "role", _("岗位"), "choice", [(r.value, w) for r, w in words.ROLE_WORDS.items()]
            ),
            Filter("state", _("状态"), "choice", [(key, w) for key, (w, _t) in STATES.items()]),
        ),
        fetch=fetch,
        export_name=gettext("人员"),
    )
    context = {"may_add": access.may(actor, SAVE)}
    return look.respond_table(request, view, template="console/people.html", context=context)


def _matches(person: PersonInfo, filters: Mapping[str, str]) -> bool:
    role = filters.get("role", "")
    held = {one for post in person.posts for one in post.roles}
    return (not role or Role(role) in held) and filters.get("state", _state(person)) == _state(
        person
    )


def _state(person: PersonInfo) -> str:
    return "active" if person.is_active else "inactive"


def state_of(person: PersonInfo) -> Pill:
    """Return whether a person may sign in, as a pill."""
    word, tone = STATES[_state(person)]
    return Pill(word, tone)


def _row(person: PersonInfo, names: Mapping[str, str]) -> dict[str, object]:
    return {
        "username": person.username,
        "name": person.name,
        "posts": words.name_posts(person.posts, names),
        "phone": person.phone,
        "state": state_of(person),
        "url": reverse("console:person", args=[person.username]),
    }


def may_change(actor: Actor, person: PersonInfo) -> bool:
    """Return whether the door would let `actor` change `person`; for showing buttons only."""
    is_administration = any(post.roles & ADMINISTRATION for post in person.posts)
    return (
        access.may(actor, SAVE)
        and all(access.may(actor, SAVE, organisation=p.organisation_code) for p in person.posts)
        and (not is_administration or access.may(actor, "accounts.grant_administration"))
    )


@require_GET
@look.page
def show_person(request: HttpRequest, username: str) -> HttpResponse:
    """Show one person: posts, state, lockout, and the buttons the reader may press."""
    actor = look.actor(request)
    person = accounts.get_person(actor, username)
    names = {one.code: one.name for one in accounts.list_organisations()}
    context = {
        "person": person,
        "state": state_of(person),
        "posts": [
            (
                names.get(post.organisation_code, post.organisation_code),
                words.name_roles(post.roles),
            )
            for post in person.posts
        ],
        "lockout": accounts.find_lockout(actor, username),
        "may_change": may_change(actor, person),
        "may_audit": access.may(actor, "audit.list_entries"),
        "is_me": person.username == actor.username,
        "crumbs": (Crumb(_("人员"), reverse("console:people")), Crumb(person.name)),
    }
    return render(request, "console/person.html", context)
