"""Forms of claims: a claim, a reason, a template, an issue, a ruling."""

from collections.abc import Iterable, Mapping, Sequence

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from chengshu.data.catalog.contracts import ShareType
from chengshu.data.claims.contracts import DisputeInfo, DisputeKind, Holding, Template
from chengshu.data.claims.labels import LEVEL_LABELS, SHARE_LABELS, TYPE_LABELS
from chengshu.data.elements.contracts import Level

Choices = Sequence[tuple[str, object]]
_NOTHING: tuple[str, object] = ("", "—")


class ClaimForm(forms.Form):
    """Where the department holds the element."""

    system = forms.CharField(
        label=_("业务系统"),
        max_length=128,
        widget=forms.TextInput(attrs={"list": "systems", "autocomplete": "off"}),
        help_text=_("登记过的业务系统可直接选择"),
    )
    table = forms.CharField(label=_("数据表"), max_length=255)
    field = forms.CharField(label=_("字段"), max_length=128, help_text=_("数据库中的字段名"))
    local_name = forms.CharField(label=_("本单位叫法"), max_length=128)
    data_type = forms.ChoiceField(label=_("数据类型"), choices=list(TYPE_LABELS.items()))
    length = forms.IntegerField(label=_("长度"), required=False, min_value=1, max_value=100_000)
    code_table = forms.ChoiceField(label=_("代码表"), required=False)
    coverage = forms.CharField(
        label=_("覆盖范围"),
        max_length=255,
        help_text=_("哪些对象、从何时起，例如：全市户籍人口，1985 年起"),
    )
    share_type = forms.ChoiceField(label=_("共享类型"))
    share_condition = forms.CharField(
        label=_("共享条件"), required=False, max_length=500, help_text=_("有条件共享时必填")
    )
    no_share_basis = forms.CharField(
        label=_("不予共享依据"),
        required=False,
        max_length=500,
        help_text=_("不予共享时必填，写明法律、行政法规或政策条款"),
    )
    resource_key = forms.ChoiceField(
        label=_("登记在目录"),
        required=False,
        help_text=_("不选择时，按数据表自动起草一条目录，同表的要素归入同一条"),
    )

    def offer(self, *, template: Template, tables: Choices, entries: Choices) -> None:
        """Fill the choices: share types no tighter than the template's, own entries."""
        allowed = [kind for kind in ShareType if kind <= template.share_type]
        _choose(self, "share_type", [(kind.value, SHARE_LABELS[kind]) for kind in allowed])
        _choose(self, "code_table", [_NOTHING, *tables])
        _choose(self, "resource_key", [("", _("自动起草")), *entries])
        if ShareType.WITHHELD not in allowed:
            del self.fields["no_share_basis"]
        if ShareType.CONDITIONAL not in allowed:
            del self.fields["share_condition"]

    def to_holding(self) -> Holding:
        """Return the claim."""
        values = dict(self.cleaned_data)
        values["share_type"] = ShareType(values["share_type"])
        return Holding(**values)


class ReasonForm(forms.Form):
    """A step with its reason."""

    reason = forms.CharField(
        label=_("原因"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, data: QueryDict | None = None, *, label: object = "", prefix: str) -> None:
        """Name the reason after the step."""
        super().__init__(data, prefix=prefix)
        if label:
            self.fields["reason"].label = str(label)


class DeclineForm(ReasonForm):
    """Not this department's; whether it uses the element."""

    uses = forms.BooleanField(
        label=_("本单位需要使用该要素，由数源单位提供"),
        required=False,
    )


class TemplateForm(forms.Form):
    """A local element, or an extension element of one department."""

    level = forms.ChoiceField(label=_("层级"))
    organisation_code = forms.ChoiceField(
        label=_("所属单位"), required=False, help_text=_("仅扩展要素填写；保存后即下发给该单位")
    )
    code = forms.CharField(
        label=_("要素编码"), max_length=32, help_text=_("字母、数字和连字符，例如 DF-JC-001")
    )
    name_zh = forms.CharField(label=_("要素名称"), max_length=128)
    definition = forms.CharField(
        label=_("定义"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )
    data_type = forms.ChoiceField(label=_("数据类型"), choices=list(TYPE_LABELS.items()))
    length = forms.IntegerField(label=_("长度"), required=False, min_value=1, max_value=100_000)
    code_table = forms.ChoiceField(label=_("代码表"), required=False)
    value_domain = forms.CharField(label=_("值域"), required=False, max_length=255)
    duty_line = forms.CharField(
        label=_("职责条线"), max_length=64, widget=forms.TextInput(attrs={"list": "duties"})
    )
    share_type = forms.ChoiceField(
        label=_("共享类型"),
        choices=[(kind.value, label) for kind, label in SHARE_LABELS.items()],
        help_text=_("单位认领时可以放宽，不能收紧"),
    )
    source = forms.CharField(label=_("来源标准"), required=False, max_length=255)
    element_code = forms.CharField(
        label=_("数据元"),
        required=False,
        max_length=64,
        help_text=_("对应的数据元编码，没有可不填"),
    )

    def offer(self, *, levels: Iterable[Level], departments: Choices, tables: Choices) -> None:
        """Fill the choices with what the person may draw up."""
        _choose(self, "level", [(level.value, LEVEL_LABELS[level]) for level in levels])
        _choose(self, "organisation_code", [_NOTHING, *departments])
        _choose(self, "code_table", [_NOTHING, *tables])

    def to_template(self) -> Template:
        """Return the template."""
        values = dict(self.cleaned_data)
        values["level"] = Level(values["level"])
        values["share_type"] = ShareType(values["share_type"])
        return Template(**values)


class IssueForm(forms.Form):
    """Which elements go to which departments, and how long they have."""

    codes = forms.MultipleChoiceField(label=_("要素"), widget=forms.CheckboxSelectMultiple)
    departments = forms.MultipleChoiceField(label=_("单位"), widget=forms.CheckboxSelectMultiple)
    days = forms.IntegerField(label=_("答复时限（工作日）"), min_value=1, max_value=250)

    def offer(self, *, templates: Choices, departments: Choices) -> None:
        """Fill the choices."""
        _choose(self, "codes", templates)
        _choose(self, "departments", departments)


class RulingForm(forms.Form):
    """Who is the authority, and why."""

    authority = forms.ChoiceField(label=_("数源单位"), widget=forms.RadioSelect, required=False)
    reason = forms.CharField(
        label=_("裁定理由"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("写明三定规定、权责清单或法律依据，各方都会看到"),
    )

    def offer(self, dispute: DisputeInfo, names: Mapping[str, str]) -> None:
        """Offer the parties; an objection may be upheld by naming nobody."""
        choices: list[tuple[str, object]] = [
            (party.department_code, names[party.department_code]) for party in dispute.parties
        ]
        if dispute.kind is DisputeKind.OBJECTION:
            choices.append(("", _("采纳异议：该单位不适用，不指定数源单位")))
        _choose(self, "authority", choices)


def _choose(form: forms.Form, name: str, choices: Iterable[tuple[str, object]]) -> None:
    field = form.fields[name]
    if isinstance(field, forms.ChoiceField):
        field.choices = list(choices)
