"""Keys against history, and references that must have been valid on their day."""

from typing import ClassVar

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from chengshu.data.catalog.contracts import ResourceInfo
from chengshu.data.lake.contracts.sets import KnownKeys, LostReferences
from chengshu.data.rules.contracts import Characteristic, Places, RuleSpec, Surroundings
from chengshu.data.rules.errors import BadRuleError
from chengshu.data.rules.kinds.registry import rule_kinds, text_parameter
from chengshu.data.rules.kinds.sets.parameters import (
    NOWHERE,
    SetRule,
    check_other,
    columns_parameter,
    condition_of,
    places_of,
)


class KnownKey(SetRule):
    """No published row that this batch leaves standing has the same values in `columns`.

    A whole load replaces everything published, so nothing is left to collide with.
    """

    characteristic: ClassVar[Characteristic] = Characteristic.ACCURACY
    title: ClassVar[str | Promise] = _("历史唯一")
    sentence: ClassVar[str | Promise] = _("“%(label)s”不得与已入库的其他记录重复")

    def check(self, spec: RuleSpec) -> None:
        """Refuse a rule without columns."""
        columns_parameter(spec, "columns")

    def columns(self, spec: RuleSpec) -> tuple[str, ...]:
        """Return the parts of the key."""
        return columns_parameter(spec, "columns")

    def find(self, spec: RuleSpec, surroundings: Surroundings) -> Places:
        """Ask the lake which keys it knows."""
        replaced_by = surroundings.replaced_by()
        rows = surroundings.rows(where=condition_of(spec))
        if replaced_by is None or not rows.landed.rows:
            return NOWHERE
        question = KnownKeys(rows, columns_parameter(spec, "columns"), replaced_by)
        return places_of(surroundings.ask(question))


class ValidReference(SetRule):
    """The values in `columns` occur in `others` of `resource`, and held on the day `on`."""

    characteristic: ClassVar[Characteristic] = Characteristic.ACCURACY
    title: ClassVar[str | Promise] = _("引用（按有效期）")
    sentence: ClassVar[str | Promise] = _(
        "“%(label)s”应存在于资源 %(resource)s，且在业务发生日有效"
    )

    def settle(self, spec: RuleSpec, resource: ResourceInfo) -> RuleSpec:
        """Refuse columns the other resource does not have."""
        names = [str(spec.parameters.get(name) or "") for name in ("valid_from", "valid_to")]
        others = (*columns_parameter(spec, "others"), *names)
        check_other(spec, text_parameter(spec, "resource"), others)
        return super().settle(spec, resource)

    def check(self, spec: RuleSpec) -> None:
        """Refuse keys of different length, and validity without a day of ours."""
        text_parameter(spec, "resource")
        columns, others = (columns_parameter(spec, name) for name in ("columns", "others"))
        if len(columns) != len(others):
            raise BadRuleError(field=spec.code, reason=gettext("两边的字段个数不同"))
        has_ends = spec.parameters.get("valid_from") or spec.parameters.get("valid_to")
        if has_ends and not spec.parameters.get("on"):
            reason = gettext("按有效期检查时，须用 on 指明业务发生日")
            raise BadRuleError(field=spec.code, reason=reason)

    def columns(self, spec: RuleSpec) -> tuple[str, ...]:
        """Return our side of the reference, and our day."""
        on = str(spec.parameters.get("on") or "")
        return (*columns_parameter(spec, "columns"), *([on] if on else []))

    def find(self, spec: RuleSpec, surroundings: Surroundings) -> Places:
        """Ask the lake which rows refer to nothing valid."""
        rows = surroundings.rows(where=condition_of(spec))
        if not rows.landed.rows:
            return NOWHERE
        on, valid_from, valid_to = (
            str(spec.parameters.get(name) or "") for name in ("on", "valid_from", "valid_to")
        )
        question = LostReferences(
            rows=rows,
            columns=columns_parameter(spec, "columns"),
            resource_code=text_parameter(spec, "resource"),
            others=columns_parameter(spec, "others"),
            on=on,
            valid_from=valid_from,
            valid_to=valid_to,
        )
        return places_of(surroundings.ask(question))


rule_kinds.register("known_key", KnownKey())
rule_kinds.register("valid_reference", ValidReference())
