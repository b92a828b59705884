"""Writes of demands: submitted, then step by step."""

from collections.abc import Callable, Mapping

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from chengshu.base.accounts import api as accounts
from chengshu.base.accounts.contracts import Actor
from chengshu.base.clock import api as clock
from chengshu.data.catalog import api as catalog
from chengshu.data.catalog.contracts import ResourceInfo, ResourceState, ShareType
from chengshu.exchange.matching.contracts import (
    DemandAction,
    DemandState,
    Move,
    NewDemand,
)
from chengshu.exchange.matching.errors import (
    BadDemandError,
    NotGrantedError,
    WrongDemandStateError,
)
from chengshu.exchange.matching.labels import (
    ACTION_LABELS,
    STATE_LABELS,
)
from chengshu.exchange.matching.models import Demand, DemandEvent, Duty
from chengshu.exchange.matching.rules import read_terms
from chengshu.exchange.matching.selectors import get_demand
from chengshu.exchange.matching.ways import DONE, WAYS
from chengshu.exchange.matching.wording import check_new, list_changes, to_columns
from chengshu.exchange.sharing import api as sharing

_BEST_SCORE = 5


@transaction.atomic
def submit(*, actor: Actor, new: NewDemand) -> tuple[Demand, bool]:
    """Write a demand down and say whether it is new; an open one of the same title is the same.

    Raises:
        BadDemandError: Something is missing or makes no sense.
    """
    check_new(new)
    found = _find_open(new)
    if found is not None:
        return found, False
    now = clock.now()
    row = Demand(
        organisation_code=accounts.get_organisation(new.organisation_code).code,
        submitted_by=actor.username,
        submitted_at=now,
        **to_columns(new),
    )
    _put(row, DemandState.SUBMITTED)
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:  # somebody of the department submitted it this very moment
        known = _find_open(new)
        if known is None:
            raise
        return known, False
    _add_event(actor, row, "", reason="")
    return row, True


def _find_open(new: NewDemand) -> Demand | None:
    rows = Demand.objects.filter(organisation_code=new.organisation_code, title=new.title.strip())
    return rows.exclude(state__in=DONE).first()


def revise(*, actor: Actor, row: Demand, asked: NewDemand | None) -> Demand:
    """Say anew what is needed; who needs it stays, and so do state and clock.

    Raises:
        BadDemandError: Something is missing, makes no sense, or another open demand says it.
    """
    if asked is None:
        raise BadDemandError(field=_("需求"), reason=_("请填写修改后的需求"))
    check_new(asked)
    changes = list_changes(row, asked)
    if not changes:
        return row
    for column, value in to_columns(asked).items():
        setattr(row, column, value)
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        reason = _("本单位已有同名的需求，请直接修改那一条")
        raise BadDemandError(field=_("需求名称"), reason=reason) from error
    _add_event(actor, row, DemandAction.REVISE, reason=changes)
    return row


@transaction.atomic
def take_step(*, actor: Actor, demand_id: int, move: Move) -> Demand:
    """Take one step of a demand.

    Raises:
        WrongDemandStateError: The step does not fit the state.
        BadDemandError: The step lacks something.
        NotGrantedError: Nothing is granted yet, so nothing is delivered.
    """
    row = get_demand(demand_id=demand_id, lock=True)
    way = WAYS[move.action]
    if row.state not in way.origins:
        state = STATE_LABELS[DemandState(row.state)]
        raise WrongDemandStateError(state=state, action=ACTION_LABELS[move.action])
    if way.needs_reason and not move.reason.strip():
        raise BadDemandError(field=_("理由"), reason=_("必须写明，不同意提供须写明法律或政策依据"))
    if way.target is None:
        return revise(actor=actor, row=row, asked=move.asked)
    effect = _EFFECTS.get(move.action)
    if effect is not None:
        effect(actor, row, move)
    row.reason = move.reason.strip()
    _put(row, way.target)
    if way.target is DemandState.MATCHED:
        row.answer_due_at, row.answered_at = row.due_at, None
    row.save()
    _add_event(actor, row, move.action, reason=row.reason)
    return row


