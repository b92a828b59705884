"""The judge: runs every rule of a resource over a landed file, in one pass and a set pass."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pyarrow as pa
from django.utils.translation import gettext as _

from chengshu.data.lake import api as lake
from chengshu.data.lake.contracts import LandedFile
from chengshu.data.quality.contracts import RowRule, RuleSpec
from chengshu.data.quality.errors import RuleMappingError
from chengshu.data.quality.landed import LandedSurroundings, Places, positions, well_shaped
from chengshu.data.quality.rules import rule_kinds
from chengshu.data.quality.rules.unique import key_columns


@dataclass(frozen=True)
class Finding:
    """The rows one rule refuses, by position."""

    spec: RuleSpec
    places: Places


def find_failures(
    landed: LandedFile, rules: Sequence[RuleSpec], surroundings: LandedSurroundings
) -> tuple[Finding, ...]:
    """Return what each rule refuses: row rules in one pass, then the rules over sets of rows.

    Raises:
        RuleMappingError: A rule does not fit the landed columns; nobody's rows are judged.
    """
    first = [spec for spec in rules if not rule_kinds.get(spec.kind).is_last]
    found = _one_pass(landed, first, surroundings)
    for spec in rules:
        if rule_kinds.get(spec.kind).is_last:
            later = replace(surroundings, refused=union(finding.places for finding in found))
            found = (*found, *_one_pass(landed, [spec], later))
    return found


def union(groups: Iterable[Places]) -> Places:
    """Return all positions of `groups`, ascending, each once."""
    parts = [np.zeros(0, dtype=np.int64), *groups]
    return np.unique(np.concatenate(parts))


def _one_pass(
    landed: LandedFile, rules: Sequence[RuleSpec], surroundings: LandedSurroundings
) -> tuple[Finding, ...]:
    _check_columns(landed, rules)
    bound = [(spec, rule_kinds.get(spec.kind).bind(spec, surroundings)) for spec in rules]
    parts: list[list[Places]] = [[] for _ in rules]
    for batch in lake.read_landed(landed):
        shaped = well_shaped(batch)
        for (spec, rule), places in zip(bound, parts, strict=True):
            places.append(_refused(spec, rule, batch if spec.kind == "shape" else shaped))
    return tuple(Finding(spec, union(places)) for spec, places in zip(rules, parts, strict=True))


def _refused(spec: RuleSpec, rule: RowRule, batch: pa.RecordBatch) -> Places:
    try:
        mask = rule(batch)
    except pa.ArrowException as error:
        raise RuleMappingError(rule=spec.code, reason=str(error)) from error
    return positions(batch.filter(mask))


def _check_columns(landed: LandedFile, rules: Sequence[RuleSpec]) -> None:
    """Refuse to judge when a rule asks for a column that did not land: our fault."""
    first = next(lake.read_landed(landed, batch_rows=1), None)
    if first is None:
        return
    for spec in rules:
        asked = key_columns(spec) if spec.kind == "unique" else (spec.item,)
        missing = [column for column in asked if column and column not in first.schema.names]
        if missing:
            reason = _("落地数据中没有字段 %(columns)s") % {"columns": "、".join(missing)}
            raise RuleMappingError(rule=spec.code, reason=reason)
