"""Reading the change lines of standardisation beside a landed file."""

from pathlib import Path

import duckdb
import pyarrow as pa
from django.utils.translation import gettext_lazy as _

from chengshu.base.access import api as access
from chengshu.base.accounts.contracts import Actor
from chengshu.data.lake import engine, tables
from chengshu.data.lake.contracts import CHANGE_LINES, ChangePage, ChangeQuery, LandedFile
from chengshu.data.lake.errors import LandedFileError


def read_changes(actor: Actor, landed: LandedFile, query: ChangeQuery) -> ChangePage:
    """Return change lines in order of position, then column and step, unmasked: the caller masks.

    Raises:
        LandedFileError: The file is gone.
    """
    provider = tables.get_resource(landed.resource_code).provider_code
    access.check(actor, "lake.read_changes", organisation=provider)
    paths = [str(part.changes.path) for part in landed.parts if part.changes is not None]
    if not paths:
        return ChangePage(CHANGE_LINES.empty_table(), 0)
    if not all(Path(path).is_file() for path in paths):
        raise LandedFileError(
            reason=_("批次 %(batch)s 的标准化记录不在磁盘上") % {"batch": landed.batch_id}
        )
    wanted = {
        '"column" = ?': query.column or None,
        "step = ?": query.step or None,
        "_position = ?": query.position,
    }
    given = {condition: value for condition, value in wanted.items() if value is not None}
    where = " AND ".join(given) or "true"
    values = [paths, *given.values()]

    def ask(cursor: duckdb.DuckDBPyConnection) -> tuple[pa.Table, int]:
        counted = f"SELECT count(*) FROM read_parquet(?) WHERE {where}"  # noqa: S608 - conditions are constants
        page = (
            f"SELECT * FROM read_parquet(?) WHERE {where}"  # noqa: S608 - conditions are constants
            ' ORDER BY _position, "column", sequence LIMIT ? OFFSET ?'
        )
        (total,) = cursor.execute(counted, values).fetchone() or (0,)
        lines = cursor.execute(page, [*values, query.limit, query.offset])
        return lines.to_arrow_table().cast(CHANGE_LINES), total

    lines, total = engine.ask(ask)
    return ChangePage(lines, total)
