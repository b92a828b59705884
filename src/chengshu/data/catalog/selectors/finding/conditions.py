"""The conditions of a search, over entries or over their items."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, TypeVar

from django.contrib.postgres.search import SearchQueryField
from django.db import connection, transaction
from django.db.models import (
    BooleanField,
    Case,
    CharField,
    Exists,
    F,
    Func,
    Model,
    OuterRef,
    Q,
    QuerySet,
    Value,
    When,
)
from django.db.models.expressions import Combinable

from chengshu.base.access.api import Reach
from chengshu.base.accounts import api as accounts
from chengshu.base.clock import api as clock
from chengshu.data.catalog.contracts import (
    LEFT_OUT,
    Freshness,
    ResourceQuery,
    ResourceState,
    Standing,
)
from chengshu.data.catalog.models import ItemRow, Resource

M = TypeVar("M", bound=Model)
Conditions = Mapping[str, Q]
OF_ENTRY, OF_ITEM = "", "resource__"
_EQUAL = (
    *("provider", "state", "share_type", "update_cycle", "is_open", "is_attached"),
    *("grade", "format", "freshness"),
)
COLUMNS = {
    "provider": "provider_code",
    "theme": "themes",
    "freshness": "freshness_now",
}


def matches(field: str, words: str) -> Func:
    """Return the condition that the tsvector `field` matches the tsquery `words`."""
    query = Func(
        Value(words), template="(%(expressions)s)::tsquery", output_field=SearchQueryField()
    )
    return Func(
        F(field),
        query,
        template="(%(expressions)s)",
        arg_joiner=" @@ ",
        output_field=BooleanField(),
    )


def visible(rows: QuerySet[M], drafts: Reach, *, prefix: str = OF_ENTRY) -> QuerySet[M]:
    """Return the rows a person may know of: published ones, and drafts within `drafts`."""
    if drafts.everything:
        return rows
    published = Q(**{f"{prefix}state": ResourceState.PUBLISHED})
    own = Q(**{f"{prefix}provider_code__in": sorted(drafts.organisations)})
    return rows.filter(published | own)


def freshness(prefix: str = OF_ENTRY) -> Case:
    """Return the expression of how fresh the data behind an entry are at this moment."""
    late = Q(**{f"{prefix}late_at__lt": clock.now()})
    return Case(
        When(**{f"{prefix}data_at__isnull": True}, then=Value(Freshness.UNKNOWN.value)),
        When(late, then=Value(Freshness.LATE.value)),
        default=Value(Freshness.FRESH.value),
        output_field=CharField(),
    )


def conditions_of(query: ResourceQuery, *, prefix: str = OF_ENTRY) -> dict[str, Q]:
    """Return the filters that are set, by name; `freshness` asks the annotation of that name."""
    found: dict[str, Q] = {}
    for key in _EQUAL:
        value = getattr(query, key)
        if value in {"", None}:
            continue
        column = COLUMNS.get(key, key)
        found[key] = Q(**{column if key == "freshness" else f"{prefix}{column}": value})
    if query.class_path:
        found["class_path"] = Q(**{f"{prefix}class_path__startswith": query.class_path})
    if query.theme:
        found["theme"] = Q(**{f"{prefix}themes__contains": [query.theme]})
    if query.standing:
        found["standing"] = _standing(query.standing, prefix)
    if query.area:
        found["area"] = Q(**{f"{prefix}provider_code__in": providers_in(query.area)})
    return found | _item_conditions(query, prefix)


def _standing(wanted: str, prefix: str) -> Q:
    if wanted != LEFT_OUT:
        return Q(**{f"{prefix}standing": wanted})
    published = Q(**{f"{prefix}state": ResourceState.PUBLISHED})
    return published & ~Q(**{f"{prefix}standing": Standing.COUNTED})


def _item_conditions(query: ResourceQuery, prefix: str) -> dict[str, Q]:
    """Return the filters by item: a condition on the item, or that the entry has such an item."""
    found: dict[str, Q] = {}
    for key in ("column", "element", "data_type"):
        value = getattr(query, key)
        if not value:
            continue
        having = ItemRow.objects.filter(resource=OuterRef("pk"), **{key: value})
        found[key] = Q(**{key: value}) if prefix == OF_ITEM else Q(Exists(having))
    return found


def providers_in(area: str) -> list[str]:
    """Return the codes of the organisations of an area; a code of nobody where there are none."""
    codes = (each.code for each in accounts.list_organisations() if each.area_code == area)
    return sorted(codes) or [""]


def flag_failures(rows: QuerySet[Any], conditions: Conditions) -> QuerySet[Any]:
    """Annotate `failed`: a bit for each condition a row does not meet, in their order."""
    failed: Combinable = Value(0)
    for place, condition in enumerate(conditions.values()):
        failed = failed + Case(When(condition, then=Value(0)), default=Value(1 << place))
    flagged: QuerySet[Any] = rows.annotate(failed=failed)
    return flagged


@contextmanager
def by_index(words: str) -> Iterator[None]:
    """Have the database answer `words` by its index.

    The planner does not know that reading a long vector for every row costs more than the index,
    and would read them all where a word is frequent.
    """
    if not words:
        yield
        return
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        yield
        cursor.execute("SET LOCAL enable_seqscan = on")


def entries() -> QuerySet[Resource]:
    """Return every entry with its freshness, without the heavy columns only the index needs."""
    heavy = ("search", "title_search", "item_search")
    return Resource.objects.annotate(freshness_now=freshness()).defer(*heavy)
