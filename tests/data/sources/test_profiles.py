"""Profiles of databases: a little reading tells much, costs little, and stays with its table."""

import time
from collections.abc import Callable

import psycopg
import pymysql
import pytest

from chengshu.base.errors.api import NotAllowedError
from chengshu.data.sources import api as sources
from chengshu.data.sources import seats
from chengshu.data.sources.contracts import (
    ColumnProfile,
    NewSource,
    ProfileLimits,
    Sampling,
    SourceKind,
    TableProfile,
)
from chengshu.data.sources.errors import (
    SourceBusyError,
    SourceNotFoundError,
    TableForbiddenError,
    TableTimeoutError,
    TableUnreadableError,
)
from tests.data.sources.people import FOREIGNER, OFFICER, SYSTEM
from tests.parts import MARIADB

pytestmark = pytest.mark.usefixtures("market")
Register = Callable[..., str]
LIMITS = ProfileLimits()
FEW = ProfileLimits(rows=400, values=50)

POSTGRESQL_SHAPES = """
    CREATE TABLE shops (code char(4) PRIMARY KEY, name text);
    CREATE TABLE shapes (
        id bigint PRIMARY KEY, shop char(4) REFERENCES shops, xm varchar(50) NOT NULL, csrq date,
        amount numeric(12, 2), blank text, note text, raw bytea, city varchar(20), kind varchar(20),
        UNIQUE (xm), UNIQUE (city, kind)
    );
    COMMENT ON TABLE shapes IS '形状';
    COMMENT ON COLUMN shapes.xm IS '姓名';
    INSERT INTO shops VALUES ('A001', '甲');
    INSERT INTO shapes SELECT g, 'A001', E'张\\n"三",' || g, date '2024-01-01' + g % 30, g - 500,
        CASE g % 4 WHEN 0 THEN NULL WHEN 1 THEN '' WHEN 2 THEN '  ' ELSE 'x' END,
        repeat('长', 3000), '\\x0102', '市' || g, CASE WHEN g % 10 = 0 THEN '02' ELSE '01' END
        FROM generate_series(1, 1000) g;
    CREATE TABLE crowd AS SELECT g AS id, 'v' || g AS v FROM generate_series(1, 100000) g;
    CREATE TABLE young (id int) WITH (autovacuum_enabled = false);
    INSERT INTO young SELECT generate_series(1, 90000);
    CREATE TABLE none ();
    CREATE VIEW broken AS SELECT 1 / (id - 1) AS a FROM shapes;
    CREATE VIEW endless AS SELECT pg_sleep(60) IS NULL AS a;
    CREATE TABLE parted (id int, v text) PARTITION BY RANGE (id);
    CREATE TABLE parted_1 PARTITION OF parted FOR VALUES FROM (0) TO (100000);
    INSERT INTO parted SELECT g, 'v' FROM generate_series(1, 50000) g;
    ANALYZE shops, shapes, crowd, parted;
"""
MARIADB_SHAPES = (
    "CREATE TABLE shops (code char(4) PRIMARY KEY, name text)",
    """CREATE TABLE shapes (
        id bigint unsigned PRIMARY KEY, shop char(4), xm varchar(50) NOT NULL COMMENT '姓名',
        csrq date, amount decimal(12, 2), blank text, note text, raw varbinary(4), city varchar(20),
        kind varchar(20), flag bit(1), at point, UNIQUE (xm), UNIQUE (city, kind),
        FOREIGN KEY (shop) REFERENCES shops (code)
    ) COMMENT '形状'""",
    "INSERT INTO shops VALUES ('A001', '甲')",
    """INSERT INTO shapes SELECT seq, 'A001', concat('张\\n"三",', seq),
        date_add('2024-01-01', INTERVAL seq % 30 DAY), CAST(seq AS SIGNED) - 500,
        CASE seq % 4 WHEN 0 THEN NULL WHEN 1 THEN '' WHEN 2 THEN '  ' ELSE 'x' END,
        repeat('长', 3000), x'0102', concat('市', seq), IF(seq % 10 = 0, '02', '01'), b'1',
        point(1, 2) FROM seq_1_to_1000""",
    "CREATE TABLE crowd (id int PRIMARY KEY, v varchar(20))",
    "INSERT INTO crowd SELECT seq, concat('v', seq) FROM seq_1_to_100000",
    "CREATE TABLE keyless (id int)",
    "INSERT INTO keyless SELECT seq FROM seq_1_to_5000",
    "CREATE TABLE named (code varchar(40) PRIMARY KEY, v int)",
    "INSERT INTO named SELECT sha1(seq), seq FROM seq_1_to_20000",
    "CREATE TABLE gone (a int)",
    "CREATE VIEW broken AS SELECT a FROM gone",
    "DROP TABLE gone",
    "CREATE VIEW endless AS SELECT sleep(60) AS a",
    "ANALYZE TABLE shapes, crowd, keyless, named",
)


