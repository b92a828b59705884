"""Downloads: the guide's empty workbook, and the catalogue in every format."""

import tempfile
from collections.abc import Iterator
from typing import IO
from urllib.parse import quote

from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext as _

from chengshu.base.clock import api as clock
from chengshu.base.errors.api import InvalidInputError
from chengshu.base.look import api as look
from chengshu.data.catalog import api
from chengshu.data.catalog.contracts import ExportFormat, ExportOrder
from chengshu.data.catalog.views.queries import read_query

_CHUNK = 64 * 1024
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_TYPES = {
    ExportFormat.GUIDE: _XLSX,
    ExportFormat.TURTLE: "text/turtle; charset=utf-8",
    ExportFormat.JSONLD: "application/ld+json",
}


@look.page
def download_template(request: HttpRequest) -> HttpResponseBase:
    """Hand out the guide's empty workbook."""
    actor = look.actor(request)
    target = _room()
    api.write_template(actor, target)
    return _respond(request, target, _("政务信息资源目录模板.xlsx"), content_type=_XLSX)


@look.page
def export_entries(request: HttpRequest, extension: str) -> HttpResponseBase:
    """Hand out the entries that the address asks for."""
    actor = look.actor(request)
    if extension not in _TYPES:
        raise InvalidInputError(field=_("导出格式"), reason=extension)
    order = ExportOrder(
        format=ExportFormat(extension),
        query=read_query(request.GET.dict()),
        is_public=request.GET.get("scope") == "public",
        site=request.build_absolute_uri("/"),
    )
    target = _room()
    api.write_export(actor, order, target)
    name = f"{_('信息资源目录')}-{clock.today():%Y%m%d}.{extension}"
    return _respond(request, target, name, content_type=_TYPES[order.format])


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
