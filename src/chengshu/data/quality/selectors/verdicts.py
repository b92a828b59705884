"""Reads of verdicts: counts by rule and by end state."""

from collections.abc import Mapping

from django.db.models import Sum

from chengshu.data.quality.contracts import RowState, RuleCount, Verdict
from chengshu.data.quality.errors import VerdictNotFoundError
from chengshu.data.quality.models import COUNTERS, Judgement
from chengshu.data.rules import api as rules
from chengshu.data.rules.contracts import BatchKind, Observation, RuleSpec


def get_judgement(*, batch_id: int) -> Judgement:
    """Return the judgement of a batch, or raise."""
    judgement = Judgement.objects.filter(batch_id=batch_id).first()
    if judgement is None:
        raise VerdictNotFoundError(key=batch_id)
    return judgement


def to_verdict(judgement: Judgement) -> Verdict:
    """Return what crosses the door of a judgement."""
    by_rule = rule_counts(judgement)
    return Verdict(
        batch_id=judgement.batch_id,
        resource_code=judgement.resource_code,
        resource_title=judgement.resource_title,
        organisation_code=judgement.organisation_code,
        landed=judgement.landed,
        accepted=judgement.accepted,
        quarantined=judgement.quarantined,
        warned=judgement.warned,
        states={state_of(name): getattr(judgement, name) for name in COUNTERS},
        by_rule=tuple(by_rule.values()),
        stopped_by=tuple(by_rule[code] for code in judgement.stopped_by),
        judged_at=judgement.judged_at,
        settled_at=judgement.settled_at,
        rules_version=judgement.rules_version,
    )


def rule_counts(judgement: Judgement) -> Mapping[str, RuleCount]:
    """Return the rules of a judgement by code, in their order, with how many rows failed each."""
    counts = map(_count_of, judgement.rules)
    return {count.rule: count for count in counts}


def count_states(*, resource_code: str) -> Mapping[RowState, int]:
    """Return how many refused rows of a resource stand in each end state."""
    found = Judgement.objects.filter(resource_code=resource_code).order_by()
    sums = found.aggregate(**{f"all_{name}": Sum(name, default=0) for name in COUNTERS})
    return {state_of(name): int(sums[f"all_{name}"]) for name in COUNTERS}


def state_of(counter: str) -> RowState:
    """Return the state that a counter of a judgement counts."""
    return RowState.QUARANTINED if counter == "waiting" else RowState(counter)


def counter_of(state: RowState) -> str:
    """Return the counter of a judgement that counts a state."""
    return "waiting" if state is RowState.QUARANTINED else state.value


def _count_of(document: Mapping[str, object]) -> RuleCount:
    """Return how many rows failed a rule, its sentence in the reader's language."""
    spec, label = RuleSpec.from_document(document), str(document["label"])
    kind, seen, told = rules.get_kind(spec.kind), document.get("observed"), ""
    observation = Observation(**seen) if isinstance(seen, dict) else None
    if observation is not None and isinstance(kind, BatchKind):
        told = kind.tells(spec, observation)
    return RuleCount(
        rule=spec.code,
        kind=spec.kind,
        item=spec.item,
        label=label,
        expects=kind.expects(spec, label),
        failed=int(str(document["failed"])),
        title=str(kind.title),
        severity=str(document.get("severity", "reject")),
        told=told,
        raised=observation is not None and observation.fails,
    )
