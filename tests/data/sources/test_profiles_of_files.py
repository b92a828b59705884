"""Profiles of files, of SQLite, and through any dialect of SQLAlchemy."""

import json
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

import pyarrow as pa
import pymysql
import pytest
import xlsxwriter

from chengshu.base.errors.api import NotAllowedError
from chengshu.data.sources import api as sources
from chengshu.data.sources.contracts import (
    NewSource,
    ProfileLimits,
    ReadRequest,
    Sampling,
    SourceKind,
    TableProfile,
)
from chengshu.data.sources.errors import (
    DriverMissingError,
    FileUnreadableError,
    SourceInvalidError,
    SourceNotFoundError,
    SourceUnreachableError,
    TableTimeoutError,
    TableUnreadableError,
)
from chengshu.data.sources.files import profiling
from tests.data.sources.people import OFFICER, OPERATOR, SYSTEM
from tests.parts import MARIADB

pytestmark = pytest.mark.usefixtures("market")
Folder = Callable[..., Path]
LIMITS = ProfileLimits()
FEW = ProfileLimits(rows=100, values=20)


def profile(code: str, table: str, limits: ProfileLimits = LIMITS) -> TableProfile:
    return sources.profile_table(SYSTEM, code, table, limits=limits)


def write_numbers(path: Path, count: int) -> None:
    lines = "".join(f'{n},"第{n}行, 一"\r\n' for n in range(count))
    path.write_bytes(f"编号,名称\r\n{lines}".encode("gb18030"))


def test_a_short_file_is_looked_at_whole(folder_source: Folder) -> None:
    (folder_source() / "t.csv").write_text("姓名,年龄\n甲,3\n乙,\n丙\n丁, \n")
    found = profile("files", "t.csv")
    assert (found.kind, found.sampling) == ("file", Sampling.ALL)
    assert (found.row_count, found.is_exact, found.sampled_rows) == (4, True, 3)
    assert [(one.name, one.nulls, one.distinct) for one in found.columns] == [
        ("姓名", 0, 3),
        ("年龄", 2, 1),
    ]
    assert found.bytes == len("姓名,年龄\n甲,3\n乙,\n丙\n丁, \n".encode())


def test_a_longer_file_gives_rows_from_its_start_to_its_end(folder_source: Folder) -> None:
    write_numbers(folder_source() / "t.csv", 5000)
    found = profile("files", "t.csv", FEW)
    assert (found.sampling, found.row_count, found.sampled_rows) == (Sampling.SPREAD, 5000, 100)
    numbers = [int(value) for value in found.columns[0].sample]
    assert numbers[0] == 0
    assert numbers[-1] > 4800


