"""Amounts of money: 500万元人民币, 30(万美元), 叁佰万元整 become a number, a unit, a currency."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

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
from chengshu.data.standardisation.steps.numerals import WRITTEN, read_number
from chengshu.data.standardisation.steps.registry import (
    NamedStep,
    PartReading,
    choice_setting,
    text_setting,
)

_CLEAN: Final = r"^-?(0|[1-9]\d*)(\.\d+)?$"
_SCALED: Final = re.compile(rf"[\d,.]*\d(?P<scale>[十百千万亿兆]*)|[{WRITTEN}]+")
_COUNTED: Final = re.compile(
    rf"(?P<yuan>[\d,.]+|[{WRITTEN}]+)[元圆块](?:(?P<jiao>\d|[{WRITTEN}])[角毛])?(?:(?P<fen>\d|[{WRITTEN}])分)?[整正]?钱?"
)
_WITH_UNIT: Final = re.compile(r"[万亿]\)?(?:元|美元|人民币)|\([万亿]|\d元|元整")
_TARGETS: Final = {"元": Decimal(1), "万元": Decimal(10**4), "亿元": Decimal(10**8)}
_DOMESTIC: Final = "CNY"


@dataclass(frozen=True)
class Amount:
    """An amount in whole units of its currency; `unit` and `currency` as written, else empty."""

    value: Decimal
    unit: str
    currency: str


@dataclass(frozen=True)
class MoneyReader:
    """Reads amounts; `currencies` are words to ISO codes, `bare_unit` what bare numbers are in."""

    currencies: Mapping[str, str]
    bare_unit: str = ""

    def read(self, text: str) -> Amount | None:
        """Read one amount exactly; ranges, estimates and other words are not read."""
        plain = unicodedata.normalize("NFKC", text).replace(" ", "")
        sign, plain = (Decimal(-1), plain[1:]) if plain.startswith("-") else (Decimal(1), plain)
        found = self._read_counted(plain) or self._read_scaled(plain)
        return None if found is None else Amount(sign * found.value, found.unit, found.currency)

    def _read_counted(self, plain: str) -> Amount | None:
        """Read 元 with 角 and 分 behind: 123元1角1分, 叁佰万元整."""
        bare, currency = self._without_currency(plain)
        match = _COUNTED.fullmatch(bare)
        yuan = read_number(match["yuan"]) if match else None
        if match is None or yuan is None:
            return None
        for name, weight in (("jiao", Decimal("0.1")), ("fen", Decimal("0.01"))):
            part = read_number(match[name]) if match[name] else Decimal(0)
            if part is None or part > Decimal(9):
                return None
            yuan += part * weight
        return Amount(yuan, "元", currency)

    def _read_scaled(self, plain: str) -> Amount | None:
        """Read a number with its scale and currency: 500万元人民币, 50(万元人民币), 30(万美元)."""
        unpacked = re.sub(r"\(([^()]*)\)$", r"\1", plain)
        bare, currency = self._without_currency(unpacked)
        digits = bare.removesuffix("元").removesuffix("圆")
        match = _SCALED.fullmatch(digits)
        number = read_number(digits) if match else None
        if match is None or number is None:
            return None
        scale = match["scale"] or ""
        if not scale and not currency and digits == bare:
            return self._bare(number) if bare == plain else None
        return Amount(number, f"{scale}元", currency)

    def _bare(self, number: Decimal) -> Amount | None:
        if not self.bare_unit:
            return None
        return Amount(number * _TARGETS[self.bare_unit], self.bare_unit, "")

    def _without_currency(self, plain: str) -> tuple[str, str]:
        """Return the text without the word of its currency, once before or once behind."""
        for word, code in self._by_length:
            if plain.endswith(word) and len(plain) > len(word):
                return plain.removesuffix(word), code
            if plain.startswith(word) and len(plain) > len(word):
                return plain.removeprefix(word), code
        return plain, ""

    @property
    def _by_length(self) -> list[tuple[str, str]]:
        return sorted(self.currencies.items(), key=lambda pair: -len(pair[0]))


class Money(NamedStep):
    """Amounts become a number in the item's unit; unit and currency may go to other items."""

    title = gettext_lazy("金额归一")
    explains = gettext_lazy(
        "500万元人民币、50(万元人民币)、叁佰万元整等归一为所选单位的数；币种和原单位可另存到其他信息项。"
        "外币金额只有在指定了币种信息项时才转换，没有单位的数按所选单位理解。"
    )
    parameters = (
        Parameter(
            "unit",
            gettext_lazy("归一后的单位"),
            ParameterKind.CHOICE,
            tuple((unit, unit) for unit in _TARGETS),
            "元",
        ),
        Parameter(
            "bare_unit",
            gettext_lazy("没有写单位的数，单位为"),
            ParameterKind.CHOICE,
            (("", gettext_lazy("同归一后的单位")), *((unit, unit) for unit in _TARGETS)),
        ),
        Parameter("currency", gettext_lazy("本信息项的币种（ISO 4217）"), default=_DOMESTIC),
    )
    parts = ("currency", "unit")

    def suits(self, item: ItemView) -> str:
        """Suit amounts of money: by unit, or by samples that write one."""
        if item.unit in _TARGETS:
            return _("数据元以%(unit)s为单位") % {"unit": item.unit}
        if item.data_type not in {"N", "Y", "C"} or not item.samples:
            return ""
        written = sum(1 for text in item.samples if _WITH_UNIT.search(text))
        return _("样例中写有金额单位") if written * 4 >= len(item.samples) else ""

    def settings(self, item: ItemView) -> Mapping[str, Setting]:
        """Keep the unit of the data element."""
        return {"unit": item.unit if item.unit in _TARGETS else "元", "currency": _DOMESTIC}

    def bind(self, spec: StepSpec, knowledge: Knowledge) -> BoundStep:
        """Return the step."""
        unit = choice_setting(self, spec, "unit")
        bare = choice_setting(self, spec, "bare_unit")
        home = text_setting(spec, "currency", _DOMESTIC)
        reader = MoneyReader(knowledge.currencies, bare or unit)
        keeps_currency = "currency" in spec.into

        def read(text: str) -> tuple[str, Mapping[str, str]] | None:
            amount = reader.read(text)
            if amount is None or (amount.currency not in {"", home} and not keeps_currency):
                return None
            parts = {"unit": amount.unit, "currency": amount.currency}
            written = plain_number(amount.value / _TARGETS[unit])
            return written, {name: part for name, part in parts.items() if part}

        pattern = _CLEAN if bare in {"", unit} else "^$"
        return PartReading(pattern, read, self.parts, clean=True)


def plain_number(number: Decimal) -> str:
    """Write a number without exponent and without zeros that say nothing."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
