"""The landed file as the judge sees it: split by shape, and what rules may ask beside it."""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from django.utils.translation import gettext as _

from chengshu.base.accounts.contracts import system_actor
from chengshu.data.catalog import api as catalog
from chengshu.data.catalog.contracts import LoadMode
from chengshu.data.catalog.errors import CodeTableNotFoundError
from chengshu.data.lake import api as lake
from chengshu.data.lake.contracts import Expression, LandedFile, SnapshotInfo
from chengshu.data.lake.contracts.sets import Rows, SetQuestion
from chengshu.data.rules.contracts import LINE_MARK, POSITION, RAW, CodePeriod, Places, T
from chengshu.data.rules.errors import RuleMappingError
from chengshu.data.rules.kinds.columns import raw_has


def well_shaped(batch: pa.RecordBatch) -> pa.RecordBatch:
    """Return the batch without its misshapen rows."""
    misshapen = raw_has(batch, LINE_MARK)
    return batch.filter(pc.invert(misshapen)) if misshapen.true_count else batch


def positions(batch: pa.RecordBatch) -> Places:
    """Return the positions of the rows in the landed file."""
    return np.asarray(batch.column(POSITION), dtype=np.int64)


def union(groups: Iterable[Places]) -> Places:
    """Return all positions of `groups`, ascending, each once."""
    return np.unique(np.concatenate([np.zeros(0, dtype=np.int64), *groups]))


@dataclass(frozen=True)
class LandedSurroundings:
    """What rules may ask while the batch of `landed` is judged."""

    landed: LandedFile
    today: dt.date
    refused: Places = field(default_factory=lambda: np.zeros(0, dtype=np.int64))

    @property
    def resource_code(self) -> str:
        """The resource being judged."""
        return self.landed.resource_code

    def code_values(self, code_table: str, on: dt.date) -> frozenset[str]:
        """Return the codes that hold on a day; a table without any is our fault, not the rows'."""
        try:
            codes = catalog.code_values(code_table, on)
        except CodeTableNotFoundError as error:
            raise RuleMappingError(rule=code_table, reason=str(error)) from error
        if not codes:
            reason = _("代码表在 %(on)s 没有有效代码") % {"on": on}
            raise RuleMappingError(rule=code_table, reason=reason)
        return codes

    def code_periods(self, code_table: str) -> Sequence[CodePeriod]:
        """Return every code a table ever had; a missing table is our fault, not the rows'."""
        try:
            _table, entries = catalog.get_code_table(system_actor("rules"), code_table)
        except CodeTableNotFoundError as error:
            raise RuleMappingError(rule=code_table, reason=str(error)) from error
        return [
            CodePeriod(entry.code, entry.name, entry.valid_from, entry.valid_to)
            for entry in entries
        ]

    def reference_values(self, resource_code: str, column: str) -> pa.Array:
        """Return the published values; a resource may refer to its own rows as they land."""
        published = lake.distinct_values(resource_code, column).cast(pa.string())
        if resource_code != self.resource_code:
            return published
        landing = [
            batch.column(column).cast(pa.string()) for batch in self.batch_columns((column,))
        ]
        return pa.chunked_array([published, *landing]).unique()

    def batch_columns(self, columns: tuple[str, ...]) -> Iterator[pa.RecordBatch]:
        """Walk over some columns of the whole batch, misshapen rows left out."""
        for batch in lake.read_landed(self.landed, sorted({*columns, POSITION, RAW})):
            yield well_shaped(batch)

    def scan(
        self, columns: tuple[str, ...], look: Callable[[pa.RecordBatch, int], T]
    ) -> Iterator[T]:
        """Walk over what `look` makes of pieces of the batch, in threads, in order."""
        return lake.scan_landed(self.landed, columns, look)

    def refused_positions(self) -> pa.Array:
        """Return the positions refused by the rules judged before."""
        return pa.array(self.refused)

    def rows(self, *, where: Expression | None = None, accepted: bool = False) -> Rows:
        """Return the rows of the batch, or those not refused, to ask the lake about."""
        refused = self.refused.tolist() if accepted else []
        return Rows(self.landed, tuple(refused), where)

    def ask(self, question: SetQuestion) -> pa.Table:
        """Return the lake's answer to a question over rows together."""
        return lake.ask(question)

    def replaced_by(self) -> tuple[str, ...] | None:
        """Return the key by which rows replace published ones; None where a batch replaces all."""
        resource = catalog.get_resource(system_actor("rules"), self.resource_code)
        is_whole = resource.attachment is None or resource.attachment.mode is LoadMode.FULL
        return None if is_whole else resource.primary_key

    def earlier_batches(self, most: int) -> tuple[LandedFile, ...]:
        """Return the landed files of the newest batches published before this one."""
        found = (
            lake.find_landed(resource_code=self.resource_code, batch_id=snapshot.batch_id)
            for snapshot in self._earlier_snapshots()[:most]
        )
        return tuple(landed for landed in found if landed is not None and landed.rows)

    def last_published_at(self) -> dt.datetime | None:
        """Return when rows of this resource were published last before this batch."""
        earlier = self._earlier_snapshots()
        return earlier[0].published_at if earlier else None

    def _earlier_snapshots(self) -> list[SnapshotInfo]:
        snapshots = lake.list_snapshots(self.resource_code)
        return [
            one for one in snapshots if one.batch_id < self.landed.batch_id and not one.restores
        ]
