"""Rows of an import file cleaned and folded: what one entry says, over all its rows."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from chengshu.data.catalog.imports.mappings import Fold, ImportMapping, Row


@dataclass(frozen=True)
class FoldedEntry:
    """One entry: its name, first known value of each column, formats met, rows it came from."""

    name: str
    provider: str
    values: Mapping[str, object]
    formats: tuple[str, ...]
    rows: int


def clean_row(row: Row, mapping: ImportMapping) -> dict[str, object]:
    """Return a row with slipped labels put right and words for nothing removed."""
    cells = {key: value for key, value in row.items() if key != mapping.slipped}
    slipped = row.get(mapping.slipped) if mapping.slipped else None
    if isinstance(slipped, Mapping):
        cells |= pair_labels(slipped, mapping.labels)
    return {
        key: value.replace("\x00", "") if isinstance(value, str) else value
        for key, value in cells.items()
        if not _is_null(value, mapping)
    }


def _is_null(value: object, mapping: ImportMapping) -> bool:
    return value is None or (isinstance(value, str) and value.strip() in mapping.nulls)


def pair_labels(slipped: Mapping[str, object], labels: Iterable[str]) -> dict[str, object]:
    """Pair labels and values again where a missing value made them slip.

    {"行业": "发布时间", "2020-12-16": "更新频率", "每天": "电话"} says 发布时间 2020-12-16 and
    更新频率 每天: a label followed by a label has no value.
    """
    known = set(labels)
    words = [str(word) for pair in slipped.items() for word in pair if word is not None]
    following = [*words[1:], None]
    return {
        word: value
        for word, value in zip(words, following, strict=True)
        if word in known and value is not None and value not in known
    }


def fold_rows(rows: Iterable[Row], mapping: ImportMapping) -> tuple[FoldedEntry, ...]:
    """Return the entries that rows stand for, in order of first appearance."""
    groups: dict[tuple[str, str], list[dict[str, object]]] = {}
    for row in rows:
        cells = clean_row(row, mapping)
        name = str(cells.get(mapping.fields["title"], "")).strip()
        provider = str(cells.get(mapping.fields["provider"], "")).strip()
        if mapping.fold is not None:
            name = re.sub(mapping.fold.strip, "", name)
        groups.setdefault((name, provider), []).append(cells)
    return tuple(
        _fold(name, provider, cells, fold=mapping.fold, taken=groups)
        for (name, provider), cells in groups.items()
    )


def _fold(
    name: str,
    provider: str,
    rows: list[dict[str, object]],
    *,
    fold: Fold | None,
    taken: Mapping[tuple[str, str], object],
) -> FoldedEntry:
    values: dict[str, object] = {}
    for row in rows:
        for key, value in row.items():
            values.setdefault(key, value)
    formats: tuple[str, ...] = ()
    if fold is not None and fold.extension:
        found = [re.search(fold.extension, str(row.get(fold.column, ""))) for row in rows]
        formats = tuple(dict.fromkeys(match.group(1).lower() for match in found if match))
        bare = re.sub(fold.extension, "", name)
        name = name if (bare, provider) in taken else bare
    return FoldedEntry(name, provider, values, formats, len(rows))
