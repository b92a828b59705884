"""The connector to folders of files: a file, a sheet or a pattern is a table of text cells."""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import islice
from pathlib import Path

import pyarrow as pa
from django.utils.translation import gettext_lazy as _

from chengshu.base.errors.api import RefusedError
from chengshu.data.sources.connectors.batches import to_batches
from chengshu.data.sources.contracts import (
    ColumnInfo,
    Connection,
    MisshapenRow,
    ProfileLimits,
    ReadRequest,
    Sampling,
    TableInfo,
    TableProfile,
    TableStream,
)
from chengshu.data.sources.errors import (
    CursorUnsupportedError,
    FileTypeRefusedError,
    SourceNotFoundError,
    SourceUnreachableError,
)
from chengshu.data.sources.files import delimited, documents, places, profiling, spreadsheets
from chengshu.data.sources.files.archives import check_archive
from chengshu.data.sources.files.rows import FileOptions, FileRows, read_options

FILE_COLUMN = "_file"
_MOST_LISTED = 500
_READERS: dict[str, Callable[[Path, FileOptions], FileRows]] = {
    **dict.fromkeys(places.TEXT, delimited.open_delimited),
    **dict.fromkeys(places.BOOKS, spreadsheets.open_spreadsheet),
    **dict.fromkeys(places.LINES, documents.open_lines),
    **dict.fromkeys(places.DOCUMENTS, documents.open_document),
}


class FilesConnector:
    """Reads files below the source's folder; never follows a link out of it."""

    def check(self, connection: Connection) -> int:
        """Return how many readable files there are."""
        return len(places.list_files(_folder(connection)))

    def describe(self, connection: Connection) -> tuple[TableInfo, ...]:
        """Return a table per file and sheet; a file that cannot be read says why."""
        folder = _folder(connection)
        names = [
            name
            for path in places.list_files(folder)[:_MOST_LISTED]
            for name in _table_names(path, connection)
        ]
        return tuple(_describe(connection, name) for name in names)

    def profile(self, connection: Connection, table: str, limits: ProfileLimits) -> TableProfile:
        """Return what rows spread over the files of a table tell of it."""
        started = time.monotonic()
        found, options = _find(connection, table)
        opened = [
            (path, _open_some(path, options, limits) or _open_one(path, options))
            for path in found.files
        ]
        schema = _schema(opened, ReadRequest(table), many=found.is_many)
        path = found.files[0]
        if len(found.files) == 1 and not found.is_many and profiling.can_leap(path, options):
            gathered = profiling.gather_leaps(path, options, len(schema), most=limits.rows)
        else:
            misshapen: list[MisshapenRow] = []
            rows = _walk(opened, schema, misshapen)
            gathered = profiling.gather_pass(rows, limits, count_misshapen=lambda: len(misshapen))
        if any(_is_cut(path) for path in found.files):
            gathered = replace(gathered, sampling=Sampling.FIRST, row_count=None, is_exact=False)
        profile = profiling.profile_rows(
            table, schema.names, gathered, limits=limits, started=started
        )
        return replace(profile, bytes=sum(path.stat().st_size for path in found.files))

    def count(self, connection: Connection, table: str) -> int:
        """Return the number of rows, misshapen ones included."""
        opened = _open_all(connection, table)
        return sum(_length(rows) for _path, rows in opened)

    def open(self, connection: Connection, request: ReadRequest) -> TableStream:
        """Stream the rows of all files of a table, file by file."""
        if request.cursor_column:
            raise CursorUnsupportedError(table=request.table)
        opened = _open_all(connection, request.table)
        many = places.find_table(_folder(connection), request.table).is_many
        schema = _schema(opened, request, many=many)
        counts = [rows.count for _path, rows in opened]
        known = request.limit is None and None not in counts
        misshapen: list[MisshapenRow] = []
        rows = _limited(_walk(opened, schema, misshapen), request.limit)
        return TableStream(
            schema=schema,
            source_count=sum(filter(None, counts)) if known else None,
            batches=to_batches(rows, schema, batch_rows=request.batch_rows),
            misshapen=misshapen,
        )


