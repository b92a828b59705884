"""Entries as graphs of DCAT 3, after the table in `cities/national/catalog_dcat.yaml`.

Each entry is a graph of its own, so that ten thousand of them never stand in memory together.
What the standard has no word for is said in our own namespace, one property per column of the
guide's workbook, in the words of its cells: so an entry comes back as it went.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import quote

from rdflib import DCAT, DCTERMS, FOAF, RDF, RDFS, SKOS, XSD, BNode, Graph, Literal, URIRef
from rdflib.collection import Collection
from rdflib.namespace import CSVW, Namespace
from rdflib.term import Node

from chengshu.data.catalog.contracts import ItemInfo, ResourceInfo
from chengshu.data.catalog.exports.knowledge import ADMS, DQV, PROV_O, tell_knowledge
from chengshu.data.catalog.exports.workbook import entry_value, item_value
from chengshu.data.catalog.guide.cells import write_cell
from chengshu.data.catalog.guide.layout import GuideColumn, get_layout
from chengshu.data.catalog.standard import read_yaml

_ZH = "zh"
_VERSION = URIRef(f"{DCAT}version")  # DCAT 3; rdflib lists DCAT 2
_SERVICE = "3"  # share mode: service interface
_SPACES = {
    "adms": ADMS,
    "csvw": CSVW,
    "dcat": DCAT,
    "dct": DCTERMS,
    "dqv": DQV,
    "foaf": FOAF,
    "prov": PROV_O,
    "rdf": RDF,
    "rdfs": RDFS,
    "skos": SKOS,
    "xsd": XSD,
}


@dataclass(frozen=True)
class Teller:
    """Tells entries as graphs: addresses begin with `site`; in public inner things stay out."""

    site: str
    is_public: bool
    city: str

    def entry(self, key: str) -> URIRef:
        """Return the address of an entry."""
        return URIRef(f"{self.site}catalog/entries/{quote(key, safe='')}/")

    @property
    def catalogue(self) -> URIRef:
        """The address of the catalogue."""
        return URIRef(f"{self.site}catalog/")

    @property
    def scheme(self) -> URIRef:
        """The address of the class tree."""
        return URIRef(f"{self.site}catalog/classes/")


def zw() -> Namespace:
    """Return our own namespace."""
    return Namespace(read_yaml("catalog_dcat.yaml")["namespace"])


@lru_cache(maxsize=1)
def namespaces() -> dict[str, str]:
    """Return prefix to namespace of all that a graph may use."""
    return {**{name: str(space) for name, space in _SPACES.items()}, "zw": str(zw())}


def new_graph() -> Graph:
    """Return an empty graph that knows our prefixes only."""
    graph = Graph(bind_namespaces="none")
    for prefix, space in namespaces().items():
        graph.bind(prefix, space)
    return graph


def tell_catalogue(teller: Teller, keys: list[str]) -> Graph:
    """Return the graph of the catalogue itself, naming its data sets."""
    graph = new_graph()
    catalogue, agent = teller.catalogue, URIRef(f"{teller.site}catalog/publisher/")
    title = f"{teller.city}政务信息资源目录"
    graph.add((catalogue, RDF.type, DCAT.Catalog))
    graph.add((catalogue, DCTERMS.title, Literal(title, lang=_ZH)))
    graph.add((catalogue, DCTERMS.description, Literal(f"{title}，共 {len(keys)} 条", lang=_ZH)))
    graph.add((catalogue, DCTERMS.publisher, agent))
    graph.add((agent, RDF.type, FOAF.Agent))
    graph.add((agent, FOAF.name, Literal(teller.city, lang=_ZH)))
    _add_typed(graph, catalogue, DCTERMS.language, _language(), DCTERMS.LinguisticSystem)
    graph.add((catalogue, DCAT.themeTaxonomy, teller.scheme))
    graph.add((teller.scheme, RDF.type, SKOS.ConceptScheme))
    graph.add((teller.scheme, DCTERMS.title, Literal("政务信息资源分类", lang=_ZH)))
    graph.add((teller.scheme, SKOS.prefLabel, Literal("政务信息资源分类", lang=_ZH)))
    for key in keys:
        graph.add((catalogue, DCAT.dataset, teller.entry(key)))
    return graph


def tell_entry(teller: Teller, entry: ResourceInfo) -> Graph:
    """Return the graph of one entry with its distribution, service and items."""
    graph = new_graph()
    me = teller.entry(entry.key)
    graph.add((me, RDF.type, DCAT.Dataset))
    graph.add((me, DCTERMS.title, Literal(entry.title, lang=_ZH)))
    graph.add((me, DCTERMS.description, Literal(entry.abstract or entry.title, lang=_ZH)))
    graph.add((me, DCTERMS.identifier, Literal(entry.national_code or entry.key)))
    _add_typed(graph, me, DCTERMS.language, _language(), DCTERMS.LinguisticSystem)
    for keyword in entry.themes:
        graph.add((me, DCAT.keyword, Literal(keyword, lang=_ZH)))
    _tell_people_and_times(graph, me, entry, teller=teller)
    _tell_class(graph, me, entry, teller=teller)
    _tell_rights(graph, me, entry)
    for code in entry.related_codes:
        related = URIRef(f"{teller.site}catalog/codes/{quote(code)}")
        _add_typed(graph, me, DCTERMS.relation, related, RDFS.Resource)
    tell_knowledge(graph, me, entry, is_public=teller.is_public, own=zw())
    _tell_own(graph, me, _own_words(entry, teller))
    _tell_distribution(graph, me, entry, teller=teller)
    if entry.share_mode == _SERVICE:
        _tell_service(graph, me, entry, teller=teller)
    return graph


def _add_typed(graph: Graph, subject: Node, predicate: URIRef, value: Node, kind: URIRef) -> None:  # noqa: PLR0917 - a triple and the type of its object
    graph.add((subject, predicate, value))
    graph.add((value, RDF.type, kind))


def _language() -> URIRef:
    return URIRef(read_yaml("catalog_dcat.yaml")["language"])


def _authority(kind: str, code: str) -> URIRef | None:
    """Return the address of a code in an EU authority table, or None."""
    tables = read_yaml("catalog.yaml")["dcat"]
    name = tables[kind].get(code)
    return URIRef(f"{tables[f'{kind}_base']}{name}") if name else None


def _tell_people_and_times(
    graph: Graph, me: URIRef, entry: ResourceInfo, *, teller: Teller
) -> None:
    agent = URIRef(f"{teller.site}catalog/providers/{quote(entry.provider_code, safe='')}/")
    _add_typed(graph, me, DCTERMS.publisher, agent, FOAF.Agent)
    graph.add((agent, FOAF.name, Literal(entry.provider_name, lang=_ZH)))
    if entry.provider_uscc:
        graph.add((agent, DCTERMS.identifier, Literal(entry.provider_uscc)))
    if entry.published_on:
        issued = Literal(entry.published_on.isoformat(), datatype=XSD.date)
        graph.add((me, DCTERMS.issued, issued))
    changed = Literal(entry.changed_at.isoformat(), datatype=XSD.dateTime)
    graph.add((me, DCTERMS.modified, changed))
    graph.add((me, _VERSION, Literal(str(entry.version))))
    for code in entry.former_codes:
        former = BNode()
        _add_typed(graph, me, ADMS.identifier, former, ADMS.Identifier)
        graph.add((former, SKOS.notation, Literal(code)))


def _tell_class(graph: Graph, me: URIRef, entry: ResourceInfo, *, teller: Teller) -> None:
    frequency = _authority("frequency", entry.update_cycle)
    if frequency is not None:
        _add_typed(graph, me, DCTERMS.accrualPeriodicity, frequency, DCTERMS.Frequency)
    if not entry.class_path:
        return
    concept = URIRef(f"{teller.scheme}{quote(entry.class_path, safe='')}")
    _add_typed(graph, me, DCAT.theme, concept, SKOS.Concept)
    graph.add((concept, SKOS.notation, Literal(entry.class_path)))
    name = entry.class_name or entry.class_path
    graph.add((concept, SKOS.prefLabel, Literal(name, lang=_ZH)))
    graph.add((concept, SKOS.inScheme, teller.scheme))


def _tell_rights(graph: Graph, me: URIRef, entry: ResourceInfo) -> None:
    level = "3"
    if entry.is_open:
        level = "2" if entry.open_condition else "1"
    rights = _authority("access_rights", level)
    if rights is not None:
        _add_typed(graph, me, DCTERMS.accessRights, rights, DCTERMS.RightsStatement)


def _tell_distribution(graph: Graph, me: URIRef, entry: ResourceInfo, *, teller: Teller) -> None:
    one = URIRef(f"{me}#distribution")
    _add_typed(graph, me, DCAT.distribution, one, DCAT.Distribution)
    graph.add((one, DCTERMS.title, Literal(entry.title, lang=_ZH)))
    _add_typed(graph, one, DCAT.accessURL, me, RDFS.Resource)
    names = [name for name in entry.format_name.replace("；", "、").split("、") if name]
    if names:
        form = BNode()
        _add_typed(graph, one, DCTERMS.format, form, DCTERMS.MediaTypeOrExtent)
        graph.add((form, RDFS.label, Literal(entry.format_name)))
        _tell_media_type(graph, one, names[0])
    condition = entry.open_condition if teller.is_public else entry.share_condition
    if condition:
        rights = BNode()
        _add_typed(graph, one, DCTERMS.rights, rights, DCTERMS.RightsStatement)
        graph.add((rights, RDFS.label, Literal(condition, lang=_ZH)))
    if entry.items:
        _tell_items(graph, one, entry, teller=teller)


def _tell_media_type(graph: Graph, one: URIRef, name: str) -> None:
    table = read_yaml("catalog_dcat.yaml")
    found = table["media_types"].get(name.lower())
    if found:
        address = URIRef(f"{table['media_base']}{found}")
        _add_typed(graph, one, DCAT.mediaType, address, DCTERMS.MediaType)


def _tell_items(graph: Graph, one: URIRef, entry: ResourceInfo, *, teller: Teller) -> None:
    schema, head = BNode(), BNode()
    _add_typed(graph, one, CSVW.tableSchema, schema, CSVW.Schema)
    graph.add((schema, CSVW.column, head))
    columns: list[Node] = []
    types = read_yaml("catalog_dcat.yaml")["datatypes"]
    for item in entry.items:
        column = URIRef(f"{one}-{quote(item.column, safe='')}")
        graph.add((column, RDF.type, CSVW.Column))
        graph.add((column, CSVW.name, Literal(item.column)))
        graph.add((column, CSVW.title, Literal(item.name_zh, lang=_ZH)))
        if item.data_type in types:
            graph.add((column, CSVW.datatype, Literal(types[item.data_type])))
        _tell_own(graph, column, _own_item_words(item, teller))
        columns.append(column)
    Collection(graph, head, columns)


def _tell_service(graph: Graph, me: URIRef, entry: ResourceInfo, *, teller: Teller) -> None:
    service = URIRef(f"{me}#service")
    endpoint = URIRef(f"{teller.site}gateway/v1/resources/{quote(entry.key, safe='')}/rows")
    graph.add((service, RDF.type, DCAT.DataService))
    graph.add((service, DCTERMS.title, Literal(entry.title, lang=_ZH)))
    graph.add((service, DCAT.servesDataset, me))
    _add_typed(graph, service, DCAT.endpointURL, endpoint, RDFS.Resource)


def _tell_own(graph: Graph, subject: URIRef, words: Iterator[tuple[str, str]]) -> None:
    for name, text in words:
        if text:
            graph.add((subject, zw()[name], Literal(text)))


def _own_words(entry: ResourceInfo, teller: Teller) -> Iterator[tuple[str, str]]:
    for column in _columns(teller):
        if not column.is_item and not column.is_info and column.kind != "provider":
            yield column.field, str(write_cell(column, entry_value(column, entry)))


def _own_item_words(item: ItemInfo, teller: Teller) -> Iterator[tuple[str, str]]:
    for column in _columns(teller):
        if column.is_item:
            yield column.item_field, str(write_cell(column, item_value(column, item)))


def _columns(teller: Teller) -> Iterator[GuideColumn]:
    hidden = internal_fields() if teller.is_public else frozenset()
    return (column for column in get_layout().columns if column.field not in hidden)


@lru_cache(maxsize=1)
def internal_fields() -> frozenset[str]:
    """Return the fields that a public export leaves out."""
    return frozenset(read_yaml("catalog_dcat.yaml")["internal"])
