"""From a draft, the decisions on it and its drift to the lines a person reads."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field

from chengshu.data.survey.confirming import band_of
from chengshu.data.survey.contracts import (
    ColumnDraft,
    Decision,
    Drift,
    DriftKind,
    Line,
    Proposal,
    TableDraft,
    Value,
)
from chengshu.data.survey.fields import (
    OFFERED,
    REQUIRED,
    TABLE_LINES,
    blank_of,
    column_line,
    fields_of,
    weighs,
)

_OWN_WORD = 1.0  # a drift that takes something away: nothing is guessed


@dataclass(frozen=True)
class Sheet:
    """A draft with what people said of it.

    `base` is the draft as it was confirmed, `former` what was said of it then.
    """

    draft: TableDraft
    decisions: Mapping[str, Decision] = field(default_factory=dict)
    drifts: tuple[Drift, ...] = ()
    cleared: frozenset[str] = frozenset()
    base: TableDraft | None = None
    former: Mapping[str, Decision] = field(default_factory=dict)

    def drifts_of(self, line: str) -> tuple[Drift, ...]:
        """Return the differences of one line."""
        return tuple(drift for drift in self.drifts if drift.line == line)


def table_lines(sheet: Sheet) -> tuple[Line, ...]:
    """Return the lines about the table itself."""
    return tuple(_line(sheet, name, sheet.draft.proposals) for name in TABLE_LINES)


def column_lines(sheet: Sheet) -> tuple[Line, ...]:
    """Return one line per column, those that are gone from the source last."""
    return (*(_column(sheet, column) for column in sheet.draft.columns), *_gone(sheet))


def all_lines(sheet: Sheet) -> tuple[Line, ...]:
    """Return every line in the order of the page."""
    return (*table_lines(sheet), *column_lines(sheet))


def _column(sheet: Sheet, column: ColumnDraft) -> Line:
    name = column_line(column.column)
    return _line(sheet, name, column.proposals, column=column)


def _gone(sheet: Sheet) -> Iterator[Line]:
    known = {column.column: column for column in (sheet.base.columns if sheet.base else ())}
    for drift in sheet.drifts:
        column = known.get(drift.line.partition(":")[2])
        if drift.kind is DriftKind.GONE and column is not None:
            yield _line(sheet, drift.line, column.proposals, column=column)


def _line(
    sheet: Sheet,
    name: str,
    proposals: Mapping[str, Proposal],
    *,
    column: ColumnDraft | None = None,
) -> Line:
    names = fields_of(name)
    shown = {each: proposals[each] for each in names if each in proposals}
    decision = sheet.decisions.get(name)
    drifts = sheet.drifts_of(name)
    is_gone = any(drift.kind is DriftKind.GONE for drift in drifts)
    values = _said(names, decision) if decision else _suggested(sheet, name, proposals)
    sure = _OWN_WORD if is_gone else least_sure(names, proposals)
    return Line(
        id=name,
        column=column.column if column else "",
        fields=names,
        values=values,
        proposals={**shown, **_judgements(proposals, column is not None)},
        confidence=sure,
        band=band_of(sure),
        decision=decision,
        drifts=drifts,
        missing=find_missing(values),
        is_secret=proposals.get("is_secret", Proposal(value=False, confidence=1)).value is True,
        is_cleared=name in sheet.cleared,
        is_gone=is_gone,
        source_type=column.source_type if column else "",
        comment=column.comment if column else "",
        samples=column.samples if column else (),
        codes=column.codes if column else {},
    )


def _said(names: Collection[str], decision: Decision) -> dict[str, Value]:
    """Return what a person said; a field that lines have gained since says nothing."""
    return {name: decision.values.get(name, blank_of(name)) for name in names}


def _suggested(sheet: Sheet, name: str, proposals: Mapping[str, Proposal]) -> dict[str, Value]:
    """Return what a person would accept: what was confirmed before, where nothing new is found."""
    names = fields_of(name)
    values = proposed_values(names, proposals)
    former = sheet.former.get(name)
    if former is None or former.is_left_out:
        return values
    before = proposed_values(names, _base_proposals(sheet, name))
    return {
        each: former.values[each] if value == before[each] and each in former.values else value
        for each, value in values.items()
    }


def _base_proposals(sheet: Sheet, name: str) -> Mapping[str, Proposal]:
    if sheet.base is None:
        return {}
    if name in TABLE_LINES:
        return sheet.base.proposals
    found = (one.proposals for one in sheet.base.columns if column_line(one.column) == name)
    return next(found, {})


def _judgements(proposals: Mapping[str, Proposal], is_column: bool) -> dict[str, Proposal]:  # noqa: FBT001 - private, and named where it is asked
    """Return what is shown as evidence only: what kind of value this is, whether it is secret."""
    wanted = ("kind", "is_secret") if is_column else ()
    return {name: proposals[name] for name in wanted if name in proposals}


def proposed_values(names: Collection[str], proposals: Mapping[str, Proposal]) -> dict[str, Value]:
    """Return the proposed value of each field, blank where nothing is proposed."""
    return {
        name: proposals[name].value if name in proposals and name not in OFFERED else blank_of(name)
        for name in names
    }


def least_sure(names: Collection[str], proposals: Mapping[str, Proposal]) -> float:
    """Return how sure the machine is of a whole line: as sure as of its weakest part."""
    weights = [
        proposals[name].confidence
        for name in names
        if name in proposals and weighs(name, proposals[name].value)
    ]
    return min(weights, default=0.0)


def find_missing(values: Mapping[str, Value]) -> tuple[str, ...]:
    """Return the fields that must say something and do not."""
    return tuple(name for name, value in values.items() if name in REQUIRED and value in (None, ""))
