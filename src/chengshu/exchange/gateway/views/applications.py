"""Applications and their keys; a secret is shown on the page that made it, and never again."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from chengshu.base.access import api as access
from chengshu.base.accounts import api as accounts
from chengshu.base.accounts.contracts import Actor
from chengshu.base.errors.api import RefusedError
from chengshu.base.look import api as look
from chengshu.base.look.contracts import Column, Filter, TablePage, TableRequest, TableView, Tag
from chengshu.exchange.gateway import api
from chengshu.exchange.gateway.contracts import KeyPair
from chengshu.exchange.gateway.forms import ApplicationForm
from chengshu.exchange.sharing import api as sharing
from chengshu.exchange.sharing.contracts import ApplicationInfo


@look.page
def list_applications(request: HttpRequest) -> HttpResponseBase:
    """Show the applications of one's organisation."""
    names = {info.code: info.name for info in accounts.list_organisations()}
    rows = [
        _application_row(info, names.get(info.organisation_code, info.organisation_code))
        for info in sharing.list_applications(look.actor(request))
    ]
    view = TableView(
        title=_("我的应用"),
        columns=(
            Column("code", _("应用编号"), "code", link="url"),
            Column("name", _("应用名称")),
            Column("organisation", _("所属单位")),
            Column("created_at", _("登记时间"), "datetime"),
            Column("state", _("状态"), "tag"),
        ),
        filters=(Filter("q", _("关键词")),),
        fetch=lambda asked: _search(rows, asked),
        export_name="applications",
        empty_title=_("还没有应用"),
        empty_hint=_("登记应用后即可申请数据并取得密钥。"),
    )
    return look.respond_table(request, view, template="gateway/applications.html")


@look.page
def register_application(request: HttpRequest) -> HttpResponseBase:
    """Register an application; its first key is shown on the page that follows."""
    actor = look.actor(request)
    form = ApplicationForm(
        request.POST if request.method == "POST" else None,
        organisations=_list_choices(actor),
    )
    if request.method == "POST" and form.is_valid():
        try:
            pair = api.register_application(actor, **form.cleaned_data)
        except RefusedError as error:
            look.add_error(form, error)
        else:
            return _show_secret(request, pair)
    return render(request, "gateway/register.html", {"form": form})


@look.page
def show_application(request: HttpRequest, code: str) -> HttpResponseBase:
    """Show an application, its keys, and what it may call today."""
    actor = look.actor(request)
    keys = api.list_keys(actor, code)
    context = {
        "application": sharing.get_application(code),
        "keys": keys,
        "grants": sharing.list_grants_in_force(code),
        "prefix": api.PREFIX,
    }
    return render(request, "gateway/application.html", context)


@look.page
@require_POST
def create_key(request: HttpRequest, code: str) -> HttpResponseBase:
    """Make another key and show its secret this once."""
    return _show_secret(request, api.create_key(look.actor(request), code))


@look.page
@require_POST
def rotate_key(request: HttpRequest, key_id: str) -> HttpResponseBase:
    """Make the successor of a key and show its secret this once."""
    return _show_secret(request, api.rotate_key(look.actor(request), key_id))


@look.page
@require_POST
def disable_key(request: HttpRequest, key_id: str) -> HttpResponseBase:
    """Stop a key at once."""
    info = api.disable_key(look.actor(request), key_id)
    messages.success(request, _("密钥已停用。"))
    return redirect("gateway:application", info.application_code)


@look.page
@require_POST
def switch_application(request: HttpRequest, code: str) -> HttpResponseBase:
    """Switch an application on or off."""
    active = request.POST.get("active") == "1"
    sharing.switch_application(look.actor(request), code, active=active)
    messages.success(request, _("应用已启用。") if active else _("应用已停用。"))
    return redirect("gateway:application", code)


def _show_secret(request: HttpRequest, pair: KeyPair) -> HttpResponseBase:
    return render(request, "gateway/secret.html", {"pair": pair})


def _list_choices(actor: Actor) -> list[tuple[str, str]]:
    reach = access.reach(actor, "sharing.save_application")
    return [
        (info.code, info.name) for info in accounts.list_organisations() if reach.covers(info.code)
    ]


def _application_row(info: ApplicationInfo, organisation: str) -> dict[str, object]:
    return {
        "code": info.code,
        "url": reverse("gateway:application", args=[info.code]),
        "name": info.name,
        "organisation": organisation,
        "created_at": info.created_at,
        "state": Tag(_("已启用"), "good") if info.active else Tag(_("已停用"), "neutral"),
    }


def _search(rows: list[dict[str, object]], asked: TableRequest) -> TablePage:
    text = asked.filters.get("q", "").lower()
    found = [row for row in rows if text in f"{row['code']} {row['name']}".lower()]
    return TablePage(found[asked.offset : asked.offset + asked.page_size], len(found))
