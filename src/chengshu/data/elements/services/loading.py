"""Loading the national pack."""

from collections.abc import Iterable

from django.db import transaction

from chengshu.base.clock import api as clock
from chengshu.data.elements.contracts import DataElement, ElementAlias, Level
from chengshu.data.elements.folding import fold
from chengshu.data.elements.models import DataElementRow, ElementAliasRow
from chengshu.data.elements.pack import spell_aliases

_FIELDS = (
    *("name_zh", "name_en", "domain", "definition", "data_type", "length", "scale", "identifier"),
    *("code_table", "personal", "grade", "mask", "unit", "source", "level", "organisation_code"),
    *("position", "ended_on"),
)
_BATCH = 2000


@transaction.atomic
def load_elements(*, elements: Iterable[DataElement]) -> int:
    """Make the state's elements be as given; return how many changed.

    Elements that are no longer given end today; what people of the city added stays.
    """
    known = {row.code: row for row in DataElementRow.objects.filter(level=Level.NATIONAL)}
    kept = _kept_aliases()
    added: list[DataElementRow] = []
    changed: list[DataElementRow] = []
    renamed: list[tuple[DataElementRow, DataElement]] = []
    for position, element in enumerate(elements):
        old = known.pop(element.code, None)
        new = make_row(element, position=position)
        if old is None:
            added.append(new)
        elif any(getattr(old, name) != getattr(new, name) for name in _FIELDS):
            new.pk = old.pk
            changed.append(new)
        else:
            new = old
        if kept.get(new.pk, set()) != {alias.text for alias in spell_aliases(element)}:
            renamed.append((new, element))
    DataElementRow.objects.bulk_create(added)
    DataElementRow.objects.bulk_update(changed, [*_FIELDS, "changed_at"], batch_size=_BATCH)
    _spell(renamed)
    touched = {row.code for row in (*added, *changed)} | {row.code for row, _element in renamed}
    return len(touched) + _end([row for row in known.values() if row.ended_on is None])


def make_row(element: DataElement, *, position: int = 0) -> DataElementRow:
    """Return an element as a row that is not yet kept."""
    values = {name: getattr(element, name) for name in _FIELDS if hasattr(element, name)}
    return DataElementRow(
        code=element.code, **values, position=position, changed_at=clock.now(), ended_on=None
    )


def _kept_aliases() -> dict[int, set[str]]:
    kept: dict[int, set[str]] = {}
    rows = ElementAliasRow.objects.filter(element__level=Level.NATIONAL, is_added=False)
    for element_id, text in rows.values_list("element_id", "text"):
        kept.setdefault(element_id, set()).add(text)
    return kept


def _spell(renamed: list[tuple[DataElementRow, DataElement]]) -> None:
    """Write the aliases of the pack anew; one that people had added before is the pack's now."""
    aliases = [
        make_alias(row, alias) for row, element in renamed for alias in spell_aliases(element)
    ]
    rows = [row for row, _element in renamed]
    added = ElementAliasRow.objects.filter(element__in=rows, is_added=True)
    taken = {(alias.element_id, alias.key) for alias in aliases}
    known = [alias.pk for alias in added if (alias.element_id, alias.key) in taken]
    ElementAliasRow.objects.filter(pk__in=known).delete()
    ElementAliasRow.objects.filter(element__in=rows, is_added=False).delete()
    ElementAliasRow.objects.bulk_create(aliases, batch_size=_BATCH)


def make_alias(row: DataElementRow, alias: ElementAlias) -> ElementAliasRow:
    """Return an alias as a row that is not yet kept."""
    return ElementAliasRow(
        element=row,
        text=alias.text,
        key=fold(alias.text),
        kind=alias.kind,
        is_added=alias.is_added,
    )


def _end(rows: list[DataElementRow]) -> int:
    keys = [row.pk for row in rows]
    moment = clock.now()
    return DataElementRow.objects.filter(pk__in=keys).update(
        ended_on=moment.date(), changed_at=moment
    )
