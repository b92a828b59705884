"""Reading code tables on a day."""

import datetime as dt

from django.db.models import Count, Q, QuerySet

from chengshu.data.catalog.contracts import CodeEntry, CodeTable
from chengshu.data.catalog.errors import CodeTableNotFoundError
from chengshu.data.catalog.models import CodeEntryRow, CodeTableRow
from chengshu.data.elements.contracts import CodeSet


def _valid(code: str, on: dt.date) -> QuerySet[CodeEntryRow]:
    if not CodeTableRow.objects.filter(code=code).exists():
        raise CodeTableNotFoundError(kind="", key=code)
    begun = Q(valid_from__isnull=True) | Q(valid_from__lte=on)
    not_ended = Q(valid_to__isnull=True) | Q(valid_to__gte=on)
    return CodeEntryRow.objects.filter(begun, not_ended, table__code=code)


def list_values(*, code: str, on: dt.date) -> frozenset[str]:
    """Return the codes that hold on a day.

    Raises:
        CodeTableNotFoundError: There is no such table.
    """
    return frozenset(_valid(code, on).values_list("code", flat=True))


def list_names(*, code: str, on: dt.date) -> dict[str, str]:
    """Return code to name on a day, in the table's order.

    Raises:
        CodeTableNotFoundError: There is no such table.
    """
    rows = _valid(code, on).order_by("position", "valid_from")
    return dict(rows.values_list("code", "name"))


def list_sets(*, on: dt.date) -> tuple[CodeSet, ...]:
    """Return every table with the entries that hold on a day, in two reads."""
    begun = Q(valid_from__isnull=True) | Q(valid_from__lte=on)
    not_ended = Q(valid_to__isnull=True) | Q(valid_to__gte=on)
    entries: dict[str, dict[str, str]] = {}
    rows = CodeEntryRow.objects.filter(begun, not_ended).order_by("position", "valid_from")
    for table, code, name in rows.values_list("table__code", "code", "name"):
        entries.setdefault(table, {})[code] = name
    tables = CodeTableRow.objects.order_by("code").values_list("code", "name")
    return tuple(CodeSet(code, name, entries.get(code, {})) for code, name in tables)


def list_tables() -> tuple[tuple[CodeTable, int], ...]:
    """Return every table with its number of entries."""
    rows = CodeTableRow.objects.annotate(size=Count("entries")).order_by("code")
    return tuple((_table(row), row.size) for row in rows)


def get_table(*, code: str) -> CodeTable:
    """Return one table.

    Raises:
        CodeTableNotFoundError: There is no such table.
    """
    row = CodeTableRow.objects.filter(code=code).first()
    if row is None:
        raise CodeTableNotFoundError(kind="", key=code)
    return _table(row)


def list_entries(*, code: str) -> tuple[CodeEntry, ...]:
    """Return every entry of a table, ended ones too, in order."""
    rows = CodeEntryRow.objects.filter(table__code=code).order_by("position", "code", "valid_from")
    return tuple(
        CodeEntry(
            code=row.code,
            name=row.name,
            valid_from=row.valid_from,
            valid_to=row.valid_to,
            parent=row.parent,
        )
        for row in rows
    )


def _table(row: CodeTableRow) -> CodeTable:
    return CodeTable(
        code=row.code,
        name=row.name,
        standard=row.standard,
        version=row.version,
        valid_from=row.valid_from,
        provenance=row.provenance,
        note=row.note,
    )
