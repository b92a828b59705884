"""The end states of quarantined rows: by a later published batch, or by a person; set by set."""

from collections.abc import Sequence

import pyarrow as pa
import pyarrow.compute as pc
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from chengshu.base.clock import api as clock
from chengshu.data.lake import api as lake
from chengshu.data.lake.contracts import LandedFile, MarksQuery
from chengshu.data.quality.contracts import RowsEnded, RowState
from chengshu.data.quality.ends import (
    earlier_marks,
    marks_of,
    read_ends,
    rows_of_batch,
    write_ends,
)
from chengshu.data.quality.errors import RowNotFoundError, RowStateError
from chengshu.data.quality.following import tell_ended
from chengshu.data.quality.models import Ending, Judgement

_ALL = 1 << 40


def settle_batch(*, judgement: Judgement, landed: LandedFile, replaces: bool) -> int:
    """Bring open rows of earlier batches to the end that a published batch brings them.

    Set by set, in one transaction and only once; return how many rows.
    """
    with transaction.atomic():
        mine = Judgement.objects.select_for_update().get(pk=judgement.pk)
        if mine.settled_at is not None:
            return 0
        earlier = list(
            Judgement.objects
            .select_for_update()
            .filter(resource_code=mine.resource_code, batch_id__lt=mine.batch_id, waiting__gt=0)
            .order_by("batch_id")
        )
        found = lake.compare_marks(
            landed=landed,
            here=marks_of(mine),
            key=tuple(mine.key),
            earlier=earlier_marks(earlier),
            replaces=replaces,
        )
        _keep_found(mine, earlier, found)
        mine.settled_at = clock.now()
        mine.save(update_fields=["settled_at"])
    return int(found.num_rows)


def waive_rows(
    *, judgement: Judgement, positions: Sequence[int] | pa.Array, by: str, reason: str
) -> int:
    """Let open rows of one batch rest, with the person and the reason; return how many did.

    Raises:
        RowStateError: No reason is given.
    """
    if not reason.strip():
        raise RowStateError(reason=_("请写明豁免理由"))
    with transaction.atomic():
        locked = Judgement.objects.select_for_update().get(pk=judgement.pk)
        rows = _open_rows(locked, positions)
        if rows.num_rows:
            ending = Ending.objects.create(
                resource_code=locked.resource_code,
                state=RowState.WAIVED,
                by=by,
                reason=reason,
                at=clock.now(),
            )
            end_rows(locked, ending, rows)
    return int(rows.num_rows)


def waive_row(*, judgement: Judgement, position: int, by: str, reason: str) -> None:
    """Let one row rest; a row that rests already stays as it is.

    Raises:
        RowNotFoundError: There is no such row.
        RowStateError: The row has come to another end already, or no reason is given.
    """
    if waive_rows(judgement=judgement, positions=[position], by=by, reason=reason):
        return
    ends = read_ends([judgement])
    query = MarksQuery((marks_of(judgement),), ends, position=position)
    found = lake.list_marks(query).rows["state"].to_pylist()
    if not found:
        raise RowNotFoundError(key=f"{judgement.batch_id}-{position}")
    if found == [RowState.REPEATED]:
        raise RowStateError(reason=_("该行沿用此前批次的问题，请到首次出现的那一行处理"))
    if found != [RowState.WAIVED]:
        raise RowStateError(reason=_("该行已修复，无需豁免"))


def _open_rows(judgement: Judgement, positions: Sequence[int] | pa.Array) -> pa.Table:
    """Return which of some rows are open, as position and by_position (null)."""
    query = MarksQuery(
        (marks_of(judgement),), read_ends([judgement]), state=RowState.QUARANTINED, limit=_ALL
    )
    found = lake.list_marks(query).rows.select(["position"])
    chosen = found.filter(pc.is_in(found["position"], value_set=pa.array(positions, pa.int64())))
    return chosen.append_column("by_position", pa.nulls(chosen.num_rows, pa.int64()))


def _keep_found(mine: Judgement, earlier: Sequence[Judgement], found: pa.Table) -> None:
    by_batch = {judgement.batch_id: judgement for judgement in earlier}
    for state in sorted(pc.unique(found["state"]).to_pylist()):
        ending = Ending.objects.create(
            resource_code=mine.resource_code,
            state=state,
            batch_id=mine.batch_id,
            at=clock.now(),
        )
        of_state = found.filter(pc.equal(found["state"], state))
        for batch_id in sorted(pc.unique(of_state["batch"]).to_pylist()):
            end_rows(by_batch[batch_id], ending, rows_of_batch(found, batch_id, state))


def end_rows(judgement: Judgement, ending: Ending, rows: pa.Table) -> None:
    """Add the ends of rows and move the counters with them; followers learn of it."""
    write_ends(judgement, ending.pk, rows)
    count = int(rows.num_rows)
    moved = {"waiting": F("waiting") - count, ending.state: F(ending.state) + count}
    Judgement.objects.filter(pk=judgement.pk).update(**moved)
    judgement.refresh_from_db(fields=["waiting", ending.state])
    tell_ended(
        RowsEnded(
            batch_id=judgement.batch_id,
            resource_code=judgement.resource_code,
            state=RowState(ending.state),
            rows=count,
            still_open=judgement.waiting,
        )
    )
