"""Kinds of texts that have named forms: phones, plates, postal codes, travel documents."""

from collections.abc import Mapping
from typing import ClassVar

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from chengshu.data.rules.contracts import RowRule, RuleSpec, Surroundings
from chengshu.data.rules.errors import BadRuleError
from chengshu.data.rules.kernels import identifiers as kernels
from chengshu.data.rules.kernels.running import judge
from chengshu.data.rules.kinds.columns import Mask, flags, judge_values
from chengshu.data.rules.kinds.registry import Kind, rule_kinds
from chengshu.data.rules.pack import forms_of


class Forms(Kind):
    """A text of one of the forms the pack knows; `forms` narrows them."""

    family: ClassVar[str]

    def check(self, spec: RuleSpec) -> None:
        """Refuse a form nobody knows."""
        known = forms_of(self.family)
        unknown = [name for name in self._chosen(spec) if name not in known]
        if unknown:
            words = {"names": "、".join(unknown), "known": "、".join(known)}
            reason = gettext("没有形式 %(names)s，可选：%(known)s") % words
            raise BadRuleError(field=spec.code, reason=reason)

    def bind(self, spec: RuleSpec, surroundings: Surroundings) -> RowRule:
        """Judge each distinct text once."""
        forms = self._chosen(spec)
        patterns = [forms_of(self.family)[name] for name in forms]
        anchored = rf"\A(?:{'|'.join(f'(?:{pattern})' for pattern in patterns)})\z"

        def fits(values: pa.Array) -> Mask:
            return self.judge(values, anchored, forms)

        return lambda batch: judge_values(batch.column(spec.item), fits)

    def judge(self, values: pa.Array, pattern: str, forms: tuple[str, ...]) -> Mask:
        """Tell which texts match; a kind may know a faster way for a form."""
        return flags(pc.match_substring_regex(values, pattern=pattern))

    def _chosen(self, spec: RuleSpec) -> tuple[str, ...]:
        chosen = spec.parameters.get("forms")
        return (
            tuple(map(str, chosen))
            if isinstance(chosen, list | tuple) and chosen
            else tuple(forms_of(self.family))
        )

    def words(self, parameters: Mapping[str, object]) -> Mapping[str, object]:
        """Say nothing of the forms: the sentence names what is usual."""
        return {}


class Phone(Forms):
    """A mobile, landline, 400, short or international number."""

    family = "phone"
    title: ClassVar[str | Promise] = _("电话号码")
    sentence: ClassVar[str | Promise] = _(
        "“%(label)s”应为有效的电话号码：手机 11 位，固话可带区号，或 400、12345 等服务号码"
    )

    def judge(self, values: pa.Array, pattern: str, forms: tuple[str, ...]) -> Mask:
        """Look at mobile numbers first: most are, and a kernel is faster than a pattern."""
        if "mobile" not in forms:
            return super().judge(values, pattern, forms)
        good = judge(kernels.mobiles, values)
        others = np.flatnonzero(~good)
        good[others] = super().judge(values.take(pa.array(others)), pattern, forms)
        return good


class Plate(Forms):
    """A number plate, GA 36: ordinary, new energy, consular."""

    family = "plate"
    title: ClassVar[str | Promise] = _("机动车号牌")
    sentence: ClassVar[str | Promise] = _("“%(label)s”应为有效的机动车号牌，如 辽C12345、辽CD12345")


class PostalCode(Forms):
    """A postal code of six digits whose first two exist."""

    family = "postal_code"
    title: ClassVar[str | Promise] = _("邮政编码")
    sentence: ClassVar[str | Promise] = _("“%(label)s”应为 6 位邮政编码")


class TravelDocument(Forms):
    """A passport, or a permit to or from Hong Kong, Macao or Taiwan."""

    family = "travel_document"
    title: ClassVar[str | Promise] = _("护照与出入境证件")
    sentence: ClassVar[str | Promise] = _("“%(label)s”应为有效的护照、通行证或居留证号码")


rule_kinds.register("phone", Phone())
rule_kinds.register("plate", Plate())
rule_kinds.register("postal_code", PostalCode())
rule_kinds.register("travel_document", TravelDocument())
