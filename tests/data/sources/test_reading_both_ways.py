"""The same awkward table read by the driver, value by value, and by the kernels, block by block."""

import datetime as dt
from collections.abc import Callable
from decimal import Decimal

import psycopg
import pyarrow as pa
import pytest
from psycopg import sql
from psycopg.adapt import AdaptersMap
from psycopg.types.string import TextLoader

from chengshu.data.sources import api as sources
from chengshu.data.sources.connectors import copied, copying
from chengshu.data.sources.connectors.blocks import BlockReader
from chengshu.data.sources.contracts import NewSource, ReadRequest, SourceKind
from tests.data.sources.people import SYSTEM

pytestmark = pytest.mark.usefixtures("market")
Query = Callable[[str], None]
COLUMNS = {
    "small": "smallint",
    "whole": "int",
    "big": "bigint",
    "short_float": "real",
    "long_float": "double precision",
    "truth": "boolean",
    "amount": "numeric(18,4)",
    "wide": "numeric(38,10)",
    "free": "numeric",
    "rounded": "numeric(6,-2)",
    "day": "date",
    "moment": "timestamp",
    "zoned": "timestamptz",
    "clock": "time",
    "span": "interval",
    "padded": "char(5)",
    "words": "text",
    "raw": "bytea",
    "doc": "json",
    "docb": "jsonb",
    "tags": "text[]",
    "grid": "int[][]",
    "address": "inet",
    "block": "cidr",
    "mark": "uuid",
    "sum": "money",
    "tiny": '"char"',
    "label": "name",
    "mood": "mood",
    "age": "grown",
    "pair": "pair",
    "range": "int4range",
    "bits": "bit(3)",
}
VALUES = [
    """-32768, -2147483648, -9223372036854775808, 0.1, 0.1, true, -12345678901234.5678,
    -1234567890123456789012345678.0123456789, 1e-30, 1200, '0001-01-01', '0001-01-01 00:00:00',
    '1900-01-01 00:00:00+08', '23:59:59.999999', '1 year 2 mons -3 days 04:05:06.7', 'ab', '汉字𠮷',
    '\\x00ff', '{"键": [1, null]}', '{"b": 1, "a": "\\u6c49"}', '{"a","逗,号","引\\"号",NULL}',
    '{{1,2},{3,4}}', '192.168.1.1', '10.0.0.0/8', 'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11', 1234.5,
    'x', 'named', 'good', 17, '(1,"a b")', '[1,5)', B'101'""",
    """32767, 2147483647, 9223372036854775807, 'NaN', 'Infinity', false, 0.0001,
    'NaN', 'NaN', -300, '9999-12-31', '9999-12-31 23:59:59.999999',
    '1986-05-05 00:00:00+08', '00:00:00', '-00:00:01', '     ', '', '\\x', 'null', '[]', '{}', '{}',
    '::1/64', '::/0', '00000000-0000-0000-0000-000000000000', -0.01, '', '', 'bad', 0, '(,)',
    'empty', B'000'""",
    """0, 0, 0, '-Infinity', 1e308, NULL, 'NaN', 0, 1234567890123456789012345678901234567890.5, 0,
    'infinity', '-infinity', 'infinity', '12:00', '0', 'abcde', E'行\\n"引号"\\t', '\\x5c78', '1',
    '"x"', '{"{}"}', '{}', '1.2.3.4/24', '1.2.3.0/24', NULL, 0, 'z', 'n', NULL, NULL, NULL, '[,]',
    NULL""",
    """1, 1, 1, -0.0, -1e-320, true, 99999999999999.9999, -0.0000000001, 0, 5,
    '0044-03-15 BC', '0044-03-15 12:30:00.5 BC', '0044-03-15 00:00:00 BC', NULL, NULL, NULL, NULL,
    NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL,
    NULL""",
    """1, 1, 1, 1, 1, true, 1, 1, 1, 1, '12026-01-01', '12026-01-01 01:02:03', '12026-01-01',
    '1:00', '1 day', 'x', 'x', 'x', '1', '1', '{1}', '{{1}}', '1.1.1.1', '1.1.1.1', NULL, 1, 'a',
    'a', 'good', 1, '(1,2)', '[1,2)', B'111'""",
    ", ".join(["NULL"] * len(COLUMNS)),
]


@pytest.fixture
def awkward(foreign_postgresql: dict[str, str]) -> dict[str, str]:
    place = {key: value for key, value in foreign_postgresql.items() if key != "database"}
    address = {**place, "dbname": foreign_postgresql["database"]}
    body = ", ".join(f"{name} {kind}" for name, kind in COLUMNS.items())
    with psycopg.connect(**address) as session:
        session.execute("DROP TABLE IF EXISTS awkward; DROP TYPE IF EXISTS mood, grown, pair")
        session.execute("CREATE TYPE mood AS ENUM ('good', 'bad')")
        session.execute("CREATE DOMAIN grown AS int CHECK (VALUE >= 0)")
        session.execute("CREATE TYPE pair AS (n int, t text)")
        session.execute(f"CREATE TABLE awkward ({body})".encode())
        for values in VALUES:
            session.execute(f"INSERT INTO awkward VALUES ({values})".encode())  # noqa: S608 - values of this file
    new = NewSource(
        "db-awkward",
        "数据库",
        "registry",
        "market",
        SourceKind.POSTGRESQL,
        host=place["host"],
        port=int(place["port"]),
        database=foreign_postgresql["database"],
        username=place["user"],
        password=place["password"],
    )
    sources.save_source(SYSTEM, new)
    return address


