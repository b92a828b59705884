from dataclasses import replace

import pytest

from chengshu.base.accounts.contracts import Actor, system_actor
from chengshu.base.audit import api as audit
from chengshu.base.audit.contracts import EntryFilter
from chengshu.base.errors.api import NotAllowedError
from chengshu.data.elements import api
from chengshu.data.elements.contracts import ElementDraft, ElementQuery, Level
from chengshu.data.elements.errors import (
    AliasNotFoundError,
    BadElementError,
    NameTakenError,
    NationalElementError,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]

SYSTEM = system_actor("tests")
EXTENSION = ElementDraft("抽检批次号", "general", "C", "一次抽检的编号", organisation_code="market")
LOCAL = ElementDraft("云枢通编号", "contact", "C", "市民卡的编号", aliases=("市民卡号", "CITYCARD"))


def test_a_department_adds_an_element_of_its_own(officer: Actor, other_officer: Actor) -> None:
    made = api.save_element(officer, EXTENSION)
    assert (made.code, made.level) == ("market-0001", Level.EXTENSION)
    again = api.save_element(officer, replace(EXTENSION, name_zh="抽检环节"))
    assert again.code == "market-0002"
    own = {element.code for element in api.read_knowledge(officer, "market").elements}
    other = {element.code for element in api.read_knowledge(other_officer, "health").elements}
    assert made.code in own
    assert made.code not in other
    assert api.get_element(other_officer, made.code).name_zh == "抽检批次号"


def test_another_department_cannot_touch_it(
    officer: Actor, other_officer: Actor, bureau: Actor
) -> None:
    made = api.save_element(officer, EXTENSION)
    for actor in (other_officer, bureau):
        with pytest.raises(NotAllowedError):
            api.save_element(actor, EXTENSION)
        with pytest.raises(NotAllowedError):
            api.save_element(actor, replace(EXTENSION, definition="改了"), code=made.code)
        with pytest.raises(NotAllowedError):
            api.end_element(actor, made.code)
        with pytest.raises(NotAllowedError):
            api.save_aliases(actor, made.code, ["别的"])
    with pytest.raises(NotAllowedError):  # nor by saying it is his own
        api.save_element(
            other_officer, replace(EXTENSION, organisation_code="health"), code=made.code
        )
    assert api.get_element(officer, made.code) == made


def test_the_bureau_keeps_local_elements(bureau: Actor, officer: Actor) -> None:
    made = api.save_element(bureau, LOCAL)
    assert (made.code, made.level) == ("city-0001", Level.LOCAL)
    assert {"市民卡号", "citycard"} <= set(made.aliases)
    assert made.code in {one.code for one in api.read_knowledge(officer, "market").elements}
    with pytest.raises(NotAllowedError):
        api.save_element(officer, LOCAL)
    changed = api.save_element(bureau, replace(LOCAL, grade=2, aliases=()), code=made.code)
    assert (changed.grade, "市民卡号" in changed.aliases) == (2, False)


def test_who_may_add_for_whom_is_told(officer: Actor, bureau: Actor, leader: Actor) -> None:
    assert [one and one.code for one in api.list_owners(officer)] == ["market"]
    assert api.list_owners(bureau) == (None,)
    assert api.list_owners(leader) == ()


def test_elements_of_the_state_stay_as_they_are(bureau: Actor) -> None:
    draft = replace(LOCAL, name_zh="别的性别")
    with pytest.raises(NationalElementError, match="性别"):
        api.save_element(bureau, draft, code="sex")
    with pytest.raises(NationalElementError):
        api.end_element(bureau, "sex")


def test_an_element_keeps_its_owner(bureau: Actor) -> None:
    made = api.save_element(bureau, LOCAL)
    moved = replace(LOCAL, organisation_code="market")
    with pytest.raises(BadElementError):
        api.save_element(SYSTEM, moved, code=made.code)


def test_local_only_adds(officer: Actor, other_officer: Actor, bureau: Actor) -> None:
    taken = replace(EXTENSION, domain="population", name_zh=" 性 别 ")
    with pytest.raises(NameTakenError, match="sex"):
        api.save_element(officer, taken)
    api.save_element(officer, EXTENSION)
    with pytest.raises(NameTakenError, match="market-0001"):
        api.save_element(officer, EXTENSION)
    theirs = api.save_element(other_officer, replace(EXTENSION, organisation_code="health"))
    assert theirs.code == "health-0001"


