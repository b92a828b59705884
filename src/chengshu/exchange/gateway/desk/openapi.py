"""The gateway's OpenAPI document: the frame for everyone, the rows of an application's grants."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from chengshu.data.catalog.contracts import ItemInfo
from chengshu.exchange.gateway import signing
from chengshu.exchange.gateway.contracts import Algorithm
from chengshu.exchange.gateway.desk.listing import Opened
from chengshu.exchange.gateway.desk.query import LARGEST_PAGE, permit

PREFIX = "/gateway/v1"
Document = dict[str, object]
_JSON_TYPES = {"I": "integer", "L": "boolean"}
_HEADERS = {
    signing.HEADER_KEY: {"type": "string", "pattern": "^[A-Za-z0-9]{1,32}$"},
    signing.HEADER_ALGORITHM: {"type": "string", "enum": [item.value for item in Algorithm]},
    signing.HEADER_TIME: {"type": "string", "pattern": "^[0-9]{1,12}$"},
    signing.HEADER_NONCE: {"type": "string", "pattern": "^[A-Za-z0-9_-]{16,64}$"},
    signing.HEADER_SIGNATURE: {"type": "string", "pattern": "^[0-9a-f]{64}$"},
}
_REFUSALS = ("401", "403", "404", "414", "422", "429", "503")


def describe_gateway(opened: Iterable[Opened]) -> Document:
    """Return the document; `opened` are the grants of the application that asked, if any."""
    paths: Document = {
        f"{PREFIX}/resources": _get(_("本应用可调用的资源"), _object()),
        f"{PREFIX}/resources/{{code}}/rows": _get(
            _("按授权查询资源的行"), _rows(_object()), [_path("code"), *_paging()]
        ),
        f"{PREFIX}/receipts/{{id}}": _get(_("核验回执"), _object(), [_path("id")]),
        f"{PREFIX}/openapi.json": {"get": _operation(_("接口文档"), _object(), [])},
    }
    for grant, resource in opened:
        permitted = permit(grant, resource)
        masks = permitted.masks
        filters = [_filter(item) for item in permitted.items if item.column not in masks]
        row = {
            item.column: _property(item, masked=item.column in masks) for item in permitted.items
        }
        paths[f"{PREFIX}/resources/{resource.key}/rows"] = _get(
            resource.title, _rows({"type": "object", "properties": row}), [*_paging(), *filters]
        )
    return {
        "openapi": "3.1.0",
        "info": {"title": _("城枢数据网关"), "version": "1"},
        "paths": paths,
    }


def _get(title: str, schema: Document, parameters: Iterable[Document] = ()) -> Document:
    signature = [
        {"name": name, "in": "header", "required": True, "schema": schema_of}
        for name, schema_of in _HEADERS.items()
    ]
    return {"get": _operation(title, schema, [*parameters, *signature])}


def _operation(title: str, schema: Document, parameters: list[Document]) -> Document:
    problem = {
        "description": _("拒绝，原因见 detail"),
        "content": {"application/problem+json": {"schema": _object()}},
    }
    answer = {"description": _("成功"), "content": {"application/json": {"schema": schema}}}
    return {
        "summary": title,
        "parameters": parameters,
        "responses": {"200": answer, **dict.fromkeys(_REFUSALS, problem)},
    }


def _rows(row: Document) -> Document:
    return {
        "type": "object",
        "properties": {"total": {"type": "integer"}, "rows": {"type": "array", "items": row}},
    }


def _paging() -> list[Document]:
    return [
        _query("page", {"type": "integer", "minimum": 1, "default": 1}),
        _query("size", {"type": "integer", "minimum": 1, "maximum": LARGEST_PAGE}),
    ]


def _filter(item: ItemInfo) -> Document:
    values: Document = {"type": "array", "items": {"type": "string"}}
    return {**_query(item.column, values), "description": item.name_zh}


def _property(item: ItemInfo, *, masked: bool) -> Document:
    kind = "string" if masked else _JSON_TYPES.get(item.data_type, "string")
    note = _("（脱敏）") if masked else ""
    return {"type": [kind, "null"], "description": f"{item.name_zh}{note}"}


def _query(name: str, schema: Document) -> Document:
    return {"name": name, "in": "query", "required": False, "schema": schema}


def _path(name: str) -> Document:
    return {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}


def _object() -> Document:
    return {"type": "object"}
