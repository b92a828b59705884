"""Parts a test may need beyond the program itself: named, with how to install what is missing.

A missing part skips the test; with `CHENGSHU_REQUIRE_ALL=1` it fails it.
"""

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import psycopg
import pymysql
import pytest

_ROOT = Path(__file__).resolve().parents[1]
DATA = Path(os.environ.get("CHENGSHU_DATA") or _ROOT.parent / "shared" / "data")
MARIADB = {
    "host": os.environ.get("CHENGSHU_TEST_MARIADB_HOST", "127.0.0.1"),
    "port": int(os.environ.get("CHENGSHU_TEST_MARIADB_PORT", "3306")),
    "user": os.environ.get("CHENGSHU_TEST_MARIADB_USER", "root"),
    "password": os.environ.get("CHENGSHU_TEST_MARIADB_PASSWORD", ""),
}


def _has_mariadb() -> bool:
    try:
        pymysql.connect(**MARIADB, connect_timeout=2).close()
    except pymysql.MySQLError:
        return False
    return True


def _has_postgresql() -> bool:
    try:
        psycopg.connect("host=127.0.0.1 user=postgres dbname=postgres connect_timeout=2").close()
    except psycopg.OperationalError:
        return False
    return True


def chromium() -> str:
    """Return where Chromium lies, or an empty string."""
    names = ("chromium", "chromium-browser", "google-chrome")
    return next((found for name in names if (found := shutil.which(name))), "")


def _has_chromium() -> bool:
    return bool(chromium())


PARTS: dict[str, tuple[Callable[[], bool], str]] = {
    "mariadb": (
        _has_mariadb,
        (
            "no MariaDB server on 127.0.0.1:3306 for root without a password; "
            "apt-get install mariadb-server && service mariadb start"
        ),
    ),
    "postgresql": (
        _has_postgresql,
        (
            "no PostgreSQL server on 127.0.0.1:5432 for postgres without a password; "
            "apt-get install postgresql && service postgresql start"
        ),
    ),
    "chromium": (_has_chromium, "no Chromium; apt-get install chromium"),
    "data": (
        DATA.is_dir,
        f"no folder of real public data at {DATA}; set CHENGSHU_DATA to where it lies",
    ),
}


@pytest.fixture(scope="session")
def require() -> Callable[[str], None]:
    """Return a function that skips (or, when all is required, fails) where a part is missing."""
    known: dict[str, bool] = {}

    def check(part: str) -> None:
        present, advice = PARTS[part]
        if part not in known:
            known[part] = present()
        if known[part]:
            return
        if os.environ.get("CHENGSHU_REQUIRE_ALL") == "1":
            pytest.fail(f"{part} is missing: {advice}")
        pytest.skip(f"{part} is missing: {advice}")

    return check


@pytest.fixture(scope="session")
def data(require: Callable[[str], None]) -> Path:
    """Return the folder of real public data."""
    require("data")
    return DATA
