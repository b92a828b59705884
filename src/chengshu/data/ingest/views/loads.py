"""Pages that start loads: the resources a person may load, upload of a file."""

from collections.abc import Mapping

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from chengshu.base.accounts.contracts import Actor
from chengshu.base.errors.api import RefusedError
from chengshu.base.look import api as look
from chengshu.base.look.contracts import (
    Column,
    Crumb,
    Filter,
    TablePage,
    TableRequest,
    TableView,
    Tag,
)
from chengshu.data.ingest import api
from chengshu.data.ingest.contracts import LoadableResource, LoadQuery
from chengshu.data.ingest.forms import UploadForm
from chengshu.data.ingest.wordings import STATES


@look.page
def list_resources(request: HttpRequest) -> HttpResponseBase:
    """Show the attached resources the person may load, with their last batch."""
    return look.respond_table(request, _resources_view(look.actor(request)))


@look.page
def show_resource(request: HttpRequest, key: str) -> HttpResponseBase:
    """Show one resource: load it now, or upload a file where it is loaded from files."""
    actor = look.actor(request)
    resource = api.get_loadable(actor, key)
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            api.upload_file(actor, key, name=file.name, stream=file)
        except RefusedError as error:
            look.add_error(form, error)
        else:
            messages.success(request, _("文件已接收，正在入库。"))
            return redirect("ingest:resource", key)
    context = {
        "resource": resource,
        "form": form if resource.takes_files else None,
        "job": api.find_load_job(actor, key),
        "crumbs": [Crumb(_("数据入库"), reverse("ingest:resources")), Crumb(resource.title)],
    }
    return render(request, "ingest/resource.html", context)


@require_POST
@look.page
def load(request: HttpRequest, key: str) -> HttpResponseBase:
    """Queue a load."""
    api.enqueue_load(look.actor(request), key)
    messages.success(request, _("已开始入库。"))
    return redirect("ingest:resource", key)


def _resources_view(actor: Actor) -> TableView:
    def fetch(asked: TableRequest) -> TablePage:
        query = LoadQuery(
            text=asked.filters.get("q", ""), limit=asked.page_size, offset=asked.offset
        )
        page = api.list_loadable(actor, query)
        return TablePage([_cells(resource) for resource in page.rows], page.total)

    return TableView(
        title=_("数据入库"),
        columns=(
            Column("title", _("资源"), link="url"),
            Column("organisation", _("数源部门")),
            Column("source", _("数据源"), "code"),
            Column("table", _("来源表"), "code"),
            Column("last_loaded_at", _("上次入库"), "datetime"),
            Column("state", _("最近批次"), "tag", link="batch_url"),
            Column("is_late", _("时效"), "tag"),
        ),
        filters=(Filter("q", _("资源名称")),),
        fetch=fetch,
        export_name="loads",
        empty_title=_("没有可入库的资源"),
        empty_hint=_("目录发布并挂接数据源后，资源会列在这里。"),
    )


def _cells(resource: LoadableResource) -> Mapping[str, object]:
    batch = resource.last_batch
    return {
        "url": reverse("ingest:resource", args=[resource.key]),
        "title": resource.title,
        "organisation": resource.organisation_name,
        "source": resource.source_code,
        "table": resource.table,
        "last_loaded_at": resource.last_loaded_at,
        "state": STATES[batch.state] if batch else "",
        "batch_url": reverse("ingest:batch", args=[batch.id]) if batch else "",
        "is_late": Tag(_("已超期"), "bad") if resource.is_late else Tag(_("正常"), "good"),
    }
