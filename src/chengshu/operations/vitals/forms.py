"""The form of an indicator: shapes a definition, the door judges it."""

from collections.abc import Mapping
from decimal import Decimal
from typing import cast

from django import forms
from django.utils.translation import gettext_lazy as _

from chengshu.base.accounts import api as accounts
from chengshu.base.accounts.contracts import Actor
from chengshu.data.catalog import api as catalog
from chengshu.data.catalog.contracts import ResourceQuery
from chengshu.operations.vitals.contracts import (
    Direction,
    Frequency,
    IndicatorSpec,
    Level,
    Threshold,
)
from chengshu.operations.vitals.filters import parse_lines, to_lines

FREQUENCIES = (
    ("day", _("每日")),
    ("month", _("每月")),
    ("quarter", _("每季")),
    ("year", _("每年")),
    ("once", _("每次发布")),
)
DIRECTIONS = (("up", _("越高越好")), ("down", _("越低越好")), ("neutral", _("无优劣")))
MEASURES = (
    ("count", _("记录数")),
    ("count_distinct", _("不同取值数")),
    ("sum", _("求和")),
    ("avg", _("平均值")),
    ("min", _("最小值")),
    ("max", _("最大值")),
)
_DIGITS = (("", _("原样")), ("6", _("归并到区县（6 位）")), ("9", _("归并到街道（9 位）")))
_OPERATORS = ((">", _("大于")), (">=", _("不小于")), ("<", _("小于")), ("<=", _("不大于")))
_MOST_RESOURCES = 2000
_LINES_HELP = _("每行一个条件，须同时满足，如 kind = heat、minutes <= 60、state in 1, 2。")
_ROWS = {"rows": 3}


class IndicatorForm(forms.Form):
    """One indicator in fields."""

    code = forms.CharField(label=_("指标编码"), max_length=64)
    name = forms.CharField(label=_("指标名称"), max_length=128)
    theme = forms.CharField(label=_("专题"), max_length=64)
    unit = forms.CharField(label=_("计量单位"), max_length=16, required=False)
    precision = forms.IntegerField(label=_("小数位数"), min_value=0, max_value=6, initial=0)
    direction = forms.ChoiceField(label=_("优劣方向"), choices=DIRECTIONS)
    owner_code = forms.ChoiceField(label=_("责任单位"))
    person = forms.CharField(label=_("责任人账号"), max_length=150, required=False)
    definition = forms.CharField(
        label=_("指标定义"), required=False, max_length=2000, widget=forms.Textarea(attrs=_ROWS)
    )
    resource_code = forms.ChoiceField(label=_("信息资源"))
    frequency = forms.ChoiceField(label=_("频率"), choices=FREQUENCIES)
    period_item = forms.CharField(label=_("周期信息项"), max_length=64, required=False)
    area_item = forms.CharField(label=_("区域信息项"), max_length=64, required=False)
    area_digits = forms.ChoiceField(label=_("区域归并"), choices=_DIGITS, required=False)
    numerator_kind = forms.ChoiceField(label=_("分子"), choices=MEASURES)
    numerator_column = forms.CharField(label=_("分子信息项"), max_length=64, required=False)
    numerator_where = forms.CharField(
        label=_("分子条件"),
        required=False,
        widget=forms.Textarea(attrs=_ROWS),
        help_text=_LINES_HELP,
    )
    denominator_kind = forms.ChoiceField(
        label=_("分母"), choices=(("", _("无（不做比值）")), *MEASURES), required=False
    )
    denominator_column = forms.CharField(label=_("分母信息项"), max_length=64, required=False)
    denominator_where = forms.CharField(
        label=_("分母条件"), required=False, widget=forms.Textarea(attrs=_ROWS)
    )
    where = forms.CharField(label=_("统计范围"), required=False, widget=forms.Textarea(attrs=_ROWS))
    scale = forms.DecimalField(
        label=_("倍数"), initial=1, help_text=_("比值乘以多少，百分率填 100。")
    )
    operator = forms.ChoiceField(label=_("预警方向"), choices=_OPERATORS)
    red = forms.DecimalField(label=_("红色阈值"), required=False)
    orange = forms.DecimalField(label=_("橙色阈值"), required=False)
    yellow = forms.DecimalField(label=_("黄色阈值"), required=False)
    blue = forms.DecimalField(label=_("蓝色阈值"), required=False)

    def __init__(self, actor: Actor, *args: object, **kwargs: object) -> None:
        """Offer organisations and the resources `actor` may read."""
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # - passed through to Django's own
        kinds = {"department", "bureau", "unit"}
        owners = [one for one in accounts.list_organisations() if one.kind in kinds]
        found = catalog.search_resources(actor, ResourceQuery(page_size=_MOST_RESOURCES))
        self._choose("owner_code", [(one.code, one.name) for one in owners])
        self._choose(
            "resource_code", [(one.key, f"{one.title}（{one.key}）") for one in found.rows]
        )

    def _choose(self, name: str, choices: list[tuple[str, str]]) -> None:
        cast("forms.ChoiceField", self.fields[name]).choices = [("", _("请选择")), *choices]

    def to_spec(self) -> IndicatorSpec:
        """Return the definition.

        Raises:
            BadFormulaError: A condition cannot be read.
        """
        data = self.cleaned_data
        names = ("code", "name", "theme", "unit", "owner_code", "person", "resource_code")
        more = ("precision", "area_item", "period_item", "definition")
        return IndicatorSpec(
            **{name: data[name] for name in (*names, *more)},
            direction=Direction(data["direction"]),
            frequency=Frequency(data["frequency"]),
            formula=_formula(data),
            thresholds={
                level: Threshold(data["operator"], data[level.value])
                for level in Level
                if data[level.value] is not None
            },
        )


def _formula(data: Mapping[str, object]) -> dict[str, object]:
    formula: dict[str, object] = {"numerator": _measure(data, "numerator")}
    if data["denominator_kind"]:
        formula["denominator"] = _measure(data, "denominator")
    where = parse_lines(str(data["where"]))
    if where is not None:
        formula["where"] = where
    if data["scale"] != 1:
        formula["scale"] = str(data["scale"])
    if data["area_digits"]:
        formula["area_digits"] = int(str(data["area_digits"]))
    return formula


def _measure(data: Mapping[str, object], name: str) -> dict[str, object]:
    measure: dict[str, object] = {"kind": data[f"{name}_kind"]}
    if data[f"{name}_column"]:
        measure["column"] = data[f"{name}_column"]
    where = parse_lines(str(data[f"{name}_where"]))
    return measure if where is None else measure | {"where": where}


def initial_of(spec: IndicatorSpec) -> dict[str, object]:
    """Return what the form of an existing indicator shows at first."""
    formula = spec.formula
    values: dict[str, object] = {
        name: value for name, value in vars(spec).items() if name not in {"formula", "thresholds"}
    }
    for name in ("numerator", "denominator"):
        measure = cast("Mapping[str, object]", formula.get(name) or {})
        values[f"{name}_kind"] = measure.get("kind", "")
        values[f"{name}_column"] = measure.get("column", "")
        values[f"{name}_where"] = to_lines(measure.get("where"))
    values["where"] = to_lines(formula.get("where"))
    values["scale"] = Decimal(str(formula.get("scale", 1)))
    values["area_digits"] = str(formula.get("area_digits") or "")
    for level, threshold in spec.thresholds.items():
        values[level.value], values["operator"] = threshold.value, threshold.op
    return values
