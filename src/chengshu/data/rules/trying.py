"""Trying a rule on batches that landed before: what it would have refused, and which rows."""

from collections.abc import Mapping
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc

from chengshu.base.clock import api as clock
from chengshu.data.catalog.contracts import ResourceInfo
from chengshu.data.lake import api as lake
from chengshu.data.lake.contracts import LandedFile
from chengshu.data.rules import examining, judge
from chengshu.data.rules.contracts import (
    BatchKind,
    Places,
    RuleSpec,
    TriedBatch,
    TriedRule,
)
from chengshu.data.rules.kinds import rule_kinds
from chengshu.data.rules.landed import LandedSurroundings, positions

_SHOWN: Final = 20  # rows shown of all batches together


def try_rule(resource: ResourceInfo, spec: RuleSpec, *, batches: int) -> TriedRule:
    """Judge the newest published batches by one rule alone, and keep nothing.

    Raises:
        RuleMappingError: The rule does not fit the landed columns.
    """
    tried: list[TriedBatch] = []
    shown: list[Mapping[str, str | None]] = []
    for landed in _newest(resource.key, batches):
        surroundings = LandedSurroundings(landed, clock.today())
        places = judge.find_failures(landed, [spec], surroundings)[0].places
        told = _told(spec, surroundings)
        tried.append(TriedBatch(landed.batch_id, landed.rows, len(places), told))
        shown += _rows(landed, places[: _SHOWN - len(shown)], resource)
    return TriedRule(spec, tuple(tried), tuple(shown))


def _newest(resource_code: str, most: int) -> list[LandedFile]:
    snapshots = [one for one in lake.list_snapshots(resource_code) if not one.restores][:most]
    found = (
        lake.find_landed(resource_code=resource_code, batch_id=snapshot.batch_id)
        for snapshot in snapshots
    )
    return [landed for landed in found if landed is not None]


def _told(spec: RuleSpec, surroundings: LandedSurroundings) -> str:
    kind = rule_kinds.get(spec.kind)
    seen = examining.examine_batch([spec], surroundings)
    return kind.tells(spec, seen[0][1]) if isinstance(kind, BatchKind) and seen else ""


def _rows(
    landed: LandedFile, places: Places, resource: ResourceInfo
) -> list[Mapping[str, str | None]]:
    """Return rows by position, as text, sensitive items masked and unread cells left out."""
    if not len(places):
        return []
    masks = {
        item.column: item.mask or item.identifier
        for item in resource.items
        if item.is_sensitive or item.mask
    }
    wanted = pa.array(places)
    rows: list[Mapping[str, str | None]] = []
    for batch in lake.read_landed(landed):
        chosen = batch.filter(pc.is_in(pa.array(positions(batch)), value_set=wanted))
        if not chosen.num_rows:
            continue
        kept = [name for name in chosen.schema.names if not name.startswith("_")]
        table = lake.mask_table(pa.Table.from_batches([chosen.select(kept)]), masks=masks)
        rows += [
            {name: None if cell is None else str(cell) for name, cell in row.items()}
            for row in table.to_pylist()
        ]
        if len(rows) >= len(places):
            break
    return rows
