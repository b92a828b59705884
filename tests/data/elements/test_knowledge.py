from dataclasses import replace

import pytest

from chengshu.base.accounts.contracts import Actor, system_actor
from chengshu.base.audit import api as audit
from chengshu.base.audit.contracts import EntryFilter
from chengshu.base.errors.api import NotAllowedError
from chengshu.data.elements import api, pack
from chengshu.data.elements.contracts import CodeSet, DataElement, ElementQuery
from chengshu.data.elements.errors import ElementNotFoundError
from chengshu.data.elements.models import DataElementRow, ElementAliasRow
from chengshu.data.elements.services import loading

pytestmark = pytest.mark.django_db

SYSTEM = system_actor("tests")

SEX = DataElement("sex", "性别", "Sex", "population", "自然人的性别", "C", ("性别代码", "xbdm"))
AGE = DataElement("age", "年龄", "Age", "population", "自然人的周岁", "I")


def spellings(code: str) -> dict[str, str]:
    rows = ElementAliasRow.objects.filter(element__code=code)
    return {row.text: str(row.kind) for row in rows}


def test_the_pack_loads_once_and_again_changes_nothing(departments: None) -> None:
    assert api.load_elements(SYSTEM) == len(pack.national_pack())
    assert api.load_elements(SYSTEM) == 0
    assert DataElementRow.objects.count() == len(pack.national_pack())


def test_names_are_spelled_in_pinyin_and_initials_for_the_search() -> None:
    loading.load_elements(elements=[SEX])
    assert spellings("sex") == {
        "性别代码": "chinese",
        "xbdm": "english",
        "sex": "english",
        "xingbie": "pinyin",
        "xb": "initials",
        "xingbiedaima": "pinyin",
    }


def test_a_newer_pack_changes_ends_and_brings_back() -> None:
    loading.load_elements(elements=[SEX, AGE])
    renamed = replace(SEX, name_en="Gender", aliases=("生理性别",))
    assert loading.load_elements(elements=[renamed]) == 2
    assert api.get_element(SYSTEM, "sex").aliases == ("生理性别", "gender")
    assert api.search_elements(SYSTEM, ElementQuery(text="年龄")).total == 0
    assert api.get_element(SYSTEM, "age") == replace(AGE, aliases=("age",), is_ended=True)
    assert loading.load_elements(elements=[renamed, AGE]) == 1
    assert api.search_elements(SYSTEM, ElementQuery(text="年龄")).total == 1


def test_an_alias_of_the_city_that_the_pack_takes_up_does_not_stand_twice() -> None:
    loading.load_elements(elements=[SEX])
    row = DataElementRow.objects.get(code="sex")
    ElementAliasRow.objects.create(
        element=row, text="男女", key="男女", kind="chinese", is_added=True
    )
    assert loading.load_elements(elements=[SEX]) == 0
    wider = replace(SEX, aliases=(*SEX.aliases, "男女"))
    assert loading.load_elements(elements=[wider]) == 1
    assert loading.load_elements(elements=[wider]) == 0
    assert ElementAliasRow.objects.filter(element=row, key="男女").count() == 1


@pytest.mark.parametrize("text", ["身份证号码", "公民身份", "gmsfhm", "citizen identity", "SFZHM"])
def test_an_element_is_found_by_any_of_its_names(city: None, officer: Actor, text: str) -> None:
    page = api.search_elements(officer, ElementQuery(text=text))
    assert page.rows[0].code == "citizen_id"


def test_a_search_narrows_by_domain_grade_and_personal(city: None, leader: Actor) -> None:
    page = api.search_elements(leader, ElementQuery(domain="population", grade=4, page_size=0))
    assert page.rows
    assert {(row.domain, row.grade) for row in page.rows} == {("population", 4)}
    plain = api.search_elements(leader, ElementQuery(is_personal=False, page_size=3, page=2))
    assert len(plain.rows) == 3 < plain.total
    assert {row.personal for row in plain.rows} == {""}


def test_an_unknown_element_is_named(city: None, officer: Actor) -> None:
    with pytest.raises(ElementNotFoundError, match="nothing"):
        api.get_element(officer, "nothing")
    assert api.find_element(officer, "nothing") is None


