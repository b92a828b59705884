"""Citizen IDs: 15 digits become 18, a small x becomes capital (GB 11643-1999)."""

import datetime as dt
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from chengshu.data.standardisation.contracts import BoundStep, ItemView, Knowledge, StepSpec
from chengshu.data.standardisation.steps.registry import NamedStep, Reading

_WEIGHTS: Final = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)  # 2^(18-i) mod 11
_CHECKS: Final = "10X98765432"
_OLD_LENGTH: Final = 15
_CENTENARIAN: Final = 996  # 15-digit numbers end in 996 to 999 for people born before 1900
_PROVINCES: Final = frozenset([
    "11",
    "12",
    "13",
    "14",
    "15",
    "21",
    "22",
    "23",
    "31",
    "32",
    "33",
    "34",
    "35",
    "36",
    "37",
    "41",
    "42",
    "43",
    "44",
    "45",
    "46",
    "50",
    "51",
    "52",
    "53",
    "54",
    "61",
    "62",
    "63",
    "64",
    "65",
    "71",
    "81",
    "82",
    "83",
])


def check_sign(first: str) -> str:
    """Return the check sign of the first 17 digits: weights 2^(18-i) mod 11."""
    total = sum(int(digit) * weight for digit, weight in zip(first, _WEIGHTS, strict=True))
    return _CHECKS[total % 11]


def lengthen(text: str) -> str | None:
    """Return the 18-digit form of a 15-digit citizen ID; None where it cannot be one."""
    if len(text) != _OLD_LENGTH or not (text.isascii() and text.isdigit()):
        return None
    century = "18" if int(text[12:]) >= _CENTENARIAN else "19"
    first = text[:6] + century + text[6:]
    try:
        dt.date(int(first[6:10]), int(first[10:12]), int(first[12:14]))
    except ValueError:
        return None
    return first + check_sign(first) if text[:2] in _PROVINCES else None


class CitizenIds(NamedStep):
    """15 digits become 18; the small x of a check sign becomes capital."""

    title = gettext_lazy("身份证号 15 位升 18 位")
    explains = gettext_lazy(
        "15 位号码按 GB 11643 升为 18 位，末位小写 x 改为大写；号码不合规的原样送质检。"
    )

    def suits(self, item: ItemView) -> str:
        """Suit citizen IDs."""
        return _("信息项为公民身份号码") if item.identifier == "citizen_id" else ""

    def bind(self, spec: StepSpec, knowledge: Knowledge) -> BoundStep:
        """Return the step."""
        del spec, knowledge

        def read(text: str) -> str | None:
            return text[:-1] + "X" if text.endswith("x") else lengthen(text)

        return Reading(r"^\d{15}$|^\d{17}x$", read)