@pytest.fixture(scope="session")
def shaped_postgresql(foreign_postgresql: dict[str, str]) -> dict[str, str]:
    words = {key: value for key, value in foreign_postgresql.items() if key != "database"}
    with psycopg.connect(**words, dbname=foreign_postgresql["database"]) as session:
        session.execute(POSTGRESQL_SHAPES)
    return foreign_postgresql


@pytest.fixture(scope="session")
def shaped_mariadb(foreign_mariadb: dict[str, object]) -> dict[str, object]:
    words = {**MARIADB, "database": str(foreign_mariadb["database"])}
    with pymysql.connect(**words, autocommit=True) as session, session.cursor() as cursor:
        for statement in MARIADB_SHAPES:
            cursor.execute(statement)
    return foreign_mariadb


@pytest.fixture(params=["postgresql", "mariadb"])
def code(request: pytest.FixtureRequest) -> str:
    return register(SourceKind(request.param), request.getfixturevalue(f"shaped_{request.param}"))


@pytest.fixture
def postgresql(shaped_postgresql: dict[str, str]) -> str:
    return register(SourceKind.POSTGRESQL, shaped_postgresql)


@pytest.fixture
def mariadb(shaped_mariadb: dict[str, object]) -> str:
    return register(SourceKind.MARIADB, shaped_mariadb)


def register(kind: SourceKind, place: dict[str, object], **changes: str) -> str:
    values = {
        "host": str(place["host"]),
        "port": int(str(place["port"])),
        "database": str(place["database"]),
        "username": str(place["user"]),
        "password": str(place["password"]),
    }
    new = NewSource(f"db-{kind}", "数据库", "registry", "market", kind, **{**values, **changes})
    return sources.save_source(SYSTEM, new).code


def profile(code: str, table: str, limits: ProfileLimits = LIMITS) -> TableProfile:
    return sources.profile_table(SYSTEM, code, table, limits=limits)


def columns(found: TableProfile) -> dict[str, ColumnProfile]:
    return {column.name: column for column in found.columns}


def test_a_small_table_is_read_whole_with_all_it_declares(code: str) -> None:
    found = profile(code, "shapes")
    assert (found.row_count, found.is_exact, found.sampled_rows) == (1000, True, 1000)
    assert (found.comment, found.kind, found.sampling) == ("形状", "table", Sampling.ALL)
    assert set(found.unique_keys) == {("xm",), ("city", "kind")}
    assert found.bytes
    named = columns(found)
    assert named["id"].is_primary_key
    assert named["xm"].is_unique
    assert not named["xm"].nullable
    assert named["xm"].comment == "姓名"
    assert not named["city"].is_unique
    assert named["shop"].references == "shops.code"


def test_a_column_says_its_ends_its_blanks_and_its_frequent_values(code: str) -> None:
    named = columns(profile(code, "shapes"))
    assert (named["id"].minimum, named["id"].maximum) == ("1", "1000")
    assert (named["amount"].minimum, named["amount"].maximum) == ("-499.00", "500.00")
    assert (named["blank"].nulls, named["blank"].distinct) == (750, 1)
    assert named["kind"].frequent == (("01", 900), ("02", 100))
    assert (named["xm"].min_length, named["xm"].max_length) == (7, 10)
    assert named["note"].max_length == 1000  # cut by the database
    assert named["raw"].sample == ("\\x0102",)
    assert named["csrq"].days[0] == "2024-01-01"
    assert len(named["csrq"].days) == 30
    assert named["xm"].days == ()


