"""A person confirms a drafted table line by line; nothing is submitted unconfirmed."""

import pytest

from chengshu.base.accounts.contracts import system_actor
from chengshu.base.audit import api as audit
from chengshu.base.audit.contracts import EntryFilter
from chengshu.data.catalog import api as catalog
from chengshu.data.catalog.contracts import ResourceState
from chengshu.data.survey import api
from chengshu.data.survey.contracts import Act, Band, DraftState, StepKind
from chengshu.data.survey.errors import (
    DraftStateError,
    LineRefusedError,
    NothingToUndoError,
    PersonRequiredError,
    SecretColumnError,
    UndecidedLinesError,
)
from chengshu.data.survey.models import DraftedTable, DraftStep
from tests.data.survey.drafted import BUREAU, OFFICER, SYSTEM

pytestmark = pytest.mark.django_db


def confirm_all(draft: int) -> None:
    api.accept_above(OFFICER, draft, Band.LOW, revision=1)


def test_accepting_above_a_band_takes_what_is_as_sure_and_no_more(draft: int) -> None:
    assert api.accept_above(OFFICER, draft, Band.HIGH, revision=1) == 8 + 3
    info = api.get_draft(OFFICER, draft)
    waiting = {line.id for line in (*info.table_lines, *info.column_lines) if not line.is_decided}
    assert waiting == {"t:class", "t:share", "c:hkszd", "c:f3"}
    assert info.undecided == 4
    assert api.accept_above(OFFICER, draft, Band.MIDDLE, revision=1) == 3
    assert api.accept_above(OFFICER, draft, Band.MIDDLE, revision=1) == 0


def test_nothing_is_submitted_while_a_line_waits(draft: int) -> None:
    api.accept_above(OFFICER, draft, Band.MIDDLE, revision=1)
    with pytest.raises(UndecidedLinesError) as refused:
        api.submit_draft(OFFICER, draft, revision=1)
    assert "f3" in str(refused.value)
    assert DraftedTable.objects.get(pk=draft).resource_key == ""


def test_a_submitted_table_is_an_entry_in_review_without_guesses(draft: int) -> None:
    api.correct_line(OFFICER, draft, "c:f3", values={"name_zh": "救助类别"}, revision=1)
    api.leave_out_line(OFFICER, draft, "c:id", revision=1)
    confirm_all(draft)
    done = api.submit_draft(OFFICER, draft, revision=1)
    assert (done.corrected, done.left_out) == (1, 2)
    entry = catalog.get_resource(OFFICER, done.key, working=True)
    assert entry.state is ResourceState.DEPARTMENT_REVIEW
    assert entry.guesses == ()
    assert (entry.title, entry.provider_code) == ("困难群众救助信息", "civil")
    assert entry.system_code == "mz_help"
    items = {item.source_column: item for item in entry.items}
    assert list(items) == ["xm", "sfzh", "hkszd", "f3"]
    assert items["f3"].name_zh == "救助类别"
    assert (items["sfzh"].identifier, items["sfzh"].mask, items["sfzh"].grade) == (
        "citizen_id",
        "citizen_id",
        3,
    )
    info = api.get_draft(OFFICER, draft)
    assert (info.state, info.undecided) == (DraftState.CONFIRMED, 0)


def test_a_secret_column_stays_out_whatever_the_officer_does(draft: int) -> None:
    for refused in (
        lambda: api.accept_line(OFFICER, draft, "c:mm", revision=1),
        lambda: api.correct_line(OFFICER, draft, "c:mm", values={"grade": 1}, revision=1),
    ):
        with pytest.raises(SecretColumnError):
            refused()
    confirm_all(draft)
    key = api.submit_draft(OFFICER, draft, revision=1).key
    columns = [item.column for item in catalog.get_resource(OFFICER, key, working=True).items]
    assert "mm" not in columns


def test_only_the_bureaus_reason_lets_a_column_held_for_a_secret_in(draft: int) -> None:
    with pytest.raises(LineRefusedError):
        api.clear_secret(BUREAU, draft, "c:mm", reason=" ")
    api.clear_secret(BUREAU, draft, "c:mm", reason="是面膜的缩写，不是密码")
    line = api.get_draft(OFFICER, draft).find_line("c:mm")
    assert line is not None
    assert not line.is_decided
    api.accept_line(OFFICER, draft, "c:mm", revision=1)
    steps = DraftStep.objects.filter(kind=StepKind.CLEARED)
    assert [step.reason for step in steps] == ["是面膜的缩写，不是密码"]


