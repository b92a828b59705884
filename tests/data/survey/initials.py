"""Disguises the labelled families: every Chinese name as its pinyin initials, every comment gone.

What is left is what an old system leaves: letters and contents. Names that stand in a comment,
in a header or as one plain label are disguised; columns that have none keep their name.
"""

import re
from collections.abc import Mapping
from dataclasses import replace

from chengshu.data.sources.contracts import ColumnProfile
from chengshu.data.survey.inference.names import comment_head, fold, has_chinese, pinyin_of
from tests.data.survey.families.reading import Family, FamilyTable, Label

_PLAIN = re.compile(r"[\u3400-\u9fff]{2,}")


def disguise(family: Family) -> Family:
    """Return a family whose columns are named by initials alone; labels move with the names."""
    return replace(family, tables=tuple(map(_disguise_table, family.tables)))


def _disguise_table(table: FamilyTable) -> FamilyTable:
    names = _initials(table)
    columns = tuple(
        replace(column, name=names[column.name], comment="", references="")
        for column in table.profile.columns
    )
    profile = replace(
        table.profile,
        comment="",
        columns=columns,
        unique_keys=tuple(tuple(names[each] for each in key) for key in table.profile.unique_keys),
        distinct_sets=tuple(
            tuple(names[each] for each in key) for key in table.profile.distinct_sets
        ),
    )
    labels = {names[name]: replace(label, reference="") for name, label in table.labels.items()}
    return replace(table, profile=profile, labels=labels)


def _initials(table: FamilyTable) -> Mapping[str, str]:
    """Return the new name of each column, none twice."""
    names: dict[str, str] = {}
    for column in table.profile.columns:
        said = _spoken(column, table.labels.get(column.name))
        short = pinyin_of(said)[1] if said else column.name
        names[column.name] = short if short not in names.values() else column.name
    return names


def _spoken(column: ColumnProfile, label: Label | None) -> str:
    """Return the Chinese name of a column: of its comment, its header, else of a plain label."""
    for text in (comment_head(column.comment), fold(column.name), label.names if label else ""):
        if has_chinese(text) and _PLAIN.fullmatch(text):
            return text
    return ""
