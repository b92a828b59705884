"""Judging a batch: find what fails, then keep verdict, rows and order in one transaction."""

from collections import defaultdict
from collections.abc import Iterator, Sequence

import numpy as np
from django.db import transaction

from chengshu.base.clock import api as clock
from chengshu.data.catalog.contracts import ResourceInfo
from chengshu.data.lake import api as lake
from chengshu.data.lake.contracts import LandedFile
from chengshu.data.quality.errors import UnbalancedVerdictError
from chengshu.data.quality.landed import key_texts, row_values
from chengshu.data.quality.models import Judgement, RefusedRow
from chengshu.data.quality.services.orders import close_settled_orders, open_order
from chengshu.data.quality.services.rows import mark_repaired
from chengshu.data.rules import api as rules
from chengshu.data.rules.contracts import Finding, Places

_ROWS_AT_ONCE = 2000


def judge_batch(*, landed: LandedFile, resource: ResourceInfo) -> tuple[Judgement, bool]:
    """Return the judgement of a batch, and whether it was made now or stood already.

    Raises:
        RuleMappingError: A rule does not fit the landed columns; nothing is kept.
        UnbalancedVerdictError: Landed is not accepted plus quarantined.
    """
    known = Judgement.objects.filter(batch_id=landed.batch_id).first()
    if known is not None:
        return known, False
    findings = rules.find_failures(landed, rules.rules_in_force(resource))
    rows = list(_refused_rows(landed, findings, resource.primary_key))
    with transaction.atomic():
        judgement = _keep_judgement(landed, resource, findings)
        for row in rows:
            row.judgement = judgement
        RefusedRow.objects.bulk_create(rows, batch_size=_ROWS_AT_ONCE)
        open_order(judgement=judgement)
        mark_repaired(judgement=judgement, landed=landed, key=resource.primary_key)
        close_settled_orders(resource_code=resource.key)
    return judgement, True


def _keep_judgement(
    landed: LandedFile, resource: ResourceInfo, findings: Sequence[Finding]
) -> Judgement:
    refused = rules.union(finding.places for finding in findings)
    accepted = landed.rows - len(refused)
    if accepted < 0 or (len(refused) and not 0 <= refused[0] <= refused[-1] < landed.rows):
        raise UnbalancedVerdictError(batch=landed.batch_id, landed=landed.rows, judged=len(refused))
    return Judgement.objects.create(
        batch_id=landed.batch_id,
        resource_code=resource.key,
        resource_title=resource.title,
        organisation_code=resource.provider_code,
        landed=landed.rows,
        accepted=accepted,
        quarantined=len(refused),
        rules=[_rule_document(resource, finding) for finding in findings],
        judged_at=clock.now(),
    )


def _rule_document(resource: ResourceInfo, finding: Finding) -> dict[str, object]:
    label = rules.label_of(resource, finding.spec)
    return {**finding.spec.to_document(), "label": label, "failed": len(finding.places)}


def _refused_rows(
    landed: LandedFile, findings: Sequence[Finding], key: tuple[str, ...]
) -> Iterator[RefusedRow]:
    """Walk over the refused rows with values, key and the codes of all rules they fail."""
    rules_of: defaultdict[int, list[str]] = defaultdict(list)
    for finding in findings:
        for place in finding.places.tolist():
            rules_of[place].append(finding.spec.code)
    if not rules_of:
        return
    refused: Places = np.fromiter(rules_of, dtype=np.int64)
    for batch in lake.read_landed(landed):
        chosen = batch.filter(np.isin(rules.positions(batch), refused))
        cells = zip(
            rules.positions(chosen).tolist(),
            key_texts(chosen, key).to_pylist(),
            row_values(chosen),
            strict=True,
        )
        for position, key_text, values in cells:
            yield RefusedRow(
                resource_code=landed.resource_code,
                position=position,
                key=key_text or "",
                values=values,
                reasons=rules_of[position],
            )
