"""Addresses taken apart: province, city, district, street office, the rest."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from chengshu.data.standardisation.contracts import BoundStep, ItemView, Knowledge, StepSpec
from chengshu.data.standardisation.steps.registry import NamedStep, PartReading

PARTS: Final = ("province", "city", "district", "street", "rest")
_ENDINGS: Final = re.compile(
    r"(?:维吾尔|壮族|回族)?自治区$|特别行政区$|省$|市$|地区$|自治州$|盟$|(?:林|新)?区$|自治县$|县$|自治旗$|旗$"
)
_LEVELS: Final = ((2, "province"), (4, "city"), (6, "district"))
_MUNICIPALITIES: Final = ("11", "12", "31", "50")
_SHORTEST: Final = 2
_STREET: Final = re.compile(
    r"(?P<street>[\u3400-\u9fff]{1,6}?(?:街道办事处|街道|镇|民族乡|乡|苏木))(?!(?:政府)?[大中东西南北]?[路街巷道])"
)
_PROVINCE: Final = re.compile(
    r"[\u3400-\u9fff]{2,3}省|[\u3400-\u9fff]{2,8}自治区|(?:北京|上海|天津|重庆)市"
)
_CITY: Final = re.compile(
    r"[\u3400-\u9fff]{2,4}?市(?!场)|[\u3400-\u9fff]{2,8}?自治州|[\u3400-\u9fff]{2,5}?(?:地区|盟)"
)
_DISTRICT: Final = re.compile(
    r"[\u3400-\u9fff]{2,9}?自治[县旗]|[\u3400-\u9fff]{1,4}?(?:县(?!城)|旗|市(?!场)|[^小园社发]区(?!域))"
)


class Gazetteer:
    """Names of provinces, cities and districts with their codes; short names are known too."""

    def __init__(self, regions: Mapping[str, str]) -> None:
        """Take codes of two, four or six digits (trailing zeros aside) with their names."""
        self._regions = {_significant(code): name for code, name in regions.items()}

    @cached_property
    def _by_name(self) -> Mapping[str, list[str]]:
        found: dict[str, list[str]] = defaultdict(list)
        for code, name in self._regions.items():
            for form in _forms(name):
                found[form].append(code)
        return found

    @cached_property
    def _longest(self) -> int:
        return max((len(name) for name in self._by_name), default=0)

    def take(self, text: str) -> tuple[Mapping[str, str], str]:
        """Return the regions at the beginning of an address, full names, and what is behind.

        A name is only taken below the regions already taken; where several places have it, none
        is. Levels between that were left out are filled in where the code tells them.
        """
        within, rest = "", text
        while True:
            name, code = self._longest_name(rest, within)
            if not code:
                break
            within, rest = code, rest.removeprefix(name)
        return {part: name for part, name in self._names(within) if name}, rest

    def _longest_name(self, text: str, within: str) -> tuple[str, str]:
        for size in range(min(self._longest, len(text)), _SHORTEST - 1, -1):
            name = text[:size]
            codes = [
                code
                for code in self._by_name.get(name, ())
                if code.startswith(within) and len(code) > len(within)
            ]
            nearest = [code for code in codes if len(code) == min(map(len, codes))]
            if len(nearest) == 1 and _stands_alone(name, self._regions[nearest[0]], text):
                return name, nearest[0]
        return "", ""

    def _names(self, code: str) -> Iterable[tuple[str, str]]:
        for size, part in _LEVELS:
            if len(code) >= size:
                name = self._regions.get(code[:size], "")
                is_municipality = part == "city" and code[:2] in _MUNICIPALITIES
                yield part, self._regions.get(code[:2], "") if is_municipality else name


def split_address(text: str, gazetteer: Gazetteer | None = None) -> dict[str, str]:
    """Return the parts of an address that can be told; `rest` is always there.

    Without a gazetteer the endings 省, 市, 区, 县 decide.
    """
    plain = unicodedata.normalize("NFKC", text).replace(" ", "")
    parts, rest = gazetteer.take(plain) if gazetteer else _by_endings(plain)
    found = dict(parts)
    street = _STREET.match(rest)
    if street:
        found["street"] = street["street"]
        rest = rest[street.end() :]
    return {**found, "rest": rest}


def _by_endings(text: str) -> tuple[Mapping[str, str], str]:
    found: dict[str, str] = {}
    for part, pattern in (("province", _PROVINCE), ("city", _CITY), ("district", _DISTRICT)):
        match = pattern.match(text)
        if match:
            found[part] = match[0]
            text = text[match.end() :]
    return found, text


def _forms(name: str) -> Iterable[str]:
    """Return a name and its short form (浙江, 鞍山), if that still has two characters."""
    yield name
    short = _ENDINGS.sub("", name)
    if short != name and len(short) >= _SHORTEST:
        yield short


def _stands_alone(name: str, full: str, text: str) -> bool:
    """Tell whether a short name at the beginning may mean the place: not 海州路 or 江东村."""
    if name == full:
        return True
    following = text[len(name) : len(name) + 2]
    return not re.match(r"[路街巷道村镇乡桥港山河湖湾大东西南北中]", following)


def _significant(code: str) -> str:
    for size in (6, 4, 2):
        head = code[:size]
        if size == 2 or not head.endswith("00"):  # noqa: PLR2004 - digits of a province
            return head
    return code


class Addresses(NamedStep):
    """The address stays as it is; its parts go to items of their own."""

    title = gettext_lazy("地址拆分")
    explains = gettext_lazy(
        "按区划名称把地址拆为省、市、区县、街道和其余部分，分别放入所选信息项；地址本身不改。重名而无上级的不猜。"
    )
    parts = PARTS

    def suits(self, item: ItemView) -> str:
        """Suit addresses."""
        named = item.element.endswith("address") or item.name.endswith(("地址", "住址", "住所"))
        return _("信息项为地址") if named and item.data_type == "C" else ""

    def bind(self, spec: StepSpec, knowledge: Knowledge) -> BoundStep:
        """Return the step."""
        del spec
        regions = knowledge.code_names(knowledge.region_table)
        gazetteer = Gazetteer(regions) if regions else None

        def read(text: str) -> tuple[str, Mapping[str, str]]:
            parts = split_address(text, gazetteer)
            return text, {name: part for name, part in parts.items() if part}

        return PartReading(r"[\x{3400}-\x{9fff}]", read, PARTS)
