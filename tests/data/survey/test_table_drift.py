"""A rescan raises what changed of a table as a whole; it is confirmed the same way."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace

import pytest

from chengshu.base.accounts.contracts import Role
from chengshu.base.clock import api as clock
from chengshu.data.catalog import api as catalog
from chengshu.data.survey import api
from chengshu.data.survey.contracts import (
    Band,
    DraftState,
    Drift,
    DriftKind,
    Evidence,
    Proposal,
    TableDraft,
)
from chengshu.data.survey.drift import find_drifts
from chengshu.data.survey.table_drift import Span
from tests.data.survey.drafted import BUREAU, DRAFT, OFFICER, OWNER, keep, person, said

pytestmark = pytest.mark.django_db
COLLEAGUE = person("zhou", OWNER, Role.DATA_OFFICER)
DAY = dt.date(2026, 3, 2)


def dated(latest: dt.date, *, cycle: str = "2", base: TableDraft = DRAFT) -> TableDraft:
    """Return the draft with its latest day and measured cycle."""
    evidence = (Evidence("time_column", {"column": "gxsj", "latest": latest.isoformat()}, 0.85),)
    told: Mapping[str, Proposal] = {
        **base.proposals,
        "time_column": Proposal("gxsj", 0.85, evidence),
        "update_cycle": said(cycle, 0.92),
    }
    return replace(base, proposals=told)


def drifts(before: TableDraft, after: TableDraft, *, days: int = 0) -> tuple[Drift, ...]:
    return find_drifts(before, after, {}, span=Span(DAY, DAY + dt.timedelta(days=days)))


@pytest.fixture
def published(draft: int) -> int:
    """Return a drafted table that a person confirmed and the bureau published."""
    api.correct_line(OFFICER, draft, "c:f3", values={"name_zh": "救助类别"}, revision=1)
    api.accept_above(OFFICER, draft, Band.LOW, revision=1)
    key = api.submit_draft(OFFICER, draft, revision=1).key
    catalog.approve_resource(COLLEAGUE, key)
    catalog.approve_resource(BUREAU, key)
    return draft


@pytest.mark.parametrize(
    ("rows", "found"),
    [
        (0, (Drift("t:cycle", DriftKind.SHRUNK, "rows", "1200", "0"),)),
        (567, (Drift("t:cycle", DriftKind.SHRUNK, "rows", "1200", "560"),)),
        (900, ()),
        (5000, ()),
        (None, ()),
    ],
)
def test_rows_gone_to_zero_or_to_less_than_half(rows: int | None, found: tuple[Drift, ...]) -> None:
    assert drifts(DRAFT, replace(DRAFT, row_count=rows)) == found


@pytest.mark.parametrize(("days", "stops"), [(14, False), (15, True)])
def test_a_daily_table_without_new_rows_for_two_weeks_has_stopped(days: int, stops: bool) -> None:  # noqa: FBT001 - a case
    stop = Drift("t:cycle", DriftKind.STOPPED, "latest", DAY.isoformat(), DAY.isoformat())
    assert drifts(dated(DAY), dated(DAY), days=days) == ((stop,) if stops else ())


def test_a_monthly_table_may_be_silent_for_two_months() -> None:
    assert drifts(dated(DAY, cycle="4"), dated(DAY, cycle="4"), days=60) == ()


def test_a_table_that_had_stopped_before_it_was_confirmed_is_no_news() -> None:
    old = dated(DAY - dt.timedelta(days=400))
    assert drifts(old, old, days=60) == ()


def test_another_rhythm_than_confirmed_is_drift_and_an_unsure_one_is_not() -> None:
    monthly = dated(DAY, cycle="4")
    unsure = replace(monthly, proposals={**monthly.proposals, "update_cycle": said("4", 0.5)})
    change = Drift("t:cycle", DriftKind.MEANING, "update_cycle", "2", "4")
    assert drifts(dated(DAY), monthly) == (change,)
    assert drifts(dated(DAY), unsure) == ()


def test_another_comment_of_the_table_is_drift() -> None:
    assert drifts(replace(DRAFT, comment="旧"), replace(DRAFT, comment="新")) == (
        Drift("t:title", DriftKind.CHANGED, "comment", "旧", "新"),
    )


def test_a_table_run_empty_asks_for_a_word_on_that_line_only(published: int) -> None:
    assert keep(replace(DRAFT, row_count=0), scan=2) == 1
    info = api.get_draft(OFFICER, published)
    waiting = {line.id for line in (*info.table_lines, *info.column_lines) if not line.is_decided}
    assert (info.state, waiting) == (DraftState.DRIFTED, {"t:cycle"})
    assert keep(replace(DRAFT, row_count=0), scan=3) == 0


def test_rows_that_come_back_ask_nothing_any_more(published: int) -> None:
    keep(replace(DRAFT, row_count=0), scan=2)
    keep(replace(DRAFT, row_count=1250), scan=3)
    assert api.get_draft(OFFICER, published).state is DraftState.CONFIRMED


def test_an_empty_table_is_confirmed_like_any_difference(published: int) -> None:
    keep(replace(DRAFT, row_count=0), scan=2)
    api.accept_line(OFFICER, published, "t:cycle", revision=2)
    api.submit_draft(OFFICER, published, revision=2)
    info = api.get_draft(OFFICER, published)
    assert (info.state, info.undecided) == (DraftState.CONFIRMED, 0)
    assert keep(replace(DRAFT, row_count=0), scan=3) == 0


def test_a_table_stops_by_the_passing_of_days_alone(
    draft: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    alive = dated(clock.today())
    keep(alive, scan=1)
    revision = api.get_draft(OFFICER, draft).revision
    api.accept_above(OFFICER, draft, Band.LOW, revision=revision)
    api.submit_draft(OFFICER, draft, revision=revision)
    later = clock.today() + dt.timedelta(days=30)
    monkeypatch.setattr(clock, "today", lambda: later)
    keep(alive, scan=2)
    (line,) = [one for one in api.get_draft(OFFICER, draft).table_lines if one.drifts]
    assert [drift.kind for drift in line.drifts] == [DriftKind.STOPPED]