def test_a_large_file_is_read_in_leaps(
    folder_source: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(profiling, "_LARGE", 1000)
    write_numbers(folder_source() / "t.csv", 20_000)
    found = profile("files", "t.csv", FEW)
    assert (found.sampling, found.sampled_rows, found.is_exact) == (Sampling.SPREAD, 99, False)
    assert 18_000 <= (found.row_count or 0) <= 22_000
    assert all(value.startswith("第") for value in found.columns[1].sample)
    assert int(found.columns[0].sample[-1]) > 17_500


def test_of_a_large_json_file_the_first_records_are_read(
    folder_source: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(profiling, "_LARGE", 1000)
    folder = folder_source()
    records = [{"id": n, "名": f"n{n}"} for n in range(500)]
    (folder / "t.jsonl").write_text("\n".join(json.dumps(record) for record in records))
    (folder / "t.json").write_text(json.dumps(records))
    for name in ("t.jsonl", "t.json"):
        found = profile("files", name, FEW)
        assert (found.sampling, found.row_count, found.sampled_rows) == (Sampling.FIRST, None, 100)


def test_time_ends_a_look(folder_source: Folder) -> None:
    write_numbers(folder_source() / "t.csv", 3000)
    found = profile("files", "t.csv", ProfileLimits(seconds=0.0))
    assert (found.sampling, found.row_count) == (Sampling.FIRST, None)
    assert 0 < found.sampled_rows < 3000


def test_sheets_and_patterns_are_profiled_as_tables(folder_source: Folder) -> None:
    folder = folder_source()
    book = xlsxwriter.Workbook(str(folder / "b.xlsx"))
    sheet = book.add_worksheet("一")
    sheet.write_row(0, 0, ["编号", "金额"])
    sheet.write_row(1, 0, [1, 2.5])
    book.close()
    for month in ("a", "b"):
        (folder / f"m_{month}.csv").write_text("x\n1\n2\n")
    assert profile("files", "b.xlsx").columns[1].sample == ("2.5",)
    found = profile("files", "m_*.csv")
    assert (found.row_count, found.columns[-1].distinct) == (4, 2)


def test_a_file_that_cannot_be_read_is_a_matter_of_its_own(folder_source: Folder) -> None:
    folder = folder_source()
    (folder / "bad.xlsx").write_bytes(b"PK\x03\x04 nothing")
    (folder / "good.csv").write_text("a\n1\n")
    listed = {info.name: info.is_readable for info in sources.describe_source(SYSTEM, "files")}
    assert listed == {"bad.xlsx": False, "good.csv": True}
    assert profile("files", "good.csv").row_count == 1


@pytest.fixture
def database(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    new = NewSource(
        "lite",
        "库",
        "registry",
        "market",
        SourceKind.SQLITE,
        database="x.db",
        folder=str(tmp_path),
    )
    sources.save_source(OPERATOR, new)
    session = _open(tmp_path)
    yield session
    session.close()


def _open(folder: Path) -> sqlite3.Connection:
    session = sqlite3.connect(folder / "x.db", isolation_level=None)
    session.executescript("""
        CREATE TABLE shops (code TEXT PRIMARY KEY, name TEXT);
        CREATE TABLE people (
            id INTEGER PRIMARY KEY, shop TEXT REFERENCES shops (code), xm VARCHAR(20) NOT NULL,
            csrq DATE, amount DECIMAL(10, 2), raw BLOB, UNIQUE (shop, xm)
        );
        CREATE VIEW broken AS SELECT a FROM gone;
        CREATE TABLE keyless (v INTEGER);
        WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3000)
        INSERT INTO people SELECT i, 'A', '人' || i, CASE i WHEN 7 THEN '无' ELSE '2024-02-03' END,
            i * 1.5, x'0102' FROM n;
        INSERT INTO keyless SELECT id FROM people;
    """)
    return session


def test_sqlite_is_described_and_profiled(database: sqlite3.Connection) -> None:
    listed = {info.name: info for info in sources.describe_source(SYSTEM, "lite")}
    assert {name for name, info in listed.items() if info.is_readable} == {
        *("shops", "people", "keyless")
    }
    assert listed["broken"].kind == "view"
    found = profile("lite", "people")
    named = {column.name: column for column in found.columns}
    assert (found.row_count, found.is_exact) == (3000, True)
    assert named["shop"].references == "shops.code"
    assert named["id"].is_unique
    assert (named["amount"].minimum, named["amount"].maximum) == ("1.5", "4500")
    assert named["csrq"].days == ("2024-02-03",)
    assert named["csrq"].distinct == 2  # a date that is none survives
    assert named["raw"].sample == ("\\x0102",)
    assert found.unique_keys == (("shop", "xm"),)


@pytest.mark.parametrize("table", ["people", "keyless"])
def test_a_larger_sqlite_table_is_spread_over_its_key(
    database: sqlite3.Connection, table: str
) -> None:
    found = profile("lite", table, FEW)
    assert (found.sampling, found.sampled_rows) == (Sampling.SPREAD, 100)
    assert 2500 <= (found.row_count or 0) <= 3500
    assert max(map(int, found.columns[0].sample)) > 2600


def test_a_broken_view_of_sqlite_is_refused_alone(database: sqlite3.Connection) -> None:
    with pytest.raises(TableUnreadableError):
        profile("lite", "broken")
    with pytest.raises(SourceNotFoundError):
        profile("lite", 'people"; --')
    assert profile("lite", "shops").row_count == 0


def test_an_endless_view_of_sqlite_is_given_up(database: sqlite3.Connection) -> None:
    database.execute("""
        CREATE VIEW endless AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n)
        SELECT count(*) AS a FROM n
    """)
    with pytest.raises(TableTimeoutError):
        profile("lite", "endless", ProfileLimits(seconds=0.2))


def test_sqlite_streams_and_counts_like_any_source(database: sqlite3.Connection) -> None:
    assert sources.count_table(SYSTEM, "lite", "people") == 3000
    stream = sources.open_table(SYSTEM, "lite", ReadRequest("people", columns=("id", "xm")))
    assert stream.source_count == 3000
    assert pa.Table.from_batches(stream.batches).slice(0, 1).to_pylist() == [
        {"id": "1", "xm": "人1"}
    ]
    narrowed = ReadRequest("people", cursor_column="id", cursor_from="2999", columns=("id",))
    assert sources.open_table(SYSTEM, "lite", narrowed).source_count == 2
    with pytest.raises(SourceNotFoundError):
        sources.open_table(SYSTEM, "lite", ReadRequest("people", columns=("nothing",)))
    assert sources.test_source(SYSTEM, "lite").tables == 4


def test_a_sqlite_file_is_never_written_and_never_elsewhere(
    database: sqlite3.Connection, tmp_path: Path
) -> None:
    connector = sources.CONNECTORS.get(SourceKind.SQLITE)
    connection = sources.selectors.get_connection("lite")
    with pytest.raises(TableUnreadableError), connector._open(connection, 5) as opened:
        opened.exec_driver_sql("DELETE FROM people")
    (tmp_path / "not.db").write_text("nothing of the kind, but long enough " * 40)
    lite = NewSource("lite", "库", "registry", "market", SourceKind.SQLITE, folder=str(tmp_path))
    for name, refusal in (
        ("not.db", FileUnreadableError),
        ("gone.db", SourceUnreachableError),
    ):
        sources.save_source(OPERATOR, NewSource(**{**vars(lite), "database": name}))
        with pytest.raises(refusal):
            sources.describe_source(SYSTEM, "lite")
    for name in ("", "/etc/passwd", "../x.db"):
        with pytest.raises(SourceInvalidError):
            sources.save_source(OPERATOR, NewSource(**{**vars(lite), "database": name}))
    with pytest.raises(NotAllowedError):
        sources.save_source(OFFICER, NewSource(**{**vars(lite), "database": "x.db"}))


DIALECT = NewSource(
    "any", "库", "registry", "market", SourceKind.DIALECT, "db.example", 0, "d", "u", "p"
)


def test_a_dialect_must_be_a_server_whose_driver_is_here() -> None:
    for dialect, refusal in (
        ("sqlite", SourceInvalidError),
        ("", SourceInvalidError),
        ("duckdb", SourceInvalidError),
        ("kingbase", DriverMissingError),
    ):
        new = NewSource(**{**vars(DIALECT), "options": {"dialect": dialect}})
        with pytest.raises(refusal):
            sources.save_source(SYSTEM, new)
    for words in ({"init_command": "x"}, {"driver": "/evil.so"}, "x", {"driver": "a;b"}):
        new = NewSource(**{
            **vars(DIALECT),
            "options": {"dialect": "mysql+pymysql", "query": words},
        })
        with pytest.raises(SourceInvalidError):
            sources.save_source(SYSTEM, new)


def test_a_dialect_without_its_driver_says_what_is_missing() -> None:
    new = NewSource(**{**vars(DIALECT), "options": {"dialect": "oracle+oracledb"}})
    sources.save_source(SYSTEM, new)
    with pytest.raises(DriverMissingError):
        sources.describe_source(SYSTEM, "any")
    assert not sources.test_source(SYSTEM, "any").ok


def test_a_server_is_reached_through_its_dialect(foreign_mariadb: dict[str, object]) -> None:
    place = {
        "host": str(foreign_mariadb["host"]),
        "port": int(str(foreign_mariadb["port"])),
        "database": str(foreign_mariadb["database"]),
        "username": str(foreign_mariadb["user"]),
        "password": str(foreign_mariadb["password"]),
    }
    with pymysql.connect(**MARIADB, database=place["database"]) as session:
        cursor = session.cursor()
        cursor.execute("CREATE TABLE IF NOT EXISTS plain (id int PRIMARY KEY COMMENT '号')")
        cursor.execute("REPLACE INTO plain SELECT seq FROM seq_1_to_2500")
        session.commit()
    options = {"dialect": "mariadb+pymysql", "query": {"charset": "utf8mb4"}}
    sources.save_source(SYSTEM, NewSource(**{**vars(DIALECT), **place, "options": options}))
    found = profile("any", "plain", FEW)
    assert (found.sampling, found.sampled_rows) == (Sampling.SPREAD, 100)
    assert 2400 <= (found.row_count or 0) <= 2600
    assert found.columns[0].comment == "号"
    assert found.columns[0].is_primary_key
    assert sources.count_table(SYSTEM, "any", "plain") == 2500
    nobody = {**place, "port": 1}
    sources.save_source(SYSTEM, NewSource(**{**vars(DIALECT), **nobody, "options": options}))
    with pytest.raises(SourceUnreachableError):
        profile("any", "plain")
