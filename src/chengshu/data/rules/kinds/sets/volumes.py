"""How much arrives and how fresh it is, measured by earlier batches and the update cycle."""

import datetime as dt
from typing import ClassVar, Final

import pyarrow as pa
import pyarrow.compute as pc
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from chengshu.base.clock import api as clock
from chengshu.data.rules.contracts import Characteristic, Observation, RuleSpec, Surroundings
from chengshu.data.rules.errors import BadRuleError
from chengshu.data.rules.kinds.registry import rule_kinds, whole_parameter
from chengshu.data.rules.kinds.sets.parameters import BatchRule, share_parameter

BATCHES: Final = 5  # earlier batches a new one is measured by
LEAST, MOST = 0.5, 2.0  # times the mean of the earlier batches


class Volume(BatchRule):
    """As many rows land as before: between `least` and `most` times the mean of earlier batches."""

    characteristic: ClassVar[Characteristic] = Characteristic.COMPLETENESS
    title: ClassVar[str | Promise] = _("数据量")
    sentence: ClassVar[str | Promise] = _("本批行数应与以往批次相当")

    def check(self, spec: RuleSpec) -> None:
        """Refuse bounds that stand the wrong way round."""
        super().check(spec)
        if share_parameter(spec, "least", LEAST) > share_parameter(spec, "most", MOST):
            raise BadRuleError(field=spec.code, reason=gettext("下限大于上限"))

    def examine(self, spec: RuleSpec, surroundings: Surroundings) -> Observation:
        """Compare numbers of rows; a first batch has nothing to be compared with."""
        earlier = surroundings.earlier_batches(BATCHES)
        rows = surroundings.rows().landed.rows
        if not earlier:
            return Observation(fails=False, figures={"rows": rows})
        mean = sum(landed.rows for landed in earlier) / len(earlier)
        low, high = (
            mean * share_parameter(spec, name, default)
            for name, default in (("least", LEAST), ("most", MOST))
        )
        figures = {"rows": rows, "mean": round(mean, 1), "batches": len(earlier)}
        return Observation(not low <= rows <= high, figures=figures)

    def tells(self, spec: RuleSpec, observation: Observation) -> str:
        """Say how many rows came and how many were usual."""
        words = gettext("本批 %(rows)s 行，前 %(batches)s 批平均 %(mean)s 行")
        return words % {"mean": "—", "batches": 0, **observation.figures}


class Freshness(BatchRule):
    """The newest date in an item is at most `days` days old."""

    characteristic: ClassVar[Characteristic] = Characteristic.TIMELINESS
    title: ClassVar[str | Promise] = _("数据新鲜度")
    sentence: ClassVar[str | Promise] = _("“%(label)s”的最新日期距今不得超过 %(days)s 天")

    def check(self, spec: RuleSpec) -> None:
        """Refuse a rule without an item or days."""
        super().check(spec)
        whole_parameter(spec, "days")
        if not spec.item:
            raise BadRuleError(field=spec.code, reason=gettext("请选择一个日期信息项"))

    def examine(self, spec: RuleSpec, surroundings: Surroundings) -> Observation:
        """Look for the newest date that is not in the future."""
        newest: dt.date | None = None
        for batch in surroundings.batch_columns((spec.item,)):
            days = pc.cast(batch.column(spec.item), pa.date32(), safe=False)
            past = days.filter(pc.less_equal(days, pa.scalar(surroundings.today)))
            found = pc.max(past).as_py() if len(past) else None
            newest = max(filter(None, (newest, found)), default=None)
        if newest is None:
            return Observation(fails=False)
        age = (surroundings.today - newest).days
        figures = {"newest": newest.isoformat(), "age": age}
        return Observation(age > whole_parameter(spec, "days"), figures=figures)

    def tells(self, spec: RuleSpec, observation: Observation) -> str:
        """Say how old the newest date is."""
        words = gettext("最新日期 %(newest)s，距今 %(age)s 天")
        return words % {"newest": "—", "age": "—", **observation.figures}


class Timeliness(BatchRule):
    """A batch comes at most `days` days after the last one was published."""

    characteristic: ClassVar[Characteristic] = Characteristic.TIMELINESS
    title: ClassVar[str | Promise] = _("更新及时")
    sentence: ClassVar[str | Promise] = _("两次更新间隔不得超过 %(days)s 天")

    def check(self, spec: RuleSpec) -> None:
        """Refuse a rule without days."""
        super().check(spec)
        whole_parameter(spec, "days")

    def examine(self, spec: RuleSpec, surroundings: Surroundings) -> Observation:
        """Count the days since the last publishing; a first batch is in time."""
        last = surroundings.last_published_at()
        if last is None:
            return Observation(fails=False)
        day = last.astimezone(clock.now().tzinfo).date()
        gap = (surroundings.today - day).days
        figures = {"last": day.isoformat(), "gap": gap}
        return Observation(gap > whole_parameter(spec, "days"), figures=figures)

    def tells(self, spec: RuleSpec, observation: Observation) -> str:
        """Say when the last batch came."""
        words = gettext("上次发布于 %(last)s，间隔 %(gap)s 天")
        return words % {"last": "—", "gap": "—", **observation.figures}


rule_kinds.register("volume", Volume())
rule_kinds.register("freshness", Freshness())
rule_kinds.register("timeliness", Timeliness())
