"""Catalogues whose fields have a meaning of their own: CKAN packages and DCAT data sets."""

import io
import json
from collections.abc import Callable
from dataclasses import replace

import pytest

from chengshu.base.accounts.contracts import Actor, system_actor
from chengshu.base.errors.api import RefusedError
from chengshu.data.catalog import api
from chengshu.data.catalog.contracts import (
    ExportFormat,
    ExportOrder,
    ImportKind,
    ImportRun,
    ResourceDraft,
    ResourceInfo,
    ResourceQuery,
)
from chengshu.data.catalog.models import Resource
from tests.data.catalog.exports.test_guide import BARE, RICH, drafts
from tests.parts import DATA

pytestmark = pytest.mark.django_db

SYSTEM = system_actor("tests")
Require = Callable[[str], None]


def bring(actor: Actor, data: bytes, name: str, **changes: object) -> ImportRun:
    run = api.receive_import(actor, name=name, stream=io.BytesIO(data))
    return api.check_import(actor, run.id, replace(run.choice, **changes))  # type: ignore[arg-type]


def find(actor: Actor, text: str) -> ResourceInfo:
    (row,) = api.search_resources(actor, ResourceQuery(text=text)).rows
    return api.get_resource(actor, row.key, working=True)


PACKAGE = {
    "id": "5f0c",
    "name": "water-permits",
    "title": "取水许可",
    "notes": "历年取水许可",
    "organization": {"title": "市场监督管理局", "name": "market"},
    "tags": [{"name": "水利"}, {"name": "许可"}],
    "extras": [{"key": "更新频率", "value": "每月"}, {"key": "备案号", "value": "甲-1"}],
    "resources": [{"format": "CSV", "url": "https://x/1"}, {"format": "xlsx"}],
}


def ckan(*packages: dict[str, object]) -> bytes:
    return json.dumps({"success": True, "result": {"results": list(packages)}}).encode()


def test_a_package_of_ckan_becomes_a_draft(city: None, bureau: Actor) -> None:
    show = json.dumps({"help": "x", "success": True, "result": PACKAGE}).encode()
    run = bring(bureau, show, "package_show.json")
    assert (run.proposal.kind, run.outcome.new) == (ImportKind.CKAN, 1)
    api.confirm_import(bureau, run.id)
    info = find(bureau, "取水许可")
    assert (info.abstract, info.update_cycle, info.format, info.format_name) == (
        *("历年取水许可", "4", "2", "CSV、XLSX"),
    )
    assert (info.themes, info.provider_code) == (("水利", "许可"), "market")
    assert dict(info.extensions) == {"备案号": "甲-1"}
    assert [guess.field for guess in info.guesses] == ["format"]


def test_packages_keep_their_identity_when_their_title_changes(city: None, bureau: Actor) -> None:
    api.confirm_import(bureau, bring(bureau, ckan(PACKAGE), "a.json").id)
    again = bring(bureau, ckan(PACKAGE), "b.json")
    assert (again.outcome.unchanged, again.outcome.new) == (1, 0)
    renamed = {**PACKAGE, "title": "取水许可证"}
    run = bring(bureau, ckan(renamed), "c.json")
    assert (run.outcome.changed, run.outcome.new) == (1, 0)
    assert [each.field for each in run.outcome.changes[0].changes] == ["title"]


@pytest.mark.parametrize("kind", [ExportFormat.TURTLE, ExportFormat.JSONLD])
def test_what_is_told_in_dcat_comes_back_as_the_same_drafts(
    city: None, bureau: Actor, draft: ResourceDraft, kind: ExportFormat
) -> None:
    for each in (RICH, BARE, draft):
        api.draft_resource(SYSTEM, each)
    before = drafts()
    target = io.BytesIO()
    api.write_export(bureau, ExportOrder(kind, site="https://data.example/"), target)
    unchanged = bring(bureau, target.getvalue(), f"a.{kind.value}")
    assert (unchanged.outcome.unchanged, unchanged.outcome.faulty) == (3, 0)
    Resource.objects.update(shown=None, working=None)
    Resource.objects.all().delete()
    run = bring(bureau, target.getvalue(), f"a.{kind.value}")
    assert (run.outcome.new, run.outcome.faults) == (3, ())
    api.confirm_import(bureau, run.id)
    assert drafts() == before


