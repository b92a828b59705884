"""Elements suggested for fields by what departments taught, by name, by alias."""

import pytest

from chengshu.base.accounts.contracts import Actor
from chengshu.data.elements import api

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]


def suggest(actor: Actor, label: str, column: str, organisation: str = "market") -> str:
    return api.suggest_elements(actor, organisation, [(label, column)]).get((label, column), "")


@pytest.mark.parametrize(
    ("label", "column", "code"),
    [
        ("性别", "a1", "sex"),
        (" 性 别 ", "", "sex"),
        ("居民身份证号码", "zjhm", "citizen_id"),
        ("", "ID_CARD", "citizen_id"),
        ("说不清的字段", "zzz", ""),
        ("", "", ""),
    ],
)
def test_a_name_or_an_alias_suggests_its_element(
    officer: Actor, label: str, column: str, code: str
) -> None:
    assert suggest(officer, label, column) == code


def test_a_name_and_a_column_that_disagree_suggest_nothing(officer: Actor) -> None:
    assert suggest(officer, "居民身份证号码", "birthday") == ""


def test_what_a_department_taught_comes_first(officer: Actor, other_officer: Actor) -> None:
    words = {"column": "zz_mc", "comment": ""}
    api.learn_alias(other_officer, organisation_code="health", element_code="person_name", **words)
    assert suggest(officer, "名称甲", "zz_MC") == "person_name"
    api.learn_alias(officer, organisation_code="market", element_code="entity_name", **words)
    assert suggest(officer, "名称甲", "zz_MC") == "entity_name"
    assert suggest(other_officer, "名称甲", "zz_MC", "health") == "person_name"


def test_a_habit_refused_as_often_as_confirmed_suggests_nothing(officer: Actor) -> None:
    words = {"organisation_code": "market", "column": "zz_mc", "element_code": "person_name"}
    api.learn_alias(officer, **words)
    api.refuse_alias(officer, **words)
    assert suggest(officer, "名称甲", "zz_mc") == ""
