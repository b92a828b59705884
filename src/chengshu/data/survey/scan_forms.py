"""Forms of scans: they shape input, the door judges it."""

import re
from collections.abc import Iterable

from django import forms
from django.utils.translation import gettext_lazy as _

from chengshu.data.sources.contracts import SourceInfo
from chengshu.data.survey.contracts import ScanOptions
from chengshu.data.survey.windows import OFF_HOURS

_GENTLE = ScanOptions()


class ScanForm(forms.Form):
    """One scan of one source."""

    source = forms.ChoiceField(label=_("数据源"))
    window = forms.ChoiceField(
        label=_("时间窗口"),
        required=False,
        choices=[
            ("", _("随时")),
            (OFF_HOURS, _("非工作时间")),
            ("22:00-06:00", _("夜间 22:00–06:00")),
            ("12:00-13:30", _("午间 12:00–13:30")),
        ],
        help_text=_("窗口关闭时自动停在两张表之间，打开后自动继续"),
    )
    rows = forms.IntegerField(
        label=_("每表最多行数"),
        initial=_GENTLE.rows,
        help_text=_("大表只抽样，不做全表读取"),
    )
    seconds = forms.FloatField(label=_("每表最多秒数"), initial=_GENTLE.seconds)
    tables = forms.CharField(
        label=_("只扫描这些表"),
        required=False,
        widget=forms.Textarea({"rows": 2}),
        help_text=_("表名或通配符，如 ods_*，用逗号或换行分开；不填为全部"),
    )

    def offer(self, found: Iterable[SourceInfo]) -> None:
        """Offer the sources the person may scan."""
        field = self.fields["source"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [("", _("请选择")), *((each.code, each.name) for each in found)]

    def to_options(self) -> ScanOptions:
        """Return what was entered."""
        values = self.cleaned_data
        names = tuple(filter(None, map(str.strip, re.split(r"[\n,，;；]", values["tables"]))))
        return ScanOptions(values["rows"], values["seconds"], names, values["window"])
