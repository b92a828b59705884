"""Forms of sources: they shape input, the door judges it."""

import json
from collections.abc import Iterable, Mapping

from django import forms
from django.utils.translation import gettext_lazy as _

from chengshu.base.accounts.contracts import OrganisationInfo
from chengshu.data.sources.contracts import NewSource, SourceInfo, SourceKind, SystemInfo
from chengshu.data.sources.wordings import KINDS

_CODE = r"^[a-z0-9][a-z0-9_-]*$"


class SystemForm(forms.Form):
    """One business system."""

    code = forms.RegexField(
        _CODE, label=_("系统编号"), max_length=63, help_text=_("小写字母、数字、- 和 _")
    )
    name = forms.CharField(label=_("系统名称"), max_length=200)
    organisation_code = forms.ChoiceField(label=_("所属单位"))
    note = forms.CharField(label=_("说明"), required=False, widget=forms.Textarea({"rows": 2}))

    def offer(self, organisations: Iterable[OrganisationInfo]) -> None:
        """Offer the organisations the person may choose."""
        _choose(self, "organisation_code", ((one.code, one.name) for one in organisations))


class SourceForm(forms.Form):
    """One source; the password field is never filled from what is stored."""

    code = forms.RegexField(
        _CODE, label=_("数据源编号"), max_length=63, help_text=_("小写字母、数字、- 和 _")
    )
    name = forms.CharField(label=_("数据源名称"), max_length=200)
    system_code = forms.ChoiceField(label=_("业务系统"))
    organisation_code = forms.ChoiceField(label=_("所属单位"))
    kind = forms.ChoiceField(label=_("类型"), choices=[(k.value, v) for k, v in KINDS.items()])
    host = forms.CharField(
        label=_("主机"), required=False, max_length=255, help_text=_("数据库必填")
    )
    port = forms.IntegerField(
        label=_("端口"),
        required=False,
        min_value=1,
        max_value=65535,
        help_text=_("不填则用默认端口"),
    )
    database = forms.CharField(
        label=_("数据库名"),
        required=False,
        max_length=200,
        help_text=_("SQLite 填文件夹内的文件名"),
    )
    username = forms.CharField(
        label=_("用户名"), required=False, max_length=200, help_text=_("请使用只读账号")
    )
    password = forms.CharField(
        label=_("密码"),
        required=False,
        max_length=500,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("加密保存，不再显示；留空保持不变"),
    )
    folder = forms.CharField(
        label=_("文件夹"),
        required=False,
        max_length=1000,
        help_text=_("文件和 SQLite 数据源留空即接收上传；服务器上的其他文件夹只能由运维人员登记"),
    )
    options = forms.CharField(
        label=_("选项（JSON）"),
        required=False,
        widget=forms.Textarea({"rows": 3}),
        help_text=_(
            '如 {"encoding": "gbk", "header_row": 2, "sheet": "部件"}，一般不用填写；'
            '其他数据库须写明方言，如 {"dialect": "oracle+oracledb"}'
        ),
    )

    def offer(
        self, organisations: Iterable[OrganisationInfo], systems: Iterable[SystemInfo]
    ) -> None:
        """Offer the organisations and systems the person may choose."""
        _choose(self, "organisation_code", ((one.code, one.name) for one in organisations))
        _choose(self, "system_code", ((one.code, one.name) for one in systems))

    def clean_options(self) -> Mapping[str, object]:
        """Return the options as a mapping."""
        text = self.cleaned_data["options"].strip()
        try:
            options = json.loads(text) if text else {}
        except (json.JSONDecodeError, RecursionError) as error:
            raise forms.ValidationError(_("不是有效的 JSON")) from error
        if not isinstance(options, dict):
            raise forms.ValidationError(_("应为 JSON 对象"))
        return options

    def to_source(self) -> NewSource:
        """Return what was entered."""
        values = dict(self.cleaned_data)
        values["kind"] = SourceKind(values["kind"])
        values["port"] = values["port"] or 0
        return NewSource(**values)


class UploadForm(forms.Form):
    """One file for a FILES source."""

    file = forms.FileField(label=_("选择文件"), allow_empty_file=True)


def source_initial(info: SourceInfo) -> dict[str, object]:
    """Return a kept source as the form's first values."""
    values = {name: getattr(info, name) for name in SourceForm.base_fields if hasattr(info, name)}
    options = json.dumps(info.options, ensure_ascii=False) if info.options else ""
    return {**values, "port": info.port or None, "options": options}


def _choose(form: forms.Form, name: str, choices: Iterable[tuple[str, str]]) -> None:
    field = form.fields[name]
    if isinstance(field, forms.ChoiceField):
        field.choices = [("", _("请选择")), *choices]
