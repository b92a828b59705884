"""Reads of refused rows: marks from the lake, values from the landed file, ends from the table."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import pyarrow as pa
from django.db.models import F, QuerySet

from chengshu.base.access.contracts import Reach
from chengshu.data.lake import api as lake
from chengshu.data.lake.contracts import ENDS, MarksQuery
from chengshu.data.quality.contracts import (
    CauseCount,
    QuarantinedRow,
    Reason,
    RowPage,
    RowQuery,
    RowState,
    RuleCount,
)
from chengshu.data.quality.ends import marks_of, read_ends
from chengshu.data.quality.errors import RowNotFoundError
from chengshu.data.quality.landed import LONGEST_CELL, WHOLE_CELL, row_values
from chengshu.data.quality.masking import Masks
from chengshu.data.quality.models import Judgement, RowEnd
from chengshu.data.quality.selectors.verdicts import counter_of, rule_counts
from chengshu.data.rules.contracts import LINE_MARK, POSITION

Place = tuple[int, int]  # batch, position
_LONGEST_NUMBER = 18


@dataclass(frozen=True)
class _Asked:
    """Which judgements to look into, and the page within them; `total` counts all that match."""

    judgements: Sequence[Judgement]
    offset: int
    total: int | None


def read_id(row_id: str) -> Place:
    """Return batch and position of a row's id.

    Raises:
        RowNotFoundError: It is none.
    """
    batch, mark, position = row_id.partition("-")
    parts = (batch, position)
    if not mark or not all(part.isascii() and part.isdigit() for part in parts):
        raise RowNotFoundError(key=row_id)
    if max(map(len, parts)) > _LONGEST_NUMBER:
        raise RowNotFoundError(key=row_id)
    return int(batch), int(position)


def find_place(row_id: str) -> tuple[Judgement, int]:
    """Return the judgement and the position of a row, which may still turn out not to exist.

    Raises:
        RowNotFoundError: Its batch was never judged.
    """
    batch, position = read_id(row_id)
    judgement = Judgement.objects.filter(batch_id=batch).first()
    if judgement is None:
        raise RowNotFoundError(key=row_id)
    return judgement, position


def get_row(judgement: Judgement, position: int) -> QuarantinedRow:
    """Return one refused or warned row, or raise."""
    for refused in (True, False):
        query = MarksQuery((marks_of(judgement),), position=position, refused=refused)
        rows = _to_rows(lake.list_marks(query).rows, [judgement], Masks())
        if rows:
            return rows[0]
    raise RowNotFoundError(key=f"{judgement.batch_id}-{position}")


def list_rows(*, query: RowQuery, reach: Reach, is_clear: bool = False) -> RowPage:
    """Return one page of refused rows; sensitive values masked, cells whole where `is_clear`."""
    asked = _narrow(_judgements(query, reach), query)
    page = lake.list_marks(_marks_query(query, asked))
    total = page.total if asked.total is None else asked.total
    masks = Masks(is_clear=is_clear)
    return RowPage(_to_rows(page.rows, asked.judgements, masks), total)


def list_causes(*, query: RowQuery, reach: Reach) -> tuple[CauseCount, ...]:
    """Return how many rows fail the same rules together, the most first."""
    judgements = list(_judgements(query, reach))
    found = lake.group_marks(_marks_query(query, _Asked(judgements, 0, None)))
    by_batch = {judgement.batch_id: judgement for judgement in judgements}
    rows: defaultdict[tuple[str, tuple[str, ...]], dict[int, int]] = defaultdict(dict)
    for group in found.to_pylist():
        resource = by_batch[group["batch"]].resource_code
        rows[resource, tuple(group["rules"])][group["batch"]] = group["rows"]
    causes = [
        CauseCount(
            resource_code=resource,
            rules=codes,
            labels=_sentences(by_batch[max(batches)], codes),
            rows=sum(batches.values()),
            batches=tuple(sorted(batches)),
        )
        for (resource, codes), batches in rows.items()
    ]
    return tuple(sorted(causes, key=lambda cause: (-cause.rows, cause.resource_code, cause.rules)))


def _sentences(judgement: Judgement, codes: Iterable[str]) -> tuple[str, ...]:
    counts = rule_counts(judgement)
    return tuple(counts[code].expects for code in codes)


def _judgements(query: RowQuery, reach: Reach) -> QuerySet[Judgement]:
    found = Judgement.objects.order_by("-batch_id").exclude(marks_name="")
    if not reach.everything:
        found = found.filter(organisation_code__in=reach.organisations)
    wanted: dict[str, object] = {
        "resource_code": query.resource_code,
        "batch_id": query.batch_id,
        "batch_id__in": query.batch_ids,
    }
    found = found.filter(**{name: value for name, value in wanted.items() if value})
    if query.state:
        found = found.filter(**{f"{counter_of(query.state)}__gt": 0})
    if query.rule:
        kind, _, item = query.rule.partition("#")[0].partition(":")
        found = found.filter(rules__contains=[{"kind": kind, "item": item}])
    return found


def _narrow(found: QuerySet[Judgement], query: RowQuery) -> _Asked:
    """Return the judgements a page lies in, told by their counters where those suffice."""
    if query.text or query.rule or query.leading or query.warned:
        return _Asked(list(found), query.offset, None)
    size = F(counter_of(query.state)) if query.state else F("quarantined")
    sizes = list(found.values_list("pk", size - F("repeated") if query.is_first else size))
    chosen, before, skipped = [], 0, 0
    for pk, rows in sizes:
        if before + rows <= query.offset:
            skipped += rows
        elif before < query.offset + query.limit:
            chosen.append(pk)
        before += rows
    return _Asked(list(found.filter(pk__in=chosen)), query.offset - skipped, before)


def _marks_query(query: RowQuery, asked: _Asked) -> MarksQuery:
    needs_ends = query.state is not None and not query.warned
    return MarksQuery(
        files=tuple(marks_of(judgement) for judgement in asked.judgements),
        ends=read_ends(asked.judgements) if needs_ends else ENDS.empty_table(),
        rule=query.rule,
        leading=query.leading,
        text=query.text,
        state=query.state or "",
        refused=not query.warned,
        is_first=query.is_first,
        limit=query.limit,
        offset=max(asked.offset, 0),
    )


def _to_rows(
    marked: pa.Table, judgements: Sequence[Judgement], masks: Masks
) -> tuple[QuarantinedRow, ...]:
    marks = marked.to_pylist()
    by_batch = {judgement.batch_id: judgement for judgement in judgements}
    places = [(mark["batch"], mark["position"]) for mark in marks]
    longest = WHOLE_CELL if masks.is_clear else LONGEST_CELL
    values, ends = _values(places, by_batch, longest), _ends(places, by_batch)
    return tuple(
        _with_end(
            _to_row(mark, by_batch[place[0]], (masks, values.get(place, {}))), ends.get(place)
        )
        for mark, place in zip(marks, places, strict=True)
    )


def _values(
    places: Sequence[Place], judgements: Mapping[int, Judgement], longest: int
) -> dict[Place, dict[str, str | None]]:
    """Return the cells of rows as they landed; of a file that is gone there are none."""
    wanted: defaultdict[int, list[int]] = defaultdict(list)
    for batch, position in places:
        wanted[batch].append(position)
    found: dict[Place, dict[str, str | None]] = {}
    for batch, positions in wanted.items():
        code = judgements[batch].resource_code
        landed = lake.find_landed(resource_code=code, batch_id=batch)
        if landed is None:
            continue
        for part in lake.read_positions(landed, positions).to_batches():
            cells = zip(part.column(POSITION).to_pylist(), row_values(part, longest), strict=True)
            found |= {(batch, position): values for position, values in cells}
    return found


def _ends(places: Sequence[Place], judgements: Mapping[int, Judgement]) -> dict[Place, RowEnd]:
    ids = {judgement.pk: batch for batch, judgement in judgements.items()}
    found = RowEnd.objects.select_related("ending").filter(
        judgement__in=ids, position__in={position for _, position in places}
    )
    return {(ids[end.judgement_id], end.position): end for end in found}


def _to_row(
    mark: Mapping[str, object],
    judgement: Judgement,
    shown: tuple[Masks, Mapping[str, str | None]],
) -> QuarantinedRow:
    masks, landed = shown
    code = judgement.resource_code
    labels = masks.labels(code)
    known = {column: landed[column] for column in labels if column in landed}
    values = masks.apply(code, {**known, **landed})
    key = masks.key_text(code, str(mark["key"] or ""))
    counts = rule_counts(judgement)
    place = int(str(mark["position"]))
    return QuarantinedRow(
        id=f"{judgement.batch_id}-{place}",
        batch_id=judgement.batch_id,
        resource_code=code,
        position=place,
        key=key,
        values=values,
        reasons=_reasons(mark["rules"], counts, (values, key)),
        warnings=_reasons(mark["warnings"], counts, (values, key)),
        state=RowState.REPEATED if mark["first_batch"] is not None else RowState.QUARANTINED,
        first_id=_first_id(mark),
        resource_title=judgement.resource_title,
        labels=labels,
    )


def _first_id(mark: Mapping[str, object]) -> str:
    if mark["first_batch"] is None:
        return ""
    return f"{mark['first_batch']}-{mark['first_position']}"


def _with_end(row: QuarantinedRow, end: RowEnd | None) -> QuarantinedRow:
    if end is None:
        return row
    return replace(
        row,
        state=RowState(end.ending.state),
        repaired_batch=end.ending.batch_id,
        repaired_position=end.by_position,
        waived_by=end.ending.by,
        waived_reason=end.ending.reason,
        settled_at=end.ending.at,
    )


def _reasons(
    codes: object,
    counts: Mapping[str, RuleCount],
    shown: tuple[Mapping[str, str | None], str],
) -> tuple[Reason, ...]:
    if not isinstance(codes, list):
        return ()
    return tuple(_reason(counts[code], *shown) for code in codes)


def _reason(count: RuleCount, values: Mapping[str, str | None], key: str) -> Reason:
    value = values.get(count.item) if count.item else key
    if LINE_MARK in values:
        value = f"{values[LINE_MARK]}: {values.get('_text')}"
    return Reason(count.rule, count.kind, count.item, count.label, value, count.expects)
