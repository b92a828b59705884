"""Drift: a column is filled, or its values spread, otherwise than in earlier batches."""

from math import log
from typing import ClassVar, Final

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from chengshu.data.lake.contracts.sets import Distinct, Shares
from chengshu.data.rules.contracts import Characteristic, Observation, RuleSpec, Surroundings
from chengshu.data.rules.errors import BadRuleError
from chengshu.data.rules.kinds.registry import rule_kinds
from chengshu.data.rules.kinds.sets.parameters import BatchRule, condition_of, share_parameter
from chengshu.data.rules.kinds.sets.volumes import BATCHES

PSI_MOST: Final = 0.25  # the usual bound of a population stability index: above it, look closely
SHARE_MOST: Final = 0.1  # by how much a share may move
_LEAST_SHARE: Final = 1e-4  # so that an empty bin weighs much, not without bound


class Drift(BatchRule):
    """An item's values spread as in earlier batches, and as many are empty and different.

    `psi` bounds the population stability index of the distribution, `nulls` and `distinct` by
    how much the share of empty cells and of different values among the filled ones may move.
    """

    characteristic: ClassVar[Characteristic] = Characteristic.ACCURACY
    title: ClassVar[str | Promise] = _("分布漂移")
    sentence: ClassVar[str | Promise] = _("“%(label)s”的空值率、不同值占比和分布应与以往批次相近")

    def check(self, spec: RuleSpec) -> None:
        """Refuse a rule without an item."""
        super().check(spec)
        if not spec.item:
            raise BadRuleError(field=spec.code, reason=gettext("请选择一个信息项"))
        for name in ("psi", "nulls", "distinct"):
            share_parameter(spec, name, 0.0)

    def examine(self, spec: RuleSpec, surroundings: Surroundings) -> Observation:
        """Compare with the earlier batches; a first batch has nothing to drift from."""
        earlier = surroundings.earlier_batches(BATCHES)
        rows = surroundings.rows(where=condition_of(spec), accepted=True)
        if not earlier or not rows.landed.rows:
            return Observation(fails=False)
        bins = surroundings.ask(Shares(rows, earlier, spec.item)).to_pylist()
        filled = [(one["before"], one["now"]) for one in bins if one["bin"] is not None]
        sides = surroundings.ask(Distinct(rows, earlier, spec.item)).to_pylist()
        before, now = sorted(sides, key=lambda side: bool(side["is_now"]))
        figures = {
            "psi": round(stability_index(filled), 4),
            "nulls": round(_nulls(now) - _nulls(before), 4),
            "distinct": round(_distinct(now) - _distinct(before), 4),
        }
        bounds = {"psi": PSI_MOST, "nulls": SHARE_MOST, "distinct": SHARE_MOST}
        moved = [
            name
            for name, bound in bounds.items()
            if abs(figures[name]) > share_parameter(spec, name, bound)
        ]
        return Observation(bool(moved), len(moved), figures={**figures, "moved": moved})

    def tells(self, spec: RuleSpec, observation: Observation) -> str:
        """Say by how much it moved."""
        words = gettext("分布稳定指数 %(psi)s，空值率变化 %(nulls)s，不同值占比变化 %(distinct)s")
        return words % {"psi": "—", "nulls": "—", "distinct": "—", **observation.figures}


def stability_index(bins: list[tuple[int, int]]) -> float:
    """Return the population stability index: Σ (now - before) · ln(now / before) over shares."""
    before, now = (sum(counts) for counts in zip(*bins, strict=True)) if bins else (0, 0)
    if not before or not now:
        return 0.0
    shares = (
        (max(was / before, _LEAST_SHARE), max(is_now / now, _LEAST_SHARE)) for was, is_now in bins
    )
    return sum((current - former) * log(current / former) for former, current in shares)


def _nulls(side: dict[str, int]) -> float:
    return 1 - side["filled"] / side["rows"] if side["rows"] else 0.0


def _distinct(side: dict[str, int]) -> float:
    return side["distinct"] / side["filled"] if side["filled"] else 0.0


rule_kinds.register("drift", Drift())
