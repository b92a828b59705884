"""Forms of standardisation: the steps of one item with their parameters, values to try."""

from collections.abc import Iterator, Mapping, Sequence

from django import forms
from django.utils.translation import gettext_lazy as _

from chengshu.data.standardisation.contracts import (
    Parameter,
    ParameterKind,
    StepInfo,
    StepSpec,
)

Choices = Sequence[tuple[str, object]]
_INTO = "into"
_LONGEST = 4000
_NONE: tuple[str, object] = ("", "—")


class StepsForm(forms.Form):
    """Which steps run on one item, in the order of the registry; values to try them on."""

    values = forms.CharField(
        label=_("试运行的值"),
        required=False,
        max_length=_LONGEST,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("每行一个值，点“试运行”查看标准化前后的对照，不保存。"),
    )

    def offer(self, steps: Sequence[StepInfo], *, items: Choices, tables: Choices) -> None:
        """Add a switch for each step, its parameters, and the items its parts may go into."""
        self._steps = steps
        for step in steps:
            self.fields[step.key] = forms.BooleanField(
                label=step.title, required=False, help_text=step.explains
            )
            for parameter in step.parameters:
                name = f"{step.key}.{parameter.name}"
                self.fields[name] = _field(parameter, items=items, tables=tables)
            for part in step.parts:
                self.fields[f"{step.key}.{_INTO}.{part}"] = forms.ChoiceField(
                    label=str(PARTS.get(part, part)), required=False, choices=[_NONE, *items]
                )

    def show(self, specs: Sequence[StepSpec]) -> None:
        """Fill in the steps as they stand."""
        for spec in specs:
            self.initial[spec.step] = True
            for name, value in spec.parameters.items():
                self.initial[f"{spec.step}.{name}"] = value
            for part, column in spec.into.items():
                self.initial[f"{spec.step}.{_INTO}.{part}"] = column

    def rows(self) -> Iterator[Mapping[str, object]]:
        """Yield each step's switch with the fields that belong to it."""
        for step in self._steps:
            names = [name for name in self.fields if name.startswith(f"{step.key}.")]
            yield {"switch": self[step.key], "fields": [self[name] for name in names]}

    def to_specs(self, column: str) -> list[StepSpec]:
        """Return the chosen steps in order."""
        given = self.cleaned_data
        specs = []
        for step in self._steps:
            if not given[step.key]:
                continue
            settings = {one.name: given[f"{step.key}.{one.name}"] for one in step.parameters}
            into = {part: given[f"{step.key}.{_INTO}.{part}"] for part in step.parts}
            specs.append(
                StepSpec(
                    column,
                    step.key,
                    {name: value for name, value in settings.items() if value},
                    {part: target for part, target in into.items() if target},
                )
            )
        return specs

    def lines(self) -> list[str]:
        """Return the values to try."""
        return [line for line in str(self.cleaned_data["values"]).splitlines() if line]


PARTS: Mapping[str, object] = {
    "currency": _("币种放入"),
    "unit": _("原单位放入"),
    "others": _("其余号码放入"),
    "province": _("省放入"),
    "city": _("市放入"),
    "district": _("区县放入"),
    "street": _("街道放入"),
    "rest": _("其余部分放入"),
}


def _field(parameter: Parameter, *, items: Choices, tables: Choices) -> forms.Field:
    if parameter.kind is ParameterKind.FLAG:
        return forms.BooleanField(label=str(parameter.title), required=False)
    choices = {
        ParameterKind.CHOICE: list(parameter.choices),
        ParameterKind.ITEM: [_NONE, *items],
        ParameterKind.TABLE: [_NONE, *tables],
    }.get(parameter.kind)
    if choices is None:
        return forms.CharField(label=str(parameter.title), required=False, max_length=200)
    return forms.ChoiceField(
        label=str(parameter.title), required=False, choices=choices, initial=parameter.default
    )
