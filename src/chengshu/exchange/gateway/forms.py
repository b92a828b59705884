"""Forms of the gateway: register an application."""

from collections.abc import Sequence

from django import forms
from django.core.validators import RegexValidator
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

_CODE = RegexValidator(r"^[a-z][a-z0-9_]{2,63}$", _("小写字母开头，只用小写字母、数字和下划线。"))


class ApplicationForm(forms.Form):
    """A new application of one of the person's organisations."""

    code = forms.CharField(
        label=_("应用编号"),
        max_length=64,
        validators=[_CODE],
        help_text=_("小写字母开头，登记后不能更改，如 housing_app。"),
    )
    name = forms.CharField(label=_("应用名称"), max_length=128)

    def __init__(
        self, data: QueryDict | None = None, *, organisations: Sequence[tuple[str, str]]
    ) -> None:
        """Offer `organisations`."""
        super().__init__(data)
        field = forms.ChoiceField(label=_("所属单位"), choices=organisations)
        self.fields["organisation_code"] = field
