"""Forms of the rule studio: a condition, a reason for switching off."""

from collections.abc import Sequence

from django import forms
from django.utils.translation import gettext_lazy as _

from chengshu.data.rules.contracts import RuleSpec, Severity


class ConditionForm(forms.Form):
    """A condition in the officer's words, and what becomes of rows that break it."""

    text = forms.CharField(
        label=_("条件"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_('用信息项名称书写，例如：如果 状态 = "注销" 则 注销日期 不为空'),
    )
    name = forms.SlugField(
        label=_("规则代号"), max_length=40, help_text=_("字母、数字和连字符，同名即替换原规则")
    )
    severity = forms.ChoiceField(
        label=_("不符合时"),
        choices=[
            (Severity.REJECT.value, _("退回该行")),
            (Severity.WARN.value, _("提醒")),
            (Severity.STOP.value, _("拦截整批")),
        ],
    )
    reason = forms.CharField(
        label=_("理由"),
        max_length=1000,
        required=False,
        help_text=_("提出调整时必填，试运行可不填"),
    )

    def to_spec(self) -> RuleSpec:
        """Return the rule as written."""
        values = self.cleaned_data
        parameters = {name: values[name] for name in ("text", "name", "severity")}
        return RuleSpec("expression", "", parameters)


class OffForm(forms.Form):
    """Which rule should be off, and why."""

    code = forms.ChoiceField(label=_("规则"))
    reason = forms.CharField(label=_("停用理由"), max_length=1000)

    def offer(self, rules: Sequence[tuple[str, str]]) -> None:
        """Fill the choices with the rules in force."""
        field = self.fields["code"]
        if isinstance(field, forms.ChoiceField):
            field.choices = list(rules)
