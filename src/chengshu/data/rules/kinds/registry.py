"""The registry of rule kinds, what all our kinds share, and how parameters are read."""

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import ClassVar

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from chengshu.base.registry.api import Registry
from chengshu.data.rules.contracts import Characteristic, RuleKind, RuleSpec, Severity
from chengshu.data.rules.errors import BadRuleError

rule_kinds: Registry[RuleKind] = Registry("rule_kinds")


class Kind:
    """Title, and a sentence of %(label)s and the parameters; a kind adds `bind` or `find`."""

    title: ClassVar[str | Promise]
    sentence: ClassVar[str | Promise]
    characteristic: ClassVar[Characteristic] = Characteristic.NORMATIVITY
    severity: ClassVar[Severity] = Severity.REJECT

    def check(self, spec: RuleSpec) -> None:
        """Accept any parameters; kinds that have some override this."""

    def columns(self, spec: RuleSpec) -> tuple[str, ...]:
        """Return the one item the rule is about; kinds over several override this."""
        return (spec.item,) if spec.item else ()

    def expects(self, spec: RuleSpec, label: str) -> str:
        """Return the sentence with label and parameters filled in."""
        return str(self.sentence) % {"label": label, **self.words(spec.parameters)}

    def words(self, parameters: Mapping[str, object]) -> Mapping[str, object]:
        """Return the parameters as the sentence shows them."""
        return parameters


def text_parameter(spec: RuleSpec, name: str) -> str:
    """Return a parameter that must be non-empty text, or refuse the rule."""
    value = spec.parameters.get(name)
    if not isinstance(value, str) or not value:
        raise BadRuleError(field=spec.code, reason=_("缺少参数 %(name)s") % {"name": name})
    return value


def whole_parameter(spec: RuleSpec, name: str) -> int:
    """Return a parameter that must be a positive whole number, or refuse the rule."""
    value = spec.parameters.get(name)
    if not isinstance(value, int) or isinstance(value, bool) or value < 1:
        reason = _("参数 %(name)s 应为正整数") % {"name": name}
        raise BadRuleError(field=spec.code, reason=reason)
    return value


def number_parameter(spec: RuleSpec, name: str) -> Decimal | None:
    """Return an optional number, or refuse the rule."""
    value = spec.parameters.get(name)
    if value is None or value == "":
        return None
    try:
        return Decimal(str(value))
    except InvalidOperation as error:
        reason = _("参数 %(name)s 应为数字") % {"name": name}
        raise BadRuleError(field=spec.code, reason=reason) from error


def date_parameter(spec: RuleSpec, name: str, today: dt.date) -> dt.date | None:
    """Return an optional date (ISO date or moment, a year, or "today"), or refuse the rule."""
    value = spec.parameters.get(name)
    if value is None or value == "":
        return None
    if value == "today":
        return today
    text = str(value)
    try:
        if text.isdigit():
            last = name == "maximum"
            return dt.date(int(text), 12 if last else 1, 31 if last else 1)
        return dt.datetime.fromisoformat(text).date()
    except ValueError as error:
        reason = _("参数 %(name)s 应为日期、年份或 today") % {"name": name}
        raise BadRuleError(field=spec.code, reason=reason) from error
