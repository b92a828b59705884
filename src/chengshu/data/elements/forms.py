"""Forms of elements: they shape input, the door judges it."""

import re
from collections.abc import Iterable, Sequence

from django import forms
from django.utils.translation import gettext_lazy as _

from chengshu.base.accounts.contracts import OrganisationInfo
from chengshu.data.elements.contracts import DataElement, ElementDraft, Vocabulary
from chengshu.data.elements.wordings import GRADES, choices_of

_BREAKS = re.compile(r"[\n\r,，、;；]+")
_NONE = ("", "—")


def split_names(text: str) -> tuple[str, ...]:
    """Return names parted by line breaks, commas or the Chinese 顿号."""
    return tuple(name.strip() for name in _BREAKS.split(text) if name.strip())


class ElementForm(forms.Form):
    """An element of the city or of a department."""

    organisation_code = forms.ChoiceField(label=_("属于"), required=False)
    domain = forms.ChoiceField(label=_("领域"))
    name_zh = forms.CharField(label=_("名称"), max_length=128)
    name_en = forms.CharField(label=_("英文名称"), max_length=128, required=False)
    definition = forms.CharField(
        label=_("定义"),
        max_length=1000,
        widget=forms.Textarea({"rows": 2}),
        help_text=_("用一句话说明它指什么，别人据此判断是否是同一个数据元"),
    )
    aliases = forms.CharField(
        label=_("别名"),
        required=False,
        max_length=10000,
        widget=forms.Textarea({"rows": 2}),
        help_text=_("其他中文叫法、英文、缩写，用逗号或换行分隔；拼音和首字母自动生成"),
    )
    data_type = forms.ChoiceField(label=_("数据类型"))
    length = forms.IntegerField(label=_("长度"), required=False, min_value=1, max_value=100_000)
    scale = forms.IntegerField(label=_("小数位"), required=False, min_value=0, max_value=20)
    unit = forms.CharField(label=_("计量单位"), required=False, max_length=32)
    code_table = forms.RegexField(
        r"^[a-z0-9_-]*$",
        label=_("代码表编号"),
        required=False,
        max_length=64,
        help_text=_("取值来自代码表时填写其编号，见“代码表”"),
    )
    identifier = forms.ChoiceField(label=_("标识种类"), required=False)
    grade = forms.TypedChoiceField(label=_("数据分级"), coerce=int, choices=list(GRADES.items()))
    personal = forms.ChoiceField(label=_("个人信息类别"), required=False)
    mask = forms.ChoiceField(label=_("脱敏"), required=False)
    source = forms.CharField(
        label=_("来源标准"), required=False, max_length=255, help_text=_("标准、文件或业务规定")
    )

    def offer(
        self, vocabulary: Vocabulary, owners: Iterable[OrganisationInfo | None], *, is_new: bool
    ) -> None:
        """Fill the choices; an element never changes its owner."""
        self._choose("domain", choices_of(vocabulary.domains))
        self._choose("data_type", choices_of(vocabulary.types))
        self._choose("identifier", [_NONE, *choices_of(vocabulary.identifiers)])
        self._choose("personal", [(_NONE[0], _("不是个人信息")), *choices_of(vocabulary.personal)])
        self._choose("mask", [("", _("不脱敏")), *choices_of(vocabulary.masks)])
        offered = [(one.code, one.name) if one else ("", _("全市（本市数据元）")) for one in owners]
        self._choose("organisation_code", offered)
        self.fields["organisation_code"].disabled = not is_new

    def _choose(self, name: str, choices: Sequence[tuple[str, object]]) -> None:
        field = self.fields[name]
        if isinstance(field, forms.ChoiceField):
            field.choices = choices

    def to_draft(self) -> ElementDraft:
        """Return what was entered."""
        values = dict(self.cleaned_data)
        values["aliases"] = split_names(values["aliases"])
        return ElementDraft(**values)


def element_initial(element: DataElement, added: Iterable[str]) -> dict[str, object]:
    """Return a kept element as the form's first values."""
    return {**vars(element), "aliases": "，".join(added)}


class AliasForm(forms.Form):
    """The names the city adds to an element."""

    names = forms.CharField(
        label=_("本市增加的别名"),
        required=False,
        max_length=10000,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("用逗号或换行分隔；拼音和首字母自动生成"),
    )


class TeachForm(forms.Form):
    """What a department calls an element."""

    organisation_code = forms.ChoiceField(label=_("单位"))
    column = forms.CharField(label=_("字段名"), max_length=255)
    comment = forms.CharField(label=_("字段注释"), required=False, max_length=255)

    def offer(self, organisations: Iterable[OrganisationInfo]) -> None:
        """Fill the choices."""
        field = self.fields["organisation_code"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [(one.code, one.name) for one in organisations]
