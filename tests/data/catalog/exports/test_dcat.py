import io
import json
from collections.abc import Callable
from dataclasses import replace

import pytest
from pyshacl import validate
from rdflib import DCAT, DCTERMS, RDF, Graph

from chengshu.base.accounts.contracts import Actor, system_actor
from chengshu.data.catalog import api
from chengshu.data.catalog.contracts import (
    ExportFormat,
    ExportOrder,
    ResourceDraft,
    ResourceInfo,
)
from tests.data.catalog.exports.test_guide import BARE, RICH
from tests.parts import DATA

pytestmark = pytest.mark.django_db

SYSTEM = system_actor("tests")
SHAPES = DATA / "test_vectors" / "dcat"
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
