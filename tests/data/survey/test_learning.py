"""What a person confirms or corrects is remembered for the department's next scan."""

import pytest

from chengshu.base.accounts.contracts import Actor
from chengshu.data.elements import api as elements
from chengshu.data.sources.contracts import ColumnProfile, TableProfile
from chengshu.data.survey import api
from chengshu.data.survey.contracts import Band, SurveyContext
from chengshu.data.survey.errors import LineRefusedError
from chengshu.data.survey.inference import infer_tables
from tests.data.survey.drafted import OFFICER, OTHER, OWNER

pytestmark = pytest.mark.django_db


def habits(organisation: str) -> dict[tuple[str, str], tuple[int, int, str]]:
    """Return votes and refusals by column and element, own ones of an organisation."""
    actor = OFFICER if organisation == OWNER else OTHER
    return {
        (alias.column, alias.element_code): (alias.votes, alias.refusals, alias.name_zh)
        for alias in elements.read_knowledge(actor, organisation).aliases
        if alias.organisation_code == organisation
    }


def test_confirmed_and_corrected_meanings_are_learned_at_submission(draft: int) -> None:
    api.correct_line(
        OFFICER, draft, "c:sfzh", values={"element": "uscc", "name_zh": "单位代码"}, revision=1
    )
    api.leave_out_line(OFFICER, draft, "c:hkszd", revision=1)
    api.accept_above(OFFICER, draft, Band.LOW, revision=1)
    assert habits(OWNER) == {}  # until it is submitted, it can still be undone
    api.submit_draft(OFFICER, draft, revision=1)
    learned = habits(OWNER)
    assert learned["sfzh", "uscc"] == (1, 0, "单位代码")
    assert learned["sfzh", "citizen_id"][:2] == (0, 1)
    assert learned["xm", ""] == (1, 0, "姓名")
    assert {column for column, _element in learned} == {"id", "xm", "sfzh", "f3"}
    assert habits("housing") == {}


def test_what_was_taught_is_proposed_at_the_next_scan_of_the_department(draft: int) -> None:
    api.correct_line(
        OFFICER, draft, "c:f3", values={"element": "road", "name_zh": "所在道路"}, revision=1
    )
    api.accept_above(OFFICER, draft, Band.LOW, revision=1)
    assert proposed_for(OFFICER, OWNER)["element"] != "road"
    api.submit_draft(OFFICER, draft, revision=1)
    assert proposed_for(OFFICER, OWNER) == {"element": "road", "name_zh": "所在道路"}


def proposed_for(actor: Actor, organisation: str) -> dict[str, object]:
    """Infer a column `f3` of a new table of a department, from what is known by now."""
    column = ColumnProfile(
        "f3", "varchar(18)", comment="f3注释", rows=3, distinct=3, sample=("甲三", "乙七", "丙九")
    )
    profile = TableProfile("t_new", "", "table", 3, is_exact=True, columns=(column,))
    knowledge = elements.read_knowledge(actor, organisation)
    context = SurveyContext(organisation, "单位", "s", "系统", "src", "postgresql")
    proposals = infer_tables([profile], knowledge, context)[0].columns[0].proposals
    return {
        name: proposals[name].value if name in proposals else "" for name in ("element", "name_zh")
    }


def test_an_element_that_does_not_exist_is_refused_where_it_is_written(draft: int) -> None:
    with pytest.raises(LineRefusedError):
        api.correct_line(OFFICER, draft, "c:xm", values={"element": "no_such"}, revision=1)
