"""The household starts again what dies, waits longer each time, and stops what is asked to stop."""

import signal
import subprocess
import sys
import time

import pytest

from chengshu.cli.processes import Child, web_child, worker_child


def child(code: str) -> Child:
    return Child(name="child", command=[sys.executable, "-c", code])


def test_a_dead_child_is_started_again_after_a_wait() -> None:
    said: list[str] = []
    mine = child("raise SystemExit(3)")
    mine.look(said.append)
    assert mine.process is not None
    mine.process.wait()
    mine.look(said.append)
    assert mine.process is None
    assert said == ["child: exit 3, restart in 0.5 s"]
    mine.look(said.append)
    assert mine.process is None
    time.sleep(0.6)
    mine.look(said.append)
    assert mine.process is not None
    mine.stop()
    assert mine.deaths == 1


def test_a_stubborn_child_is_killed(monkeypatch: pytest.MonkeyPatch) -> None:
    deaf = "signal.signal(15, signal.SIG_IGN); print(flush=True); time.sleep(60)"
    mine = child(f"import signal, time; {deaf}")
    mine.process = subprocess.Popen(mine.command, stdout=subprocess.PIPE)
    assert mine.process.stdout is not None
    mine.process.stdout.readline()
    monkeypatch.setattr("chengshu.cli.processes._STOP_WITHIN", 0.2)
    mine.stop()
    mine.process.stdout.close()
    assert mine.process.returncode == -signal.SIGKILL


def test_stopping_the_stopped_is_nothing() -> None:
    mine = child("pass")
    mine.stop()
    assert mine.process is None


def test_only_the_web_process_shares_its_connections() -> None:
    assert web_child("127.0.0.1", 8000, 1).environment == {"CHENGSHU_PROCESS": "web"}
    assert worker_child().environment == {}
