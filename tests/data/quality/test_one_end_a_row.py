"""Law 2 whatever happens: batches, repairs, waivers, changed rules and crashes, one end a row."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chengshu.base.accounts.contracts import Role
from chengshu.data.lake.contracts import LandedFile
from chengshu.data.quality import api
from chengshu.data.quality.contracts import QuarantinedRow, RowQuery, RowState
from chengshu.data.quality.models import Judgement
from chengshu.data.rules import api as rules
from chengshu.data.rules.contracts import RuleSpec
from tests.data.quality.people import SYSTEM, person
from tests.data.quality.shops import Row, draft_shops, land_shops

pytestmark = pytest.mark.django_db
BUREAU = person(Role.BUREAU_ADMINISTRATOR, "bureau")
CODES, AMOUNTS = st.sampled_from(["1", "2", "3", None]), st.sampled_from([1, 10])
ROWS = st.lists(st.tuples(st.just("a"), CODES, AMOUNTS), max_size=5)


@dataclass(frozen=True)
class Batch:
    """One batch to come; a batch that is not published ends nothing, `twice` is a crash."""

    rows: list[Row]
    replaces: bool
    is_published: bool
    twice: bool


@dataclass(frozen=True)
class Waiver:
    """A person lets the n-th open row rest."""

    place: int


@dataclass(frozen=True)
class Change:
    """The bound of a rule changes, and what it refused is judged again."""

    maximum: int


ACTS = st.one_of(
    st.builds(Change, st.sampled_from([0, 9, 99])),
    st.builds(Batch, ROWS, st.booleans(), st.sampled_from([True, True, False]), st.booleans()),
    st.builds(Waiver, st.integers(0, 5)),
)


@dataclass
class World:
    """What happened so far."""

    key: str
    landed: dict[int, LandedFile] = field(default_factory=dict)
    rows: dict[int, list[Row]] = field(default_factory=dict)
    published: dict[int, bool] = field(default_factory=dict)  # and whether it replaced all

    def bring(self, batch: Batch) -> None:
        landed = land_shops(self.key, *batch.rows)
        self.landed[landed.batch_id], self.rows[landed.batch_id] = landed, batch.rows
        for _ in range(2 if batch.twice else 1):
            api.judge_batch(SYSTEM, landed=landed)
        if batch.is_published:
            self.published[landed.batch_id] = batch.replaces
            for _ in range(2 if batch.twice else 1):
                api.settle_batch(SYSTEM, landed=landed, replaces=batch.replaces)

    def waive(self, waiver: Waiver) -> None:
        query = RowQuery(resource_code=self.key, state=RowState.QUARANTINED, offset=waiver.place)
        for row in api.list_quarantined(SYSTEM, query).rows[:1]:
            api.waive_row(BUREAU, row.id, reason="历史")

    def change(self, change: Change) -> None:
        rules.save_rules(SYSTEM, self.key, [RuleSpec("range", "n", {"maximum": change.maximum})])
        for _ in range(2):
            api.judge_again(BUREAU, self.key, "range:n", reason="上限定错")
        restored = api.count_rows(SYSTEM, self.key)[RowState.RESTORED]
        again = api.judge_again(BUREAU, self.key, "range:n", reason="上限定错")
        assert again.restored == 0
        assert api.count_rows(SYSTEM, self.key)[RowState.RESTORED] == restored

    def refused(self) -> dict[str, QuarantinedRow]:
        page = api.list_quarantined(SYSTEM, RowQuery(resource_code=self.key, limit=1000))
        assert page.total == len(page.rows) == len({row.id for row in page.rows})
        return {row.id: row for row in page.rows}


def check_counters(world: World, refused: Mapping[str, QuarantinedRow]) -> None:
    for judgement in Judgement.objects.filter(resource_code=world.key):
        mine = [row for row in refused.values() if row.batch_id == judgement.batch_id]
        verdict = api.get_verdict(SYSTEM, judgement.batch_id)
        assert verdict.landed == len(world.rows[judgement.batch_id])
        assert verdict.landed == verdict.accepted + verdict.quarantined
        assert verdict.quarantined == len(mine) == sum(verdict.states.values())
        counted = Counter(row.state for row in mine)
        assert {state: n for state, n in verdict.states.items() if n} == counted
    for state, total in api.count_rows(SYSTEM, world.key).items():
        listed = api.list_quarantined(
            SYSTEM, RowQuery(resource_code=world.key, state=state, limit=1000)
        )
        assert listed.total == len(listed.rows) == total


def check_ends(world: World, refused: Mapping[str, QuarantinedRow]) -> None:
    for row in refused.values():
        if row.state is RowState.REPEATED:
            first = refused[row.first_id]
            assert first.batch_id < row.batch_id
            assert first.state is not RowState.REPEATED
            assert first.key == row.key
        elif row.state is RowState.REPAIRED:
            assert f"{row.repaired_batch}-{row.repaired_position}" not in refused
            city, code, _ = world.rows[row.repaired_batch or 0][row.repaired_position or 0]
            assert row.key == f"{city} · {code}"
        elif row.state is RowState.SUPERSEDED:
            assert refused[f"{row.repaired_batch}-{row.repaired_position}"].key == row.key
        elif row.state is RowState.WITHDRAWN:
            assert world.published[row.repaired_batch or 0]
        elif row.state is RowState.QUARANTINED:
            check_open(world, row, refused)
        check_order(world, row, refused)


def check_order(world: World, row: QuarantinedRow, refused: Mapping[str, QuarantinedRow]) -> None:
    """Only what is published ends a row; a restored one ends where it came last."""
    if row.repaired_batch is None:
        return
    assert row.repaired_batch in world.published
    if row.state is RowState.RESTORED:
        last = f"{row.repaired_batch}-{row.repaired_position}"
        assert last == row.id or refused[last].first_id == row.id
    else:
        assert row.batch_id < row.repaired_batch


def check_open(world: World, row: QuarantinedRow, refused: Mapping[str, QuarantinedRow]) -> None:
    """An open row was brought by no later published full load, unless it is repeated there."""
    for batch, replaces in world.published.items():
        if batch <= row.batch_id:
            continue
        later = [each for each in refused.values() if each.batch_id == batch]
        if replaces:
            assert any(each.first_id == row.id for each in later)
        keys = [f"{city} · {code}" for city, code, _ in world.rows[batch] if code]
        if row.key and row.key in keys:
            assert any(each.key == row.key for each in later)


@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(acts=st.lists(ACTS, min_size=1, max_size=6))
def test_every_row_has_exactly_one_end_whatever_happens(
    acts: list[Batch | Waiver | Change],
) -> None:
    world = World(draft_shops())
    for act in acts:
        if isinstance(act, Batch):
            world.bring(act)
        elif isinstance(act, Change):
            world.change(act)
        else:
            world.waive(act)
        refused = world.refused()
        check_counters(world, refused)
        check_ends(world, refused)
