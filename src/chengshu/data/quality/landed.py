"""The landed file as the judge sees it: split by shape, with key texts and readable cells."""

import datetime as dt
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
from django.utils.translation import gettext as _

from chengshu.data.catalog import api as catalog
from chengshu.data.catalog.errors import CodeTableNotFoundError
from chengshu.data.lake import api as lake
from chengshu.data.lake.contracts import LandedFile
from chengshu.data.quality.errors import RuleMappingError
from chengshu.data.quality.rules.columns import LINE_MARK, POSITION, RAW, raw_has

Places = npt.NDArray[np.int64]
KEY_SEPARATOR: Final = "\x1f"
_LONGEST_CELL: Final = 1000


def well_shaped(batch: pa.RecordBatch) -> pa.RecordBatch:
    """Return the batch without its misshapen rows."""
    misshapen = raw_has(batch, LINE_MARK)
    return batch.filter(pc.invert(misshapen)) if misshapen.true_count else batch


def positions(batch: pa.RecordBatch) -> Places:
    """Return the positions of the rows in the landed file."""
    return np.asarray(batch.column(POSITION), dtype=np.int64)


def key_texts(batch: pa.RecordBatch, key: tuple[str, ...]) -> pa.Array:
    """Return each row's key as one text, null where a part is missing."""
    if not key:
        return pa.nulls(batch.num_rows, pa.string())
    parts = [batch.column(column).cast(pa.string()) for column in key]
    return pc.binary_join_element_wise(*parts, KEY_SEPARATOR, null_handling="emit_null")


def row_values(batch: pa.RecordBatch) -> list[dict[str, str | None]]:
    """Return rows as text cells, long ones cut; what could not be converted as it was written."""
    names = [name for name in batch.schema.names if not name.startswith("_")]
    columns = {name: batch.column(name).to_pylist() for name in names}
    raws = batch.column(RAW).to_pylist() if RAW in batch.schema.names else [None] * len(batch)
    return [
        _cells({name: columns[name][row] for name in names}, raws[row])
        for row in range(batch.num_rows)
    ]


def _cells(cells: Mapping[str, object], raw: str | None) -> dict[str, str | None]:
    kept = json.loads(raw) if raw else {}
    if LINE_MARK in kept:
        return {name: _cut(value) for name, value in kept.items()}
    return {name: _cut(kept.get(name, cell)) for name, cell in cells.items()}


def _cut(cell: object) -> str | None:
    if cell is None:
        return None
    text = str(cell).replace("\x00", "")
    return text if len(text) <= _LONGEST_CELL else text[:_LONGEST_CELL] + "…"


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

    def refused_positions(self) -> pa.Array:
        """Return the positions refused by the rules judged before."""
        return pa.array(self.refused)
