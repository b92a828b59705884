"""The judge: runs every rule of a resource over a landed file, in one pass and then over sets."""

from collections.abc import Sequence
from dataclasses import replace

import pyarrow as pa
from django.utils.translation import gettext as _

from chengshu.data.lake import api as lake
from chengshu.data.lake.contracts import LandedFile
from chengshu.data.rules.contracts import Finding, Places, RowKind, RowRule, RuleSpec, SetKind
from chengshu.data.rules.errors import RuleMappingError
from chengshu.data.rules.kinds import rule_kinds
from chengshu.data.rules.landed import LandedSurroundings, positions, union, well_shaped


def find_failures(
    landed: LandedFile, specs: Sequence[RuleSpec], surroundings: LandedSurroundings
) -> tuple[Finding, ...]:
    """Return what each rule refuses, in the order of `specs`.

    Row rules run in one pass; then each set rule, which may ask what was refused before it.

    Raises:
        RuleMappingError: A rule does not fit the landed columns; nobody's rows are judged.
    """
    _check_columns(landed, specs)
    found = _one_pass(landed, specs, surroundings)
    for spec in specs:
        kind = rule_kinds.get(spec.kind)
        if isinstance(kind, SetKind):
            later = replace(surroundings, refused=union(found.values()))
            found[spec.code] = union([kind.find(spec, later)])
    return tuple(Finding(spec, found[spec.code]) for spec in specs)


def _one_pass(
    landed: LandedFile, specs: Sequence[RuleSpec], surroundings: LandedSurroundings
) -> dict[str, Places]:
    bound = [(spec, _bind(spec, surroundings)) for spec in specs]
    rules = [(spec, rule) for spec, rule in bound if rule is not None]
    parts: dict[str, list[Places]] = {spec.code: [] for spec, _rule in rules}
    for batch in lake.read_landed(landed):
        shaped = well_shaped(batch)
        for spec, rule in rules:
            judged = batch if spec.kind == "shape" else shaped
            parts[spec.code].append(_refused(spec, rule, judged))
    return {code: union(places) for code, places in parts.items()}


def _bind(spec: RuleSpec, surroundings: LandedSurroundings) -> RowRule | None:
    kind = rule_kinds.get(spec.kind)
    return kind.bind(spec, surroundings) if isinstance(kind, RowKind) else None


def _refused(spec: RuleSpec, rule: RowRule, batch: pa.RecordBatch) -> Places:
    try:
        mask = rule(batch)
    except pa.ArrowException as error:
        raise RuleMappingError(rule=spec.code, reason=str(error)) from error
    return positions(batch.filter(mask))


def _check_columns(landed: LandedFile, specs: Sequence[RuleSpec]) -> None:
    """Refuse to judge when a rule asks for a column that did not land: our fault."""
    first = next(lake.read_landed(landed, batch_rows=1), None)
    if first is None:
        return
    for spec in specs:
        asked = rule_kinds.get(spec.kind).columns(spec)
        missing = [column for column in asked if column not in first.schema.names]
        if missing:
            reason = _("落地数据中没有字段 %(columns)s") % {"columns": "、".join(missing)}
            raise RuleMappingError(rule=spec.code, reason=reason)
