"""Forms of matching: a demand, and what each step asks."""

from collections.abc import Sequence

from django import forms
from django.utils.translation import gettext_lazy as _

from chengshu.exchange.matching.contracts import DemandAction, Move, NewDemand, Urgency
from chengshu.exchange.matching.labels import CYCLE_LABELS, MODE_LABELS, URGENCY_LABELS

Choices = Sequence[tuple[str, object]]


def _area(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


def _day() -> forms.DateInput:
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class DemandForm(forms.Form):
    """What a department needs."""

    organisation_code = forms.ChoiceField(label=_("需求单位"))
    title = forms.CharField(label=_("需求名称"), max_length=128)
    frequency = forms.ChoiceField(label=_("更新频率"), choices=list(CYCLE_LABELS.items()))
    mode = forms.ChoiceField(label=_("共享方式"), choices=list(MODE_LABELS.items()))
    urgency = forms.ChoiceField(label=_("紧急程度"), choices=list(URGENCY_LABELS.items()))
    wanted_on = forms.DateField(label=_("期望时间"), widget=_day())
    scenario = forms.CharField(
        label=_("应用场景"),
        max_length=2000,
        widget=_area(3),
        help_text=_("办理什么事项、由谁使用、如何使用。"),
    )
    basis = forms.CharField(label=_("依据"), max_length=2000, widget=_area(2))
    items = forms.CharField(
        label=_("所需数据项"),
        max_length=2000,
        widget=_area(3),
        help_text=_("逐项写明，例如：姓名、公民身份号码、救助类别"),
    )

    def offer(self, organisations: Choices) -> None:
        """Offer the organisations a person may ask for."""
        field = self.fields["organisation_code"]
        if isinstance(field, forms.ChoiceField):
            field.choices = list(organisations)

    def to_demand(self) -> NewDemand:
        """Return the demand."""
        values = dict(self.cleaned_data)
        values["urgency"] = Urgency(values["urgency"])
        return NewDemand(**values)


class StepForm(forms.Form):
    """A step; only the fields it asks for are shown."""

    action = forms.ChoiceField(
        choices=[(action.value, action.value) for action in DemandAction],
        widget=forms.HiddenInput,
    )
    resource_key = forms.CharField(
        label=_("目录编号"), max_length=64, required=False, help_text=_("信息资源目录中的编号")
    )
    provider_code = forms.ChoiceField(
        label=_("提供单位"), required=False, help_text=_("目录中还没有的数据，选择应当提供的单位")
    )
    promise = forms.CharField(label=_("质量承诺"), max_length=2000, required=False, widget=_area(2))
    owner = forms.CharField(label=_("责任人"), max_length=64, required=False)
    due_on = forms.DateField(label=_("完成日期"), required=False, widget=_day())
    score = forms.IntegerField(label=_("评分（1 到 5）"), min_value=1, max_value=5, required=False)
    reason = forms.CharField(label=_("说明"), max_length=2000, required=False, widget=_area(3))

    def offer(self, action: DemandAction, providers: Choices) -> None:
        """Keep the fields of one step."""
        field = self.fields["provider_code"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [("", "—"), *providers]
        for name in set(self.fields) - {"action", "reason"} - ASKED.get(action, frozenset()):
            del self.fields[name]

    def to_move(self) -> Move:
        """Return the step."""
        values = dict(self.cleaned_data)
        values["action"] = DemandAction(values["action"])
        return Move(**values)


ASKED = {
    DemandAction.MATCH: frozenset({"resource_key", "provider_code"}),
    DemandAction.CONFIRM: frozenset({"promise", "owner", "due_on"}),
    DemandAction.DELIVER: frozenset({"resource_key"}),
    DemandAction.EVALUATE: frozenset({"score"}),
}