def _put(row: Demand, state: DemandState) -> None:
    """Put a demand into a state and start its clock, or stop it where the state has none."""
    term = read_terms().get(state)
    row.state = state
    row.started_at = clock.now()
    row.due_at = clock.deadline(row.started_at, term.amount, term.unit) if term else None


def _add_event(actor: Actor, row: Demand, action: str, *, reason: str) -> None:
    DemandEvent.objects.create(
        demand=row,
        action=action,
        state=row.state,
        reason=reason,
        by=actor.username,
        by_name=actor.name,
        at=clock.now(),
    )


def _match(actor: Actor, row: Demand, move: Move) -> None:
    """Name the source: an entry of the catalogue, or a department that has none yet."""
    if move.resource_key:
        entry = _published(actor, move.resource_key)
        if entry.share_type is ShareType.WITHHELD:
            raise BadDemandError(
                field=_("目录"), reason=_("该目录不予共享：%(why)s") % {"why": entry.no_share_basis}
            )
        row.provider_code, row.resource_key = entry.provider_code, entry.key
    elif move.provider_code:
        found = accounts.get_organisation(move.provider_code)
        row.provider_code, row.resource_key = found.code, ""
    else:
        raise BadDemandError(field=_("来源"), reason=_("请选择目录，或选择提供单位"))
    if row.provider_code == row.organisation_code:
        raise BadDemandError(field=_("来源"), reason=_("需求单位自己持有该数据，无需对接"))


def _published(actor: Actor, key: str) -> ResourceInfo:
    entry = catalog.find_resource(actor, key)
    if entry is None or entry.state is not ResourceState.PUBLISHED:
        raise BadDemandError(field=_("目录"), reason=_("“%(key)s”还没有发布") % {"key": key})
    return entry


def _confirm(_actor: Actor, row: Demand, move: Move) -> None:
    """Take the duty on: a promise of quality, a person and a day."""
    if not move.promise.strip() or not move.owner.strip() or move.due_on is None:
        raise BadDemandError(field=_("承诺"), reason=_("质量承诺、责任人和完成日期都必须填写"))
    if move.due_on < clock.today():
        raise BadDemandError(field=_("完成日期"), reason=_("不能早于今天"))
    Duty.objects.update_or_create(
        demand=row,
        defaults={
            "provider_code": row.provider_code,
            "promise": move.promise.strip(),
            "owner": move.owner.strip()[:64],
            "due_on": move.due_on,
        },
    )
    row.answered_at = clock.now()


def _refuse(_actor: Actor, row: Demand, _move: Move) -> None:
    row.answered_at = clock.now()


def _deliver(actor: Actor, row: Demand, move: Move) -> None:
    """Deliver: the entry is published, and the demander has a grant in force."""
    key = move.resource_key or row.resource_key
    if not key:
        raise BadDemandError(field=_("目录"), reason=_("请填写交付数据的目录编号"))
    entry = _published(actor, key)
    if entry.provider_code != row.provider_code:
        raise BadDemandError(field=_("目录"), reason=_("该目录不是本单位的"))
    granted = any(
        grant.organisation_code == row.organisation_code
        and grant.resource_code == entry.key
        and sharing.grant_standing(grant) == "in_force"
        for grant in sharing.list_grants(actor)
    )
    if not granted:
        raise NotGrantedError(title=entry.title)
    row.resource_key = entry.key


def _evaluate(_actor: Actor, row: Demand, move: Move) -> None:
    if move.score is None or not 1 <= move.score <= _BEST_SCORE:
        raise BadDemandError(field=_("评分"), reason=_("必须为 1 到 5 分"))
    row.score = move.score


_EFFECTS: Mapping[DemandAction, Callable[[Actor, Demand, Move], None]] = {
    DemandAction.MATCH: _match,
    DemandAction.CONFIRM: _confirm,
    DemandAction.REFUSE: _refuse,
    DemandAction.DELIVER: _deliver,
    DemandAction.EVALUATE: _evaluate,
}
