"""The end states of refused rows: repaired by a later row, waived by a person."""

from collections.abc import Iterator

import pyarrow as pa
import pyarrow.compute as pc
from django.utils.translation import gettext as _

from chengshu.base.clock import api as clock
from chengshu.data.lake import api as lake
from chengshu.data.lake.contracts import LandedFile
from chengshu.data.quality.contracts import RowState
from chengshu.data.quality.errors import OrderStateError, RowNotFoundError
from chengshu.data.quality.landed import key_texts
from chengshu.data.quality.models import Judgement, RefusedRow
from chengshu.data.rules import api as rules
from chengshu.data.rules.contracts import POSITION, RAW


def mark_repaired(*, judgement: Judgement, landed: LandedFile, key: tuple[str, ...]) -> int:
    """Mark rows of earlier batches repaired whose key was accepted in this one.

    A key that was refused again here repairs nothing.
    """
    if not key:
        return 0
    earlier = RefusedRow.objects.select_for_update().filter(
        resource_code=judgement.resource_code,
        state=RowState.QUARANTINED,
        judgement__batch_id__lt=judgement.batch_id,
    )
    waiting = earlier.exclude(key="")
    refused_here = set(judgement.refused.values_list("key", flat=True))
    wanted = {row.key for row in waiting} - refused_here
    accepted = dict(_places_of_keys(landed, key, wanted)) if wanted else {}
    now, repaired = clock.now(), [row for row in waiting if row.key in accepted]
    for row in repaired:
        row.state = RowState.REPAIRED
        row.repaired_batch, row.repaired_position = judgement.batch_id, accepted[row.key]
        row.settled_at = now
    fields = ["state", "repaired_batch", "repaired_position", "settled_at"]
    return RefusedRow.objects.bulk_update(repaired, fields, batch_size=1000)


def waive_row(*, row_id: int, by: str, reason: str) -> RefusedRow:
    """Let a refused row rest, with the person and the reason.

    Raises:
        RowNotFoundError: There is no such row.
        OrderStateError: The row has come to its end already, or no reason is given.
    """
    if not reason.strip():
        raise OrderStateError(reason=_("请写明豁免理由"))
    row = RefusedRow.objects.select_for_update().filter(pk=row_id).first()
    if row is None:
        raise RowNotFoundError(key=row_id)
    if row.state == RowState.WAIVED:
        return row
    if row.state != RowState.QUARANTINED:
        raise OrderStateError(reason=_("该行已修复，无需豁免"))
    row.state, row.waived_by, row.waived_reason = RowState.WAIVED, by, reason
    row.settled_at = clock.now()
    row.save(update_fields=["state", "waived_by", "waived_reason", "settled_at"])
    return row


def _places_of_keys(
    landed: LandedFile, key: tuple[str, ...], wanted: set[str]
) -> Iterator[tuple[str, int]]:
    """Walk over (key, position) of the rows that have one of the wanted keys."""
    known = pa.array(sorted(wanted), pa.string())
    for batch in lake.read_landed(landed, sorted({*key, POSITION, RAW})):
        texts = key_texts(batch := rules.well_shaped(batch), key)
        hits = pc.is_in(texts, value_set=known)
        yield from zip(
            texts.filter(hits).to_pylist(),
            rules.positions(batch.filter(hits)).tolist(),
            strict=True,
        )
