"""Forms of catalog: they shape input, the door judges it."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, fields, replace

from django import forms
from django.utils.translation import gettext_lazy as _

from chengshu.base.accounts.contracts import OrganisationInfo
from chengshu.data.catalog.contracts import (
    Attachment,
    ChiefInfo,
    ClassNode,
    Countable,
    ItemDraft,
    ItemNames,
    LoadMode,
    ResourceDraft,
    Scope,
    ShareModeCategory,
    ShareType,
    Target,
)
from chengshu.data.catalog.labels import COUNTABLE_LABELS, SCOPE_LABELS
from chengshu.data.catalog.standard import get_standard

Choice = tuple[str, object]
_GRADES = [(grade, str(grade)) for grade in range(1, 6)]
_NOTHING: Choice = ("", _("请选择"))
_COMMAS = re.compile(r"[；;、,，\s]+")
_LEAF_DIGITS = 6


def _named(values: Mapping[str, str]) -> list[Choice]:
    return [_NOTHING, *((code, f"{code} {name}") for code, name in values.items())]


def _formats() -> list[Choice]:
    return _named({code: each.name for code, each in get_standard().formats.items()})


def _choose(form: forms.Form, choices: Mapping[str, Sequence[Choice]]) -> None:
    for name, values in choices.items():
        field = form.fields[name]
        if isinstance(field, forms.ChoiceField):
            field.choices = values


class ResourceForm(forms.Form):
    """The core metadata of an entry; a draft may leave most of it empty."""

    title = forms.CharField(label=_("信息资源名称"), max_length=255)
    key = forms.CharField(
        label=_("目录编号"),
        max_length=58,
        required=False,
        help_text=_(
            "小写字母、数字、下划线，以字母开头，例如 mr_enterprise；留空则自动生成，保存后不能更改"
        ),
    )
    provider_code = forms.ChoiceField(label=_("信息资源提供方"))
    class_path = forms.ChoiceField(label=_("信息资源分类"), required=False)
    abstract = forms.CharField(
        label=_("信息资源摘要"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("写明内容概述和主要数据项，便于其他单位判断是否需要"),
    )
    format = forms.ChoiceField(label=_("信息资源格式"), required=False)
    format_name = forms.CharField(
        label=_("具体格式"), required=False, max_length=64, help_text=_("例如 mysql、XLSX")
    )
    update_cycle = forms.ChoiceField(label=_("更新周期"), required=False)
    system_code = forms.CharField(label=_("所属信息系统"), required=False, max_length=128)
    source_duty = forms.CharField(label=_("来源事项或职能"), required=False, max_length=128)
    grade = forms.TypedChoiceField(
        label=_("数据分级"), coerce=int, choices=[(n, n) for n in range(1, 6)]
    )
    share_type = forms.ChoiceField(label=_("共享类型"), required=False)
    share_mode_category = forms.ChoiceField(label=_("共享方式分类"))
    share_mode = forms.ChoiceField(label=_("平台共享方式"), required=False)
    share_condition = forms.CharField(
        label=_("共享条件"), required=False, max_length=500, help_text=_("有条件共享时必填")
    )
    no_share_basis = forms.CharField(
        label=_("不予共享依据"),
        required=False,
        max_length=500,
        help_text=_("不予共享时必填，写明法律、行政法规或政策条款"),
    )
    no_share_until = forms.DateField(
        label=_("不予共享截止日期"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("到期前提醒复核；留空则每年复核"),
    )
    is_open = forms.BooleanField(label=_("向社会开放"), required=False)
    open_condition = forms.CharField(label=_("开放条件"), required=False, max_length=500)
    related_codes = forms.CharField(
        label=_("关联资源代码"), required=False, help_text=_("多个代码用顿号分隔")
    )

    def offer(
        self,
        *,
        providers: Sequence[OrganisationInfo],
        classes: Sequence[ClassNode],
        is_new: bool,
    ) -> None:
        """Fill the choices; key and provider of a kept entry stay as they are."""
        standard = get_standard()
        choices: dict[str, list[Choice]] = {
            "provider_code": [(each.code, each.name) for each in providers],
            "class_path": [_NOTHING, *_leaves(classes)],
            "format": _formats(),
            "update_cycle": _named(standard.update_cycles),
            "share_type": _named(standard.share_types),
            "share_mode_category": list(standard.share_mode_categories.items()),
            "share_mode": _named(standard.share_modes),
        }
        _choose(self, choices)
        for name in ("key", "provider_code"):
            self.fields[name].disabled = not is_new

    def to_draft(self, *, before: ResourceDraft | None, key: str) -> ResourceDraft:
        """Return the draft; what the form does not show stays as it was `before`."""
        values = dict(self.cleaned_data)
        values["key"] = key
        values["share_type"] = ShareType(values["share_type"]) if values["share_type"] else None
        values["share_mode_category"] = ShareModeCategory(values["share_mode_category"])
        values["related_codes"] = tuple(filter(None, _COMMAS.split(values["related_codes"])))
        start = before or ResourceDraft(key, values["title"], values["provider_code"])
        return replace(start, **values, guesses=())


def _leaves(classes: Iterable[ClassNode]) -> list[tuple[str, object]]:
    """Return the leaves of the class tree grouped under their item."""
    names = {node.code: node.name for node in classes}
    parents = {node.parent for node in classes}
    groups: dict[str, list[tuple[str, str]]] = {}
    for node in classes:
        if len(node.code) >= _LEAF_DIGITS and node.code not in parents:
            group = f"{names.get(node.code[:1], '')} / {names.get(node.code[:3], '')}"
            groups.setdefault(group, []).append((node.code, f"{node.code} {node.name}"))
    return list(groups.items())


def resource_initial(draft: ResourceDraft) -> dict[str, object]:
    """Return what the form shows of a draft."""
    return {**vars(draft), "related_codes": "、".join(draft.related_codes)}


class ItemForm(forms.Form):
    """One information item; an empty row is no item."""

    before = forms.CharField(required=False, widget=forms.HiddenInput)
    name_zh = forms.CharField(label=_("中文名称"), required=False, max_length=128)
    column = forms.CharField(label=_("列名"), required=False, max_length=63)
    source_column = forms.CharField(label=_("源字段名"), required=False, max_length=128)
    data_type = forms.ChoiceField(label=_("数据类型"), required=False)
    length = forms.IntegerField(label=_("长度"), required=False, min_value=1)
    scale = forms.IntegerField(label=_("小数位"), required=False, min_value=0, max_value=20)
    is_primary_key = forms.BooleanField(label=_("主键"), required=False)
    is_required = forms.BooleanField(label=_("必填"), required=False)
    is_incremental = forms.BooleanField(label=_("增量"), required=False)
    is_sensitive = forms.BooleanField(label=_("敏感"), required=False)
    mask = forms.ChoiceField(label=_("脱敏"), required=False)
    code_table = forms.ChoiceField(label=_("代码表"), required=False)
    grade = forms.TypedChoiceField(
        label=_("分级"),
        coerce=int,
        required=False,
        choices=[(n, n) for n in range(1, 6)],
    )
    share_type = forms.TypedChoiceField(
        label=_("共享"), coerce=ShareType, empty_value=None, required=False
    )
    element = forms.CharField(
        label=_("数据元"),
        required=False,
        max_length=64,
        widget=forms.TextInput({"list": "elements", "autocomplete": "off"}),
    )
    note = forms.CharField(label=_("备注"), required=False, max_length=255)

    def offer(self, names: ItemNames) -> None:
        """Fill the choices."""
        self.elements = names.elements
        choices: dict[str, list[Choice]] = {
            "data_type": [("", "—"), *get_standard().item_types.items()],
            "mask": [("", "—"), *names.masks.items()],
            "code_table": [("", "—"), *names.tables.items()],
            "share_type": [("", _("同目录")), *get_standard().share_types.items()],
        }
        _choose(self, choices)

    def clean_element(self) -> str:
        """Return the code of a data element; a name typed whole stands for its code."""
        text: str = self.cleaned_data["element"].strip()
        if not text or text in self.elements or text == self.initial.get("element"):
            return text
        named = [code for code, name in self.elements.items() if name == text]
        if len(named) != 1:
            raise forms.ValidationError(_("数据元目录中没有这一项，请从提示中选择或留空"))
        return named[0]

    @property
    def is_item(self) -> bool:
        """Whether the row says anything and is not struck out."""
        values = self.cleaned_data
        return bool(values.get("column") or values.get("name_zh")) and not values.get("DELETE")

    def to_item(self, before: Mapping[str, ItemDraft]) -> ItemDraft:
        """Return the item; what the row does not show stays as it was."""
        names = {field.name for field in fields(ItemDraft)}
        values = {name: each for name, each in self.cleaned_data.items() if name in names}
        values["grade"] = values["grade"] or 1
        start = before.get(self.cleaned_data["before"]) or ItemDraft("", "", "")
        return replace(start, **values)


ItemFormSet = forms.formset_factory(ItemForm, extra=3, can_delete=True, max_num=1000)


def items_initial(draft: ResourceDraft) -> list[dict[str, object]]:
    """Return what the item rows show of a draft."""
    return [{**asdict(item), "before": item.column} for item in draft.items]


class ReasonForm(forms.Form):
    """Why an entry is returned or withdrawn."""

    reason = forms.CharField(
        label=_("原因"), max_length=500, widget=forms.Textarea(attrs={"rows": 2})
    )


class DelegationForm(forms.Form):
    """Who reviews in one's place, and when."""

    to = forms.CharField(
        label=_("受委托人的用户名"), max_length=150, help_text=_("须是本单位的在岗人员")
    )
    starts_on = forms.DateField(
        label=_("开始日期"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    ends_on = forms.DateField(
        label=_("截止日期"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    reason = forms.CharField(label=_("委托原因"), max_length=255)


class ChiefForm(forms.Form):
    """Who is the chief data officer of a department."""

    organisation = forms.ChoiceField(label=_("单位"))
    username = forms.CharField(
        label=_("首席数据官的用户名"),
        max_length=150,
        required=False,
        help_text=_("须是该单位的数据专员；留空表示不指定"),
    )

    def offer(self, departments: Sequence[ChiefInfo]) -> None:
        """Fill the departments."""
        names = [(each.organisation_code, each.organisation_name) for each in departments]
        _choose(self, {"organisation": names})


class TargetForm(forms.Form):
    """How much of what somebody is to reach by a day."""

    place = forms.ChoiceField(label=_("对象"))
    countable = forms.ChoiceField(label=_("口径"), choices=list(COUNTABLE_LABELS.items()))
    amount = forms.IntegerField(label=_("目标值"), min_value=1, max_value=10**15)
    deadline = forms.DateField(
        label=_("截止日期"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    def offer(self, organisations: Sequence[OrganisationInfo], areas: Mapping[str, str]) -> None:
        """Fill the choices: the city, its districts, its organisations."""
        city, district, department = Scope.CITY, Scope.DISTRICT, Scope.DEPARTMENT
        places: list[Choice] = [
            (f"{city}:", SCOPE_LABELS[city]),
            (
                str(SCOPE_LABELS[district]),
                [(f"{district}:{code}", name) for code, name in areas.items()],
            ),
            (
                str(SCOPE_LABELS[department]),
                [(f"{department}:{each.code}", each.name) for each in organisations],
            ),
        ]
        _choose(self, {"place": places})

    def to_target(self) -> Target:
        """Return the target."""
        values = self.cleaned_data
        scope, _colon, code = values["place"].partition(":")
        countable = Countable(values["countable"])
        return Target(Scope(scope), code, countable, values["amount"], values["deadline"])


class AttachForm(forms.Form):
    """The source table behind an entry."""

    source_code = forms.CharField(label=_("数据源编号"), max_length=64)
    table = forms.CharField(
        label=_("数据表"), max_length=255, help_text=_("库表名；文件数据源可用通配符，如 *.csv")
    )
    mode = forms.ChoiceField(
        label=_("读取方式"),
        choices=[(LoadMode.FULL.value, _("全量")), (LoadMode.INCREMENTAL.value, _("增量"))],
    )
    cursor_column = forms.CharField(
        label=_("增量字段"), required=False, max_length=128, help_text=_("增量读取时必填")
    )
    expects_rows = forms.BooleanField(
        label=_("每批都应有数据"),
        required=False,
        initial=True,
        help_text=_("勾选后，读到零行将判为失败"),
    )

    def to_attachment(self) -> Attachment:
        """Return the attachment."""
        values = dict(self.cleaned_data)
        values["mode"] = LoadMode(values["mode"])
        return Attachment(**values)


class ImportForm(forms.Form):
    """A file of another catalogue."""

    file = forms.FileField(
        label=_("文件"),
        help_text=_(
            "模板，任意格式的 Excel、CSV、JSON，CKAN 或 DCAT 目录；可用 .gz 压缩，不超过 50 MB"
        ),
    )
