"""PostgreSQL's binary COPY, read from the connection's socket without the driver in between.

The driver hands COPY over row by row, one call of the interpreter for each; the protocol itself
is a type, a length and the bytes (PostgreSQL documentation, 55.7 Message Formats), so a kernel
cuts whole blocks. On an encrypted connection the driver's rows are put behind their heads again.
"""

import os
import socket
import struct
from collections.abc import Generator, Iterator
from contextlib import closing, suppress

import psycopg
import pyarrow as pa
from psycopg import sql
from psycopg.abc import Buffer

from chengshu.data.sources.connectors import kernels
from chengshu.data.sources.connectors.blocks import BlockReader, Wire
from chengshu.data.sources.connectors.cells import BINARY

Session = psycopg.Connection[tuple[object, ...]]
_HEAD = struct.Struct("!ci")
_READY, _ERROR = b"Z", b"E"
_GRACE_SECONDS = 10  # beyond the statement's own time limit


def copy_batches(
    session: Session, select: sql.Composed, schema: pa.Schema, *, batch_rows: int
) -> Generator[pa.RecordBatch, None, None]:
    """Yield what a SELECT gives, whose columns are of the types of `schema`.

    Raises:
        psycopg.Error: The server refused or ended it.
        ConnectionResetError: The server is gone.
        TimeoutError: The server fell silent.
    """
    command = sql.SQL("COPY ({}) TO STDOUT (FORMAT binary)").format(select)
    if session.pgconn.ssl_in_use:
        with session.cursor() as cursor, cursor.copy(command) as rows:
            wire = _driver_wire(iter(rows))
            yield from BlockReader(wire).read(schema, batch_rows=batch_rows)
        return
    with closing(_socket_of(session)) as raw:
        query = command.as_bytes(session) + b"\0"
        raw.sendall(_HEAD.pack(b"Q", len(query) + 4) + query)
        failures: list[psycopg.Error] = []
        wire = Wire(raw.recv_into, kernels.scan_copy, lambda data: _pass(data, failures), BINARY)
        yield from BlockReader(wire).read(schema, batch_rows=batch_rows)
        for failure in failures:
            raise failure


def shut(session: Session) -> None:
    """Break a session off, so that whoever waits for its bytes goes on."""
    if session.closed:
        return
    with closing(socket.socket(fileno=os.dup(session.fileno()))) as raw, suppress(OSError):
        raw.shutdown(socket.SHUT_RDWR)


def _socket_of(session: Session) -> socket.socket:
    """Return the session's socket; the driver must be idle until the answer is read whole."""
    limit = session.execute("SELECT setting::int FROM pg_settings WHERE name = 'statement_timeout'")
    row = limit.fetchone()
    milliseconds = int(str(row[0])) if row else 0
    raw = socket.socket(fileno=os.dup(session.fileno()))
    raw.settimeout(milliseconds / 1000 + _GRACE_SECONDS if milliseconds else None)
    return raw


def _pass(data: memoryview, failures: list[psycopg.Error]) -> int | None:
    """Read a message that is no row; an error is kept until the server is ready again."""
    if len(data) < _HEAD.size:
        return 0
    kind, length = _HEAD.unpack_from(data)
    if len(data) < length + 1:
        return 0
    if kind == _ERROR:
        fields = bytes(data[_HEAD.size : length + 1]).split(b"\0")
        words = {field[:1]: field[1:].decode("utf-8", "replace") for field in fields if field}
        failures.append(_error(words.get(b"C", ""), words.get(b"M", "")))
    return None if kind == _READY else int(length) + 1


def _error(code: str, message: str) -> psycopg.Error:
    """Return the error the driver itself would have raised."""
    try:
        return psycopg.errors.lookup(code)(message)
    except KeyError:
        return psycopg.DatabaseError(f"{code} {message}")


def _driver_wire(rows: Iterator[Buffer]) -> Wire:
    """Put the rows the driver took out of their messages back behind heads."""
    waiting = bytearray()

    def fill(view: memoryview) -> int:
        while len(waiting) < len(view):
            row = next(rows, None)
            if row is None:
                waiting.extend(_HEAD.pack(_READY, 5) + b"I")
                break
            data = bytes(row)
            waiting.extend(_HEAD.pack(b"d", len(data) + 4) + data)
        size = min(len(view), len(waiting))
        view[:size] = waiting[:size]
        del waiting[:size]
        return size

    return Wire(fill, kernels.scan_copy, lambda data: _pass(data, []), BINARY)
