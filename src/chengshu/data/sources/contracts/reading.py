"""Systems, sources, tables, streams, and the connector plug."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Protocol

import pyarrow as pa

from chengshu.data.sources.contracts.profiles import ProfileLimits, TableProfile


class SourceKind(StrEnum):
    """How a source is reached; the key of its connector."""

    POSTGRESQL = "postgresql"
    MARIADB = "mariadb"  # MySQL speaks the same protocol
    FILES = "files"
    SQLITE = "sqlite"
    DIALECT = "dialect"  # any database an installed SQLAlchemy dialect speaks to


@dataclass(frozen=True)
class SystemInfo:
    """One business system (业务系统) of a department."""

    code: str
    name: str
    organisation_code: str
    note: str = ""


@dataclass(frozen=True)
class NewSource:
    """What a person enters to register a source; an empty password keeps the stored one.

    `options` of databases: `schema`, `timeout_s`. Of files: `encoding`, `delimiter`,
    `header_row` (from 1; 0 = no header), `sheet`, `record_path`; all optional. A DIALECT names
    its `dialect` (`oracle+oracledb`) and may give a `query` of connection words. The `database`
    of SQLITE is a file in the source's folder.
    """

    code: str
    name: str
    system_code: str
    organisation_code: str
    kind: SourceKind
    host: str = ""
    port: int = 0
    database: str = ""
    username: str = ""
    password: str = field(default="", repr=False)
    folder: str = ""
    options: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class SourceInfo:
    """A registered source without its secret; `checked_*` tell of the last connection test."""

    code: str
    name: str
    system_code: str
    organisation_code: str
    kind: SourceKind
    host: str
    port: int
    database: str
    username: str
    folder: str
    options: Mapping[str, object]
    checked_at: datetime | None = None
    checked_ok: bool | None = None
    checked_note: str = ""


@dataclass(frozen=True)
class ColumnInfo:
    """One column as the source declares it; `type` in the source's own words."""

    name: str
    type: str
    nullable: bool = True
    comment: str = ""
    is_primary_key: bool = False


@dataclass(frozen=True)
class TableInfo:
    """One table (or file); `row_estimate` is None where counting would be dear.

    `kind` is `table`, `view` or `file`. One that is there but cannot be read is listed all the
    same: `is_readable` is False then.
    """

    name: str
    comment: str
    row_estimate: int | None
    columns: tuple[ColumnInfo, ...]
    kind: str = "table"
    is_readable: bool = True


@dataclass(frozen=True)
class ReadRequest:
    """What to read. `cursor_from` is inclusive (`>=`), so that equal cursors are never lost.

    With a cursor column the rows come ordered by it, those without one first, and only databases
    can do that. With a limit nothing is counted. `is_typed` lets dates, moments and amounts come in
    Arrow's types, batch by batch, where a column holds nothing those cannot say. `connections` may
    be used at once. `after` is a mark an earlier stream reached; see `TableStream.goes_on`.
    """

    table: str
    columns: tuple[str, ...] = ()
    cursor_column: str = ""
    cursor_from: str | None = None
    batch_rows: int = 50_000
    limit: int | None = None
    is_typed: bool = False
    connections: int = 1
    after: str = ""


@dataclass(frozen=True)
class MisshapenRow:
    """A row that does not fit its header: physical `line` (from 1), raw `text`, why.

    `file` names it where several files make one table.
    """

    line: int
    text: str
    reason: str
    file: str = ""


@dataclass(frozen=True)
class TableStream:
    """Rows as Arrow batches of one schema; `misshapen` fills while `batches` is consumed.

    Files give every cell as a string exactly as written. Databases give int64, float64 and bool
    as such and everything else as the text the database itself writes, so that a date no
    calendar knows survives until it is judged. `source_count` counts what the source holds under
    the request, misshapen rows included; None where only reading tells.

    `reached` fills too: a mark in it says that everything before it was given with the batch just
    taken. Where `goes_on`, the stream begins behind the mark it was asked for, and what was read
    before still stands at the source; else it begins at the beginning.
    """

    schema: pa.Schema
    source_count: int | None
    batches: Iterator[pa.RecordBatch]
    misshapen: list[MisshapenRow]
    reached: list[str] = field(default_factory=list)
    goes_on: bool = False


@dataclass(frozen=True)
class CheckResult:
    """Outcome of a connection test; `sentence` says what to check when it failed."""

    ok: bool
    sentence: str
    milliseconds: int
    tables: int = 0


@dataclass(frozen=True)
class ReceivedFile:
    """An upload that was accepted and stored; `digest` of its bytes."""

    source_code: str
    name: str
    size: int
    digest: str


@dataclass(frozen=True)
class Connection:
    """What a connector needs to reach a source; the only object that carries the secret."""

    source_code: str
    host: str = ""
    port: int = 0
    database: str = ""
    username: str = ""
    password: str = field(default="", repr=False)
    folder: Path | None = None
    options: Mapping[str, object] = field(default_factory=dict)


class Connector(Protocol):
    """Reads one kind of source, gently: read only, bounded memory, bounded time."""

    def check(self, connection: Connection) -> int:
        """Reach the source and return how many tables are visible."""
        ...

    def describe(self, connection: Connection) -> tuple[TableInfo, ...]:
        """Return tables with columns, comments, primary keys and row estimates."""
        ...

    def profile(self, connection: Connection, table: str, limits: ProfileLimits) -> TableProfile:
        """Return what a little reading of `table` tells; its cost does not grow with the table.

        Raises:
            TableUnreadableError: This table cannot be read; others may.
        """
        ...

    def count(self, connection: Connection, table: str) -> int:
        """Return the exact number of rows of `table`."""
        ...

    def open(self, connection: Connection, request: ReadRequest) -> TableStream:
        """Open a stream over `request`; the connection closes when the batches end."""
        ...
