"""Forms of repair."""

from django import forms
from django.utils.translation import gettext_lazy as _


class AnswerForm(forms.Form):
    """The provider's answer to a repair order."""

    answer = forms.CharField(
        label=_("答复内容"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("写明问题原因、更正办法和预计完成时间；更正后的数据在下次入库时自动核销。"),
    )


class CorrectionForm(forms.Form):
    """The corrected workbook of an order."""

    file = forms.FileField(
        label=_("更正后的 Excel 文件"),
        help_text=_("请使用从本工单下载的文件（xlsx）；有一处错误则整个文件都不导入。"),
    )