def by_driver(address: dict[str, str]) -> dict[str, list[object]]:
    """Read as it was done before there were kernels: numbers and truths as such, all else text."""
    adapters = AdaptersMap(psycopg.adapters)
    for kind in psycopg.adapters.types:
        if kind.name not in {"int2", "int4", "int8", "float4", "float8", "bool"}:
            adapters.register_loader(kind.oid, TextLoader)
        if kind.array_oid:
            adapters.register_loader(kind.array_oid, TextLoader)

    class Plain:
        connection = None

    Plain.adapters = adapters  # type: ignore[attr-defined]
    with psycopg.connect(**address, context=Plain()) as session:
        session.execute("SET TimeZone = 'Asia/Shanghai'")
        rows = session.execute("SELECT * FROM awkward ORDER BY ctid").fetchall()
    return dict(zip(COLUMNS, map(list, zip(*rows, strict=True)), strict=True))


def read(**words: object) -> list[pa.RecordBatch]:
    return list(sources.open_table(SYSTEM, "db-awkward", ReadRequest("awkward", **words)).batches)


def cells(batches: list[pa.RecordBatch], name: str) -> list[object]:
    return [cell for batch in batches for cell in batch.column(name).to_pylist()]


@pytest.mark.parametrize("name", [name for name in COLUMNS if name != "age"])
def test_every_value_is_the_one_the_driver_gave(awkward: dict[str, str], name: str) -> None:
    before, now = by_driver(awkward)[name], cells(read(), name)
    assert [repr(cell) for cell in now] == [repr(cell) for cell in before]


def test_the_one_difference_a_domain_over_a_number_comes_as_text(awkward: dict[str, str]) -> None:
    """The driver gave numbers for a column whose schema said text, and broke."""
    assert by_driver(awkward)["age"] == [17, 0, None, None, 1, None]
    assert cells(read(), "age") == ["17", "0", None, None, "1", None]


def test_typed_batches_keep_what_arrow_cannot_say_as_the_databases_text(
    awkward: dict[str, str],
) -> None:
    whole, plain = read(is_typed=True), read()
    for name in ("day", "moment", "amount"):
        assert whole[0].schema.field(name).type == pa.string()
        assert cells(whole, name) == cells(plain, name)


def test_typed_batches_give_days_moments_and_amounts_as_such(awkward: dict[str, str]) -> None:
    with psycopg.connect(**awkward) as session:
        session.execute("DELETE FROM awkward WHERE NOT isfinite(day) OR day < '0001-01-01'::date")
        session.execute("DELETE FROM awkward WHERE day > '9999-12-31'::date")
    (batch,) = read(is_typed=True)
    types = {name: batch.schema.field(name).type for name in ("day", "moment", "amount", "wide")}
    assert types == {
        "day": pa.date32(),
        "moment": pa.timestamp("us"),
        "amount": pa.decimal128(18, 4),
        "wide": pa.string(),
    }
    assert batch.column("day").to_pylist() == [dt.date(1, 1, 1), dt.date(9999, 12, 31), None]
    assert batch.column("moment").to_pylist()[1] == dt.datetime(9999, 12, 31, 23, 59, 59, 999999)  # noqa: DTZ001 - no zone in the source
    amounts = [Decimal("-12345678901234.5678"), Decimal("0.0001"), None]
    assert batch.column("amount").to_pylist() == amounts


def test_an_encrypted_connection_gives_the_same(
    awkward: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = read()
    with psycopg.connect(**awkward) as session:
        wire = copying._driver_wire
        columns = tuple(copied.Column(name, "text", "text") for name in ("words", "padded"))
        schema = pa.schema([copied.field_of(column, is_typed=False) for column in columns])
        command = sql.SQL("COPY (SELECT words, padded FROM awkward) TO STDOUT (FORMAT binary)")
        with session.cursor() as cursor, cursor.copy(command) as rows:
            got = list(BlockReader(wire(iter(rows)), block=64).read(schema, batch_rows=4))
    assert cells(got, "words") == cells(plain, "words")
    assert cells(got, "padded") == cells(plain, "padded")
    assert [batch.num_rows for batch in got][-1] <= 4


def test_a_block_smaller_than_a_row_grows(awkward: dict[str, str]) -> None:
    with psycopg.connect(**awkward) as session:
        session.execute("UPDATE awkward SET words = repeat('长', 100000) WHERE words = 'x'")
    assert sum(cell == "长" * 100_000 for cell in cells(read(), "words")) == 1
