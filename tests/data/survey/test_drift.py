"""A rescan shows what changed against what was confirmed; it is confirmed the same way."""

from dataclasses import replace

import pytest

from chengshu.base.accounts.contracts import Role
from chengshu.data.catalog import api as catalog
from chengshu.data.catalog.contracts import ResourceState
from chengshu.data.survey import api
from chengshu.data.survey.contracts import Band, ColumnDraft, DraftState, Drift, DriftKind
from tests.data.survey.drafted import BUREAU, COLUMNS, DRAFT, OFFICER, column, keep, person, without

pytestmark = pytest.mark.django_db
COLLEAGUE = person("zhou", "civil", Role.DATA_OFFICER)


@pytest.fixture
def published(draft: int) -> int:
    """Return a drafted table that a person confirmed and the bureau published."""
    api.correct_line(OFFICER, draft, "c:f3", values={"name_zh": "救助类别"}, revision=1)
    api.accept_above(OFFICER, draft, Band.LOW, revision=1)
    key = api.submit_draft(OFFICER, draft, revision=1).key
    catalog.approve_resource(COLLEAGUE, key)
    catalog.approve_resource(BUREAU, key)
    return draft


def with_column(new: ColumnDraft) -> tuple[ColumnDraft, ...]:
    """Return the columns with one replaced, or added."""
    kept = [each for each in COLUMNS if each.column != new.column]
    return (*kept, new)


def drifts_of(draft: int) -> set[Drift]:
    info = api.get_draft(OFFICER, draft)
    return {drift for line in info.column_lines for drift in line.drifts}


def test_an_unchanged_table_shows_no_drift(published: int) -> None:
    keep(replace(DRAFT, row_count=1300), scan=2)
    info = api.get_draft(OFFICER, published)
    assert (info.state, info.undecided) == (DraftState.CONFIRMED, 0)


def test_new_gone_and_changed_columns_ask_for_a_word_and_nothing_else_does(published: int) -> None:
    columns = (*without(DRAFT, "hkszd").columns, column("lxdh", "联系电话"))
    keep(replace(DRAFT, columns=columns), scan=2, xm="varchar(100)")
    assert drifts_of(published) == {
        Drift("c:lxdh", DriftKind.NEW),
        Drift("c:hkszd", DriftKind.GONE),
        Drift("c:xm", DriftKind.CHANGED, "type", "varchar(50)", "varchar(100)"),
    }
    info = api.get_draft(OFFICER, published)
    assert info.state is DraftState.DRIFTED
    assert {line.id for line in info.column_lines if not line.is_decided} == {
        "c:xm",
        "c:lxdh",
        "c:hkszd",
    }
    assert all(line.is_decided for line in info.table_lines)


def test_another_meaning_than_confirmed_is_drift(published: int) -> None:
    changed = column("sfzh", "统一社会信用代码", element="uscc", identifier="uscc", length=18)
    keep(replace(DRAFT, columns=with_column(changed)), scan=2)
    assert drifts_of(published) == {
        Drift("c:sfzh", DriftKind.MEANING, "element", "citizen_id", "uscc"),
        Drift("c:sfzh", DriftKind.MEANING, "identifier", "citizen_id", "uscc"),
    }


def test_an_unsure_guess_of_another_meaning_is_no_drift(published: int) -> None:
    unsure = column("f3", "字段三", 0.4, element="uscc", length=10, kind="unknown")
    keep(replace(DRAFT, columns=with_column(unsure)), scan=2)
    assert api.get_draft(OFFICER, published).state is DraftState.CONFIRMED


def test_the_same_wrong_guess_twice_is_no_news(published: int) -> None:
    guessed = replace(DRAFT, row_count=1100)
    keep(guessed, scan=2)
    assert api.get_draft(OFFICER, published).state is DraftState.CONFIRMED


def test_a_corrected_name_stays_over_a_changed_type(published: int) -> None:
    keep(DRAFT, scan=2, f3="int")
    line = api.get_draft(OFFICER, published).find_line("c:f3")
    assert line is not None
    assert line.values["name_zh"] == "救助类别"
    assert not line.is_decided


def test_a_column_that_turns_out_a_secret_is_drift_and_leaves_the_entry(published: int) -> None:
    secret = column("f3", "字段三", 0.99, is_secret=True, kind="secret", length=10)
    keep(replace(DRAFT, columns=with_column(secret)), scan=2)
    assert Drift("c:f3", DriftKind.MEANING, "is_secret", "", "1") in drifts_of(published)
    key = api.submit_draft(OFFICER, published, revision=2).key
    entry = catalog.get_resource(OFFICER, key, working=True)
    assert "f3" not in {item.column for item in entry.items}


def test_confirmed_drift_becomes_a_change_of_the_published_entry(published: int) -> None:
    columns = (*without(DRAFT, "hkszd").columns, column("lxdh", "联系电话"))
    keep(replace(DRAFT, columns=columns), scan=2)
    api.leave_out_line(OFFICER, published, "c:hkszd", revision=2)
    api.accept_above(OFFICER, published, Band.HIGH, revision=2)
    key = api.submit_draft(OFFICER, published, revision=2).key
    stands = catalog.get_resource(OFFICER, key)
    change = catalog.get_resource(OFFICER, key, working=True)
    assert stands.state is ResourceState.PUBLISHED
    assert stands.change_state is ResourceState.DEPARTMENT_REVIEW
    assert "hkszd" in {item.column for item in stands.items}
    names = {item.column: item.name_zh for item in change.items}
    assert names == {
        "id": "编号",
        "xm": "姓名",
        "sfzh": "公民身份号码",
        "f3": "救助类别",
        "lxdh": "联系电话",
    }


def test_drift_that_goes_away_asks_nothing_any_more(published: int) -> None:
    keep(without(DRAFT, "hkszd"), scan=2)
    assert api.get_draft(OFFICER, published).state is DraftState.DRIFTED
    keep(DRAFT, scan=3)
    info = api.get_draft(OFFICER, published)
    assert (info.state, info.undecided) == (DraftState.CONFIRMED, 0)
