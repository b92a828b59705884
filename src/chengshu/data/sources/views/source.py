"""One source: its facts and tables, test, sample, upload, and its form."""

from typing import TYPE_CHECKING, cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from chengshu.base.access import api as access
from chengshu.base.accounts import api as accounts
from chengshu.base.accounts.contracts import Actor
from chengshu.base.errors.api import ChengshuError, RefusedError
from chengshu.base.look import api as look
from chengshu.base.look.contracts import Crumb
from chengshu.data.sources import api
from chengshu.data.sources.actions import list_actions
from chengshu.data.sources.contracts import SourceInfo, SourceKind
from chengshu.data.sources.forms import SourceForm, UploadForm, source_initial
from chengshu.data.sources.views.lists import list_reachable
from chengshu.data.sources.wordings import KINDS, address_of, check_tag

if TYPE_CHECKING:
    from typing import BinaryIO

_SHOWN_ROWS = 20


@look.page
def show_source(request: HttpRequest, code: str) -> HttpResponseBase:
    """Show a source; its tables are read when the page asks for them."""
    actor = look.actor(request)
    info = api.get_source(actor, code)
    return render(request, "sources/source.html", _context(actor, info, UploadForm()))


@look.page
def show_tables(request: HttpRequest, code: str) -> HttpResponseBase:
    """Show the tables of a source, read now; an unreachable source says what to check."""
    actor = look.actor(request)
    info = api.get_source(actor, code)
    try:
        tables, failure = api.describe_source(actor, code), ""
    except ChengshuError as error:
        tables, failure = (), str(error)
    context = {
        "info": info,
        "tables": tables,
        "failure": failure,
        "may_sample": _may(actor, "sources.sample_table", info),
        "crumbs": _crumbs(info, _("数据表")),
    }
    partial = look.is_partial(request)
    return render(
        request, "sources/tables.html" if partial else "sources/tables_page.html", context
    )


@look.page
def show_sample(request: HttpRequest, code: str) -> HttpResponseBase:
    """Show the first rows of a table to its owner; audited."""
    actor = look.actor(request)
    info = api.get_source(actor, code)
    table = request.GET.get("table", "")
    rows = api.sample_table(actor, code, table, limit=_SHOWN_ROWS)
    context = {
        "info": info,
        "table": table,
        "columns": rows.schema.names,
        "rows": [list(row.values()) for row in rows.to_pylist()],
        "crumbs": _crumbs(info, table),
    }
    return render(request, "sources/sample.html", context)


@require_POST
@look.page
def test_source(request: HttpRequest, code: str) -> HttpResponseBase:
    """Try the connection and say how it went."""
    result = api.test_source(look.actor(request), code)
    if result.ok:
        messages.success(request, f"{result.sentence}（{result.milliseconds} ms）")
    else:
        messages.error(request, result.sentence)
    return redirect("sources:source", code)


@require_POST
@look.page
def upload_file(request: HttpRequest, code: str) -> HttpResponseBase:
    """Take a file for a source that keeps its files here."""
    actor = look.actor(request)
    info = api.get_source(actor, code)
    form = UploadForm(request.POST, request.FILES)
    if form.is_valid():
        upload = form.cleaned_data["file"]
        try:
            stream = cast("BinaryIO", upload)
            received = api.receive_file(actor, code, name=str(upload.name), stream=stream)
        except RefusedError as error:
            look.add_error(form, error)
        else:
            done = _("已收到 %(name)s（%(size)s 字节）。")
            messages.success(request, done % {"name": received.name, "size": received.size})
            return redirect("sources:source", code)
    return render(request, "sources/source.html", _context(actor, info, form), status=422)


@look.page
def edit_source(request: HttpRequest, code: str = "") -> HttpResponseBase:
    """Show and take the form of a new or kept source."""
    actor = look.actor(request)
    info = api.get_source(actor, code) if code else None
    form = SourceForm(request.POST or None, initial=source_initial(info) if info else {})
    form.offer(list_reachable(actor, "sources.save_source"), api.list_systems(actor))
    if info:
        form.fields["code"].disabled = True
    if request.method == "POST" and form.is_valid():
        try:
            saved = api.save_source(actor, form.to_source())
        except RefusedError as error:
            look.add_error(form, error)
        else:
            messages.success(request, _("数据源已保存。"))
            return redirect("sources:source", saved.code)
    crumbs = [Crumb(_("数据源"), reverse("sources:list"))]
    crumbs += [Crumb(info.name, reverse("sources:source", args=[code]))] if info else []
    crumbs.append(Crumb(_("修改") if info else _("登记数据源")))
    context = {"form": form, "info": info, "crumbs": crumbs}
    return render(request, "sources/edit.html", context)


def _context(actor: Actor, info: SourceInfo, form: UploadForm) -> dict[str, object]:
    organisation = accounts.find_organisation(info.organisation_code)
    systems = {one.code: one.name for one in api.list_systems(actor)}
    may_upload = api.takes_uploads(info) and _may(actor, "sources.receive_file", info)
    return {
        "info": info,
        "kind": KINDS[info.kind],
        "system": systems.get(info.system_code, info.system_code),
        "address": address_of(info),
        "check": check_tag(info),
        "organisation": organisation.name if organisation else info.organisation_code,
        "may_save": _may(actor, "sources.save_source", info),
        "upload_form": form if may_upload else None,
        "is_sqlite": info.kind is SourceKind.SQLITE,
        "actions": list_actions(actor, info),
        "crumbs": _crumbs(info),
    }


def _crumbs(info: SourceInfo, last: str = "") -> list[Crumb]:
    crumbs = [Crumb(_("数据源"), reverse("sources:list"))]
    if not last:
        return [*crumbs, Crumb(info.name)]
    return [*crumbs, Crumb(info.name, reverse("sources:source", args=[info.code])), Crumb(last)]


def _may(actor: Actor, permission: str, info: SourceInfo) -> bool:
    return access.may(actor, permission, organisation=info.organisation_code)
