"""DCAT data sets as entries: our own words where they are told, else the standard's."""

from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path

from rdflib import DCAT, DCTERMS, FOAF, RDF, RDFS, SKOS, BNode, Graph, Literal, URIRef
from rdflib.collection import Collection
from rdflib.namespace import CSVW
from rdflib.term import Node

from chengshu.data.catalog.contracts import CellFault, Guess
from chengshu.data.catalog.exports.graphs import zw
from chengshu.data.catalog.guide.cells import CellError, read_cell
from chengshu.data.catalog.guide.layout import GuideColumn, get_layout
from chengshu.data.catalog.imports.graphs import read_graph
from chengshu.data.catalog.imports.naming import distinguish, name_column
from chengshu.data.catalog.imports.said import Reading, Said
from chengshu.data.catalog.standard import read_yaml

_CHINESE = ("zh", "zh-hans", "zh-cn", "zh-hant", "zh-tw")
_SURE = 0.9
_TITLES = (DCTERMS.title, RDFS.label)
_NAMES = (FOAF.name, SKOS.prefLabel, RDFS.label)
_MOST_TITLE = 255


def count_datasets(path: Path, name: str) -> tuple[int, tuple[tuple[str, ...], ...]]:
    """Return how many data sets a file tells of, and title and provider of the first."""
    graph = read_graph(path, name)
    nodes = list(_datasets(graph))
    return len(nodes), tuple((_title(graph, n), _provider(graph, n)) for n in nodes[:8])


def read_dcat(path: Path, name: str) -> Reading:
    """Return what the data sets of a file say."""
    graph = read_graph(path, name)
    said = tuple(_say(graph, node, name) for node in _datasets(graph))
    return Reading(said, len(said))


def _datasets(graph: Graph) -> list[Node]:
    return sorted(set(graph.subjects(RDF.type, DCAT.Dataset)), key=str)


def _say(graph: Graph, node: Node, name: str) -> Said:
    place = CellFault(name, 0, "", str(node), _title(graph, node), "")
    faults: list[CellFault] = []
    key = _text(graph, node, [zw()["key"]])
    fields = _own_fields(graph, node, faults, place=place) if key else _standard_fields(graph, node)
    fields["items"] = list(_items(graph, node, faults, place=place))
    spoken = set(fields) if key else {name for name, value in fields.items() if value}
    identity = _text(graph, node, [DCTERMS.identifier])
    return Said(
        title=_title(graph, node),
        provider=_provider(graph, node),
        fields=fields,
        spoken=frozenset({*spoken, "title"} - {"key", "provider_code", "guesses"}),
        key=key,
        prefix="dc",
        identity=identity or ("" if isinstance(node, BNode) else str(node)),
        is_whole=bool(key),
        place=place,
        provider_place=place,
        faults=tuple(faults),
    )


def _title(graph: Graph, node: Node) -> str:
    return _text(graph, node, _TITLES)[:_MOST_TITLE]


def _provider(graph: Graph, node: Node) -> str:
    for predicate in (DCTERMS.publisher, DCTERMS.creator):
        for agent in graph.objects(node, predicate):
            name = str(agent) if isinstance(agent, Literal) else _text(graph, agent, _NAMES)
            if name:
                return name
    return ""


def _text(graph: Graph, node: Node, predicates: Iterable[URIRef]) -> str:
    """Return the first text of a node, the Chinese one where there are several."""
    for predicate in predicates:
        found = [each for each in graph.objects(node, predicate) if isinstance(each, Literal)]
        if found:
            best = min(found, key=lambda each: (not _is_chinese(each), str(each)))
            return str(best).strip().replace("\x00", "")
    return ""


def _is_chinese(text: Literal) -> bool:
    return (text.language or "").lower() in _CHINESE


def _own_fields(
    graph: Graph, node: Node, faults: list[CellFault], *, place: CellFault
) -> dict[str, object]:
    """Return the fields told in our own namespace, in the words of the guide's cells."""
    fields: dict[str, object] = {}
    for column in get_layout().columns:
        if column.is_item or column.is_info or column.kind == "provider":
            continue
        value = _own_value(graph, node, column, faults=faults, place=place)
        if value is not None:
            fields[column.field] = value
    return {field: value for field, value in fields.items() if field not in {"key", "title"}}


def _own_value(
    graph: Graph,
    node: Node,
    column: GuideColumn,
    *,
    faults: list[CellFault],
    place: CellFault,
) -> object:
    field = column.item_field if column.is_item else column.field
    text = _text(graph, node, [zw()[field]])
    try:
        return read_cell(column, text)
    except CellError as error:
        faults.append(
            CellFault(place.sheet, 0, "", column.heading, text, f"{place.value}：{error}")
        )
        return None


