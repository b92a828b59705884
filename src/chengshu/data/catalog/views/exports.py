"""Downloads: the guide's empty workbook, and the catalogue in every format, at once or as a job."""

import tempfile
from collections.abc import Iterator
from typing import IO
from urllib.parse import quote

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from chengshu.base.clock import api as clock
from chengshu.base.errors.api import InvalidInputError
from chengshu.base.jobs import api as jobs
from chengshu.base.look import api as look
from chengshu.base.look.contracts import Crumb
from chengshu.data.catalog import api
from chengshu.data.catalog.api.export_jobs import AT_ONCE
from chengshu.data.catalog.contracts import ExportFormat, ExportOrder
from chengshu.data.catalog.errors import ExportNotFoundError
from chengshu.data.catalog.views.queries import read_query

_CHUNK = 64 * 1024
_OFFICE = "application/vnd.openxmlformats-officedocument"
_TYPES = {
    ExportFormat.GUIDE: f"{_OFFICE}.spreadsheetml.sheet",
    ExportFormat.WORD: f"{_OFFICE}.wordprocessingml.document",
    ExportFormat.PDF: "application/pdf",
    ExportFormat.TURTLE: "text/turtle; charset=utf-8",
    ExportFormat.JSONLD: "application/ld+json",
}
_CHOICES = (
    (
        ExportFormat.GUIDE,
        gettext_lazy("编制指南 Excel"),
        gettext_lazy("每个信息项一行，可修改后再导入"),
    ),
    (ExportFormat.PDF, gettext_lazy("目录册 PDF"), gettext_lazy("封面、目次、分单位编排，供印发")),
    (ExportFormat.WORD, gettext_lazy("目录册 Word"), gettext_lazy("与 PDF 同样编排，可继续编辑")),
    (ExportFormat.JSONLD, gettext_lazy("DCAT 3 JSON-LD"), gettext_lazy("供其他平台自动采集")),
    (ExportFormat.TURTLE, gettext_lazy("DCAT 3 Turtle"), gettext_lazy("供其他平台自动采集")),
)
_OWN = frozenset({"to", "scope", "page", "export"})


@look.page
def download_template(request: HttpRequest) -> HttpResponseBase:
    """Hand out the guide's empty workbook."""
    actor = look.actor(request)
    target = _room()
    api.write_template(actor, target)
    kind = _TYPES[ExportFormat.GUIDE]
    return _respond(request, target, _("政务信息资源目录模板.xlsx"), content_type=kind)


@look.page
def show_exports(request: HttpRequest) -> HttpResponseBase:
    """Offer the formats for what the address narrows to; `?to=` asks for one."""
    actor = look.actor(request)
    if request.GET.get("to"):
        return _export(request)
    query = read_query(request.GET.dict())
    counts = {
        scope: api.count_export(
            actor, ExportOrder(ExportFormat.GUIDE, query, is_public=scope == "public")
        )
        for scope in ("all", "public")
    }
    context = {
        "choices": _CHOICES,
        "counts": counts,
        "kept": [(key, value) for key, value in request.GET.items() if key not in _OWN],
        "at_once": AT_ONCE,
        "crumbs": [Crumb(_("信息资源目录"), reverse("catalog:list")), Crumb(_("导出目录"))],
    }
    return render(request, "catalog/exports.html", context)


def _export(request: HttpRequest) -> HttpResponseBase:
    actor = look.actor(request)
    order = _read_order(request)
    if api.count_export(actor, order) > AT_ONCE:
        return redirect("catalog:export", api.order_export(actor, order).id)
    target = _room()
    api.write_export(actor, order, target)
    return _respond(request, target, _name(order), content_type=_TYPES[order.format])


def _read_order(request: HttpRequest) -> ExportOrder:
    wanted = request.GET.get("to", "")
    if wanted not in set(ExportFormat):
        raise InvalidInputError(field=_("导出格式"), reason=wanted)
    return ExportOrder(
        format=ExportFormat(wanted),
        query=read_query(request.GET.dict()),
        is_public=request.GET.get("scope") == "public",
        site=request.build_absolute_uri("/"),
    )


@look.page
def show_export(request: HttpRequest, job_id: int) -> HttpResponseBase:
    """Show how far an export is, and hand out its file with `?file=1`."""
    actor = look.actor(request)
    found = api.get_export(actor, job_id)
    if request.GET.get("file"):
        if found.path is None:
            raise ExportNotFoundError(key=job_id)
        kind = _TYPES[found.order.format]
        return _respond(request, found.path.open("rb"), _name(found.order), content_type=kind)
    context = {
        "job": jobs.get_job(actor, job_id),
        "found": found,
        "label": next(label for kind, label, _hint in _CHOICES if kind is found.order.format),
        "crumbs": [
            Crumb(_("信息资源目录"), reverse("catalog:list")),
            Crumb(_("导出目录"), reverse("catalog:exports")),
            Crumb(str(job_id)),
        ],
    }
    return render(request, "catalog/export.html", context)


def _name(order: ExportOrder) -> str:
    return f"{_('信息资源目录')}-{clock.today():%Y%m%d}.{order.format.value}"


def _room() -> IO[bytes]:
    """Return a file that disappears by itself when it is closed or forgotten."""
    return tempfile.TemporaryFile()


def _respond(
    request: HttpRequest, target: IO[bytes], name: str, *, content_type: str
) -> HttpResponseBase:
    target.seek(0)
    response = look.stream(request, _pieces(target), content_type)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name, safe='')}"
    return response


def _pieces(source: IO[bytes]) -> Iterator[bytes]:
    with source:
        while piece := source.read(_CHUNK):
            yield piece
