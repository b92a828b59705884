"""Column names for items that a file names only in Chinese, or as their source does."""

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

from chengshu.base.registry.api import defer

if TYPE_CHECKING:
    import pypinyin
else:
    pypinyin = defer("pypinyin")


_BAD = re.compile(r"[^a-z0-9_]+")
_MOST = 60
_ITEM = re.compile(r"^(?P<name>[^(（]+)[(（](?P<note>.*)[)）]$")
_SPLIT = re.compile(r"[、，,；;\n]+(?![^(（]*[)）])")


def name_column(source: str, name: str) -> str:
    """Return a lake column for an item: from its source column, else from the sound of its name."""
    words = source or "_".join(pypinyin.lazy_pinyin(name, errors=str))
    bare = re.sub("_+", "_", _BAD.sub("_", words.lower()))[:_MOST].strip("_")
    return bare if bare[:1].isalpha() else f"c_{bare}".rstrip("_")


def distinguish(columns: Iterable[str]) -> list[str]:
    """Return the columns with a number behind those that were there before."""
    seen: set[str] = set()
    found = []
    for column in columns:
        name, number = column, 2
        while name in seen:
            name, number = f"{column[: _MOST - 4]}_{number}", number + 1
        seen.add(name)
        found.append(name)
    return found


def split_items(text: str) -> list[dict[str, object]]:
    """Return the items that one cell lists: "名称(说明)、名称；名称"."""
    names = [part.strip() for part in _SPLIT.split(text) if part.strip()]
    matches = [_ITEM.match(name) for name in names]
    pairs = [
        (match["name"].strip(), match["note"].strip()) if match else (name, "")
        for name, match in zip(names, matches, strict=True)
    ]
    columns = distinguish(name_column("", name) for name, _note in pairs)
    return [
        {"name_zh": name, "column": column, "data_type": "", "note": note if note != name else ""}
        for (name, note), column in zip(pairs, columns, strict=True)
    ]
