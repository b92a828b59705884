"""`kill -9` at random points of the demo: started again it goes on, nothing lost or doubled."""

import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
KILLS = 20
LONGEST = 4.0  # seconds a walk may go on after its chosen step began
STEPS = ("建立", "组织机构", "人员账号", "目录", "入库", "质检", "共享", "体征", "预警", "案件")
PATIENCE = 600.0


@pytest.fixture
def environment() -> Iterator[dict[str, str]]:
    """Return the environment of a fresh home; its path is short, as sockets lie in it."""
    home = Path(tempfile.mkdtemp(prefix="cs", dir="/tmp"))
    kept = {name: value for name, value in os.environ.items() if name != "CHENGSHU_DATABASE_URL"}
    mine = {
        **kept,
        "CHENGSHU_HOME": str(home),
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}",
        # Its own source databases: the MariaDB server of the machine is shared by all tests.
        "CHENGSHU_DEMO_MARIADB": "mariadb://nobody@127.0.0.1:1",
    }
    yield mine
    _run(mine, "stop")
    shutil.rmtree(home, ignore_errors=True)


def _run(environment: dict[str, str], *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "chengshu", *words],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )


def _kill_database(home: Path) -> None:
    note = home / "postgres" / "postmaster.pid"
    if note.exists():
        os.kill(int(note.read_text(encoding="ascii").split("\n")[0]), signal.SIGKILL)


def _walk_and_kill(
    environment: dict[str, str], step: str, seconds: float, *, database: bool
) -> str:
    """Start a walk, wait `seconds` into a step, kill it and perhaps its database.

    Returns:
        The last thing the walk said.
    """
    walker = subprocess.Popen(
        [sys.executable, "-m", "chengshu", "demo", "--once"],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        start_new_session=True,
    )
    assert walker.stdout is not None
    said = ""
    for line in walker.stdout:
        said = line.strip()
        if said.startswith(step):
            break
    time.sleep(seconds)
    if database:
        _kill_database(Path(environment["CHENGSHU_HOME"]))
        time.sleep(0.2)
    walker.kill()
    rest = walker.communicate()[0].splitlines()
    return rest[-1] if rest else said


@pytest.mark.journey
def test_a_killed_demo_goes_on_where_it_was(environment: dict[str, str]) -> None:
    chance = random.Random(20261120)  # noqa: S311 - moments of death, not secrets
    reached = set()
    for turn in range(KILLS):
        # Early steps early on, then mostly the loads: that is where most of the work is.
        step = STEPS[turn] if turn < len(STEPS) // 2 else chance.choice(STEPS[3:])
        seconds = chance.uniform(0.0, LONGEST)
        reached.add(_walk_and_kill(environment, step, seconds, database=turn % 4 == 3))
    assert any(said.startswith("入库") for said in reached), reached
    done = _run(environment, "demo", "--once")
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-2000:]
    assert "全部成立" in done.stdout
    verified = _run(environment, "audit", "verify")
    assert verified.returncode == 0, verified.stdout + verified.stderr
