"""A department's own database, beside the one of the tests."""

from collections.abc import Callable, Iterator

import psycopg
import pytest
from django.db import connection

from chengshu.data.sources import api as sources
from chengshu.data.sources.contracts import NewSource, SourceKind
from tests.data.ingest.shops import SYSTEM, save_department

DATABASE = "chengshu_test_ingest_source"
Run = Callable[[str], None]


@pytest.fixture(scope="session")
def department_server(django_db_setup: None) -> Iterator[dict[str, str]]:
    words = connection.settings_dict
    server = {
        "host": str(words["HOST"]),
        "port": str(words["PORT"] or 5432),
        "user": str(words["USER"]),
        "password": str(words["PASSWORD"]),
    }
    with psycopg.connect(**server, dbname="postgres", autocommit=True) as session:
        session.execute(f"DROP DATABASE IF EXISTS {DATABASE} WITH (FORCE)")
        session.execute(f"CREATE DATABASE {DATABASE}")
        yield server
        session.execute(f"DROP DATABASE IF EXISTS {DATABASE} WITH (FORCE)")


@pytest.fixture
def department(db: None, department_server: dict[str, str]) -> Run:
    """Return what runs statements in the department's database, registered as source `dept`."""
    save_department()
    sources.save_source(
        SYSTEM,
        NewSource(
            "dept",
            "登记库",
            "registry",
            "market",
            SourceKind.POSTGRESQL,
            host=department_server["host"],
            port=int(department_server["port"]),
            database=DATABASE,
            username=department_server["user"],
            password=department_server["password"],
        ),
    )

    def run(statements: str) -> None:
        with psycopg.connect(**department_server, dbname=DATABASE) as session:
            session.execute(statements)

    run("DROP TABLE IF EXISTS shops")
    run("CREATE TABLE shops (id int PRIMARY KEY, name text, changed_at timestamp)")
    return run
