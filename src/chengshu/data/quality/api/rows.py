"""The part of the door about refused rows: listed, grouped, counted, waived."""

from collections.abc import Mapping, Sequence

import pyarrow as pa
from django.db import transaction

from chengshu.base.access import api as access
from chengshu.base.accounts.contracts import Actor
from chengshu.base.audit import api as audit
from chengshu.base.look.contracts import Tag
from chengshu.data.quality.contracts import (
    CauseCount,
    QuarantinedRow,
    RowPage,
    RowQuery,
    RowState,
)
from chengshu.data.quality.selectors import rows as row_selectors
from chengshu.data.quality.selectors import verdicts
from chengshu.data.quality.services import settling
from chengshu.data.quality.wordings import ROW_STATES


def list_quarantined(actor: Actor, query: RowQuery) -> RowPage:
    """Return one page of refused rows with all their reasons, sensitive values masked."""
    access.check(actor, "quality.read")
    return row_selectors.list_rows(query=query, reach=access.reach(actor, "quality.read"))


def list_own_rows(actor: Actor, query: RowQuery) -> RowPage:
    """Return one page of refused rows with their full values: a provider's, of its own rows."""
    access.check(actor, "quality.read_values")
    reach = access.reach(actor, "quality.read_values")
    return row_selectors.list_rows(query=query, reach=reach, is_clear=True)


def list_causes(actor: Actor, query: RowQuery) -> tuple[CauseCount, ...]:
    """Return how many rows fail the same rules together, by resource, the most first."""
    access.check(actor, "quality.read")
    return row_selectors.list_causes(query=query, reach=access.reach(actor, "quality.read"))


def get_quarantined(actor: Actor, row_id: str) -> QuarantinedRow:
    """Return one refused row, sensitive values masked.

    Raises:
        RowNotFoundError: There is no such row.
    """
    judgement, position = row_selectors.find_place(row_id)
    access.check(actor, "quality.read", organisation=judgement.organisation_code)
    return row_selectors.get_row(judgement, position)


def count_rows(actor: Actor, resource_code: str) -> Mapping[RowState, int]:
    """Return how many refused rows of a resource stand in each end state."""
    access.check(actor, "quality.read")
    return verdicts.count_states(resource_code=resource_code)


def state_words() -> Mapping[RowState, Tag]:
    """Return the word and the tone in which each end state is shown."""
    return ROW_STATES


def waive_row(actor: Actor, row_id: str, *, reason: str) -> None:
    """Let a refused row rest unrepaired; the reason is kept.

    Raises:
        RowNotFoundError: There is no such row.
        RowStateError: The row is repaired already, or repeats an earlier one.
    """
    judgement, position = row_selectors.find_place(row_id)
    access.check(actor, "quality.waive", organisation=judgement.organisation_code)
    with transaction.atomic():
        settling.waive_row(judgement=judgement, position=position, by=actor.username, reason=reason)
        subject = f"{judgement.resource_code}#{judgement.batch_id}@{position}"
        audit.record(actor, "quality.waive", subject=subject, detail={"reason": reason})


def waive_rows(
    actor: Actor, *, batch_id: int, positions: Sequence[int] | pa.Array, reason: str
) -> int:
    """Let many open rows of one batch rest; return how many were open and now rest.

    Raises:
        VerdictNotFoundError: The batch has not been judged.
        RowStateError: No reason is given.
    """
    judgement = verdicts.get_judgement(batch_id=batch_id)
    access.check(actor, "quality.waive", organisation=judgement.organisation_code)
    with transaction.atomic():
        rested = settling.waive_rows(
            judgement=judgement, positions=positions, by=actor.username, reason=reason
        )
        subject = f"{judgement.resource_code}#{judgement.batch_id}"
        detail = {"reason": reason, "rows": rested}
        audit.record(actor, "quality.waive", subject=subject, detail=detail)
    return rested