def test_cells_come_as_they_are_whatever_marks_they_hold(code: str) -> None:
    sample = columns(profile(code, "shapes"))["xm"].sample
    assert len(sample) == 200
    assert all(value.startswith('张\n"三",') for value in sample)
    assert {int(value.rpartition(",")[2]) // 100 for value in sample} == set(range(11))


def test_a_large_table_is_sampled_all_over(code: str) -> None:
    found = profile(code, "crowd", FEW)
    assert found.sampling in {Sampling.SYSTEM, Sampling.SPREAD}
    assert 100 <= found.sampled_rows <= 400
    assert 70_000 <= (found.row_count or 0) <= 130_000
    assert not found.is_exact
    numbers = sorted(int(value) for value in columns(found)["id"].sample)
    assert numbers[0] < 40_000
    assert numbers[-1] > 60_000


def test_views_show_their_first_rows(code: str) -> None:
    found = profile(code, "qy_view", FEW)
    assert (found.kind, found.sampling, found.row_count) == ("view", Sampling.FIRST, None)
    assert found.sampled_rows == 400


def test_a_broken_view_is_refused_and_the_rest_goes_on(code: str) -> None:
    assert "broken" in {info.name for info in sources.describe_source(SYSTEM, code)}
    with pytest.raises(TableUnreadableError):
        profile(code, "broken")
    assert profile(code, "shops").sampled_rows == 1


def test_a_slow_table_is_given_up_in_time(code: str) -> None:
    started = time.monotonic()
    with pytest.raises(TableTimeoutError):
        profile(code, "endless", ProfileLimits(seconds=0.3))
    assert time.monotonic() - started < 3


def test_a_table_that_is_not_there_is_not_found(code: str) -> None:
    for name in ("nothing", "", 'shapes"; --', "shapes` --", "%s"):
        with pytest.raises(SourceNotFoundError):
            profile(code, name)


def test_what_the_account_may_not_read_is_named(
    shaped_postgresql: dict[str, str], request: pytest.FixtureRequest
) -> None:
    words = {key: value for key, value in shaped_postgresql.items() if key != "database"}
    database = shaped_postgresql["database"]
    reader = f"{database}_reader"
    with psycopg.connect(**words, dbname=database, autocommit=True) as session:
        session.execute(f"DROP ROLE IF EXISTS {reader}")
        session.execute(f"CREATE ROLE {reader} LOGIN PASSWORD 'r'")
        session.execute(f"GRANT SELECT ON shops TO {reader}")
        session.execute(f"GRANT SELECT (id, xm) ON shapes TO {reader}")

    def clean() -> None:
        with psycopg.connect(**words, dbname=database, autocommit=True) as session:
            session.execute(f"DROP OWNED BY {reader}; DROP ROLE {reader}")

    request.addfinalizer(clean)
    changed = {"username": reader, "password": "r"}
    code = register(SourceKind.POSTGRESQL, shaped_postgresql, **changed)
    readable = {info.name: info.is_readable for info in sources.describe_source(SYSTEM, code)}
    assert (readable["shops"], readable["shapes"], readable["crowd"]) == (True, True, False)
    with pytest.raises(TableForbiddenError):
        profile(code, "crowd")
    named = columns(profile(code, "shapes"))
    assert (named["xm"].rows, named["csrq"].rows, named["csrq"].type) == (1000, 0, "date")


def test_a_table_nobody_analysed_is_sampled_and_counted_by_its_pages(postgresql: str) -> None:
    found = profile(postgresql, "young", ProfileLimits(rows=2000))
    assert found.sampling is Sampling.SYSTEM
    assert 60_000 <= (found.row_count or 0) <= 120_000


def test_partitions_are_one_table(postgresql: str) -> None:
    found = profile(postgresql, "parted", FEW)
    assert found.sampling is Sampling.SYSTEM
    assert 40_000 <= (found.row_count or 0) <= 60_000


def test_a_table_without_columns_has_no_rows(postgresql: str) -> None:
    found = profile(postgresql, "none")
    assert (found.columns, found.sampled_rows) == ((), 0)


def test_a_table_without_a_key_shows_its_first_rows(mariadb: str) -> None:
    found = profile(mariadb, "keyless", FEW)
    assert (found.sampling, found.sampled_rows) == (Sampling.FIRST, 400)


def test_keys_of_text_are_spread_as_well(mariadb: str) -> None:
    found = profile(mariadb, "named", FEW)
    assert found.sampling is Sampling.SPREAD
    assert len({value[0] for value in columns(found)["code"].sample}) > 12  # of 16 digits


def test_bits_and_points_are_words(mariadb: str) -> None:
    named = columns(profile(mariadb, "shapes"))
    assert named["flag"].sample == ("1",)
    assert named["at"].sample == ("POINT(1 2)",)


def test_only_the_owner_and_the_bureau_look_into_a_source(postgresql: str) -> None:
    assert sources.profile_table(OFFICER, postgresql, "shops", limits=LIMITS).sampled_rows == 1
    with pytest.raises(NotAllowedError):
        sources.profile_table(FOREIGNER, postgresql, "shops", limits=LIMITS)


def test_a_third_connection_waits_its_turn(postgresql: str) -> None:
    with seats.take_seat(postgresql) as first, seats.take_seat(postgresql) as second:
        assert {first, second} == {0, 1}
        with pytest.raises(SourceBusyError), seats.take_seat(postgresql, wait=0):
            pass
        with seats.take_seat("another", wait=0):
            pass
    assert profile(postgresql, "shops").sampled_rows == 1
