"""Changing a person: form with posts, password, activation, lockout."""

from dataclasses import replace
from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from chengshu.base.access import api as access
from chengshu.base.accounts import api as accounts
from chengshu.base.accounts.contracts import ADMINISTRATION, Actor, PersonInfo, Role
from chengshu.base.console import words
from chengshu.base.console.forms import PasswordForm, PersonForm, PostForm, PostFormSet
from chengshu.base.errors.api import RefusedError
from chengshu.base.look import api as look
from chengshu.base.look.contracts import Crumb

if TYPE_CHECKING:
    from django.forms.formsets import BaseFormSet

    Posts = BaseFormSet[PostForm]

SAVE = "accounts.save_person"
NOT_GIVEN = frozenset({Role.SYSTEM, Role.CITIZEN})


@require_http_methods(["GET", "POST"])
@look.page
def edit_person(request: HttpRequest, username: str = "") -> HttpResponse:
    """Show and take the form of a new or known person."""
    actor = look.actor(request)
    access.check(actor, SAVE)
    known = accounts.get_person(actor, username) if username else None
    form, posts = _forms(request, actor, known)
    is_sent = request.method == "POST" and "more" not in request.POST
    if is_sent and all([form.is_valid(), posts.is_valid()]):
        saved = _save(request, form, posts, known=known)
        if saved:
            return redirect("console:person", saved)
    title = known.name if known else _("新增人员")
    crumbs = (Crumb(_("人员"), reverse("console:people")), Crumb(title))
    context = {"form": form, "posts": posts, "known": known, "crumbs": crumbs}
    return render(request, "console/edit_person.html", context)


def _forms(
    request: HttpRequest, actor: Actor, known: PersonInfo | None
) -> tuple[PersonForm, "Posts"]:
    data = _posted(request)
    initial = (
        {"username": known.username, "name": known.name, "phone": known.phone} if known else {}
    )
    form = PersonForm(data, initial=initial)
    form.offer(is_new=known is None)
    rows = [
        {"organisation_code": post.organisation_code, "roles": sorted(post.roles)}
        for post in (known.posts if known else ())
    ]
    posts = PostFormSet(data, initial=rows or [{}], prefix="posts")
    reach = access.reach(actor, SAVE)
    organisations = [
        (one.code, one.name) for one in accounts.list_organisations() if reach.covers(one.code)
    ]
    roles = _roles_to_give(actor)
    for row in posts.forms:
        row.offer(organisations=organisations, roles=roles)
    return form, posts


def _posted(request: HttpRequest) -> QueryDict | None:
    """Return the sent form, with one more row of posts when that was asked for."""
    if request.method != "POST":
        return None
    data = request.POST.copy()
    total = data.get("posts-TOTAL_FORMS", "")
    if "more" in data and total.isdecimal():
        data["posts-TOTAL_FORMS"] = str(min(int(total[:3]) + 1, 20))
    return data


def _roles_to_give(actor: Actor) -> list[tuple[str, object]]:
    hidden = NOT_GIVEN
    if not access.may(actor, "accounts.grant_administration"):
        hidden = hidden | ADMINISTRATION
    return [(role.value, word) for role, word in words.ROLE_WORDS.items() if role not in hidden]


def _save(
    request: HttpRequest, form: PersonForm, posts: "Posts", *, known: PersonInfo | None
) -> str:
    """Save; return the user name, or "" with the refusal on the form."""
    username = known.username if known else str(form.cleaned_data["username"])
    if known is None and accounts.find_person(username):
        form.add_error("username", gettext("这个用户名已被使用，请换一个。"))
        return ""
    try:
        accounts.save_person(
            look.actor(request),
            username=username,
            name=form.cleaned_data["name"],
            password=form.cleaned_data.get("password") or None,
            posts=[row.to_post() for row in posts.forms if row.is_post],
            phone=form.cleaned_data["phone"],
            is_active=known.is_active if known else True,
        )
    except RefusedError as error:
        look.add_error(form, error)
        return ""
    messages.success(request, gettext("已保存“%(name)s”。") % {"name": form.cleaned_data["name"]})
    return username


@require_http_methods(["GET", "POST"])
@look.page
def reset_password(request: HttpRequest, username: str) -> HttpResponse:
    """Give a person another password, typed twice."""
    actor = look.actor(request)
    access.check(actor, SAVE)
    person = accounts.get_person(actor, username)
    form = PasswordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            accounts.reset_password(
                actor, username=username, password=form.cleaned_data["password"]
            )
        except RefusedError as error:
            look.add_error(form, error)
        else:
            text = gettext("已重置“%(name)s”的密码，请当面或电话告知本人，并提醒登录后修改。")
            messages.success(request, text % {"name": person.name})
            return redirect("console:person", username)
    crumbs = (
        Crumb(_("人员"), reverse("console:people")),
        Crumb(person.name, reverse("console:person", args=[username])),
        Crumb(_("重置密码")),
    )
    return render(
        request, "console/password.html", {"form": form, "person": person, "crumbs": crumbs}
    )


@require_POST
@look.page
def switch_person(request: HttpRequest, username: str) -> HttpResponse:
    """Activate or deactivate a person, as the button said."""
    actor = look.actor(request)
    person = accounts.get_person(actor, username)
    wanted = replace(person, is_active=request.POST.get("to") == "active")
    accounts.save_person(
        actor,
        username=wanted.username,
        name=wanted.name,
        posts=wanted.posts,
        phone=wanted.phone,
        is_active=wanted.is_active,
    )
    text = gettext("“%(name)s”已启用。") if wanted.is_active else gettext("“%(name)s”已停用。")
    messages.success(request, text % {"name": person.name})
    return redirect("console:person", username)


@require_POST
@look.page
def unlock_person(request: HttpRequest, username: str) -> HttpResponse:
    """Let a locked-out person try again at once."""
    accounts.unlock_person(look.actor(request), username)
    messages.success(request, gettext("已解除登录锁定。"))
    return redirect("console:person", username)
