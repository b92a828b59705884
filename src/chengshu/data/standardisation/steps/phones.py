"""Phone numbers: several in one cell are told apart, each is written one way."""

import re
import unicodedata
from collections.abc import Mapping
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from chengshu.data.standardisation.contracts import BoundStep, ItemView, Knowledge, StepSpec
from chengshu.data.standardisation.steps.registry import NamedStep, PartReading

_CLEAN: Final = r"^1[3-9]\d{9}$|^0\d{2,3}-\d{7,8}(-\d{1,6})?$"
_BETWEEN: Final = re.compile(r"[,;/、|]+|\s{2,}|\n|(?<=\d)\s*(?:或|和|及)\s*(?=\d)")
_SPACED: Final = re.compile(r"(?<=\d{7}) (?=0\d{2,3}-?\d|1[3-9]\d)")
_MOBILE: Final = re.compile(r"(?:\+?86|0086)?[- ]?(1[3-9]\d)[- ]?(\d{4})[- ]?(\d{4})")
_LINE: Final = re.compile(
    r"(?:(?:\+?86|0086)[- ]?)?\(?(?P<area>0(?:10|2\d|[3-9]\d{2}))\)?[- ]?"
    r"(?P<number>[2-9]\d{6,7})(?:(?:[-转]|ext\.?)(?P<inner>\d{1,6}))?"
)
_ABROAD_AREA: Final = re.compile(
    r"(?:\+86|0086)[- ]?(?P<area>10|2\d|[3-9]\d{2})[- ](?P<number>[2-9]\d{6,7})"
)


def read_phone(text: str) -> str | None:
    """Read one mobile number (13812345678) or line (0413-52601234, 010-62345678-801).

    A line without its area code is not completed: which city it is in is not known.
    """
    plain = unicodedata.normalize("NFKC", text).strip()
    mobile = _MOBILE.fullmatch(plain)
    if mobile:
        return "".join(mobile.groups())
    abroad = _ABROAD_AREA.fullmatch(plain)
    if abroad:
        return f"0{abroad['area']}-{abroad['number']}"
    line = _LINE.fullmatch(plain)
    if line is None:
        return None
    inner = f"-{line['inner']}" if line["inner"] else ""
    return f"{line['area']}-{line['number']}{inner}"


def split_phones(text: str) -> tuple[str, ...] | None:
    """Return every phone of a cell, each once; None unless all of them can be read."""
    plain = _SPACED.sub(",", unicodedata.normalize("NFKC", text))
    pieces = [piece for piece in _BETWEEN.split(plain) if piece.strip()]
    phones = [read_phone(piece) for piece in pieces]
    read = tuple(dict.fromkeys(phone for phone in phones if phone is not None))
    return read if read and None not in phones else None


class Phones(NamedStep):
    """Phones of a cell are written one way; the first stays, the others may go elsewhere."""

    title = gettext_lazy("电话号码归一")
    explains = gettext_lazy(
        "去掉 +86、空格和连字符，固定电话写作“区号-号码-分机”；一格多个号码时第一个留下，"
        "其余放入所选信息项，未选时以“;”相连。没有区号的固定电话不补。"
    )
    parts = ("others",)

    def suits(self, item: ItemView) -> str:
        """Suit mobile numbers and phones."""
        return _("信息项为电话号码") if item.identifier in {"mobile", "phone", "landline"} else ""

    def bind(self, spec: StepSpec, knowledge: Knowledge) -> BoundStep:
        """Return the step."""
        del knowledge
        keeps_others = "others" in spec.into

        def read(text: str) -> tuple[str, Mapping[str, str]] | None:
            phones = split_phones(text)
            if phones is None:
                return None
            if not keeps_others:
                return ";".join(phones), {}
            others = ";".join(phones[1:])
            return phones[0], {"others": others} if others else {}

        return PartReading(_CLEAN, read, self.parts, clean=True)
