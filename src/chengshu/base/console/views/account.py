"""My account: my posts, what I may do, when I signed in."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from chengshu.base.access import api as access
from chengshu.base.accounts import api as accounts
from chengshu.base.accounts.contracts import Actor
from chengshu.base.audit import api as audit
from chengshu.base.audit.contracts import EntryInfo
from chengshu.base.console import words
from chengshu.base.look import api as look
from chengshu.base.look.contracts import Crumb, TimelineItem

SIGN_INS = 10


@require_GET
@look.page
def show_account(request: HttpRequest) -> HttpResponse:
    """Show the signed-in person's own account."""
    actor = look.actor(request)
    names = {one.code: one.name for one in accounts.list_organisations()}
    mine = audit.list_own_entries(actor, action="accounts.sign_in", limit=SIGN_INS)
    context = {
        "person": accounts.find_person(actor.username),
        "posts": [
            (names.get(post.organisation_code, post.organisation_code), _roles(post.roles))
            for post in actor.posts
        ],
        "rights": _rights(actor),
        "sign_ins": [_item(entry) for entry in mine],
        "crumbs": (Crumb(_("我的账号")),),
    }
    return render(request, "console/account.html", context)


def _roles(roles: frozenset[object]) -> list[object]:
    return [word for role, word in words.ROLE_WORDS.items() if role in roles]


def _rights(actor: Actor) -> list[tuple[str, list[str]]]:
    """Return what the person may do, by room."""
    held: dict[str, list[str]] = {}
    for rule in access.list_rules():
        if actor.roles & set(rule.roles):
            room = words.name_room(rule.permission.partition(".")[0])
            held.setdefault(room, []).append(words.name_action(rule.permission))
    return list(held.items())


def _item(entry: EntryInfo) -> TimelineItem:
    tone = "good" if entry.outcome == "done" else "bad"
    return TimelineItem(entry.at, words.name_action(entry.action), entry.address, tone=tone)
