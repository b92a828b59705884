"""Columns find their data element by comment, pinyin, initials, English and contents."""

import pytest

from chengshu.data.elements.contracts import LearnedAlias
from tests.data.survey.inference.making import CITIZENS, PEOPLE, column, draft, knowledge, said

SEXES = ("1", "2", "1", "2")


@pytest.mark.parametrize("name", ["xm", "XINGMING", "xm_", "f_xm", "姓名"])
def test_a_person_name_is_found_by_every_writing(name: str) -> None:
    found = draft(column(name, PEOPLE))
    assert said(found[name], "element") == "person_name"


def test_initials_that_mean_two_things_are_told_apart_by_contents() -> None:
    projects = [
        f"{road}路道路改造工程" for road in ("人民", "解放", "建设", "和平", "中山", "长江")
    ]
    assert said(draft(column("xm", PEOPLE))["xm"], "element") == "person_name"
    assert said(draft(column("xm", projects))["xm"], "element") != "person_name"


def test_a_comment_counts_with_its_codes_cut_off() -> None:
    found = draft(column("c3", SEXES, comment="性别（1男 2女）"))
    assert said(found["c3"], "element") == "sex"
    assert said(found["c3"], "name_zh") == "性别"


def test_a_qualified_name_is_read_as_the_name() -> None:
    found = draft(column("sqrxm", PEOPLE, comment="申请人姓名"))
    assert said(found["sqrxm"], "element") == "person_name"
    assert said(found["sqrxm"], "name_zh") == "申请人姓名"


def test_pieces_are_put_together() -> None:
    found = draft(column("birth_date", ["1980-01-01", "1991-05-06"], "date"))
    assert said(found["birth_date"], "element") == "birth_date"


def test_contents_against_the_name_leave_no_element() -> None:
    found = draft(column("birth_date", ["甲", "乙", "丙", "丁", "戊"]))
    assert said(found["birth_date"], "element") == ""


def test_a_taught_name_is_used() -> None:
    habit = LearnedAlias("aac003", "", "person_name", "姓名", "A01", votes=3)
    assert said(draft(column("aac003"))["aac003"], "element") == ""
    assert (
        said(draft(column("aac003"), using=knowledge(habit))["aac003"], "element") == "person_name"
    )


def test_a_refused_name_is_not_used() -> None:
    habit = LearnedAlias("qq", "", "amount", "金额", "A01", votes=1, refusals=5)
    assert said(draft(column("qq"), using=knowledge(habit))["qq"], "element") == ""


def test_births_are_known_by_the_citizen_numbers_beside_them() -> None:
    births = [f"{value[6:10]}-{value[10:12]}-{value[12:14]}" for value in CITIZENS]
    found = draft(column("f1", CITIZENS), column("f2", births, "date"))
    assert said(found["f2"], "element") == "birth_date"


def test_every_proposal_of_an_element_says_why() -> None:
    proposal = draft(column("xm", PEOPLE))["xm"].proposals["element"]
    assert {each.kind for each in proposal.evidence} >= {"name_initials", "person_name_fits"}
