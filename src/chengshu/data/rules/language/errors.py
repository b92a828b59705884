"""What is wrong with a rule as written: where, and what to change."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from chengshu.base.errors.api import InvalidInputError


class RuleTextError(InvalidInputError):
    """A rule cannot be understood; data: `column` (from 1), `text`, `reason`.

    `column` counts characters of the rule as written, `text` is what stands there.
    """

    code = "rule_text"
    title = _("规则写法有误")
    sentence = _("第 %(column)s 个字符“%(text)s”处：%(reason)s")

    def __init__(self, *, column: int, text: str, reason: str | Promise) -> None:
        """Say what to change at a place."""
        super().__init__(column=column, text=text, reason=reason)
        self.column = column