def test_undo_takes_back_step_by_step(draft: int) -> None:
    api.accept_line(OFFICER, draft, "c:xm", revision=1)
    api.correct_line(OFFICER, draft, "c:xm", values={"name_zh": "户主姓名"}, revision=1)
    api.accept_above(OFFICER, draft, Band.HIGH, revision=1)
    assert len(api.undo_step(OFFICER, draft)) == 10
    line = api.get_draft(OFFICER, draft).find_line("c:xm")
    assert line is not None
    assert line.values["name_zh"] == "户主姓名"
    api.undo_step(OFFICER, draft)
    assert name_of(draft, "c:xm") == "姓名"
    assert api.undo_step(OFFICER, draft) == ("c:xm",)
    with pytest.raises(NothingToUndoError):
        api.undo_step(OFFICER, draft)
    assert api.get_draft(OFFICER, draft).undecided == 15


def name_of(draft: int, line: str) -> object:
    found = api.get_draft(OFFICER, draft).find_line(line)
    assert found is not None
    return found.values["name_zh"]


def test_who_said_what_and_when_is_kept(draft: int) -> None:
    api.correct_line(OFFICER, draft, "c:f3", values={"name_zh": "救助类别"}, revision=1)
    line = api.get_draft(OFFICER, draft).find_line("c:f3")
    assert line is not None
    assert line.decision is not None
    assert (line.decision.by, line.decision.corrected) == ("li", ("name_zh",))
    entries = audit.list_entries(SYSTEM, EntryFilter(action="survey.confirm_draft")).entries
    assert entries[0].detail["values"] == {"name_zh": "救助类别"}
    step = api.get_draft(OFFICER, draft).steps[0]
    assert (step.kind, step.lines, step.by_name) == (StepKind.CORRECTED, ("c:f3",), "li先生")


@pytest.mark.parametrize(
    ("line", "values"),
    [
        ("c:f3", {"name_zh": ""}),
        ("c:f3", {"title": "x"}),
        ("c:none", {}),
        ("t:class", {"class_path": ""}),
    ],
)
def test_a_line_is_not_confirmed_with_what_it_lacks(
    draft: int, line: str, values: dict[str, str]
) -> None:
    with pytest.raises(LineRefusedError):
        api.correct_line(OFFICER, draft, line, values=values, revision=1)


def test_a_line_of_the_table_cannot_be_left_out_and_reopens(draft: int) -> None:
    with pytest.raises(LineRefusedError):
        api.leave_out_line(OFFICER, draft, "t:title", revision=1)
    with pytest.raises(LineRefusedError):
        api.reopen_line(OFFICER, draft, "t:title", revision=1)
    api.accept_line(OFFICER, draft, "t:title", revision=1)
    api.reopen_line(OFFICER, draft, "t:title", revision=1)
    assert api.get_draft(OFFICER, draft).undecided == 15


def test_the_program_confirms_nothing(draft: int) -> None:
    with pytest.raises(PersonRequiredError):
        api.accept_line(system_actor("job"), draft, "c:xm", revision=1)


def test_a_table_aside_takes_no_words_and_comes_back_with_a_reason(draft: int) -> None:
    with pytest.raises(LineRefusedError):
        api.set_aside(OFFICER, draft, reason="")
    api.set_aside(OFFICER, draft, reason="临时表")
    with pytest.raises(DraftStateError):
        api.accept_line(OFFICER, draft, "c:xm", revision=1)
    assert api.get_draft(OFFICER, draft).acts == (Act.TAKE_BACK,)
    api.take_back(OFFICER, draft, reason="实为业务表")
    assert Act.DECIDE in api.get_draft(OFFICER, draft).acts


def test_a_card_counts_the_tables_that_wait(draft: int) -> None:
    cards = api.list_draft_tasks(OFFICER)
    assert [str(card.title) for card in cards] == ["1 张表待确认"]
    api.set_aside(OFFICER, draft, reason="临时表")
    assert api.list_draft_tasks(OFFICER) == ()
    assert api.list_draft_tasks(BUREAU) == ()
