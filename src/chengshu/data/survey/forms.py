"""The form of one line: a field for each value a person may correct."""

from collections.abc import Mapping

from django import forms

from chengshu.data.survey.contracts import Line, Value
from chengshu.data.survey.fields import FLAGS, NUMBERS
from chengshu.data.survey.labels import label_field

Choices = Mapping[str, object]
EDITOR = "survey-editor"  # the form element the inputs belong to, wherever they stand
_LONG = frozenset({"abstract", "share_condition", "no_share_basis"})
_WIDE = frozenset({"abstract"})
_LIMITS = {"length": 100_000, "scale": 20}
_MAX = 1000


class LineForm(forms.Form):
    """What a person says of one line; prefix and form attribute keep it apart from the page's."""

    def __init__(
        self, line: Line, choices: Mapping[str, object], data: Mapping[str, object] | None = None
    ) -> None:
        """Make a field for each field of the line, with what it says now."""
        super().__init__(data, prefix="line", initial=_initial(line), auto_id="edit_%s")
        self.line = line
        for name in line.fields:
            self.fields[name] = _field(name, choices.get(name))
            self.fields[name].widget.attrs |= {"form": EDITOR, **_offer(line, name)}

    def to_values(self) -> dict[str, Value]:
        """Return what was said; a value that reads the same as before keeps its type."""
        return {
            name: _kept(name, self.line.values[name], self.cleaned_data[name])
            for name in self.fields
        }


def _initial(line: Line) -> dict[str, object]:
    return {name: "" if value is None else value for name, value in line.values.items()}


def _offer(line: Line, name: str) -> dict[str, str]:
    """Name the list of other values that were considered, where there is one."""
    proposal = line.proposals.get(name)
    return {"list": f"others-{name}"} if proposal and proposal.alternatives else {}


def _field(name: str, choices: object) -> forms.Field:
    label = label_field(name)
    if name in FLAGS:
        return forms.BooleanField(label=label, required=False)
    if isinstance(choices, tuple) and choices:
        return forms.ChoiceField(label=label, required=False, choices=choices)
    if name in NUMBERS:
        return forms.IntegerField(
            label=label, required=False, min_value=0, max_value=_LIMITS.get(name, _MAX)
        )
    widget = forms.Textarea(attrs={"rows": 3}) if name in _LONG else forms.TextInput()
    return forms.CharField(label=label, required=False, max_length=_MAX, widget=widget)


def _kept(name: str, before: Value, now: object) -> Value:
    if isinstance(now, bool):
        return now
    text = "" if now is None else str(now).strip()
    if text == ("" if before is None else str(before)):
        return before
    return (int(text) if text else None) if name in NUMBERS else text
