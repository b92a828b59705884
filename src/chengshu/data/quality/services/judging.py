"""Judging a batch: find what fails, write the marks, then keep the verdict in one transaction.

A crash before the record leaves a marks file that nobody names: the next judgement of the batch
writes its own (the same rules give the same file), and the sweep drops the other.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field

import numpy as np
import pyarrow as pa
from django.db import transaction
from django.db.models import Q

from chengshu.base.accounts.contracts import Actor
from chengshu.base.clock import api as clock
from chengshu.data.catalog.contracts import ResourceInfo
from chengshu.data.lake import api as lake
from chengshu.data.lake.contracts import Failure, LandedFile, MarksFile
from chengshu.data.quality.contracts import RowState
from chengshu.data.quality.ends import earlier_marks
from chengshu.data.quality.errors import UnbalancedVerdictError
from chengshu.data.quality.following import tell_judged
from chengshu.data.quality.models import Judgement
from chengshu.data.quality.selectors.verdicts import to_verdict
from chengshu.data.quality.severities import REJECT, STOP, WARN, severity_of
from chengshu.data.rules import api as rules
from chengshu.data.rules.contracts import Finding, Observation


@dataclass(frozen=True)
class Found:
    """What judging found, not yet kept; or the judgement that stood already."""

    landed: LandedFile
    resource: ResourceInfo
    findings: Sequence[Finding] = ()
    marks: MarksFile | None = None
    seen: Mapping[str, Observation] = field(default_factory=dict)
    rules_version: int = 0


def find_failures(*, actor: Actor, landed: LandedFile, resource: ResourceInfo) -> Found:
    """Judge a batch and write its marks; a batch that was judged already is not judged again.

    Raises:
        RuleMappingError: A rule does not fit the landed columns; nothing is kept.
        UnbalancedVerdictError: Landed is not accepted plus quarantined.
    """
    if Judgement.objects.filter(batch_id=landed.batch_id).exists():
        return Found(landed, resource)
    book = rules.book_in_force(resource)
    findings = rules.find_failures(landed, book.specs)
    _check_places(landed, findings)
    before = Judgement.objects.filter(
        Q(waiting__gt=0) | Q(waived__gt=0),
        resource_code=landed.resource_code,
        batch_id__lt=landed.batch_id,
    )
    marks = lake.write_marks(
        actor,
        landed=landed,
        failures=[_failure(finding) for finding in findings],
        key=resource.primary_key,
        earlier=earlier_marks(list(before), but=[RowState.WAIVED]),
    )
    return Found(landed, resource, findings, marks, _examine(landed, findings), book.version)


def keep_judgement(found: Found) -> tuple[Judgement, bool]:
    """Keep what was found; return the judgement, and whether it was made now or stood already."""
    known = Judgement.objects.filter(batch_id=found.landed.batch_id).first()
    if known is not None or found.marks is None:
        return known or Judgement.objects.get(batch_id=found.landed.batch_id), False
    with transaction.atomic():
        judgement = _keep_judgement(found.marks, found)
        tell_judged(to_verdict(judgement))
    return judgement, True


def sweep_marks() -> int:
    """Drop the marks files that no judgement names; return how many."""
    found = lake.list_old_marks()
    kept = Judgement.objects.filter(marks_name__in=found).values_list("marks_name", flat=True)
    return lake.drop_marks(sorted(set(found) - set(kept)))


def _failure(finding: Finding) -> Failure:
    refuses = severity_of(finding.spec) != WARN
    return Failure(finding.spec.code, pa.array(finding.places), refuses=refuses)


def _check_places(landed: LandedFile, findings: Sequence[Finding]) -> None:
    for places in (finding.places for finding in findings if len(finding.places)):
        if not 0 <= int(np.min(places)) <= int(np.max(places)) < landed.rows:
            raise UnbalancedVerdictError(
                batch=landed.batch_id, landed=landed.rows, judged=len(places)
            )


def _examine(landed: LandedFile, findings: Sequence[Finding]) -> dict[str, Observation]:
    """Return what the rules over the whole batch see in the rows that are not refused."""
    specs = [finding.spec for finding in findings]
    refusing = [one.places for one in findings if severity_of(one.spec) != WARN]
    seen = rules.examine_batch(landed, specs, rules.union(refusing))
    return {spec.code: observation for spec, observation in seen}


def _fails(finding: Finding, seen: Mapping[str, Observation]) -> bool:
    observation = seen.get(finding.spec.code)
    return bool(len(finding.places)) or (observation is not None and observation.fails)


def _keep_judgement(marks: MarksFile, found: Found) -> Judgement:
    landed, resource, findings, seen = found.landed, found.resource, found.findings, found.seen
    stops = [one for one in findings if severity_of(one.spec) == STOP and _fails(one, seen)]
    return Judgement.objects.create(
        batch_id=landed.batch_id,
        resource_code=resource.key,
        resource_title=resource.title,
        organisation_code=resource.provider_code,
        landed=landed.rows,
        accepted=landed.rows - marks.refused,
        quarantined=marks.refused,
        warned=_count_warned(findings),
        waiting=marks.refused - marks.repeated,
        repeated=marks.repeated,
        rules=[_rule_document(resource, finding, seen) for finding in findings],
        rules_version=found.rules_version,
        stopped_by=[finding.spec.code for finding in stops],
        key=list(resource.primary_key),
        marks_name=marks.name,
        marks_rows=marks.rows,
        marks_digest=marks.digest,
        judged_at=clock.now(),
    )


def _count_warned(findings: Sequence[Finding]) -> int:
    warning = [one.places for one in findings if severity_of(one.spec) == WARN]
    return len(rules.union(warning)) if warning else 0


def _rule_document(
    resource: ResourceInfo, finding: Finding, seen: Mapping[str, Observation]
) -> dict[str, object]:
    label = rules.label_of(resource, finding.spec)
    document = {**finding.spec.to_document(), "label": label, "failed": len(finding.places)}
    if finding.spec.code in seen:
        document["observed"] = asdict(seen[finding.spec.code])
    severity = severity_of(finding.spec)
    return document if severity == REJECT else {**document, "severity": severity}
