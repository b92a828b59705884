"""RDF from outside as a graph: parsed from the text alone, nothing is ever fetched for it."""

import json
import re
from collections.abc import Mapping
from pathlib import Path
from xml.sax import SAXException

from django.utils.translation import gettext as _
from rdflib import Graph
from rdflib.exceptions import ParserError

from chengshu.base.errors.api import TooLargeError
from chengshu.data.catalog.errors import UnreadableImportError
from chengshu.data.catalog.imports.grids import read_text
from chengshu.data.sources import api as sources

FORMATS = {".ttl": "turtle", ".jsonld": "json-ld", ".rdf": "xml", ".xml": "xml"}
MOST_MB = 30  # of text; a graph takes some twenty times that in memory
_MB = 1024 * 1024
_DOCTYPE = re.compile(r"<!(DOCTYPE|ENTITY)", re.IGNORECASE)
_NOWHERE = "https://import.invalid/"  # base of relative addresses; a name that never resolves


def read_graph(path: Path, name: str) -> Graph:
    """Return the graph of a stored file.

    Raises:
        UnreadableImportError: It cannot be parsed, declares entities, or asks for a remote context.
        TooLargeError: It is too large to be held.
    """
    sources.check_archive(path, name)
    text = read_text(path)
    if len(text) > MOST_MB * _MB:
        raise TooLargeError(what=name, limit=f"{MOST_MB} MB")
    kind = FORMATS[Path(name.lower().removesuffix(".gz")).suffix]
    if kind == "xml" and _DOCTYPE.search(text):
        raise UnreadableImportError(field=name, reason=_("不接受含 DOCTYPE 或实体声明的 XML"))
    if kind == "json-ld":
        _demand_local(_load(text, name), name)
    return _parse(text, kind, name)


def _parse(text: str, kind: str, name: str) -> Graph:
    try:
        return Graph(bind_namespaces="none").parse(data=text, format=kind, publicID=_NOWHERE)
    except _PARSER_ERRORS as error:
        reason = _("无法按 %(kind)s 解析：%(why)s") % {"kind": kind, "why": str(error)[:200]}
        raise UnreadableImportError(field=name, reason=reason) from error


# What rdflib's parsers raise on broken text: its own, those of json and xml, failed look-ups.
_PARSER_ERRORS = (
    ParserError,
    SAXException,
    SyntaxError,
    ValueError,
    LookupError,
    TypeError,
    AttributeError,
    RecursionError,
    OSError,
)


def _load(text: str, name: str) -> object:
    try:
        found: object = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise UnreadableImportError(field=name, reason=_("不是有效的 JSON")) from error
    return found


def _demand_local(document: object, name: str) -> None:
    """Refuse a document whose meaning lies at an address: contexts must stand inside."""
    waiting = [document]
    while waiting:
        value = waiting.pop()
        if isinstance(value, list):
            waiting.extend(value)
        elif isinstance(value, Mapping):
            waiting.extend(value.values())
            if "@import" in value or _is_remote(value.get("@context")):
                raise UnreadableImportError(
                    field=name, reason=_("@context 引用了网络地址，平台不会去读取，请改为内嵌")
                )


def _is_remote(context: object) -> bool:
    parts = context if isinstance(context, list) else [context]
    return any(isinstance(part, str) for part in parts)