@pytest.mark.parametrize(
    "change",
    [
        {"domain": "ghosts"},
        {"data_type": "X"},
        {"data_type": ""},
        {"mask": "sunglasses"},
        {"identifier": "nose"},
        {"personal": "secret"},
        {"name_zh": "——"},
        {"aliases": ("长" * 61,)},
    ],
)
def test_what_cannot_be_kept_is_refused(officer: Actor, change: dict[str, str]) -> None:
    with pytest.raises(BadElementError):
        api.save_element(officer, replace(EXTENSION, **change))
    assert api.search_elements(officer, ElementQuery(level=Level.EXTENSION)).total == 0


def test_an_ended_element_is_no_longer_offered_until_it_stands_again(officer: Actor) -> None:
    made = api.save_element(officer, EXTENSION)
    assert api.end_element(officer, made.code).is_ended
    query = ElementQuery(level=Level.EXTENSION)
    assert api.search_elements(officer, query).total == 0
    assert api.search_elements(officer, replace(query, is_ended=True)).total == 1
    assert made.code not in {one.code for one in api.read_knowledge(officer, "market").elements}
    twin = api.save_element(officer, EXTENSION)
    with pytest.raises(NameTakenError):
        api.end_element(officer, made.code, is_ended=False)
    api.end_element(officer, twin.code)
    assert not api.end_element(officer, made.code, is_ended=False).is_ended


def test_the_city_adds_names_to_an_element_of_the_state(bureau: Actor, officer: Actor) -> None:
    before = api.get_element(officer, "sex")
    after = api.save_aliases(bureau, "sex", ["男女", " NNBJ ", "gender", "男女"])
    assert set(after.aliases) - set(before.aliases) == {"男女", "nnbj"}
    found = api.search_elements(officer, ElementQuery(text="nannv")).rows
    assert [element.code for element in found] == ["sex"]
    added = [alias.text for alias in api.list_aliases(officer, "sex") if alias.is_added]
    assert {"男女", "nnbj", "nannv"} <= set(added)
    assert api.load_elements(SYSTEM) == 0
    assert api.save_aliases(bureau, "sex", []) == before
    with pytest.raises(NotAllowedError):
        api.save_aliases(officer, "sex", ["男女"])


def test_a_learned_name_is_removed_and_taken_back(
    officer: Actor, other_officer: Actor, bureau: Actor
) -> None:
    words = {"organisation_code": "market", "column": "XBMC", "element_code": "sex"}
    info = api.learn_alias(officer, **words)
    api.learn_alias(officer, **words)
    with pytest.raises(NotAllowedError):
        api.forget_alias(other_officer, info.key)
    assert api.forget_alias(officer, info.key).is_forgotten
    assert api.read_knowledge(officer, "market").aliases == ()
    api.forget_alias(bureau, info.key, is_forgotten=False)
    (alias,) = api.read_knowledge(officer, "market").aliases
    assert (alias.column, alias.votes) == ("xbmc", 2)
    with pytest.raises(AliasNotFoundError):
        api.forget_alias(officer, info.key + 1)


def test_a_name_taught_again_after_removal_begins_anew(officer: Actor) -> None:
    words = {"organisation_code": "market", "column": "XBMC", "element_code": "sex"}
    api.refuse_alias(officer, **words)
    info = api.learn_alias(officer, **words)
    api.forget_alias(officer, info.key)
    again = api.learn_alias(officer, **words)
    assert (again.key, again.alias.votes, again.alias.refusals) == (info.key, 1, 0)


def test_habits_are_shown_to_their_department_and_the_bureau(
    officer: Actor, other_officer: Actor, bureau: Actor, leader: Actor
) -> None:
    words = {"column": "XBMC", "element_code": "sex"}
    api.learn_alias(officer, organisation_code="market", **words)
    api.learn_alias(other_officer, organisation_code="health", **words)

    def shown(actor: Actor) -> set[str]:
        return {info.alias.organisation_code for info in api.list_learned(actor, "sex")}

    assert [shown(officer), shown(other_officer)] == [{"market"}, {"health"}]
    assert [shown(bureau), shown(leader)] == [{"market", "health"}, set()]


def test_every_change_is_on_record(officer: Actor, bureau: Actor) -> None:
    made = api.save_element(officer, EXTENSION)
    api.end_element(officer, made.code)
    api.end_element(officer, made.code, is_ended=False)
    api.save_aliases(bureau, "sex", ["男女"])
    lines = audit.list_entries(SYSTEM, EntryFilter()).entries
    assert [(line.username, line.action, line.subject) for line in lines[:4]] == [
        ("bureau", "elements.save_aliases", "sex"),
        ("officer", "elements.reopen", made.code),
        ("officer", "elements.end", made.code),
        ("officer", "elements.save", made.code),
    ]