TURTLE = """
@prefix dcat: <http://www.w3.org/ns/dcat#> . @prefix dct: <http://purl.org/dc/terms/> .
@prefix foaf: <http://xmlns.com/foaf/0.1/> . @prefix csvw: <http://www.w3.org/ns/csvw#> .
<https://x.example/1> a dcat:Dataset ; dct:title "Lifts"@en , "电梯"@zh ;
  dct:description "电梯名录"@zh ; dcat:keyword "安全" ;
  dct:accrualPeriodicity <http://publications.europa.eu/resource/authority/frequency/MONTHLY> ;
  dct:accessRights <http://publications.europa.eu/resource/authority/access-right/PUBLIC> ;
  dct:publisher [ a foaf:Organization ; foaf:name "市场监督管理局" ] ;
  dcat:distribution [ a dcat:Distribution ; dct:format "CSV" ;
    csvw:tableSchema [ csvw:column (
      [ csvw:name "LiftNo" ; csvw:title "电梯编号"@zh ; csvw:datatype "integer" ]
      [ csvw:name "LiftNo" ; csvw:title "旧编号"@zh ] ) ] ] .
<https://x.example/2> a dcat:Dataset ; dct:title "无主数据"@zh .
"""


def test_foreign_dcat_is_read_by_the_standards_meaning(city: None, bureau: Actor) -> None:
    run = bring(bureau, TURTLE.encode(), "x.ttl", provider="housing")
    assert (run.proposal.kind, run.outcome.new) == (ImportKind.DCAT, 2)
    api.confirm_import(bureau, run.id)
    info = find(bureau, "电梯名录")
    assert (info.title, info.update_cycle, info.is_open, info.themes) == (
        *("电梯", "4", True, ("安全",)),
    )
    assert [(item.column, item.name_zh, item.data_type) for item in info.items] == [
        ("liftno", "电梯编号", "I"),
        ("liftno_2", "旧编号", ""),
    ]
    assert find(bureau, "无主数据").provider_code == "housing"


XXE = """<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">&e;</rdf:RDF>"""
REMOTE = {"@context": ["https://evil.example/context"], "@type": "Dataset"}
NESTED = {"@context": {}, "x": [{"y": {"@context": "https://evil.example/context"}}]}
IMPORT = {"@context": {"@import": "https://evil.example/context"}}


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("x.rdf", XXE, "DOCTYPE"),
        ("x.jsonld", json.dumps(REMOTE), "网络地址"),
        ("x.jsonld", json.dumps(NESTED), "网络地址"),
        ("x.jsonld", json.dumps(IMPORT), "网络地址"),
        ("x.jsonld", "{broken", "JSON"),
        ("x.jsonld", "[" * 100_000, "JSON"),
        ("x.ttl", "<a> <b", "turtle"),
        ("x.rdf", "<rdf", "xml"),
        ("x.ttl", "<a> <b> <c> .", "没有找到数据集"),
        ("x.json", '{"result": {"name": "a", "notes": 1, "title": "\\u0000"}}', ""),
    ],
)
def test_what_would_reach_outside_or_is_broken_is_refused(
    city: None, bureau: Actor, name: str, text: str, words: str
) -> None:
    if not words:
        assert bring(bureau, text.encode(), name).outcome.faulty == 1
        return
    with pytest.raises(RefusedError, match=words):
        api.receive_import(bureau, name=name, stream=io.BytesIO(text.encode()))


@pytest.mark.parametrize(
    ("name", "count"),
    [
        ("dcat_catalog.rdf", 2),
        ("dcat_catalog_datasets_list.rdf", 2),
        ("dcat_dataset.rdf", 1),
        ("dcat_dataset_deri.ttl", 1),
        ("dcat_dataset_multilingual.ttl", 1),
        ("dcat_catalog_with_at_graph.jsonld", 1),
        ("dcat_catalog_pod.jsonld", 1),
        ("ckan_ckan_full_dataset_dcat_ap.json", 1),
        ("ckan_ckan_dataset_multilingual.json", 1),
        ("ckan_full_ckan_dataset_legacy.json", 1),
    ],
)
def test_catalogues_of_others_are_read(
    require: Require, city: None, bureau: Actor, name: str, count: int
) -> None:
    require("data")
    data = (DATA / "test_vectors" / "dcat" / name).read_bytes()
    run = bring(bureau, data, name, provider="market", creates=True, parent="bureau")
    assert (run.outcome.entries, run.outcome.new, run.outcome.faulty) == (count, count, 0)
