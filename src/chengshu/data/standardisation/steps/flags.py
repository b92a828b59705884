"""Words that say yes or no."""

from collections.abc import Mapping

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from chengshu.data.standardisation.contracts import (
    BoundStep,
    ItemView,
    Knowledge,
    Parameter,
    ParameterKind,
    Setting,
    StepSpec,
)
from chengshu.data.standardisation.steps.codes import lookup
from chengshu.data.standardisation.steps.registry import NamedStep, choice_setting

_FORMS: Mapping[str, tuple[str, str]] = {
    "logical": ("true", "false"),
    "words": ("是", "否"),
    "digits": ("1", "0"),
}


class Flags(NamedStep):
    """Words for yes and no become one form."""

    title = gettext_lazy("是否用语归一")
    explains = gettext_lazy("是/否、Y/N、有/无、√/×、对/错等归一为所选写法；不认识的不转。")
    parameters = (
        Parameter(
            "form",
            gettext_lazy("归一为"),
            ParameterKind.CHOICE,
            (
                ("logical", gettext_lazy("逻辑值")),
                ("words", gettext_lazy("是、否")),
                ("digits", gettext_lazy("1、0")),
            ),
            "logical",
        ),
    )

    def suits(self, item: ItemView) -> str:
        """Suit logical items and those with the table of yes and no."""
        if item.data_type == "L":
            return _("信息项为逻辑型")
        return _("信息项引用是否代码表") if item.code_table == "yes_no" else ""

    def settings(self, item: ItemView) -> Mapping[str, Setting]:
        """Write logical values, digits where the table of yes and no is meant."""
        return {"form": "digits" if item.code_table == "yes_no" else "logical"}

    def bind(self, spec: StepSpec, knowledge: Knowledge) -> BoundStep:
        """Return the step."""
        yes, no = _FORMS[choice_setting(self, spec, "form")]
        words = {word: yes if means else no for word, means in knowledge.flags.items()}
        spelled = {form: text for word, text in words.items() for form in (word, word.upper())}
        return lookup(spelled | {word.capitalize(): text for word, text in words.items()})
