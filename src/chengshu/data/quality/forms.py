"""Forms of quality."""

from django import forms
from django.utils.translation import gettext_lazy as _


class WaiveForm(forms.Form):
    """Why a refused row may rest unrepaired."""

    reason = forms.CharField(
        label=_("豁免理由"), max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )
