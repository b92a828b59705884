"""Forms of ingest."""

from django import forms
from django.utils.translation import gettext_lazy as _


class UploadForm(forms.Form):
    """A file for the file source of a resource."""

    file = forms.FileField(
        label=_("数据文件"),
        help_text=_("支持 CSV、Excel（xls、xlsx）、JSON；文件名须与目录挂接的文件名或通配一致。"),
    )
