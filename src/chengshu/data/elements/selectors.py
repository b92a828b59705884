"""Reading elements, their aliases, and what was learned, a department's own habit first."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace

from django.db.models import Case, Exists, OuterRef, Q, QuerySet, When

from chengshu.data.elements.contracts import (
    AliasKind,
    CodeSet,
    DataElement,
    ElementAlias,
    ElementPage,
    ElementQuery,
    Knowledge,
    LearnedAlias,
    LearnedAliasInfo,
    Level,
)
from chengshu.data.elements.errors import AliasNotFoundError, ElementNotFoundError
from chengshu.data.elements.folding import fold
from chengshu.data.elements.models import DataElementRow, ElementAliasRow, LearnedAliasRow
from chengshu.data.elements.pack import read_words

_WRITTEN = (AliasKind.CHINESE, AliasKind.ENGLISH)  # pinyin and initials follow from these
_ORDERS = {
    "code": ("code",),
    "name_zh": ("name_zh", "code"),
    "domain": ("domain", "position", "code"),
    "grade": ("grade", "position", "code"),
    "level": ("level", "position", "code"),
}


def read_knowledge(*, organisation_code: str, code_sets: Iterable[CodeSet]) -> Knowledge:
    """Return all that a department's drafts are inferred from.

    Elements are those of the state, of the city and the department's own extensions.
    """
    own = Q(level=Level.EXTENSION, organisation_code=organisation_code)
    rows = _standing().filter(~Q(level=Level.EXTENSION) | own)
    return Knowledge(
        elements=_with_aliases(rows),
        aliases=(*_own_habits(organisation_code), *_city_habits(organisation_code)),
        code_sets=tuple(code_sets),
        words=read_words(),
    )


def search_elements(query: ElementQuery) -> ElementPage:
    """Return one page of elements that match; the best name first where a text is given."""
    rows = DataElementRow.objects.filter(ended_on__isnull=not query.is_ended)
    rows = _filter(rows, query)
    if query.text:
        rows = _named(rows, query.text)
    total = rows.count()
    best = ("rank",) if query.text and not query.order else ()
    rows = rows.order_by(*best, *_order(query.order))
    if query.page_size:
        start = (max(query.page, 1) - 1) * query.page_size
        rows = rows[start : start + query.page_size]
    return ElementPage(tuple(to_element(row) for row in rows), total, query.page, query.page_size)


def get_element(code: str) -> DataElement:
    """Return one element with its aliases, ended ones too.

    Raises:
        ElementNotFoundError: There is none.
    """
    found = _with_aliases(DataElementRow.objects.filter(code=code))
    if not found:
        raise ElementNotFoundError(kind="", key=code)
    return found[0]


def find_element(code: str) -> DataElement | None:
    """Return one element with its aliases, or None."""
    found = _with_aliases(DataElementRow.objects.filter(code=code))
    return found[0] if found else None


def list_aliases(code: str) -> tuple[ElementAlias, ...]:
    """Return the aliases of one element, those written by hand first."""
    rows = ElementAliasRow.objects.filter(element__code=code).order_by("id")
    return tuple(ElementAlias(row.text, AliasKind(row.kind), row.is_added) for row in rows)


def list_learned(
    *, element_code: str, organisations: Collection[str] | None
) -> tuple[LearnedAliasInfo, ...]:
    """Return what was learned of an element, latest first; None means of every department."""
    rows = LearnedAliasRow.objects.filter(element_code=element_code).order_by("-at", "-id")
    if organisations is not None:
        rows = rows.filter(organisation_code__in=organisations)
    return tuple(to_info(row) for row in rows)


def get_learned(key: int) -> LearnedAliasInfo:
    """Return one learned alias.

    Raises:
        AliasNotFoundError: There is none.
    """
    row = LearnedAliasRow.objects.filter(pk=key).first()
    if row is None:
        raise AliasNotFoundError(kind="", key=str(key))
    return to_info(row)


def list_names() -> Mapping[str, str]:
    """Return code to Chinese name of every element that stands."""
    return dict(_standing().values_list("code", "name_zh"))


def to_element(row: DataElementRow, aliases: tuple[str, ...] = ()) -> DataElement:
    """Return a row as it crosses the door."""
    return DataElement(
        code=row.code,
        name_zh=row.name_zh,
        name_en=row.name_en,
        domain=row.domain,
        definition=row.definition,
        data_type=row.data_type,
        aliases=aliases,
        length=row.length,
        scale=row.scale,
        identifier=row.identifier,
        code_table=row.code_table,
        personal=row.personal,
        grade=row.grade,
        mask=row.mask,
        unit=row.unit,
        source=row.source,
        level=Level(row.level),
        organisation_code=row.organisation_code,
        is_ended=row.ended_on is not None,
    )


def to_info(row: LearnedAliasRow) -> LearnedAliasInfo:
    """Return a learned alias as people see it."""
    alias = LearnedAlias(
        column=row.column,
        comment=row.comment,
        element_code=row.element_code,
        name_zh=row.name_zh,
        organisation_code=row.organisation_code,
        votes=row.votes,
        refusals=row.refusals,
    )
    return LearnedAliasInfo(row.pk, alias, row.by_name or row.by, row.at, row.is_forgotten)


def _standing() -> QuerySet[DataElementRow]:
    return DataElementRow.objects.filter(ended_on__isnull=True)


def _with_aliases(rows: QuerySet[DataElementRow]) -> tuple[DataElement, ...]:
    names: dict[int, list[str]] = {}
    found = ElementAliasRow.objects.filter(element__in=rows.order_by(), kind__in=_WRITTEN)
    found = found.order_by("id")
    for element_id, text in found.values_list("element_id", "text"):
        names.setdefault(element_id, []).append(text)
    return tuple(to_element(row, tuple(names.get(row.pk, ()))) for row in rows)


def _filter(rows: QuerySet[DataElementRow], query: ElementQuery) -> QuerySet[DataElementRow]:
    exact: Mapping[str, object] = {
        "domain": query.domain,
        "level": query.level,
        "personal": query.personal,
        "grade": query.grade,
        "organisation_code": query.organisation_code,
        "code_table": query.code_table,
    }
    rows = rows.filter(**{name: value for name, value in exact.items() if value})
    if query.is_personal is None:
        return rows
    return rows.exclude(personal="") if query.is_personal else rows.filter(personal="")


def _named(rows: QuerySet[DataElementRow], text: str) -> QuerySet[DataElementRow]:
    """Return rows that have the text in a name; `rank` counts how well it fits, 0 best."""
    key = fold(text)
    spelled = ElementAliasRow.objects.filter(element=OuterRef("pk"))
    words = Q(name_zh__icontains=text) | Q(name_en__icontains=text) | Q(code__icontains=text)
    has_part = Exists(spelled.filter(key__contains=key)) if key else Q()
    return rows.filter(words | has_part).annotate(
        rank=Case(
            When(Q(name_zh=text) | Q(name_en__iexact=text) | Q(code=text), then=0),
            When(Exists(spelled.filter(key=key, kind__in=_WRITTEN)), then=1),
            When(Exists(spelled.filter(key=key)), then=2),
            When(Q(name_zh__startswith=text) | Q(name_en__istartswith=text), then=3),
            default=4,
        )
    )


def _order(wanted: str) -> tuple[str, ...]:
    names = _ORDERS.get(wanted.removeprefix("-"), ("position", "code"))
    return (f"-{names[0]}", *names[1:]) if wanted.startswith("-") else names


def _own_habits(organisation_code: str) -> tuple[LearnedAlias, ...]:
    rows = LearnedAliasRow.objects.filter(is_forgotten=False, organisation_code=organisation_code)
    return _merge_habits(rows, organisation_code)


def _city_habits(organisation_code: str) -> tuple[LearnedAlias, ...]:
    """Return what all other departments together mean."""
    rows = LearnedAliasRow.objects.filter(is_forgotten=False)
    return _merge_habits(rows.exclude(organisation_code=organisation_code), "")


def _merge_habits(
    rows: QuerySet[LearnedAliasRow], organisation_code: str
) -> tuple[LearnedAlias, ...]:
    """Return one habit per name and meaning, votes against refusals, the surest first.

    A confirmation keeps the Chinese name it was given, a correction has none: both speak of one
    element. The name most voted for stands.
    """
    found: dict[tuple[str, str, str], LearnedAlias] = {}
    for row in rows.order_by("-votes", "-at", "id"):
        key = (row.column, row.comment, row.element_code or f"={row.name_zh}")
        words = (row.column, row.comment, row.element_code, row.name_zh, organisation_code)
        old = found.get(key) or LearnedAlias(*words, votes=0)
        votes, refusals = old.votes + row.votes, old.refusals + row.refusals
        found[key] = replace(old, votes=votes, refusals=refusals)
    return tuple(sorted(found.values(), key=lambda alias: alias.refusals - alias.votes))
