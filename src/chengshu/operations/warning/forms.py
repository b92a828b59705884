"""The forms of warning: they shape input, the door judges it."""

from typing import cast

from django import forms
from django.utils.translation import gettext_lazy as _

from chengshu.base.accounts import api as accounts
from chengshu.base.accounts.contracts import Actor
from chengshu.operations.dispatch import api as dispatch
from chengshu.operations.vitals import api as vitals
from chengshu.operations.vitals.contracts import Level, Threshold
from chengshu.operations.warning import api
from chengshu.operations.warning.contracts import AlertRuleSpec

_OPERATORS = ((">", _("大于")), (">=", _("不小于")), ("<", _("小于")), ("<=", _("不大于")))
_KINDS = frozenset({"department", "unit", "bureau"})


class RuleForm(forms.Form):
    """One rule in fields; empty thresholds mean those of the indicator."""

    code = forms.RegexField(r"^[a-z][a-z0-9_.-]{1,63}$", label=_("规则编码"), max_length=64)
    name = forms.CharField(label=_("规则名称"), max_length=128)
    indicator_code = forms.ChoiceField(label=_("指标"))
    operator = forms.ChoiceField(label=_("预警方向"), choices=_OPERATORS)
    red = forms.DecimalField(label=_("红色阈值"), required=False)
    orange = forms.DecimalField(label=_("橙色阈值"), required=False)
    yellow = forms.DecimalField(label=_("黄色阈值"), required=False)
    blue = forms.DecimalField(label=_("蓝色阈值"), required=False)
    margin = forms.DecimalField(
        label=_("回差"), min_value=0, initial=0, help_text=_("越过阈值多少才解除，避免来回波动。")
    )
    areas = forms.CharField(
        label=_("适用区域"), required=False, help_text=_("区划代码，用空格分隔；不填为全部区域。")
    )
    auto_case = forms.BooleanField(label=_("自动转案件"), required=False)
    case_level = forms.ChoiceField(label=_("自动转案件的最低级别"), initial="blue")
    case_class = forms.ChoiceField(label=_("案件类别"), required=False)
    lead_unit = forms.ChoiceField(label=_("主办单位"), required=False)
    advice = forms.CharField(
        label=_("处置建议"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    is_active = forms.BooleanField(label=_("启用"), required=False, initial=True)

    def __init__(self, actor: Actor, *args: object, **kwargs: object) -> None:
        """Fill the choices."""
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # - passed through to Django's own
        indicators = vitals.list_specs(actor)
        units = [one for one in accounts.list_organisations() if one.kind in _KINDS]
        classes = dispatch.list_case_classes(actor)
        self._choose("indicator_code", [(one.code, one.name) for one in indicators])
        self._choose("lead_unit", [(one.code, one.name) for one in units])
        self._choose(
            "case_class",
            [(f"{one.code_system}|{one.code}", f"{one.code} {one.name}") for one in classes],
        )
        cast("forms.ChoiceField", self.fields["case_level"]).choices = list(api.list_levels())

    def _choose(self, name: str, choices: list[tuple[str, str]]) -> None:
        cast("forms.ChoiceField", self.fields[name]).choices = [("", _("请选择")), *choices]

    def to_spec(self) -> AlertRuleSpec:
        """Return the rule."""
        data = self.cleaned_data
        code_system, _mark, case_class = data["case_class"].partition("|")
        names = ("code", "name", "indicator_code", "margin", "auto_case", "lead_unit", "advice")
        return AlertRuleSpec(
            **{name: data[name] for name in names},
            thresholds={
                level: Threshold(data["operator"], data[level.value])
                for level in Level
                if data[level.value] is not None
            },
            areas=tuple(data["areas"].split()),
            case_level=Level(data["case_level"]),
            case_class=case_class,
            code_system=code_system,
            is_active=data["is_active"],
        )


def initial_of(spec: AlertRuleSpec) -> dict[str, object]:
    """Return what the form of an existing rule shows at first."""
    values: dict[str, object] = {
        name: value for name, value in vars(spec).items() if name != "thresholds"
    }
    values["margin"] = f"{spec.margin.normalize():f}"
    values["areas"] = " ".join(spec.areas)
    values["case_class"] = f"{spec.code_system}|{spec.case_class}" if spec.case_class else ""
    for level, threshold in spec.thresholds.items():
        values[level.value], values["operator"] = threshold.value, threshold.op
    return values


class NoteForm(forms.Form):
    """A note to an acknowledgement or a case."""

    note = forms.CharField(
        label=_("说明"), required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )
