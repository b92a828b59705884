"""The ways a demand may go: which step leads from where to where, and whose step it is."""

from dataclasses import dataclass

from chengshu.exchange.matching.contracts import DemandAction, DemandState, Side

_S, _A = DemandState, DemandAction


@dataclass(frozen=True)
class Way:
    """One step: its origins, where it leads (None: nowhere), whose it is, if it needs a reason."""

    origins: frozenset[DemandState]
    target: DemandState | None
    side: Side
    needs_reason: bool = False


UNDECIDED = frozenset({_S.SUBMITTED, _S.ANALYSING, _S.MATCHED, _S.RETURNED})
WAYS = {
    _A.ANALYSE: Way(frozenset({_S.SUBMITTED, _S.NO_SOURCE, _S.REFUSED}), _S.ANALYSING, Side.BUREAU),
    _A.MATCH: Way(frozenset({_S.ANALYSING}), _S.MATCHED, Side.BUREAU),
    _A.NO_SOURCE: Way(frozenset({_S.ANALYSING}), _S.NO_SOURCE, Side.BUREAU, needs_reason=True),
    _A.RETURN: Way(
        frozenset({_S.SUBMITTED, _S.ANALYSING}), _S.RETURNED, Side.BUREAU, needs_reason=True
    ),
    _A.RESUBMIT: Way(frozenset({_S.RETURNED}), _S.SUBMITTED, Side.DEMANDER),
    _A.CONFIRM: Way(frozenset({_S.MATCHED}), _S.CONFIRMED, Side.PROVIDER),
    _A.REFUSE: Way(frozenset({_S.MATCHED}), _S.REFUSED, Side.PROVIDER, needs_reason=True),
    _A.IMPLEMENT: Way(frozenset({_S.CONFIRMED}), _S.IMPLEMENTING, Side.PROVIDER),
    _A.DELIVER: Way(frozenset({_S.CONFIRMED, _S.IMPLEMENTING}), _S.DELIVERED, Side.PROVIDER),
    _A.REWORK: Way(frozenset({_S.DELIVERED}), _S.IMPLEMENTING, Side.DEMANDER, needs_reason=True),
    _A.ACCEPT: Way(frozenset({_S.DELIVERED}), _S.ACCEPTED, Side.DEMANDER),
    _A.EVALUATE: Way(frozenset({_S.ACCEPTED}), _S.EVALUATED, Side.DEMANDER),
    _A.REVISE: Way(frozenset({_S.SUBMITTED, _S.RETURNED}), None, Side.DEMANDER),
    _A.WITHDRAW: Way(UNDECIDED, _S.WITHDRAWN, Side.DEMANDER, needs_reason=True),
}
PERMISSIONS = {
    Side.DEMANDER: "matching.submit_demand",
    Side.PROVIDER: "matching.answer",
    Side.BUREAU: "matching.coordinate",
}
DELIVERED = frozenset({_S.DELIVERED, _S.ACCEPTED, _S.EVALUATED})
ENDED = frozenset({_S.NO_SOURCE, _S.REFUSED, _S.EVALUATED, _S.WITHDRAWN})
DONE = frozenset({_S.EVALUATED, _S.WITHDRAWN})  # the same may be asked for anew
