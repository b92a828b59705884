"""Reads of quality: verdicts, refused rows, repair orders."""

from collections.abc import Mapping

from django.db.models import Count, Q, QuerySet

from chengshu.base.access.contracts import Reach
from chengshu.base.clock import api as clock
from chengshu.base.clock.contracts import TimeUnit
from chengshu.data.quality.contracts import (
    OrderPage,
    OrderQuery,
    OrderState,
    QuarantinedRow,
    Reason,
    RepairOrderInfo,
    RowPage,
    RowQuery,
    RowState,
    RuleCount,
    Verdict,
)
from chengshu.data.quality.errors import (
    RepairOrderNotFoundError,
    RowNotFoundError,
    VerdictNotFoundError,
)
from chengshu.data.quality.masking import Masks
from chengshu.data.quality.models import Judgement, RefusedRow, RepairOrder
from chengshu.data.rules import api as rules
from chengshu.data.rules.contracts import LINE_MARK, RuleSpec

_MOST_TASKS = 50
_OPEN_ROWS = Count("judgement__refused", filter=Q(judgement__refused__state=RowState.QUARANTINED))


def get_judgement(*, batch_id: int) -> Judgement:
    """Return the judgement of a batch, or raise."""
    judgement = Judgement.objects.filter(batch_id=batch_id).first()
    if judgement is None:
        raise VerdictNotFoundError(key=batch_id)
    return judgement


def to_verdict(judgement: Judgement) -> Verdict:
    """Return the verdict with all refused positions."""
    places = judgement.refused.order_by("position").values_list("position", flat=True)
    return Verdict(
        batch_id=judgement.batch_id,
        resource_code=judgement.resource_code,
        landed=judgement.landed,
        accepted=judgement.accepted,
        quarantined=judgement.quarantined,
        refused_positions=tuple(places),
        by_rule=tuple(_count_of(document) for document in judgement.rules),
        judged_at=judgement.judged_at,
    )


def get_row(*, row_id: int) -> RefusedRow:
    """Return one refused row with its judgement, or raise."""
    row = RefusedRow.objects.select_related("judgement").filter(pk=row_id).first()
    if row is None:
        raise RowNotFoundError(key=row_id)
    return row


def list_rows(*, query: RowQuery, reach: Reach) -> RowPage:
    """Return one page of refused rows, sensitive values masked."""
    found = _matching_rows(query, reach)
    page = list(found[query.offset : query.offset + query.limit])
    masks = Masks()
    return RowPage(tuple(to_row(row, masks) for row in page), found.count())


def count_states(*, resource_code: str) -> Mapping[RowState, int]:
    """Return how many refused rows of a resource stand in each end state."""
    rows = RefusedRow.objects.filter(resource_code=resource_code)
    counts = dict(rows.order_by().values_list("state").annotate(n=Count("pk")))
    return {state: int(counts.get(state, 0)) for state in RowState}


def get_order(*, number: str) -> RepairOrderInfo:
    """Return one repair order, or raise."""
    order = _orders().filter(number=number).first()
    if order is None:
        raise RepairOrderNotFoundError(key=number)
    return _to_order(order)


def list_orders(*, query: OrderQuery, reach: Reach) -> OrderPage:
    """Return one page of repair orders, those due first at the top."""
    found = _orders().order_by("due_at", "number")
    if not reach.everything:
        found = found.filter(organisation_code__in=reach.organisations)
    if query.organisation_code:
        found = found.filter(organisation_code=query.organisation_code)
    if query.resource_code:
        found = found.filter(judgement__resource_code=query.resource_code)
    if query.state:
        found = found.filter(state=query.state)
    if query.text:
        words = Q(number__icontains=query.text) | Q(judgement__resource_title__icontains=query.text)
        found = found.filter(words)
    page = found[query.offset : query.offset + query.limit]
    return OrderPage(tuple(_to_order(order) for order in page), found.count())


def list_waiting(*, answers: Reach, closes: Reach) -> tuple[RepairOrderInfo, ...]:
    """Return the first orders that wait: to be answered within one reach, closed in another."""
    waiting = _within(OrderState.OPEN, answers) | _within(OrderState.ANSWERED, closes)
    if not waiting:
        return ()
    found = _orders().filter(waiting).order_by("due_at", "number")[:_MOST_TASKS]
    return tuple(_to_order(order) for order in found)


