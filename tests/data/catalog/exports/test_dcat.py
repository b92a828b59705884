import io
import json
from collections.abc import Callable
from dataclasses import replace

import pytest
from pyshacl import validate
from rdflib import DCAT, DCTERMS, PROV, RDF, RDFS, Graph, URIRef

from chengshu.base.accounts.contracts import Actor, system_actor
from chengshu.base.clock import api as clock
from chengshu.data.catalog import api
from chengshu.data.catalog.contracts import (
    ExportFormat,
    ExportOrder,
    ItemDraft,
    ResourceDraft,
    ResourceInfo,
)
from chengshu.data.catalog.models import Resource
from tests.data.catalog.exports.test_guide import BARE, RICH
from tests.parts import DATA

pytestmark = pytest.mark.django_db

SYSTEM = system_actor("tests")
SHAPES = DATA / "test_vectors" / "dcat"
DQV = "http://www.w3.org/ns/dqv#"
Publish = Callable[[ResourceDraft], ResourceInfo]


def export(actor: Actor, kind: ExportFormat, *, public: bool = False) -> bytes:
    target = io.BytesIO()
    order = ExportOrder(kind, is_public=public, site="https://data.example/")
    api.write_export(actor, order, target)
    return target.getvalue()


@pytest.fixture
def filled(city: None, publish: Publish, draft: ResourceDraft) -> None:
    service = replace(
        draft,
        key="mr_service",
        title="企业查询接口",
        format="7",
        format_name="JSON",
        share_mode="3",
        is_open=True,
        open_condition="注册后使用",
    )
    publish(draft)
    publish(service)
    for each in (RICH, BARE):
        api.draft_resource(SYSTEM, each)


def test_both_forms_say_the_same(filled: None, bureau: Actor) -> None:
    turtle = Graph().parse(data=export(bureau, ExportFormat.TURTLE), format="turtle")
    linked = Graph().parse(data=export(bureau, ExportFormat.JSONLD), format="json-ld")
    assert len(turtle) == len(linked) > 100
    assert len(set(turtle.subjects(RDF.type, DCAT.Dataset))) == 4
    assert len(set(turtle.objects(None, DCAT.dataset))) == 4


def test_what_is_known_of_the_data_is_told_and_inner_things_only_inside(
    filled: None, bureau: Actor
) -> None:
    Resource.objects.filter(key="mr_service").update(row_count=7, data_at=clock.now())
    found = {}
    for is_public in (False, True):
        text = export(bureau, ExportFormat.TURTLE, public=is_public)
        graph = Graph().parse(data=text, format="turtle")
        found[is_public] = {
            name: [str(graph.value(node, RDFS.label)) for node in graph.objects(None, predicate)]
            for name, predicate in (
                ("where", DCTERMS.spatial),
                ("by", PROV.wasGeneratedBy),
                ("from", DCTERMS.provenance),
            )
        }
        values = {str(each) for each in graph.objects(None, URIRef(f"{DQV}value"))}
        assert "7" in values
    assert found[False] == {
        "where": ["全市"],
        "by": ["设备监察"],
        "from": ["业务系统 特种设备系统"],
    }
    assert found[True] == {"where": [], "by": [], "from": []}


def test_the_span_of_the_dates_is_told_where_both_ends_are_known(
    city: None, bureau: Actor, draft: ResourceDraft
) -> None:
    day = ItemDraft("day", "日期", "D", minimum="2020-01-01", maximum="2025-06-30")
    api.draft_resource(SYSTEM, replace(draft, items=(*draft.items, day)))
    graph = Graph().parse(data=export(bureau, ExportFormat.TURTLE), format="turtle")
    (period,) = graph.objects(None, DCTERMS.temporal)
    told = [str(graph.value(period, each)) for each in (DCAT.startDate, DCAT.endDate)]
    assert told == ["2020-01-01", "2025-06-30"]


@pytest.mark.parametrize(
    "names",
    [
        ["dcat-ap_2.1.1_shacl_shapes.ttl"],
        ["dcat-ap_2.1.1_shacl_shapes.ttl", "dcat-ap_2.1.1_shacl_range.ttl"],
        ["dcat-ap_3_shacl_shapes.ttl"],
    ],
)
@pytest.mark.parametrize("scope", ["internal", "public"])
def test_the_export_passes_the_shapes_of_dcat_ap(
    require: Callable[[str], None], filled: None, bureau: Actor, names: list[str], scope: str
) -> None:
    require("data")
    data = Graph().parse(
        data=export(bureau, ExportFormat.TURTLE, public=scope == "public"), format="turtle"
    )
    shapes = Graph()
    for name in names:
        shapes.parse(SHAPES / name, format="turtle")
    conforms, _graph, report = validate(data, shacl_graph=shapes, inference="none")
    assert conforms, report[:4000]


def test_a_public_export_tells_nothing_of_the_inside(filled: None, bureau: Actor) -> None:
    text = export(bureau, ExportFormat.JSONLD, public=True).decode()
    assert "企业查询接口" in text
    for word in ("企业登记信息", "特种设备", "仅用于行政审批", "source_column", "is_sensitive"):
        assert word not in text
    graph = Graph().parse(data=text, format="json-ld")
    assert {str(each) for each in graph.objects(None, DCTERMS.rights)} != set()


def test_texts_that_look_like_turtle_stay_texts(
    city: None, bureau: Actor, draft: ResourceDraft
) -> None:
    nasty = '"""\n@prefix x: <y> .\n<a> <b> <c> .\n\\'
    api.draft_resource(SYSTEM, replace(draft, abstract=nasty, title='甲"<乙>'))
    graph = Graph().parse(data=export(bureau, ExportFormat.TURTLE), format="turtle")
    (node,) = graph.subjects(RDF.type, DCAT.Dataset)
    assert str(graph.value(node, DCTERMS.description)) == nasty
    assert json.loads(export(bureau, ExportFormat.JSONLD))["@graph"]