def _folder(connection: Connection) -> Path:
    folder = connection.folder
    if folder is None or not folder.is_dir():
        raise SourceUnreachableError(address=str(folder or ""))
    return folder


def _table_names(path: Path, connection: Connection) -> list[str]:
    """Return the names of a file's tables: itself, then its further sheets."""
    name = path.relative_to(_folder(connection).resolve()).as_posix()
    if places.kind_by_content(path) not in places.BOOKS:
        return [name]
    try:
        sheets = spreadsheets.list_sheets(path)
    except RefusedError:
        return [name]
    return [name, *(f"{name}#{sheet}" for sheet in sheets[1:])]


def _describe(connection: Connection, table: str) -> TableInfo:
    try:
        [(_path, rows)] = _open_all(connection, table)
    except RefusedError as error:
        return TableInfo(table, str(error), None, (), "file", is_readable=False)
    columns = tuple(ColumnInfo(name, "text") for name in rows.columns)
    return TableInfo(table, "", rows.count, columns, "file")


def _open_all(connection: Connection, table: str) -> list[tuple[Path, FileRows]]:
    found, options = _find(connection, table)
    return [(path, _open_one(path, options)) for path in found.files]


def _find(connection: Connection, table: str) -> tuple[places.FileTable, FileOptions]:
    found = places.find_table(_folder(connection), table)
    options = read_options(connection.options, table)
    return found, replace(options, sheet=found.sheet) if found.sheet else options


def _is_cut(path: Path) -> bool:
    """Tell whether only the first records of a file are looked at for a profile."""
    kind = places.kind_by_content(path)
    return profiling.is_large(path) and kind in places.LINES | places.DOCUMENTS


def _open_some(path: Path, options: FileOptions, limits: ProfileLimits) -> FileRows | None:
    if not _is_cut(path):
        return None
    check_archive(path)
    return profiling.open_some(path, options, limits.rows)


def _open_one(path: Path, options: FileOptions) -> FileRows:
    kind = places.kind_by_content(path)
    if kind not in _READERS:
        raise FileTypeRefusedError(name=path.name, allowed="、".join(sorted(_READERS)))
    check_archive(path)
    return _READERS[kind](path, options)


def _schema(
    opened: Sequence[tuple[Path, FileRows]], request: ReadRequest, *, many: bool
) -> pa.Schema:
    """Return the columns of all files in order of appearance, or those asked for."""
    names = dict.fromkeys(name for _path, rows in opened for name in rows.columns)
    if many:
        names[FILE_COLUMN] = None
    for name in request.columns:
        if name not in names:
            raise SourceNotFoundError(kind=_("数据列"), key=f"{request.table}.{name}")
    return pa.schema([pa.field(name, pa.string()) for name in request.columns or names])


def _walk(
    opened: Sequence[tuple[Path, FileRows]], schema: pa.Schema, misshapen: list[MisshapenRow]
) -> Iterator[list[str | None]]:
    for path, rows in opened:
        places_of = {name: index for index, name in enumerate(rows.columns)}
        order = [places_of.get(name, -1) for name in schema.names]
        file_at = schema.get_field_index(FILE_COLUMN)
        for row in rows.rows:
            if isinstance(row, MisshapenRow):
                misshapen.append(replace(row, file=path.name))
                continue
            cells = [row.cells[index] if index >= 0 else None for index in order]
            if file_at >= 0 and order[file_at] < 0:
                cells[file_at] = path.name
            yield cells


def _limited(rows: Iterator[list[str | None]], limit: int | None) -> Iterator[list[str | None]]:
    return rows if limit is None else islice(rows, limit)


def _length(rows: FileRows) -> int:
    return rows.count if rows.count is not None else sum(1 for _ in rows.rows)


FILES = FilesConnector()
