"""Fixtures of the sources' tests: a department, its system, and real databases to read."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pymysql
import pytest
from django.conf import settings as django_settings
from django.db import connection

from chengshu.base.accounts import api as accounts
from chengshu.base.accounts.contracts import Level, OrganisationInfo, OrganisationKind
from chengshu.data.sources import api as sources
from chengshu.data.sources.contracts import NewSource, SourceKind
from chengshu.data.sources.files.receiving import own_folder
from tests.data.sources.people import SYSTEM
from tests.parts import MARIADB

# A name per worker: the MariaDB server is shared by all of them.
FOREIGN = f"chengshu_test_source_{os.environ.get('PYTEST_XDIST_WORKER', 'alone')}"


@pytest.fixture
def market(db: None) -> None:
    for code in ("drop", "files"):
        shutil.rmtree(own_folder(code))  # a test before left its uploads
    for code in ("market", "housing"):
        kind = OrganisationKind.DEPARTMENT
        info = OrganisationInfo(code, code, "", kind, Level.CITY, "219900", None)
        accounts.save_organisation(SYSTEM, info)
    sources.save_system(SYSTEM, code="registry", name="登记系统", organisation_code="market")


@pytest.fixture
def folder_source(market: None, tmp_path: Path) -> Callable[..., Path]:
    def make(**options: object) -> Path:
        sources.save_source(
            SYSTEM,
            NewSource(
                "files",
                "文件",
                "registry",
                "market",
                SourceKind.FILES,
                folder=str(tmp_path),
                options=options,
            ),
        )
        return tmp_path

    return make


@pytest.fixture(scope="session")
def foreign_postgresql(django_db_setup: None) -> Iterator[dict[str, str]]:
    """A database of a department on the same server, with the shapes life has."""
    words = {**django_settings.DATABASES["default"], **connection.settings_dict}
    server = {
        "host": words["HOST"],
        "port": str(words["PORT"] or 5432),
        "user": words["USER"],
        "password": words["PASSWORD"],
    }
    with psycopg.connect(**server, dbname="postgres", autocommit=True) as session:
        session.execute(f"DROP DATABASE IF EXISTS {FOREIGN} WITH (FORCE)")
        session.execute(f"CREATE DATABASE {FOREIGN}")
    with psycopg.connect(**server, dbname=FOREIGN) as session:
        session.execute(POSTGRESQL_TABLES)
    yield {**server, "database": FOREIGN}
    with psycopg.connect(**server, dbname="postgres", autocommit=True) as session:
        session.execute(f"DROP DATABASE IF EXISTS {FOREIGN} WITH (FORCE)")


@pytest.fixture(scope="session")
def foreign_mariadb(require: Callable[[str], None]) -> Iterator[dict[str, object]]:
    require("mariadb")
    with pymysql.connect(**MARIADB, autocommit=True) as session, session.cursor() as cursor:
        cursor.execute(f"DROP DATABASE IF EXISTS {FOREIGN}")
        cursor.execute(f"CREATE DATABASE {FOREIGN} CHARACTER SET utf8mb4")
        cursor.execute(f"USE {FOREIGN}")
        for statement in MARIADB_TABLES:
            cursor.execute(statement)
        yield {**MARIADB, "database": FOREIGN}
        cursor.execute("SELECT id FROM information_schema.processlist WHERE db = %s", [FOREIGN])
        for (number,) in cursor.fetchall():
            if number != session.thread_id():
                cursor.execute(f"KILL {number}")  # a stream a failed test left open
        cursor.execute(f"DROP DATABASE IF EXISTS {FOREIGN}")


POSTGRESQL_TABLES = """
    CREATE TABLE qyjbxx (
        id bigint PRIMARY KEY, qymc varchar(100) NOT NULL, zczb numeric(18, 2), rate float8,
        ok boolean, clrq date, gxsj timestamptz, note text, tags text[], doc jsonb, "odd ""name" int
    );
    COMMENT ON TABLE qyjbxx IS '企业基本信息';
    COMMENT ON COLUMN qyjbxx.qymc IS '企业名称';
    INSERT INTO qyjbxx SELECT g, '企业' || g, g * 1.5, g / 4.0, g % 2 = 0, date '2020-01-01' + g,
        timestamptz '2024-01-01 00:00:00+08' + g * interval '1 hour', NULL, '{a,b}', '{"k": 1}', g
        FROM generate_series(1, 2500) g;
    UPDATE qyjbxx SET zczb = 'NaN', clrq = 'infinity' WHERE id = 7;
    CREATE SCHEMA other;
    CREATE TABLE other.empty (a int);
    CREATE VIEW qy_view AS SELECT id FROM qyjbxx;
    ANALYZE;
"""
MARIADB_TABLES = (
    """CREATE TABLE qyjbxx (
        id bigint unsigned PRIMARY KEY COMMENT '编号', small int, rate double, zczb decimal(18, 2),
        name varchar(100) COMMENT '名称', clrq date, gxsj datetime(3), raw varbinary(4),
        `odd ``%s name` int
    ) COMMENT '企业基本信息'""",
    "SET sql_mode = ''",
    """INSERT INTO qyjbxx SELECT seq, seq, seq / 4, seq * 1.5, concat('企业', seq),
        date_add('2020-01-01', INTERVAL seq DAY), date_add('2024-01-01', INTERVAL seq HOUR),
        x'0102', seq FROM seq_1_to_2500""",
    "UPDATE qyjbxx SET clrq = '0000-00-00', id = 18446744073709551615 WHERE id = 7",
    "CREATE VIEW qy_view AS SELECT id FROM qyjbxx",
    "ANALYZE TABLE qyjbxx",
)
