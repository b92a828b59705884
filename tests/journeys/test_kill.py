"""`kill -9` of walk, server, worker and database at random points: the city goes on, all there."""

import os
import random
import shutil
import signal
import subprocess
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import httpx
import psutil
import pytest

from tests.journeys.household import Household

KILLS = 20
LONGEST = 4.0  # seconds a walk may go on after its chosen step began
STEPS = ("建立", "组织机构", "人员账号", "目录", "入库", "质检", "共享", "体征", "预警", "案件")
VICTIMS = ("walk", "server", "worker", "database")
PROCESSES = {"server": "granian", "worker": "worker"}  # how their command lines are known
PATIENCE = 600.0


@pytest.fixture
def household() -> Iterator[Household]:
    """Return a fresh installation; its path is short, as sockets lie in it."""
    fresh = Household(Path(tempfile.mkdtemp(prefix="cs", dir="/tmp")))
    yield fresh
    for process in psutil.process_iter():
        if str(fresh.port) in _command(process):
            process.terminate()
    fresh.finish("stop")
    shutil.rmtree(fresh.home, ignore_errors=True)


def _kill_database(home: Path) -> None:
    note = home / "postgres" / "postmaster.pid"
    if note.exists():
        os.kill(int(note.read_text(encoding="ascii").split("\n")[0]), signal.SIGKILL)


def _kill_child(keeper: subprocess.Popen[str], word: str) -> int:
    """Kill what the household keeps running and calls `word`, all its processes; count them."""
    family = psutil.Process(keeper.pid).children(recursive=True)
    victims = [each for each in family if any(word in part for part in _command(each))]
    for victim in victims:
        with suppress(psutil.NoSuchProcess):
            victim.kill()
    return len(victims)


def _command(process: psutil.Process) -> list[str]:
    try:
        return process.cmdline()
    except (psutil.NoSuchProcess, psutil.ZombieProcess):
        return []


def _kill(household: Household, keeper: subprocess.Popen[str] | None, victim: str) -> bool:
    """Kill `victim` where it lives yet; the walk itself is ended by who started it."""
    if victim == "database":
        _kill_database(household.home)
        return True
    if keeper is None or victim not in PROCESSES:
        return False
    return _kill_child(keeper, PROCESSES[victim]) > 0


def _walk_until(household: Household, step: str, seconds: float) -> subprocess.Popen[str]:
    """Start a walk and let it go on for `seconds` into a step."""
    walker = household.start("demo", "--once")
    assert walker.stdout is not None
    for line in walker.stdout:
        if line.strip().startswith(step):
            break
    time.sleep(seconds)
    return walker


def _end(walker: subprocess.Popen[str]) -> str:
    """Kill a walk; return what it still said."""
    walker.kill()
    return walker.communicate()[0]


@pytest.mark.journey
def test_a_killed_city_goes_on_where_it_was(household: Household) -> None:
    chance = random.Random(20261120)  # noqa: S311 - moments of death, not secrets
    deaths: Counter[str] = Counter()
    said = ""
    keeper: subprocess.Popen[str] | None = None
    for turn in range(KILLS):
        # Early steps early on, then mostly the loads: that is where most of the work is.
        step = STEPS[turn] if turn < len(STEPS) // 2 else chance.choice(STEPS[3:])
        walker = _walk_until(household, step, chance.uniform(0.0, LONGEST))
        victim = VICTIMS[turn % len(VICTIMS)]
        deaths[victim] += _kill(household, keeper, victim)
        time.sleep(chance.uniform(0.0, 1.0))
        said += _end(walker)
        if keeper is None and turn >= len(STEPS) // 2:  # the city exists: serve it from now on
            keeper = household.start(
                "serve", "--port", str(household.port), log=household.home / "log"
            )
            household.wait_until_up()
    assert "入库" in said
    assert min(deaths[victim] for victim in VICTIMS if victim != "walk") >= 3, deaths
    assert keeper is not None
    try:
        _check_that_all_is_there(household)
    finally:
        keeper.terminate()
        keeper.wait(60)


def _check_that_all_is_there(household: Household) -> None:
    """The walk ends with every figure exact, the web answers, and the audit chain is whole."""
    code, said = household.finish("demo", "--once", timeout=PATIENCE)
    assert code == 0, said[-4000:]
    assert "全部成立" in said
    assert httpx.get(f"{household.address}/accounts/login/", timeout=30).status_code == 200
    code, said = household.finish("audit", "verify", timeout=PATIENCE)
    assert code == 0, said
