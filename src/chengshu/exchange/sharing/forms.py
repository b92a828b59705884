"""Forms of sharing: ask, decide, change a grant. They read words; the door judges."""

import re
from collections.abc import Iterable, Sequence

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from chengshu.exchange.sharing.contracts import Decision, Filter, NewRequest
from chengshu.exchange.sharing.wordings import OPERATORS

FILTER_ROWS = 3
Choices = Sequence[tuple[str, str]]
Data = QueryDict | None
_SEPARATORS = re.compile(r"[,，、;；\s]+")


class FilterRows(forms.Form):
    """A few rows of item, operator and value, all of which must hold; an empty row is none."""

    def __init__(
        self, data: Data = None, *, columns: Choices, initial: dict[str, object] | None = None
    ) -> None:
        """Offer `columns` in each row."""
        super().__init__(data, initial=initial)
        for number in range(1, FILTER_ROWS + 1):
            self.fields[f"row{number}_item"] = forms.ChoiceField(
                label=_("信息项"), choices=[("", "—"), *columns], required=False
            )
            self.fields[f"row{number}_op"] = forms.ChoiceField(
                label=_("条件"), choices=list(OPERATORS.items()), required=False
            )
            self.fields[f"row{number}_value"] = forms.CharField(
                label=_("取值"), max_length=500, required=False
            )

    @property
    def rows(self) -> list[tuple[forms.BoundField, forms.BoundField, forms.BoundField]]:
        """The bound fields of each row, for the template."""
        return [
            (self[f"row{number}_item"], self[f"row{number}_op"], self[f"row{number}_value"])
            for number in range(1, FILTER_ROWS + 1)
        ]

    def read_filter(self) -> Filter | None:
        """Return the expression document of the filled rows, or None."""
        parts = list(self._read_rows())
        if len(parts) > 1:
            return {"op": "and", "args": parts}
        return parts[0] if parts else None

    def _read_rows(self) -> Iterable[dict[str, object]]:
        for number in range(1, FILTER_ROWS + 1):
            column = self.cleaned_data.get(f"row{number}_item")
            op = self.cleaned_data.get(f"row{number}_op") or "="
            value = str(self.cleaned_data.get(f"row{number}_value") or "").strip()
            if column:
                yield _to_node(column, op, value)


class AskForm(FilterRows):
    """What an applicant writes down."""

    application_code = forms.ChoiceField(label=_("使用数据的应用"))
    purpose = forms.CharField(
        label=_("用途"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=2000,
        help_text=_("办理什么事项、由谁使用、如何使用。"),
    )
    basis = forms.CharField(
        label=_("依据"),
        widget=forms.Textarea(attrs={"rows": 2}),
        max_length=2000,
        help_text=_("法律法规条款、文件文号或具体事项编号。"),
    )
    items = forms.MultipleChoiceField(label=_("信息项"))
    unmasked_items = forms.MultipleChoiceField(label=_("明文"), required=False)
    justification = forms.CharField(label=_("申请明文的必要性"), max_length=2000, required=False)
    valid_from = forms.DateField(
        label=_("开始日期"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    valid_until = forms.DateField(
        label=_("截止日期"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    daily_quota = forms.IntegerField(label=_("每日调用上限（次）"), min_value=1, initial=1000)

    def __init__(
        self,
        data: Data = None,
        *,
        columns: Choices,
        applications: Choices,
        initial: dict[str, object] | None = None,
    ) -> None:
        """Offer the items of one resource and the applications of one person."""
        super().__init__(data, columns=columns, initial=initial)
        offer_choices(self, "items", columns)
        offer_choices(self, "unmasked_items", columns)
        offer_choices(self, "application_code", applications)
        self.has_applications = bool(applications)

    def to_request(self, resource_code: str) -> NewRequest:
        """Return what was written down."""
        data = self.cleaned_data
        return NewRequest(
            resource_code=resource_code,
            application_code=data["application_code"],
            purpose=data["purpose"],
            basis=data["basis"],
            items=tuple(data["items"]),
            row_filter=self.read_filter(),
            valid_from=data["valid_from"],
            valid_until=data["valid_until"],
            daily_quota=data["daily_quota"],
            unmasked_items=tuple(data["unmasked_items"]),
            justification=data["justification"],
        )


class DecisionForm(FilterRows):
    """What the provider answers; two buttons decide, the rest narrows."""

    verdict = forms.ChoiceField(
        choices=[("approve", _("同意")), ("refuse", _("不同意"))], widget=forms.HiddenInput
    )
    items = forms.MultipleChoiceField(label=_("同意提供的信息项"), required=False)
    unmasked_items = forms.MultipleChoiceField(label=_("明文"), required=False)
    daily_quota = forms.IntegerField(label=_("每日调用上限（次）"), min_value=1, required=False)
    valid_until = forms.DateField(
        label=_("截止日期"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        required=False,
    )
    reason = forms.CharField(
        label=_("意见"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=2000,
        required=False,
        help_text=_("不同意时必须写明理由。"),
    )

    def __init__(
        self,
        data: Data = None,
        *,
        columns: Choices,
        asked: NewRequest,
        initial: dict[str, object] | None = None,
    ) -> None:
        """Offer what was asked, nothing more."""
        super().__init__(data, columns=columns, initial=initial)
        names = dict(columns)
        for field, offered in (("items", asked.items), ("unmasked_items", asked.unmasked_items)):
            offer_choices(self, field, [(column, names.get(column, column)) for column in offered])

    def to_decision(self) -> Decision:
        """Return the answer."""
        data = self.cleaned_data
        if data["verdict"] != "approve":
            return Decision(approve=False, reason=data["reason"])
        return Decision(
            approve=True,
            reason=data["reason"],
            items=tuple(data["items"]),
            unmasked_items=tuple(data["unmasked_items"]),
            row_filter=self.read_filter(),
            daily_quota=data["daily_quota"],
            valid_until=data["valid_until"],
        )


class ChangeForm(forms.Form):
    """Suspend, resume or revoke a grant, with the reason."""

    change = forms.ChoiceField(
        choices=[("suspend", _("暂停")), ("resume", _("恢复")), ("revoke", _("撤销"))]
    )
    reason = forms.CharField(label=_("理由"), max_length=500, required=False)


def offer_choices(form: forms.Form, name: str, choices: Choices) -> None:
    """Let the field `name` offer `choices`."""
    field = form.fields[name]
    if isinstance(field, forms.ChoiceField):
        field.choices = choices


def _to_node(column: str, op: str, value: str) -> dict[str, object]:
    if op == "is_null":
        return {"op": op, "column": column}
    if op == "in":
        values = [part for part in _SEPARATORS.split(value) if part]
        return {"op": op, "column": column, "values": values}
    return {"op": op, "column": column, "value": value}
