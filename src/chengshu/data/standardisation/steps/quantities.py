"""Numbers with a unit behind: 1,200平方米, 12.5 km, 3公顷, brought to the unit of the item."""

import re
import unicodedata
from collections.abc import Mapping
from decimal import ROUND_HALF_EVEN, Context, Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from chengshu.data.standardisation.contracts import (
    BoundStep,
    ItemView,
    Knowledge,
    Parameter,
    Setting,
    StepSpec,
)
from chengshu.data.standardisation.errors import BadStepError
from chengshu.data.standardisation.steps.money import plain_number
from chengshu.data.standardisation.steps.numerals import read_arabic
from chengshu.data.standardisation.steps.registry import (
    NamedStep,
    PartReading,
    text_setting,
)

_WRITTEN = re.compile(r"(?P<sign>[+-]?)(?P<number>[\d,]*\.?\d+)(?P<unit>\D[^\d]*\d?)")
_EXACT = Context(prec=28, rounding=ROUND_HALF_EVEN)


class Quantities(NamedStep):
    """A number with its unit becomes a number in the item's unit."""

    title = gettext_lazy("带单位的数")
    explains = gettext_lazy(
        "1,200平方米、12.5 km 等换算为信息项的单位；单位不认识或量纲不同的原样不动。"
    )
    parameters = (Parameter("unit", gettext_lazy("信息项的单位")),)
    parts = ("unit",)

    def suits(self, item: ItemView) -> str:
        """Suit numbers with a unit, if samples write one."""
        written = any(_WRITTEN.fullmatch(text.strip()) for text in item.samples)
        if item.unit and item.data_type in {"N", "B", "F", "I"} and written:
            return _("样例中写有单位，数据元以%(unit)s为单位") % {"unit": item.unit}
        return ""

    def settings(self, item: ItemView) -> Mapping[str, Setting]:
        """Keep the unit of the data element."""
        return {"unit": item.unit}

    def bind(self, spec: StepSpec, knowledge: Knowledge) -> BoundStep:
        """Return the step."""
        units = {name.lower(): unit for name, unit in knowledge.units.items()}
        target = units.get(text_setting(spec, "unit").lower())
        if target is None:
            raise BadStepError(field=f"{spec.step}.unit", reason=_("没有登记这个单位"))

        def read(text: str) -> tuple[str, Mapping[str, str]] | None:
            plain = unicodedata.normalize("NFKC", text).replace(" ", "")
            match = _WRITTEN.fullmatch(plain)
            unit = units.get(match["unit"].lower()) if match else None
            number = read_arabic(match["number"]) if match else None
            if match is None or unit is None or number is None:
                return None
            if unit.dimension != target.dimension:
                return None
            times = _EXACT.divide(Decimal(unit.factor), Decimal(target.factor))
            written = plain_number(_EXACT.multiply(number, times))
            sign = "-" if match["sign"] == "-" else ""
            return sign + written, {"unit": match["unit"]}

        return PartReading(r"\d\s*[^\d\s.,]", read, self.parts)
