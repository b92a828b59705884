"""The embedded server starts on demand, is shared, and comes back after a kill."""

import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from chengshu.base.settings.database import (
    DatabaseAddress,
    embedded_runs,
    parse_url,
    start_embedded,
    stop_embedded,
)


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    yield tmp_path / "postgres"
    stop_embedded(tmp_path / "postgres")


def answer(address: DatabaseAddress) -> int:
    with psycopg.connect(address.as_libpq()) as connection:
        row = connection.execute("SELECT 41 + 1").fetchone()
    return int(row[0]) if row else 0


@pytest.mark.process
def test_the_embedded_server_starts_twice_as_one(folder: Path) -> None:
    assert not embedded_runs(folder)
    first = start_embedded(folder)
    second = start_embedded(folder)
    assert first == second
    assert embedded_runs(folder)
    assert answer(first) == 42


@pytest.mark.process
def test_the_embedded_server_comes_back_after_kill(folder: Path) -> None:
    address = start_embedded(folder)
    pid = int((folder / "postmaster.pid").read_text().split("\n", 1)[0])
    os.kill(pid, signal.SIGKILL)
    for _ in range(100):
        if not embedded_runs(folder):
            break
        time.sleep(0.05)
    assert not embedded_runs(folder)
    assert start_embedded(folder) == address
    assert answer(address) == 42


def test_stopping_what_never_ran_is_nothing(tmp_path: Path) -> None:
    stop_embedded(tmp_path / "none")


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        (
            "postgresql://data:p%40ss@db.city:6543/hub",
            DatabaseAddress("db.city", 6543, "hub", "data", "p@ss"),
        ),
        (
            "postgresql:///hub?host=/run/pg",
            DatabaseAddress("/run/pg", 5432, "hub", "postgres", ""),
        ),
    ],
)
def test_urls_are_read(url: str, expected: DatabaseAddress) -> None:
    assert parse_url(url) == expected


@pytest.mark.parametrize("url", ["mysql://root@localhost/hub", "postgresql://localhost", "hub"])
def test_other_urls_are_refused(url: str) -> None:
    with pytest.raises(ValueError, match="CHENGSHU_DATABASE_URL"):
        parse_url(url)


def test_libpq_strings_quote_what_could_break_out() -> None:
    address = DatabaseAddress("h", 1, "n", "u", "it's \\ fine")
    assert "password='it\\'s \\\\ fine'" in address.as_libpq()
