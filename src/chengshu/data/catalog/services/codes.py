"""Loading code tables: a load says what holds now; what it drops is closed, not erased."""

import datetime as dt
from collections.abc import Iterable, Iterator

from django.db import transaction
from django.utils.translation import gettext as _

from chengshu.base.clock import api as clock
from chengshu.data.catalog.contracts import CodeEntry, CodeTable
from chengshu.data.catalog.errors import BadCodeTableError
from chengshu.data.catalog.models import CodeEntryRow, CodeTableRow

_FIELDS = ["name", "parent", "valid_to", "position"]
_SHOWN_FAULTS = 5


@transaction.atomic
def save_code_table(*, table: CodeTable, entries: Iterable[CodeEntry]) -> int:
    """Make the table be as given; return how many entries changed.

    Entries that a newer version no longer lists end the day before it begins; within the same
    version they are removed, for they were a mistake.

    Raises:
        BadCodeTableError: No entries, a code twice in one period, a period that ends before it
            begins, or a parent that is not in the table.
    """
    wanted = tuple(entries)
    faults = list(_find_faults(wanted))
    if faults:
        raise BadCodeTableError(field=table.code, reason="；".join(faults[:_SHOWN_FAULTS]))
    row = CodeTableRow.objects.select_for_update().filter(code=table.code).first()
    is_newer = row is not None and (row.standard, row.version) != (table.standard, table.version)
    ends = (table.valid_from or clock.today()) - dt.timedelta(days=1) if is_newer else None
    return _save_entries(_save_head(row, table), wanted, ends=ends)


def _find_faults(entries: tuple[CodeEntry, ...]) -> Iterator[str]:
    if not entries:
        yield _("没有任何代码")
    codes = {entry.code for entry in entries}
    seen: set[tuple[str, dt.date | None]] = set()
    for entry in entries:
        if (entry.code, entry.valid_from) in seen:
            yield _("代码“%(code)s”在同一时期重复") % {"code": entry.code}
        seen.add((entry.code, entry.valid_from))
        if entry.parent and entry.parent not in codes:
            yield _("代码“%(code)s”的上级不在表中") % {"code": entry.code}
        if entry.valid_from and entry.valid_to and entry.valid_to < entry.valid_from:
            yield _("代码“%(code)s”的失效日期早于生效日期") % {"code": entry.code}


def _save_head(row: CodeTableRow | None, table: CodeTable) -> CodeTableRow:
    row = row or CodeTableRow(code=table.code)
    wanted = {name: value for name, value in vars(table).items() if name != "code"}
    if row.pk and all(getattr(row, name) == value for name, value in wanted.items()):
        return row
    for name, value in wanted.items():
        setattr(row, name, value)
    row.loaded_at = clock.now()
    row.save()
    return row


def _save_entries(row: CodeTableRow, wanted: tuple[CodeEntry, ...], *, ends: dt.date | None) -> int:
    known = {(old.code, old.valid_from): old for old in row.entries.all()}
    added: list[CodeEntryRow] = []
    changed: list[CodeEntryRow] = []
    for position, entry in enumerate(wanted):
        old = known.pop((entry.code, entry.valid_from), None)
        new = CodeEntryRow(table=row, position=position, **vars(entry))
        if old is None:
            added.append(new)
        elif any(getattr(old, name) != getattr(new, name) for name in _FIELDS):
            new.pk = old.pk
            changed.append(new)
    CodeEntryRow.objects.bulk_create(added)
    CodeEntryRow.objects.bulk_update(changed, _FIELDS)
    return len(added) + len(changed) + _close(tuple(known.values()), ends)


def _close(rows: tuple[CodeEntryRow, ...], ends: dt.date | None) -> int:
    if ends is None:
        return CodeEntryRow.objects.filter(pk__in=[row.pk for row in rows]).delete()[0]
    open_rows = [row for row in rows if row.valid_to is None or row.valid_to > ends]
    for row in open_rows:
        row.valid_to = ends
    CodeEntryRow.objects.bulk_update(open_rows, ["valid_to"])
    return len(open_rows)
