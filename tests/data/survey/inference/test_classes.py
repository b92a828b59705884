"""The class path follows who provides a table and what it is about, and is empty otherwise."""

from dataclasses import replace

import pytest

from chengshu.data.survey.contracts.drafts import SurveyContext
from chengshu.data.survey.inference.classes import find_leaves, propose_class
from tests.data.survey.inference.making import CONTEXT

TREE = (
    ("1", "基础信息资源"),
    ("101", "人口"),
    ("101001", "人口综合"),
    ("102", "法人单位"),
    ("102001", "登记"),
    ("102002", "监管"),
    ("2", "主题信息资源"),
    ("202", "健康保障"),
    ("202001", "健康保障综合"),
    ("3", "部门信息资源"),
    ("307", "省及其下各级政务部门"),
    ("307001", "云枢市公安局"),
    ("307002", "云枢市民政局"),
    ("307012", "国家税务总局云枢市税务局"),
)
WHOLE = (("3", "部门信息资源"), ("307", "政务部门"), ("307001", "政务部门综合"))


def owned(*providers: str) -> SurveyContext:
    return replace(CONTEXT, organisation_name=providers[0], providers=providers, classes=TREE)


def test_leaves_have_nothing_below_them() -> None:
    assert [code for code, _ in find_leaves(WHOLE)] == ["307001"]


@pytest.mark.parametrize(
    ("providers", "leaf"),
    [
        (("云枢市民政局",), "307002"),
        (("市公安局",), "307001"),
        (("云枢市税务局",), "307012"),
        (("云枢市公安局交通警察支队", "云枢市公安局"), "307001"),
        (("救助管理站", "云枢市民政局"), "307002"),
    ],
)
def test_a_table_belongs_to_the_leaf_of_its_provider(providers: tuple[str, ...], leaf: str) -> None:
    found = propose_class(owned(*providers), "救助记录", "")
    assert (found.value, found.evidence[0].kind) == (leaf, "class_provider")


def test_the_own_leaf_is_surer_than_the_parents() -> None:
    own = propose_class(owned("云枢市民政局"), "记录", "")
    above = propose_class(owned("救助管理站", "云枢市民政局"), "记录", "")
    assert own.confidence > above.confidence


def test_a_subject_and_a_domain_are_offered_beside_the_department() -> None:
    found = propose_class(owned("云枢市公安局"), "常住人口信息", "health")
    assert found.value == "307001"
    assert [other.value for other in found.alternatives] == ["101001", "202001"]


def test_a_subject_stands_where_the_provider_has_no_leaf() -> None:
    found = propose_class(owned("云枢市档案馆"), "企业登记信息", "")
    assert found.value == "102001"
    assert found.confidence < 0.7


def test_nothing_is_proposed_where_nothing_speaks() -> None:
    found = propose_class(owned("云枢市档案馆"), "库房温湿度", "")
    assert (found.value, found.confidence) == ("", 0.0)
    assert found.evidence[0].kind == "class_none"


def test_departments_share_a_leaf_until_the_city_gives_each_its_own() -> None:
    found = propose_class(replace(CONTEXT, classes=WHOLE), "库房温湿度", "")
    assert (found.value, found.evidence[0].kind) == ("307001", "class_whole")
