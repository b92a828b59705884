"""What is known of the data of an entry: where, when, from where, and how good; only what is known.

Of DCAT 3 and DCAT-AP: dct:spatial, dct:temporal, dct:provenance, prov:wasGeneratedBy, and
dqv:hasQualityMeasurement with metrics of our own namespace.
"""

from collections.abc import Iterator

from rdflib import DCAT, DCTERMS, RDF, RDFS, XSD, BNode, Graph, Literal, URIRef
from rdflib.namespace import Namespace

from chengshu.data.catalog.contracts import ResourceInfo

ADMS = Namespace("http://www.w3.org/ns/adms#")
DQV = Namespace("http://www.w3.org/ns/dqv#")
PROV_O = Namespace("http://www.w3.org/ns/prov#")
_ZH = "zh"
_DAYS = {"D", "T"}  # item types that hold dates and times
_DATE = 10  # letters of an ISO date


def tell_knowledge(
    graph: Graph, me: URIRef, entry: ResourceInfo, *, is_public: bool, own: Namespace
) -> None:
    """Add to the graph of an entry what is known of its data; inner things stay out in public."""
    if entry.data_range:
        _tell_label(graph, me, DCTERMS.spatial, DCTERMS.Location, entry.data_range)
    _tell_measures(graph, me, entry, own=own)
    if is_public:
        return
    _tell_period(graph, me, entry)
    if entry.source_duty:
        _tell_label(graph, me, PROV_O.wasGeneratedBy, PROV_O.Activity, entry.source_duty)
    origin = "，".join(_origin(entry))
    if origin:
        _tell_label(graph, me, DCTERMS.provenance, DCTERMS.ProvenanceStatement, origin)


def _tell_label(graph: Graph, me: URIRef, predicate: URIRef, kind: URIRef, words: str) -> None:  # noqa: PLR0917 - a triple, the type of its object and its label
    node = BNode()
    graph.add((me, predicate, node))
    graph.add((node, RDF.type, kind))
    graph.add((node, RDFS.label, Literal(words, lang=_ZH)))


def _tell_period(graph: Graph, me: URIRef, entry: ResourceInfo) -> None:
    """Tell the span of the column of dates that says when, where its bounds are known."""
    dated = [item for item in entry.items if item.data_type in _DAYS]
    for item in sorted(dated, key=lambda one: not one.is_incremental):
        bounds = [str(each)[:_DATE] for each in (item.minimum, item.maximum) if each is not None]
        if len(bounds) == len(("first", "last")):
            period = BNode()
            graph.add((me, DCTERMS.temporal, period))
            graph.add((period, RDF.type, DCTERMS.PeriodOfTime))
            for predicate, day in zip((DCAT.startDate, DCAT.endDate), bounds, strict=True):
                graph.add((period, predicate, Literal(day, datatype=XSD.date)))
            return


def _tell_measures(graph: Graph, me: URIRef, entry: ResourceInfo, *, own: Namespace) -> None:
    came = Literal(entry.data_at.isoformat(), datatype=XSD.dateTime) if entry.data_at else None
    rows = Literal(entry.row_count) if entry.row_count is not None else None
    for metric, value in (("rows", rows), ("data_at", came)):
        if value is not None:
            node = BNode()
            graph.add((me, DQV.hasQualityMeasurement, node))
            graph.add((node, RDF.type, DQV.QualityMeasurement))
            graph.add((node, DQV.isMeasurementOf, own[metric]))
            graph.add((own[metric], RDF.type, DQV.Metric))
            graph.add((node, DQV.value, value))


def _origin(entry: ResourceInfo) -> Iterator[str]:
    if entry.system_code:
        yield f"业务系统 {entry.system_code}"
    if entry.attachment is not None:
        yield f"数据源 {entry.attachment.source_code} 的表 {entry.attachment.table}"
