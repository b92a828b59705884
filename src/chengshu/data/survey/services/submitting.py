"""Submitting: what was confirmed becomes an entry, or the change of one, and goes to review."""

from dataclasses import dataclass

from django.db import transaction

from chengshu.base.accounts.contracts import Actor
from chengshu.base.clock import api as clock
from chengshu.data.catalog import api as catalog
from chengshu.data.catalog.contracts import ResourceDraft, ResourceState
from chengshu.data.sources import api as sources
from chengshu.data.survey.composing import compose_entry, compose_items, make_key
from chengshu.data.survey.contracts import DraftState, Line, StepKind
from chengshu.data.survey.errors import UndecidedLinesError
from chengshu.data.survey.labels import label_line
from chengshu.data.survey.lines import column_lines, table_lines
from chengshu.data.survey.models import DraftedTable
from chengshu.data.survey.services.learning import learn_lines
from chengshu.data.survey.services.steps import add_step, lock_open, save
from chengshu.data.survey.sheets import read_sheet

_NAMED = 5


@dataclass(frozen=True)
class Submission:
    """What was handed to the catalogue, and what was learned on the way."""

    key: str
    accepted: int
    corrected: int
    left_out: int


@transaction.atomic
def submit_draft(*, actor: Actor, draft: int, revision: int) -> Submission:
    """Hand a table over whose every line is decided; the entry goes to department review.

    Drift that was looked at and changes nothing of the entry (rows gone, a wider type) is closed
    without a review.

    Raises:
        UndecidedLinesError: Lines wait for a word.
        IncompleteResourceError, TitleTakenError: The catalogue refuses; nothing is kept.
    """
    row = lock_open(actor=actor, draft=draft, revision=revision)
    sheet = read_sheet(row)
    tables, columns = table_lines(sheet), column_lines(sheet)
    _demand_decided(row, (*tables, *columns))
    key = row.resource_key or make_key(row.source_code, row.table)
    entry = _compose(actor, row, key=key, tables=tables, columns=columns)
    kept = catalog.draft_resource(actor, entry)
    if row.base is None or ResourceState.DRAFT in {kept.state, kept.change_state}:
        catalog.submit_resource(actor, key)
    learn_lines(actor, row.organisation_code, sheet=sheet, columns=columns)
    _close(actor, row, key)
    lines = (*tables, *columns)
    return Submission(
        key=key,
        accepted=sum(1 for line in lines if line.decision and not line.decision.corrected),
        corrected=sum(1 for line in lines if line.decision and line.decision.corrected),
        left_out=sum(1 for line in lines if line.is_out),
    )


def _demand_decided(row: DraftedTable, lines: tuple[Line, ...]) -> None:
    waiting = [label_line(line) for line in lines if not line.is_decided]
    if waiting:
        names = "、".join(waiting[:_NAMED]) + ("…" if len(waiting) > _NAMED else "")
        raise UndecidedLinesError(table=row.table, count=len(waiting), names=names)


def _compose(
    actor: Actor,
    row: DraftedTable,
    *,
    key: str,
    tables: tuple[Line, ...],
    columns: tuple[Line, ...],
) -> ResourceDraft:
    if catalog.find_resource(actor, key, working=True) is not None:
        start = catalog.get_draft(actor, key)
    else:
        system = sources.get_source(actor, row.source_code).system_code
        start = ResourceDraft(key, "", row.organisation_code, system_code=system)
    items = compose_items(columns, before=start.items, keys=_entry_keys(row.source_code))
    return compose_entry(start, table_lines=tables, items=items)


def _entry_keys(source_code: str) -> dict[str, str]:
    rows = DraftedTable.objects.filter(source_code=source_code).exclude(resource_key="")
    return dict(rows.values_list("table", "resource_key"))


def _close(actor: Actor, row: DraftedTable, key: str) -> None:
    row.state = DraftState.CONFIRMED
    row.resource_key = key
    row.base = row.document
    row.former = row.decisions
    row.drift = []
    row.confirmed_by = actor.name
    row.confirmed_at = clock.now()
    add_step(actor, row, StepKind.SUBMITTED, after=row.decisions)
    save(row)
