"""Names folded for comparing, and Chinese names as people type them: pinyin and its initials."""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING

from chengshu.base.registry.api import defer
from chengshu.data.elements.contracts import AliasKind, ElementAlias

if TYPE_CHECKING:
    import pypinyin
else:
    pypinyin = defer("pypinyin")

_NOISE = re.compile(r"[\W_]+")
_CHINESE = re.compile(r"[\u3400-\u9fff]")
_SHORTEST_INITIALS = 2  # one letter says nothing


def fold(text: str) -> str:
    """Return a name in lower case, half width, without separators: `ID_Card-No` is `idcardno`."""
    return _NOISE.sub("", unicodedata.normalize("NFKC", text).lower())


def is_chinese(text: str) -> bool:
    """Tell whether a name holds a Chinese character."""
    return _CHINESE.search(text) is not None


@lru_cache(maxsize=4096)
def spell(name: str) -> tuple[str, str]:
    """Return full pinyin (ü as v) and initials of a Chinese name, folded: 姓名 → xingming, xm."""
    full = fold("".join(pypinyin.lazy_pinyin(name, style=pypinyin.Style.NORMAL)))
    initials = fold("".join(pypinyin.lazy_pinyin(name, style=pypinyin.Style.FIRST_LETTER)))
    return full, initials if len(initials) >= _SHORTEST_INITIALS else ""


def list_aliases(
    name_zh: str, name_en: str, others: tuple[str, ...], *, is_added: bool = False
) -> tuple[ElementAlias, ...]:
    """Return every alias that follows from an element's names, each folded form once.

    Names written by hand come first: a habit such as `xb` for 性别 is also its initials.
    """
    found: dict[str, ElementAlias] = {fold(name_zh): ElementAlias(name_zh, AliasKind.CHINESE)}
    for alias in _spellings(name_zh, name_en, others):
        key = fold(alias.text)
        if key and key not in found:
            found[key] = ElementAlias(alias.text, alias.kind, is_added)
    return tuple(found.values())[1:]


def _spellings(name_zh: str, name_en: str, others: tuple[str, ...]) -> Iterator[ElementAlias]:
    chinese = [name_zh, *(name for name in others if is_chinese(name))]
    for name in others:
        kind = AliasKind.CHINESE if is_chinese(name) else AliasKind.ENGLISH
        yield ElementAlias(name.lower(), kind)
    yield ElementAlias("_".join(re.findall(r"\w+", name_en.lower())), AliasKind.ENGLISH)
    for name in chinese:
        full, initials = spell(name)
        yield ElementAlias(full, AliasKind.PINYIN)
        yield ElementAlias(initials, AliasKind.INITIALS)
