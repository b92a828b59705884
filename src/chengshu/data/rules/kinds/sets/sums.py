"""Sums that must reconcile, groups within bounds, and departments that must agree."""

from typing import ClassVar

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from chengshu.data.catalog.contracts import ResourceInfo
from chengshu.data.lake.contracts.sets import Disagreements, Groups, Totals
from chengshu.data.rules.contracts import Characteristic, Observation, RuleSpec, Surroundings
from chengshu.data.rules.errors import BadRuleError
from chengshu.data.rules.kinds.registry import number_parameter, rule_kinds, text_parameter
from chengshu.data.rules.kinds.sets.parameters import (
    BatchRule,
    check_other,
    columns_parameter,
    condition_of,
    measure_parameter,
    observation_of,
    share_parameter,
)


class _Beside(BatchRule):
    """A batch beside another resource, by key."""

    def columns(self, spec: RuleSpec) -> tuple[str, ...]:
        """Return the key and the item compared."""
        of = str(spec.parameters.get("of") or "")
        return (*columns_parameter(spec, "columns"), *([of] if of else []))

    def check(self, spec: RuleSpec) -> None:
        """Refuse keys of different length."""
        super().check(spec)
        text_parameter(spec, "resource")
        columns, others = (columns_parameter(spec, name) for name in ("columns", "others"))
        if len(columns) != len(others):
            raise BadRuleError(field=spec.code, reason=gettext("两边的字段个数不同"))

    def settle(self, spec: RuleSpec, resource: ResourceInfo) -> RuleSpec:
        """Refuse columns the other resource does not have."""
        others = (*columns_parameter(spec, "others"), str(spec.parameters.get("other_of") or ""))
        check_other(spec, text_parameter(spec, "resource"), others)
        return super().settle(spec, resource)


class Total(_Beside):
    """By `columns`, the `measure` of `of` equals that of `other_of` in `resource`, by `others`.

    `tolerance` is what they may differ by; `whole` also counts keys only the other side has.
    """

    characteristic: ClassVar[Characteristic] = Characteristic.CONSISTENCY
    title: ClassVar[str | Promise] = _("合计核对")
    sentence: ClassVar[str | Promise] = _("按“%(label)s”汇总的数值应与资源 %(resource)s 的合计一致")

    def check(self, spec: RuleSpec) -> None:
        """Refuse measures that are none."""
        super().check(spec)
        measure_parameter(spec, "measure", "of")
        measure_parameter(spec, "other_measure", "other_of")
        share_parameter(spec, "tolerance", 0.0)

    def examine(self, spec: RuleSpec, surroundings: Surroundings) -> Observation:
        """Ask the lake where the totals differ."""
        rows = surroundings.rows(where=condition_of(spec), accepted=True)
        if not rows.landed.rows:
            return Observation(fails=False)
        question = Totals(
            rows=rows,
            key=columns_parameter(spec, "columns"),
            measure=measure_parameter(spec, "measure", "of"),
            resource_code=text_parameter(spec, "resource"),
            other_key=columns_parameter(spec, "others"),
            other_measure=measure_parameter(spec, "other_measure", "other_of"),
            tolerance=share_parameter(spec, "tolerance", 0.0),
            whole=bool(spec.parameters.get("whole")),
        )
        return observation_of(surroundings.ask(question))

    def tells(self, spec: RuleSpec, observation: Observation) -> str:
        """Say how many totals differ."""
        return gettext("%(total)s 组合计与对方不符") % observation.figures


class Group(BatchRule):
    """Each group by `columns` has a `measure` of `of` between `minimum` and `maximum`."""

    characteristic: ClassVar[Characteristic] = Characteristic.ACCURACY
    title: ClassVar[str | Promise] = _("分组指标")
    sentence: ClassVar[str | Promise] = _("按“%(label)s”分组的数值应在合理范围内")

    def columns(self, spec: RuleSpec) -> tuple[str, ...]:
        """Return what is grouped by, and what is measured."""
        of = str(spec.parameters.get("of") or "")
        return (*columns_parameter(spec, "columns"), *([of] if of else []))

    def check(self, spec: RuleSpec) -> None:
        """Refuse a rule without bounds."""
        super().check(spec)
        measure_parameter(spec, "measure", "of")
        ends = [number_parameter(spec, name) for name in ("minimum", "maximum")]
        if ends == [None, None]:
            raise BadRuleError(field=spec.code, reason=gettext("上下限至少填一个"))

    def examine(self, spec: RuleSpec, surroundings: Surroundings) -> Observation:
        """Ask the lake for the groups outside the bounds."""
        rows = surroundings.rows(where=condition_of(spec), accepted=True)
        if not rows.landed.rows:
            return Observation(fails=False)
        ends = [number_parameter(spec, name) for name in ("minimum", "maximum")]
        low, high = (None if end is None else float(end) for end in ends)
        measure = measure_parameter(spec, "measure", "of")
        columns = columns_parameter(spec, "columns")
        return observation_of(surroundings.ask(Groups(rows, columns, measure, low, high)))

    def tells(self, spec: RuleSpec, observation: Observation) -> str:
        """Say how many groups lie outside."""
        return gettext("%(total)s 个分组超出范围") % observation.figures


class Agreement(_Beside):
    """By key, `of` says the same as `other_of` of another department's resource.

    Neither side is blamed: both values are shown, and nobody's row is refused.
    """

    characteristic: ClassVar[Characteristic] = Characteristic.CONSISTENCY
    title: ClassVar[str | Promise] = _("部门间一致")
    sentence: ClassVar[str | Promise] = _("“%(label)s”应与资源 %(resource)s 的登记一致")

    def check(self, spec: RuleSpec) -> None:
        """Refuse a rule that does not say which items are compared."""
        super().check(spec)
        text_parameter(spec, "of")
        text_parameter(spec, "other_of")

    def examine(self, spec: RuleSpec, surroundings: Surroundings) -> Observation:
        """Ask the lake where both have a value and the values differ."""
        rows = surroundings.rows(where=condition_of(spec), accepted=True)
        if not rows.landed.rows:
            return Observation(fails=False)
        question = Disagreements(
            rows=rows,
            key=columns_parameter(spec, "columns"),
            column=text_parameter(spec, "of"),
            resource_code=text_parameter(spec, "resource"),
            other_key=columns_parameter(spec, "others"),
            other=text_parameter(spec, "other_of"),
        )
        return observation_of(surroundings.ask(question))

    def tells(self, spec: RuleSpec, observation: Observation) -> str:
        """Say at how many keys the two differ."""
        return gettext("%(total)s 条与对方部门的登记不一致") % observation.figures


rule_kinds.register("total", Total())
rule_kinds.register("group", Group())
rule_kinds.register("agreement", Agreement())