def test_the_department_s_own_habit_comes_before_that_of_the_city(
    city: None, officer: Actor, other_officer: Actor, bureau: Actor
) -> None:
    for _time in range(3):
        api.learn_alias(
            other_officer, organisation_code="health", column="MC", element_code="person_name"
        )
    api.learn_alias(bureau, organisation_code="bureau", column="mc", element_code="person_name")
    own = api.learn_alias(
        *(officer,),
        organisation_code="market",
        column="m_c",
        element_code="entity_name",
    )
    aliases = api.read_knowledge(officer, "market").aliases
    assert aliases[0] == own.alias
    assert [(one.element_code, one.organisation_code, one.votes) for one in aliases] == [
        ("entity_name", "market", 1),
        ("person_name", "", 4),
    ]


def test_corrections_count_against_an_alias(city: None, officer: Actor) -> None:
    words = {"organisation_code": "market", "column": "ZT", "comment": "状态：1 正常"}
    api.learn_alias(officer, **words, element_code="entity_status")
    api.learn_alias(officer, **words, element_code="entity_status")
    known = api.refuse_alias(officer, **words, element_code="entity_status")
    assert (known.alias.votes, known.alias.refusals) == (2, 1)
    assert (known.alias.column, known.alias.comment) == ("zt", "状态1正常")
    assert known.by == "officer"


def test_a_correction_counts_against_the_meaning_whatever_it_was_called(
    city: None, officer: Actor, other_officer: Actor
) -> None:
    words = {"organisation_code": "market", "column": "zt", "element_code": "entity_status"}
    api.learn_alias(officer, **words, name_zh="状态")
    api.learn_alias(officer, **words, name_zh="登记状态")
    api.learn_alias(officer, **words, name_zh="登记状态")
    api.refuse_alias(officer, **words)
    (own,) = api.read_knowledge(officer, "market").aliases
    assert (own.name_zh, own.votes, own.refusals) == ("登记状态", 3, 1)
    (foreign,) = api.read_knowledge(other_officer, "health").aliases
    assert (foreign.organisation_code, foreign.votes, foreign.refusals) == ("", 3, 1)


def test_a_name_without_an_element_is_remembered_too(city: None, officer: Actor) -> None:
    api.learn_alias(officer, organisation_code="market", column="f7", name_zh="抽检批次")
    (alias,) = api.read_knowledge(officer, "market").aliases
    assert (alias.element_code, alias.name_zh) == ("", "抽检批次")


def test_only_an_element_that_exists_is_taught(city: None, officer: Actor) -> None:
    with pytest.raises(ElementNotFoundError, match="ghost"):
        api.learn_alias(officer, organisation_code="market", column="g", element_code="ghost")


def test_nobody_teaches_habits_of_another_department(
    city: None, officer: Actor, leader: Actor
) -> None:
    for actor in (officer, leader):
        with pytest.raises(NotAllowedError):
            api.learn_alias(actor, organisation_code="health", column="x", element_code="sex")
        with pytest.raises(NotAllowedError):
            api.refuse_alias(actor, organisation_code="health", column="x", element_code="sex")
    with pytest.raises(NotAllowedError):
        api.load_elements(officer)


def test_teaching_is_on_record(city: None, officer: Actor) -> None:
    api.learn_alias(officer, organisation_code="market", column="XB", element_code="sex")
    lines = audit.list_entries(SYSTEM, EntryFilter(action="elements.learn")).entries
    assert [(line.username, line.subject, line.detail["column"]) for line in lines] == [
        ("officer", "market", "xb")
    ]


def test_knowledge_carries_code_sets_of_the_caller_and_elements_of_the_state(
    city: None, officer: Actor
) -> None:
    sets = (CodeSet("sex", "性别", {"1": "男", "2": "女"}),)
    knowledge = api.read_knowledge(officer, "market", code_sets=sets)
    assert knowledge.code_sets == sets
    assert {element.code for element in knowledge.elements} == {
        element.code for element in api.pack_knowledge().elements
    }
    sex = next(element for element in knowledge.elements if element.code == "sex")
    assert {"性别代码", "gender", "xbdm"} <= set(sex.aliases)
    assert not {"xingbie", "xb"} & set(sex.aliases)