def _standard_fields(graph: Graph, node: Node) -> dict[str, object]:
    """Return the fields that the standard's own words tell."""
    fields: dict[str, object] = {
        "abstract": _text(graph, node, [DCTERMS.description]),
        "update_cycle": _code(graph, node, DCTERMS.accrualPeriodicity, kind="frequency"),
        "themes": sorted({str(each) for each in graph.objects(node, DCAT.keyword)}),
        "extensions": dict(_beside(graph, node)),
    }
    access = _code(graph, node, DCTERMS.accessRights, kind="access_rights")
    if access:
        fields["is_open"] = access != "3"
    return fields | _formats(graph, node)


def _code(graph: Graph, node: Node, predicate: URIRef, *, kind: str) -> str:
    """Return our code of a term of an EU authority table, told by its address or its word."""
    for value in graph.objects(node, predicate):
        word = str(value).rstrip("/#").rpartition("/")[2].upper()
        if word in _terms(kind):
            return _terms(kind)[word]
    return ""


@lru_cache(maxsize=4)
def _terms(kind: str) -> dict[str, str]:
    table = read_yaml("catalog.yaml")["dcat"][kind]
    return {name: code for code, name in table.items()}


def _beside(graph: Graph, node: Node) -> Iterator[tuple[str, str]]:
    """Yield what is kept beside the fields, under the guide's words."""
    for name, predicate in (
        ("原目录标识", DCTERMS.identifier),
        ("发布日期", DCTERMS.issued),
        ("更新日期", DCTERMS.modified),
    ):
        text = _text(graph, node, [predicate])
        if text:
            yield name, text
    for page in graph.objects(node, DCAT.landingPage):
        yield "页面地址", str(page)
        return


def _formats(graph: Graph, node: Node) -> dict[str, object]:
    values = [
        value
        for one in sorted(graph.objects(node, DCAT.distribution), key=str)
        for predicate in (DCTERMS["format"], DCAT.mediaType)
        for value in sorted(graph.objects(one, predicate), key=str)
    ]
    return tell_formats(_format(graph, value) for value in values)


def _format(graph: Graph, value: Node) -> str:
    """Return the short name of a format: its word, or the end of its address."""
    text = str(value) if isinstance(value, Literal) else _text(graph, value, _NAMES)
    if isinstance(value, BNode) and not text:
        return ""
    return (text or str(value)).rstrip("/").rpartition("/")[2].upper()


def tell_formats(names: Iterable[str]) -> dict[str, object]:
    """Return the concrete formats and, marked as a guess, the major one they speak for."""
    found = list(dict.fromkeys(name for name in names if name))
    if not found:
        return {}
    majors_of: dict[str, str] = read_yaml("catalog_import_words.yaml")["formats"]
    majors = [majors_of[name.lower()] for name in found if name.lower() in majors_of]
    fields: dict[str, object] = {"format_name": "、".join(found)}
    if majors:
        fields["format"] = min(majors, key=lambda code: (-majors.count(code), code))
        fields["guesses"] = [Guess("format", "、".join(found), _SURE)]
    return fields


def _items(
    graph: Graph, node: Node, faults: list[CellFault], *, place: CellFault
) -> Iterator[dict[str, object]]:
    """Yield the columns of the first table schema among the distributions."""
    for one in sorted(graph.objects(node, DCAT.distribution), key=str):
        for schema in graph.objects(one, CSVW.tableSchema):
            columns = list(_columns(graph, schema))
            items = [_item(graph, column, faults, place=place) for column in columns]
            names = distinguish(str(item["column"]) for item in items)
            yield from ({**item, "column": name} for item, name in zip(items, names, strict=True))
            return


def _columns(graph: Graph, schema: Node) -> Iterator[Node]:
    """Yield the columns of a schema: an RDF list, or plain values."""
    for head in graph.objects(schema, CSVW.column):
        if (head, RDF.first, None) in graph:
            yield from Collection(graph, head)
        else:
            yield head


def _item(
    graph: Graph, column: Node, faults: list[CellFault], *, place: CellFault
) -> dict[str, object]:
    values: dict[str, object] = {}
    for each in get_layout().columns:
        if each.is_item and each.item_field != "is_secret":
            value = _own_value(graph, column, each, faults=faults, place=place)
            if value is not None:
                values[each.item_field] = value
    source = _text(graph, column, [CSVW.name])
    title = _text(graph, column, [CSVW.title])
    datatype = _text(graph, column, [CSVW.datatype])
    values.setdefault("name_zh", title or source)
    values.setdefault("column", name_column(source, title))
    values.setdefault("data_type", _data_types().get(datatype, ""))
    return values


@lru_cache(maxsize=1)
def _data_types() -> dict[str, str]:
    table = read_yaml("catalog_dcat.yaml")["datatypes"]
    return {name: code for code, name in reversed(list(table.items()))}
