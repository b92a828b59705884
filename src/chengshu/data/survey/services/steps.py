"""Steps: who said what of which lines and when, one after the other."""

from collections.abc import Mapping

from chengshu.base.accounts.contracts import Actor
from chengshu.base.clock import api as clock
from chengshu.data.survey.contracts import DraftState, StepKind
from chengshu.data.survey.errors import DraftMovedError, DraftStateError, PersonRequiredError
from chengshu.data.survey.labels import STATE_LABELS
from chengshu.data.survey.models import DraftedTable, DraftStep
from chengshu.data.survey.sheets import count_lines

OPEN = frozenset({DraftState.WAITING, DraftState.DRIFTED})
Words = Mapping[str, object]


def lock_open(*, actor: Actor, draft: int, revision: int | None = None) -> DraftedTable:
    """Return the row of a drafted table that waits for words, locked until the transaction ends.

    Raises:
        PersonRequiredError: The program itself may not confirm.
        DraftStateError: The table is set aside or confirmed.
        DraftMovedError: `revision` is what the person saw, and a scan has changed it since.
    """
    row = lock(actor=actor, draft=draft)
    if row.state not in OPEN:
        raise wrong_state(row)
    if revision is not None and revision != row.revision:
        raise DraftMovedError(table=row.table)
    return row


def lock(*, actor: Actor, draft: int) -> DraftedTable:
    """Return the row of a drafted table, locked; only for a person."""
    row = DraftedTable.objects.select_for_update().get(pk=draft)
    if actor.is_system:
        raise PersonRequiredError(table=row.table)
    return row


def wrong_state(row: DraftedTable) -> DraftStateError:
    """Return the refusal that names the state of the table."""
    return DraftStateError(table=row.table, state=STATE_LABELS[DraftState(row.state)])


def change_words(
    actor: Actor, row: DraftedTable, words: Mapping[str, Words | None], *, kind: StepKind
) -> None:
    """Put decisions of lines (None: undecided) into the row and keep the step."""
    before = {line: row.decisions.get(line) for line in words}
    put_words(row, words)
    add_step(actor, row, kind, before=before, after=words)
    save(row)


def put_words(row: DraftedTable, words: Mapping[str, Words | None]) -> None:
    """Put decisions of lines into the row; the caller saves."""
    merged = {**row.decisions, **words}
    row.decisions = {line: word for line, word in merged.items() if word is not None}


def add_step(
    actor: Actor,
    row: DraftedTable,
    kind: StepKind,
    *,
    before: Mapping[str, object] | None = None,
    after: Mapping[str, object] | None = None,
    reason: str = "",
) -> None:
    """Keep one thing a person did."""
    DraftStep.objects.create(
        draft=row,
        number=row.steps.count() + 1,
        kind=kind,
        revision=row.revision,
        before=dict(before or {}),
        after=dict(after or {}),
        reason=reason,
        by=actor.username,
        by_name=actor.name,
        at=clock.now(),
    )


def save(row: DraftedTable) -> None:
    """Save the row with its figures brought up to date."""
    row.changed_at = clock.now()
    count_lines(row)
    row.save()
