"""The judge: every rule of a resource over a landed batch, in one pass and then over sets."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from django.utils.translation import gettext as _

from chengshu.base.settings import api as settings
from chengshu.data.lake import api as lake
from chengshu.data.lake.contracts import LandedFile
from chengshu.data.rules.contracts import (
    LINE_MARK,
    RAW,
    Finding,
    Places,
    RowKind,
    RowRule,
    RuleSpec,
    SetKind,
    Severity,
)
from chengshu.data.rules.errors import RuleMappingError
from chengshu.data.rules.kernels import running
from chengshu.data.rules.kinds import rule_kinds
from chengshu.data.rules.kinds.columns import raw_has
from chengshu.data.rules.landed import LandedSurroundings, union
from chengshu.data.rules.rulebook import severity_of, with_severity

_SHAPE = "shape"  # the one kind that judges misshapen rows
_NOWHERE: Places = np.zeros(0, dtype=np.int64)


def find_failures(
    landed: LandedFile, specs: Sequence[RuleSpec], surroundings: LandedSurroundings
) -> tuple[Finding, ...]:
    """Return what fails each rule, in the order of `specs`.

    Row rules run in one pass; then each set rule, which may ask what was refused before it.

    Raises:
        RuleMappingError: A rule does not fit the landed columns; nobody's rows are judged.
    """
    running.cache_in(settings.home_folder("kernels"))
    _check_columns(landed, specs)
    severity = {spec.code: severity_of(spec) for spec in specs}
    found = _one_pass(landed, specs, surroundings)
    for spec in specs:
        kind = rule_kinds.get(spec.kind)
        if isinstance(kind, SetKind):
            refused = [found[code] for code in found if severity[code] is not Severity.WARN]
            later = replace(surroundings, refused=union(refused))
            found[spec.code] = union([kind.find(spec, later)])
    return tuple(Finding(with_severity(spec), found[spec.code]) for spec in specs)


@dataclass(frozen=True)
class Pass:
    """The row rules of one pass, bound; called with each piece of a batch, in threads."""

    rules: tuple[tuple[RuleSpec, RowRule], ...]

    def __call__(self, batch: pa.RecordBatch, first: int) -> list[Places]:
        """Return the positions that fail each rule in a piece whose first row is at `first`."""
        batch, misshapen = _apart(batch)
        return [self._failing(place, batch, misshapen) + first for place in range(len(self.rules))]

    def _failing(
        self, place: int, batch: pa.RecordBatch, misshapen: pa.BooleanArray | None
    ) -> Places:
        spec, rule = self.rules[place]
        try:
            mask = rule(batch)
            if misshapen is not None and spec.kind != _SHAPE:
                mask = pc.and_not(mask, misshapen)
        except pa.ArrowException as error:
            raise RuleMappingError(rule=spec.code, reason=str(error)) from error
        if not mask.true_count:
            return _NOWHERE
        return np.flatnonzero(mask.to_numpy(zero_copy_only=False))


def _one_pass(
    landed: LandedFile, specs: Sequence[RuleSpec], surroundings: LandedSurroundings
) -> dict[str, Places]:
    bound, columns = [], {RAW} & {*lake.landed_columns(landed)}
    for spec in specs:
        kind = rule_kinds.get(spec.kind)
        if isinstance(kind, RowKind):
            bound.append((spec, kind.bind(spec, surroundings)))
            columns.update(kind.columns(spec))
    parts = list(lake.scan_landed(landed, sorted(columns), Pass(tuple(bound))))
    by_rule = zip(*parts, strict=True) if parts else [[] for _rule in bound]
    return {
        spec.code: np.concatenate([_NOWHERE, *places])
        for (spec, _rule), places in zip(bound, by_rule, strict=True)
    }


def _apart(batch: pa.RecordBatch) -> tuple[pa.RecordBatch, pa.BooleanArray | None]:
    """Return the batch without `_raw` where that is empty, and which rows are misshapen, if any."""
    if RAW not in batch.schema.names:
        return batch, None
    if batch.column(RAW).null_count == batch.num_rows:
        return batch.drop_columns([RAW]), None
    misshapen = raw_has(batch, LINE_MARK)
    return batch, misshapen if misshapen.true_count else None


def _check_columns(landed: LandedFile, specs: Sequence[RuleSpec]) -> None:
    """Refuse to judge when a rule asks for a column that did not land: our fault."""
    known = lake.landed_columns(landed)
    for spec in specs:
        missing = [name for name in rule_kinds.get(spec.kind).columns(spec) if name not in known]
        if missing:
            reason = _("落地数据中没有字段 %(columns)s") % {"columns": "、".join(missing)}
            raise RuleMappingError(rule=spec.code, reason=reason)
