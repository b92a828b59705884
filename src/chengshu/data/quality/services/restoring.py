"""Judging again after a rule changed: refused rows that pass now are accepted after all.

First the rows come to their end, in one transaction with the job that has the lake show them: a
crash before it changes nothing, one after it leaves a job that is done again, and once.
"""

import json
from collections.abc import Mapping, Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from django.db import transaction
from django.utils.translation import gettext as _

from chengshu.base.clock import api as clock
from chengshu.data.catalog.contracts import ResourceInfo
from chengshu.data.lake import api as lake
from chengshu.data.lake.contracts import PLACES
from chengshu.data.quality.contracts import RowState
from chengshu.data.quality.ends import marks_of, read_ends
from chengshu.data.quality.errors import RowStateError
from chengshu.data.quality.models import Ending, Judgement, RowEnd
from chengshu.data.quality.services.settling import end_rows
from chengshu.data.quality.severities import WARN, severity_of
from chengshu.data.rules import api as rules
from chengshu.data.rules.contracts import RuleSpec

_TOUCHED = ("batch", "position", "by_batch", "by_position")


def find_touched(*, resource: ResourceInfo, rule_code: str) -> pa.Table:
    """Return the open rows of published batches that only changed rules refuse, this one too.

    Columns batch, position and, where the row came last, by_batch, by_position. The named rule
    counts as changed: a code list it asks may have changed, or the kind itself.
    """
    judgements = _published(resource.key)
    now = {spec.code: _print(spec) for spec in rules.rules_in_force(resource)}
    return lake.list_touched(
        files=[marks_of(judgement) for judgement in judgements if judgement.marks_name],
        ended=read_ends(judgements).select(PLACES.names),
        rule=rule_code,
        changed={each.batch_id: _changed(each, now, rule_code) for each in judgements},
    )


def find_passing(*, resource: ResourceInfo, touched: pa.Table) -> pa.Table:
    """Return those of the touched rows that pass all rules in force, where they came last.

    Rows whose landed file is gone do not pass.

    Raises:
        RuleMappingError: A rule does not fit the landed columns.
    """
    specs, passing = rules.rules_in_force(resource), [touched.slice(0, 0)]
    for batch_id in sorted(pc.unique(touched["by_batch"]).to_pylist()):
        landed = lake.find_landed(resource_code=resource.key, batch_id=batch_id)
        if landed is None:
            continue
        findings = rules.find_failures(landed, specs)
        failing = rules.union([one.places for one in findings if severity_of(one.spec) != WARN])
        rows = touched.filter(pc.equal(touched["by_batch"], batch_id))
        fails = np.isin(rows["by_position"].to_numpy(), failing)
        passing.append(rows.filter(pa.array(~fails)))
    return pa.concat_tables(passing)


def keep_restored(
    *, resource: ResourceInfo, rule_code: str, passing: pa.Table, signed: tuple[str, str]
) -> tuple[int, ...]:
    """Bring rows that pass and are still open to their end; return the numbers of the endings.

    `signed` is who and why.

    Raises:
        RowStateError: No reason is given.
    """
    by, reason = signed
    if not reason.strip():
        raise RowStateError(reason=_("请写明复判理由"))
    endings: list[int] = []
    with transaction.atomic():
        locked = {each.batch_id: each for each in _lock_open(resource.key)}
        if not passing.num_rows:
            return ()
        still = find_touched(resource=resource, rule_code=rule_code)
        rows = still.join(passing, keys=list(_TOUCHED), join_type="inner")
        for by_batch in sorted(pc.unique(rows["by_batch"]).to_pylist()):
            ending = Ending.objects.create(
                resource_code=resource.key,
                state=RowState.RESTORED,
                batch_id=by_batch,
                by=by,
                reason=reason,
                at=clock.now(),
            )
            endings.append(ending.pk)
            mine = rows.filter(pc.equal(rows["by_batch"], by_batch))
            for batch_id in sorted(pc.unique(mine["batch"]).to_pylist()):
                end_rows(locked[batch_id], ending, mine.filter(pc.equal(mine["batch"], batch_id)))
    return tuple(endings)


def places_of(endings: Sequence[int]) -> pa.Table:
    """Return where the rows that some endings restored came last (`PLACES`)."""
    found = RowEnd.objects.filter(ending__in=endings, ending__state=RowState.RESTORED)
    places = list(found.values_list("ending__batch_id", "by_position"))
    columns = [list(column) for column in zip(*places, strict=True)] or [[], []]
    return pa.table(columns, schema=PLACES)


def _published(resource_code: str) -> list[Judgement]:
    """Return the judgements of the batches that were published, in their order."""
    found = Judgement.objects.filter(resource_code=resource_code, settled_at__isnull=False)
    return list(found.order_by("batch_id"))


def _lock_open(resource_code: str) -> list[Judgement]:
    found = Judgement.objects.select_for_update().filter(
        resource_code=resource_code, settled_at__isnull=False, waiting__gt=0
    )
    return list(found.order_by("batch_id"))


def _changed(judgement: Judgement, now: Mapping[str, str], rule_code: str) -> list[str]:
    """Return the rules of a judgement that are not in force as they were."""
    then = map(RuleSpec.from_document, judgement.rules)
    changed = {spec.code for spec in then if now.get(spec.code) != _print(spec)}
    return sorted(changed | {rule_code})


def _print(spec: RuleSpec) -> str:
    """Return what tells a rule from another version of it."""
    parameters = {name: value for name, value in spec.parameters.items() if name != "severity"}
    told = [spec.kind, spec.item, parameters, str(rules.severity_of(spec))]
    return json.dumps(told, sort_keys=True, default=str)
