"""Lists of systems and sources."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from chengshu.base.access import api as access
from chengshu.base.accounts import api as accounts
from chengshu.base.accounts.contracts import Actor, OrganisationInfo
from chengshu.base.errors.api import RefusedError
from chengshu.base.look import api as look
from chengshu.base.look.contracts import Column, Filter, TablePage, TableRequest, TableView
from chengshu.data.sources import api
from chengshu.data.sources.contracts import SourceInfo, SystemInfo
from chengshu.data.sources.forms import SystemForm
from chengshu.data.sources.wordings import KINDS, address_of, check_tag


def list_reachable(actor: Actor, permission: str) -> list[OrganisationInfo]:
    """Return the organisations a person may act for with a permission."""
    reach = access.reach(actor, permission)
    return [one for one in accounts.list_organisations() if reach.covers(one.code)]


@look.page
def list_sources(request: HttpRequest) -> HttpResponseBase:
    """Show the sources the person may see."""
    actor = look.actor(request)
    view = TableView(
        title=_("数据源"),
        columns=(
            Column("name", _("数据源"), link="url", sortable=True),
            Column("code", _("编号"), "code", sortable=True),
            Column("system", _("业务系统")),
            Column("organisation", _("所属单位")),
            Column("kind", _("类型")),
            Column("address", _("位置")),
            Column("check", _("连接"), "tag"),
            Column("checked_at", _("测试时间"), "datetime", sortable=True),
        ),
        filters=(
            Filter("q", _("名称或编号")),
            Filter("kind", _("类型"), "choice", [(k.value, v) for k, v in KINDS.items()]),
        ),
        fetch=lambda asked: _sources(actor, asked),
        export_name="sources",
        default_sort="name",
        empty_title=_("还没有数据源"),
        empty_hint=_("登记业务系统后，再登记它的数据库或文件作为数据源。"),
    )
    context = {"may_save": access.may(actor, "sources.save_source")}
    return look.respond_table(request, view, template="sources/list.html", context=context)


@look.page
def list_systems(request: HttpRequest) -> HttpResponseBase:
    """Show the business systems; a person with the right may register one."""
    actor = look.actor(request)
    form = SystemForm(request.POST or None)
    form.offer(list_reachable(actor, "sources.save_system"))
    if request.method == "POST" and form.is_valid():
        try:
            api.save_system(actor, **form.cleaned_data)
        except RefusedError as error:
            look.add_error(form, error)
        else:
            messages.success(request, _("业务系统已登记。"))
            return redirect("sources:systems")
    view = TableView(
        title=_("业务系统"),
        columns=(
            Column("name", _("系统名称"), sortable=True, link="url"),
            Column("code", _("编号"), "code", sortable=True),
            Column("organisation", _("所属单位")),
            Column("note", _("说明")),
        ),
        filters=(Filter("q", _("名称或编号")),),
        fetch=lambda asked: _systems(actor, asked),
        export_name="systems",
        default_sort="name",
        empty_title=_("还没有业务系统"),
        empty_hint=_("先登记部门的业务系统，再登记它的数据源。"),
    )
    may_save = access.may(actor, "sources.save_system")
    context = {"form": form if may_save else None}
    return look.respond_table(request, view, template="sources/systems.html", context=context)


def _sources(actor: Actor, asked: TableRequest) -> TablePage:
    text, kind = asked.filters.get("q", ""), asked.filters.get("kind", "")
    systems = {info.code: info.name for info in api.list_systems(actor)}
    names = {one.code: one.name for one in accounts.list_organisations()}
    found = [
        info
        for info in api.list_sources(actor)
        if text in f"{info.name} {info.code}" and kind in {"", info.kind.value}
    ]
    found.sort(key=lambda info: _sort_key(info, asked.sort), reverse=asked.descending)
    page = found[asked.offset : asked.offset + asked.page_size]
    return TablePage(
        [
            {
                "name": info.name,
                "code": info.code,
                "url": reverse("sources:source", args=[info.code]),
                "system": systems.get(info.system_code, info.system_code),
                "organisation": names.get(info.organisation_code, info.organisation_code),
                "kind": KINDS[info.kind],
                "address": address_of(info),
                "check": check_tag(info),
                "checked_at": info.checked_at,
            }
            for info in page
        ],
        len(found),
    )


def _systems(actor: Actor, asked: TableRequest) -> TablePage:
    text = asked.filters.get("q", "")
    names = {one.code: one.name for one in accounts.list_organisations()}
    found = [info for info in api.list_systems(actor) if text in f"{info.name} {info.code}"]
    found.sort(key=lambda info: _sort_key(info, asked.sort), reverse=asked.descending)
    page = found[asked.offset : asked.offset + asked.page_size]
    return TablePage(
        [
            {
                "name": info.name,
                "code": info.code,
                "organisation": names.get(info.organisation_code, info.organisation_code),
                "note": info.note,
                "url": f"{reverse('sources:list')}?q={info.code}",
            }
            for info in page
        ],
        len(found),
    )


def _sort_key(info: SourceInfo | SystemInfo, sort: str) -> tuple[str, str]:
    return str(getattr(info, sort or "name") or ""), info.code
