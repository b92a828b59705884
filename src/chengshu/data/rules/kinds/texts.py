"""Kinds that judge text: length, pattern, code set, identifiers, reference."""

from functools import partial
from typing import ClassVar

import pyarrow as pa
import pyarrow.compute as pc
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from chengshu.data.rules.contracts import Characteristic, RowRule, RuleSpec, Surroundings
from chengshu.data.rules.errors import BadRuleError
from chengshu.data.rules.kinds.columns import Mask, flags, judge_values
from chengshu.data.rules.kinds.identifiers import valid_citizen_ids, valid_usccs
from chengshu.data.rules.kinds.registry import (
    Kind,
    rule_kinds,
    text_parameter,
    whole_parameter,
)

_LONGEST_PATTERN = 500


class Length(Kind):
    """At most `maximum` characters."""

    title: ClassVar[str | Promise] = _("长度")
    sentence: ClassVar[str | Promise] = _("“%(label)s”不得超过 %(maximum)s 个字符")

    def check(self, spec: RuleSpec) -> None:
        """Refuse a limit that is no positive whole number."""
        whole_parameter(spec, "maximum")

    def bind(self, spec: RuleSpec, surroundings: Surroundings) -> RowRule:
        """Judge the number of characters (not bytes)."""
        limit = whole_parameter(spec, "maximum")

        def fits(values: pa.Array) -> Mask:
            return flags(pc.less_equal(pc.utf8_length(values), limit))

        return lambda batch: judge_values(batch.column(spec.item), fits)


class Pattern(Kind):
    """The whole text matches `pattern`, run by RE2: linear time, whatever the pattern."""

    title: ClassVar[str | Promise] = _("格式")
    sentence: ClassVar[str | Promise] = _("“%(label)s”应符合格式 %(pattern)s")

    def check(self, spec: RuleSpec) -> None:
        """Refuse what RE2 cannot run, look-around and back-references among it."""
        pattern = text_parameter(spec, "pattern")
        if len(pattern) > _LONGEST_PATTERN:
            reason = gettext("表达式超过 %(limit)s 个字符") % {"limit": _LONGEST_PATTERN}
            raise BadRuleError(field=spec.code, reason=reason)
        try:
            pc.match_substring_regex(pa.array([""]), pattern=pattern)
        except pa.ArrowInvalid as error:
            reason = gettext("表达式无法执行（不支持环视与反向引用）：%(error)s") % {"error": error}
            raise BadRuleError(field=spec.code, reason=reason) from error

    def bind(self, spec: RuleSpec, surroundings: Surroundings) -> RowRule:
        """Judge each distinct text once."""
        anchored = rf"\A(?:{text_parameter(spec, 'pattern')})\z"

        def matches(values: pa.Array) -> Mask:
            return flags(pc.match_substring_regex(values, pattern=anchored))

        return lambda batch: judge_values(batch.column(spec.item), matches)


class Reference(Kind):
    """The value occurs in `resource`.`column` as last published."""

    title: ClassVar[str | Promise] = _("引用")
    characteristic: ClassVar[Characteristic] = Characteristic.ACCURACY
    sentence: ClassVar[str | Promise] = _("“%(label)s”应存在于资源 %(resource)s 的 %(column)s")

    def check(self, spec: RuleSpec) -> None:
        """Refuse a rule that names no resource or no column."""
        text_parameter(spec, "resource")
        text_parameter(spec, "column")

    def bind(self, spec: RuleSpec, surroundings: Surroundings) -> RowRule:
        """Judge each distinct value once, compared as text."""
        resource, column = text_parameter(spec, "resource"), text_parameter(spec, "column")
        known = surroundings.reference_values(resource, column).cast(pa.string())

        def exists(values: pa.Array) -> Mask:
            return flags(pc.is_in(values, value_set=known))

        return lambda batch: judge_values(batch.column(spec.item), exists)


class CitizenId(Kind):
    """A citizen ID of 18 or 15 digits."""

    title: ClassVar[str | Promise] = _("公民身份号码")
    sentence: ClassVar[str | Promise] = _(
        "“%(label)s”应为 18 位（或 15 位旧号）公民身份号码，省份、出生日期、校验位均须正确"
    )

    def bind(self, spec: RuleSpec, surroundings: Surroundings) -> RowRule:
        """Judge each distinct number once."""
        judge = partial(valid_citizen_ids, today=surroundings.today)
        return lambda batch: judge_values(batch.column(spec.item), judge)


class Uscc(Kind):
    """A unified social credit code."""

    title: ClassVar[str | Promise] = _("统一社会信用代码")
    sentence: ClassVar[str | Promise] = _(
        "“%(label)s”应为 18 位统一社会信用代码（GB 32100），校验位须正确；旧工商注册号请换为新码"
    )

    def bind(self, spec: RuleSpec, surroundings: Surroundings) -> RowRule:
        """Judge each distinct code once."""
        return lambda batch: judge_values(batch.column(spec.item), valid_usccs)


rule_kinds.register("length", Length())
rule_kinds.register("pattern", Pattern())
rule_kinds.register("reference", Reference())
rule_kinds.register("citizen_id", CitizenId())
rule_kinds.register("uscc", Uscc())
