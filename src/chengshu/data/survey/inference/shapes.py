"""Shapes of contents that have no check: names of people and units, addresses, free text."""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from chengshu.data.survey.inference.contents import Contents, share_of
from chengshu.data.survey.inference.rulebook import section

_CHINESE_NAME = re.compile(
    r"[\u3400-\u9fff]{2,4}|[\u3400-\u9fff]{1,6}[·•.][\u3400-\u9fff·•.]{1,12}"
)
_MASKED_NAME = re.compile(r"[\u3400-\u9fff][*某×]{1,3}[\u3400-\u9fff]?")
_ADDRESS_MARK = re.compile(
    r"[\u3400-\u9fff](?:省|自治区|市|区|县|旗|镇|乡|街道|街|路|巷|胡同|大道|村|屯|组|社区|小区|新村|花园|家园|苑|里)"
)
_REGION = re.compile(r"[\u3400-\u9fff]{1,7}(?:省|自治区|市|区|县|旗|自治州)")
_HOUSE = re.compile(r"\d+\s*(?:号|栋|幢|楼|单元|室|弄|组|#|-\d)")
_URL = re.compile(r"(?:https?|ftp)://\S+|www\.\S+\.\S+", re.IGNORECASE)
_MAC = re.compile(r"[0-9A-Fa-f]{2}(?:[:-][0-9A-Fa-f]{2}){5}")
_HASH = re.compile(
    r"\$2[aby]?\$\d\d\$[./A-Za-z0-9]{53}|\{\w+\}\S{12,}|\$argon2\S+|pbkdf2_\S+|\$[156]\$\S+"
    r"|eyJ[\w-]+\.[\w-]+\.[\w-]*|-----BEGIN\s[\w ]+-----[\s\S]*|sha1\$\S+"
)
_DIGEST = re.compile(r"[0-9a-f]{32}|[0-9A-F]{32}|[0-9a-f]{40}|[0-9A-F]{40}|[0-9a-fA-F]{64}")
_UUID = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}|[0-9a-f]{32}")
_MOST_NAME = 4
_LONG_TEXT = 30
SURE: Final = 0.7


@dataclass(frozen=True)
class Shape:
    """Shares of the values with each shape."""

    person_name: float = 0.0
    unit_name: float = 0.0
    address: float = 0.0
    region_name: float = 0.0
    url: float = 0.0
    mac: float = 0.0
    hashed: float = 0.0
    digest: float = 0.0
    uuid: float = 0.0

    def share(self, name: str) -> float:
        """Return the share of a shape by its name."""
        value: float = getattr(self, name, 0.0)
        return value


@lru_cache(maxsize=1)
def _surnames() -> tuple[frozenset[str], frozenset[str]]:
    """Return surnames of one and of two characters."""
    words = section("surnames").split()
    return frozenset("".join(w for w in words if len(w) != 2)), frozenset(  # noqa: PLR2004 - compound
        w
        for w in words
        if len(w) == 2  # noqa: PLR2004 - compound surnames
    )


@lru_cache(maxsize=1)
def _unit_pattern() -> re.Pattern[str]:
    return re.compile(
        "(?:" + "|".join(section("unit_endings").split()) + ")(?:[（(].{1,12}[)）])?$"
    )


@lru_cache(maxsize=1)
def _no_names() -> frozenset[str]:
    return frozenset(section("no_names").split())


def is_person_name(text: str) -> bool:
    """Tell whether a text reads as a Chinese name: a surname and one to three characters."""
    if _MASKED_NAME.fullmatch(text):
        return True
    if not _CHINESE_NAME.fullmatch(text) or text in _no_names():
        return False
    single, double = _surnames()
    return text[0] in single or text[:2] in double or "·" in text or "•" in text


def is_unit_name(text: str) -> bool:
    """Tell whether a text reads as the name of an enterprise or an office."""
    return len(text) >= _MOST_NAME and _unit_pattern().search(text) is not None


def is_address(text: str) -> bool:
    """Tell whether a text reads as an address: places, and a number of a house or two places."""
    if len(text) <= _MOST_NAME:
        return False
    marks = len(_ADDRESS_MARK.findall(text))
    return (marks >= 1 and _HOUSE.search(text) is not None) or marks > 1


def read_shape(contents: Contents) -> Shape:
    """Return the shares of the shapes; only those a first look makes possible are counted."""
    values = contents.values
    if not values or contents.number_share > SURE:
        return Shape(uuid=share_of(values, _UUID.fullmatch))
    if contents.chinese_share < 1 - SURE:
        return _read_ascii(values)
    unit = share_of(values, is_unit_name)
    return Shape(
        person_name=share_of(values, is_person_name),
        unit_name=unit,
        address=share_of(values, lambda text: is_address(text) and not is_unit_name(text)),
        region_name=share_of(values, _REGION.fullmatch),
    )


def _read_ascii(values: tuple[str, ...]) -> Shape:
    return Shape(
        url=share_of(values, _URL.match),
        mac=share_of(values, _MAC.fullmatch),
        hashed=share_of(values, _HASH.fullmatch),
        digest=share_of(values, _DIGEST.fullmatch),
        uuid=share_of(values, _UUID.fullmatch),
    )


def is_free_text(contents: Contents) -> bool:
    """Tell whether values are sentences: long, of many lengths, hardly repeating."""
    return contents.mean_length >= _LONG_TEXT and len(contents.lengths) > min(
        5,
        len(contents.values) // 2,
    )


def looks_like_names(contents: Contents, shape: Shape) -> bool:
    """Tell whether the contents are names of many different people, not a list of words.

    Surnames must vary as they do among people, since words of a code set may begin with one.
    """
    if shape.person_name < SURE or not contents.values:
        return False
    heads = {value[0] for value in contents.values}
    enough = min(6, max(2, len(contents.values) // 4))
    return len(heads) >= enough and contents.distinct >= min(8, contents.filled // 2 or 1)
