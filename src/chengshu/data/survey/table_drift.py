"""What a rescan found different of a table as a whole: its comment, its rows, its rhythm."""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from chengshu.data.survey.confirming import band_of, get_rules
from chengshu.data.survey.contracts import Band, Decision, Drift, DriftKind, TableDraft

TITLE, CYCLE = "t:title", "t:cycle"
_FIGURES = 2  # of a number of rows that count as news


@dataclass(frozen=True)
class Span:
    """The days between which a table was confirmed and is looked at again."""

    confirmed: dt.date
    today: dt.date


def find_table_drifts(
    base: TableDraft, found: TableDraft, decisions: Mapping[str, Decision], *, span: Span | None
) -> Iterator[Drift]:
    """Yield the differences of a table as a whole, each on the line that confirms it.

    Without `span` nobody can say whether a table has stopped.
    """
    if base.comment != found.comment:
        yield Drift(TITLE, DriftKind.CHANGED, "comment", base.comment, found.comment)
    yield from _find_shrinking(base, found)
    cycle = _confirmed_cycle(base, decisions)
    if span is not None:
        yield from _find_stop(base, found, cycle=cycle, span=span)
    yield from _find_rhythm(base, found, cycle)


def _find_shrinking(base: TableDraft, found: TableDraft) -> Iterator[Drift]:
    before, after = base.row_count, found.row_count
    if before and after is not None and after <= before * get_rules().shrunk:
        yield Drift(CYCLE, DriftKind.SHRUNK, "rows", str(before), str(_rounded(after)))


def _rounded(count: int) -> int:
    """Return a number of rows to two figures, so that a few more or less are no news."""
    step: int = 10 ** max(len(str(count)) - _FIGURES, 0)
    return count // step * step


def _find_stop(base: TableDraft, found: TableDraft, *, cycle: str, span: Span) -> Iterator[Drift]:
    """Yield a stop where new rows came at the time of confirming and come no more."""
    allowed = get_rules().stopped.get(cycle)
    before, after = _latest(base), _latest(found)
    if allowed is None or before is None or after is None:
        return
    was_alive = (span.confirmed - before).days <= allowed
    if was_alive and (span.today - after).days > allowed:
        yield Drift(CYCLE, DriftKind.STOPPED, "latest", before.isoformat(), after.isoformat())


def _find_rhythm(base: TableDraft, found: TableDraft, cycle: str) -> Iterator[Drift]:
    """Yield another cycle than the confirmed one where the measure itself has changed, surely."""
    proposal = found.proposals.get("update_cycle")
    if proposal is None or band_of(proposal.confidence) is Band.LOW:
        return
    now = str(proposal.value or "")
    if now and now not in {cycle, _proposed_cycle(base)}:
        yield Drift(CYCLE, DriftKind.MEANING, "update_cycle", cycle, now)


def _confirmed_cycle(base: TableDraft, decisions: Mapping[str, Decision]) -> str:
    decision = decisions.get(CYCLE)
    said = decision.values.get("update_cycle") if decision else None
    return str(said or "") or _proposed_cycle(base)


def _proposed_cycle(draft: TableDraft) -> str:
    proposal = draft.proposals.get("update_cycle")
    return str(proposal.value or "") if proposal else ""


def _latest(draft: TableDraft) -> dt.date | None:
    """Return the latest day of the time column, as its evidence tells it."""
    proposal = draft.proposals.get("time_column")
    words = [each.words.get("latest", "") for each in proposal.evidence] if proposal else []
    days = [dt.date.fromisoformat(word) for word in words if word]
    return max(days, default=None)
