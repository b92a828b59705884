"""Several processes at once, killed processes, and a database that was killed and came back."""

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import psycopg
import pytest
from django.db import connection

from chengshu.data.lake import api as lake
from chengshu.data.lake import engine
from chengshu.data.lake.contracts import AggregateQuery, Measure, MeasureKind
from chengshu.data.lake.models import Snapshot
from tests.data.lake.publisher import ROWS
from tests.data.lake.shops import ACTOR, draft_shop, land, make_rows, publish

ROOT = Path(__file__).resolve().parents[3]
ENVIRONMENT = {**os.environ, "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}", "PYTHONWARNINGS": "ignore"}


def start(first: int, batches: int, mode: str = "merge") -> subprocess.Popen[str]:
    script = Path(__file__).with_name("publisher.py")
    database = str(connection.settings_dict["NAME"])
    return subprocess.Popen(
        [sys.executable, str(script), database, str(first), str(batches), mode],
        env=ENVIRONMENT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def figures() -> dict[str, object]:
    measures = {
        "rows": Measure(MeasureKind.COUNT),
        "ids": Measure(MeasureKind.COUNT_DISTINCT, "id"),
        "batches": Measure(MeasureKind.COUNT_DISTINCT, "_batch"),
    }
    return lake.aggregate(ACTOR, AggregateQuery("shop", measures)).to_pylist()[0]


@pytest.mark.process
@pytest.mark.django_db(transaction=True)
def test_several_processes_publish_at_once_and_nothing_is_lost_or_doubled() -> None:
    draft_shop()
    processes = [start(first, 3) for first in (1, 4, 7)]
    for process in processes:
        _out, errors = process.communicate(timeout=120)
        assert process.returncode == 0, errors
    expected = 9 * (ROWS - 1)
    assert figures() == {"rows": expected, "ids": expected, "batches": 9}
    numbers = sorted(info.number for info in lake.list_snapshots("shop"))
    assert numbers == list(range(1, 10))
    latest = lake.latest_snapshot("shop")
    assert latest is not None
    assert latest.rows == expected


@pytest.mark.process
@pytest.mark.django_db(transaction=True)
def test_a_publisher_killed_at_any_moment_goes_on_where_it_was() -> None:
    draft_shop()
    chance = random.Random(20251120)  # noqa: S311 - moments to kill at, not secrets
    for _kill in range(3):
        process = start(1, 5)
        assert process.stdout is not None
        process.stdout.readline()
        time.sleep(chance.uniform(0, 0.25))
        process.send_signal(signal.SIGKILL)
        process.wait()
        process.stdout.close()
        assert process.stderr is not None
        process.stderr.close()
    process = start(1, 5)
    _out, errors = process.communicate(timeout=120)
    assert process.returncode == 0, errors
    expected = 5 * (ROWS - 1)
    assert figures() == {"rows": expected, "ids": expected, "batches": 5}
    assert Snapshot.objects.count() == 5


@pytest.mark.usefixtures("shop")
def test_lost_connections_are_made_anew() -> None:
    publish(land(make_rows(0, 10)))
    words = connection.settings_dict
    with psycopg.connect(
        host=words["HOST"],
        port=words["PORT"] or None,
        user=words["USER"],
        password=words["PASSWORD"] or None,
        dbname="postgres",
        autocommit=True,
    ) as session:
        own = connection.connection.info.backend_pid
        session.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = %s AND pid <> %s",
            [words["NAME"], own],
        )
    assert figures()["rows"] == 10
    publish(land(make_rows(0, 20)))
    assert figures()["rows"] == 20


RESTART = """
import os, signal, time, django
django.setup()
from chengshu.base.settings import api as settings_api
from chengshu.data.lake import engine
from chengshu.data.lake.errors import LakeUnavailableError

folder = settings_api.home_folder("postgres")
engine.ask(lambda cursor: cursor.execute("CREATE TABLE lake.t AS SELECT 7 AS x").fetchall())
for kind in (signal.SIGKILL, signal.SIGQUIT):
    pid = int((folder / "postmaster.pid").read_text().splitlines()[0])
    os.kill(pid, kind)
    time.sleep(0.3)
    try:
        engine.ask(lambda cursor: cursor.execute("SELECT x FROM lake.t").fetchall())
        print("answered")
    except LakeUnavailableError as error:
        print("unavailable", error.nature)
    settings_api.ensure_database()
    print(engine.ask(lambda cursor: cursor.execute("SELECT x FROM lake.t").fetchall()))
settings_api.stop_database()
"""


@pytest.mark.process
def test_a_database_killed_and_started_again_is_found_again(tmp_path: Path) -> None:
    environment = {**ENVIRONMENT, "CHENGSHU_HOME": str(tmp_path)}
    environment.pop("CHENGSHU_DATABASE_URL", None)
    done = subprocess.run(
        [sys.executable, "-c", RESTART],
        env=environment,
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines() == ["unavailable retry", "[(7,)]"] * 2


@pytest.mark.usefixtures("shop")
def test_another_process_id_never_shares_the_connection() -> None:
    publish(land(make_rows(0, 3)))
    before = engine._connection()
    engine._engines[0] = engine._Engine(0, engine._engines[0].address, before)
    assert figures()["rows"] == 3
    assert engine._connection() is not before