def _within(state: OrderState, reach: Reach) -> Q:
    """Return the condition of an order in a state within reach; empty where nothing is."""
    if reach.everything:
        return Q(state=state)
    if not reach.organisations:
        return Q()
    return Q(state=state, organisation_code__in=reach.organisations)


def _orders() -> QuerySet[RepairOrder]:
    return RepairOrder.objects.select_related("judgement").annotate(open_rows=_OPEN_ROWS)


def _matching_rows(query: RowQuery, reach: Reach) -> QuerySet[RefusedRow]:
    found = RefusedRow.objects.select_related("judgement").order_by(
        "-judgement__batch_id", "position"
    )
    if not reach.everything:
        found = found.filter(judgement__organisation_code__in=reach.organisations)
    wanted: dict[str, object] = {
        "resource_code": query.resource_code,
        "judgement__batch_id": query.batch_id,
        "judgement__order__number": query.order_number,
        "state": query.state,
        "key__icontains": query.text,
    }
    found = found.filter(**{name: value for name, value in wanted.items() if value})
    return found.filter(reasons__contains=[query.rule]) if query.rule else found


def to_row(row: RefusedRow, masks: Masks | None = None) -> QuarantinedRow:
    """Return what crosses the door of a refused row, sensitive values masked."""
    masks = masks or Masks()
    labels = masks.labels(row.resource_code)
    known = {column: row.values[column] for column in labels if column in row.values}
    values = masks.apply(row.resource_code, {**known, **row.values})
    key = masks.key_text(row.resource_code, row.key)
    failed = [one for one in row.judgement.rules if _code_of(one) in row.reasons]
    counts = {count.rule: count for count in map(_count_of, failed)}
    return QuarantinedRow(
        id=row.pk,
        batch_id=row.judgement.batch_id,
        resource_code=row.resource_code,
        position=row.position,
        key=key,
        values=values,
        reasons=tuple(_reason(counts[code], values, key) for code in row.reasons),
        state=RowState(row.state),
        repaired_batch=row.repaired_batch,
        repaired_position=row.repaired_position,
        waived_by=row.waived_by,
        waived_reason=row.waived_reason,
        settled_at=row.settled_at,
        resource_title=row.judgement.resource_title,
        labels=labels,
    )


def _reason(count: RuleCount, values: Mapping[str, str | None], key: str) -> Reason:
    value = values.get(count.item) if count.item else key
    if LINE_MARK in values:
        value = f"{values[LINE_MARK]}: {values.get('_text')}"
    return Reason(count.rule, count.kind, count.item, count.label, value, count.expects)


def _code_of(document: Mapping[str, object]) -> str:
    return RuleSpec.from_document(document).code


def _count_of(document: Mapping[str, object]) -> RuleCount:
    """Return how many rows failed a rule, its sentence in the reader's language."""
    spec, label = RuleSpec.from_document(document), str(document["label"])
    expects = rules.get_kind(spec.kind).expects(spec, label)
    failed = int(str(document["failed"]))
    title = str(rules.get_kind(spec.kind).title)
    return RuleCount(spec.code, spec.kind, spec.item, label, expects, failed, title)


def _to_order(order: RepairOrder) -> RepairOrderInfo:
    judgement = order.judgement
    at = order.closed_at or clock.now()
    return RepairOrderInfo(
        number=order.number,
        batch_id=judgement.batch_id,
        resource_code=judgement.resource_code,
        resource_title=judgement.resource_title,
        organisation_code=order.organisation_code,
        state=OrderState(order.state),
        rows=judgement.quarantined,
        open_rows=int(getattr(order, "open_rows", 0)),
        opened_at=order.opened_at,
        due_at=order.due_at,
        light=clock.light(order.opened_at, order.due_at, at, unit=TimeUnit(order.unit)),
        answer=order.answer,
        answered_by=order.answered_by,
        answered_at=order.answered_at,
        closed_by=order.closed_by,
        closed_at=order.closed_at,
    )
