"""Counting all facets of a search at once.

One statement reads what matches the words, with a bit for each filter a row does not meet; each
facet then counts the rows that meet all filters but its own, so that a person sees where another
choice would lead.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.db import connection
from django.db.models import Model, QuerySet

from chengshu.data.catalog.contracts import Facet, FacetValue
from chengshu.data.catalog.labels import FACET_LABELS
from chengshu.data.catalog.selectors.finding.conditions import Conditions, flag_failures
from chengshu.data.catalog.selectors.finding.labelling import label_values

_TOTAL, _WITHOUT = "*", "-"
NARROW = frozenset({"column", "element", "area"})  # few meet them: they narrow all counts
CLASS_DIGITS = 3  # class and item: the two upper levels of the tree
_LONGEST = 200  # values of one facet


@dataclass(frozen=True)
class Counts:
    """What a search found: all, per facet and value, and without each of its filters."""

    total: int
    facets: Mapping[str, Mapping[str, int]]
    without: Mapping[str, int]


def count_facets(
    found: QuerySet[Model], conditions: Conditions, columns: Mapping[str, str]
) -> Counts:
    """Return the counts of the rows `found` by words alone, under `conditions`.

    Args:
        found: What the words match.
        conditions: The filters that are set.
        columns: Facet to the path of its column.
    """
    narrow = {key: each for key, each in conditions.items() if key in NARROW}
    conditions = {key: each for key, each in conditions.items() if key not in NARROW}
    flagged = flag_failures(found.filter(*narrow.values()).order_by(), conditions)
    flagged = flagged.values_list("failed", *columns.values())
    statement, parameters = flagged.query.sql_with_params()
    names = ", ".join(f"v{place}" for place in range(len(columns)))
    legs = [_total_leg(), *_without_legs(conditions), *_facet_legs(columns, conditions)]
    sql = f"WITH hits(failed, {names}) AS MATERIALIZED ({statement}) {' UNION ALL '.join(legs)}"
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        lines: Sequence[tuple[str, str, int]] = cursor.fetchall()
    return _sort(lines, narrow)


def _total_leg() -> str:
    return f"SELECT '{_TOTAL}', '', count(*) FROM hits WHERE failed = 0"  # noqa: S608 - fixed text


def _without_legs(conditions: Conditions) -> Iterator[str]:
    for key in conditions:
        yield (
            f"SELECT '{_WITHOUT}', '{key}', count(*) FROM hits"  # noqa: S608 - our own names only
            f" WHERE failed & ~{_bit(key, conditions)} = 0"
        )


def _facet_legs(columns: Mapping[str, str], conditions: Conditions) -> Iterator[str]:
    for place, key in enumerate(columns):
        value, rows = f"v{place}::text", "hits"
        if key == "theme":
            value, rows = "theme", f"hits, unnest(v{place}) AS theme"
        if key == "class_path":
            value = f"left(v{place}, {CLASS_DIGITS})"
        yield (
            f"(SELECT '{key}', {value}, count(*) FROM {rows}"  # noqa: S608 - our own names only
            f" WHERE failed & ~{_bit(key, conditions)} = 0"
            f" GROUP BY 2 ORDER BY 3 DESC LIMIT {_LONGEST})"
        )


def _bit(key: str, conditions: Conditions) -> int:
    return 1 << list(conditions).index(key) if key in conditions else 0


def _sort(lines: Sequence[tuple[str, str, int]], narrow: Conditions) -> Counts:
    total, without = 0, dict.fromkeys(narrow, 0)
    facets: dict[str, dict[str, int]] = {}
    for kind, value, count in lines:
        if kind == _TOTAL:
            total = count
        elif kind == _WITHOUT:
            without[value] = count
        elif value:
            facets.setdefault(kind, {})[value] = count
    return Counts(total, facets, without)


def describe_facets(counts: Counts, columns: Mapping[str, str]) -> tuple[Facet, ...]:
    """Return the facets in the words a person reads, most frequent values first."""
    return tuple(
        _facet(key, counts.facets.get(key, {})) for key in columns if counts.facets.get(key)
    )


def _facet(key: str, counts: Mapping[str, int]) -> Facet:
    labels = label_values(key, counts)
    values = [
        FacetValue(value=value, label=str(labels.get(value, value)), count=count)
        for value, count in counts.items()
    ]
    return Facet(
        key=key,
        label=str(FACET_LABELS[key]),
        values=tuple(sorted(values, key=lambda each: (-each.count, each.label))),
    )
