"""Keeps the processes of one machine running: database, web server, worker."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from types import FrameType

from chengshu.base.settings import api as settings

_LOOK_EVERY = 0.5  # seconds between two looks at the children
_LONGEST_WAIT = 30.0  # seconds before a child that keeps dying is started again
_STOP_WITHIN = 10.0  # seconds a child has to stop by itself


@dataclass
class Child:
    """One process that must run; started again with a growing wait when it ends."""

    name: str
    command: list[str]
    environment: dict[str, str] = field(default_factory=dict)
    process: subprocess.Popen[bytes] | None = None
    deaths: int = 0
    start_at: float = 0.0

    def look(self, say: Callable[[str], None]) -> None:
        """Start the process when it is due; note its end."""
        if self.process is None:
            if time.monotonic() >= self.start_at:
                environment = os.environ | self.environment
                self.process = subprocess.Popen(self.command, env=environment)  # noqa: S603 - ours
            return
        code = self.process.poll()
        if code is None:
            return
        self.process = None
        self.deaths += 1
        wait = min(2.0 ** min(self.deaths, 6) * 0.25, _LONGEST_WAIT)
        self.start_at = time.monotonic() + wait
        say(f"{self.name}: exit {code}, restart in {wait:.1f} s")

    def stop(self) -> None:
        """Ask the process to stop, then make it."""
        if self.process is None or self.process.poll() is not None:
            return
        self.process.terminate()
        try:
            self.process.wait(_STOP_WITHIN)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


@dataclass
class Household:
    """All processes of this machine."""

    children: list[Child]
    say: Callable[[str], None]
    stopping: bool = field(default=False)

    def keep_running(self) -> None:
        """Look after the children until SIGTERM or SIGINT, then stop them in reverse order."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._stop_soon)
        while not self.stopping:
            settings.ensure_database()
            for child in self.children:
                child.look(self.say)
            time.sleep(_LOOK_EVERY)
        for child in reversed(self.children):
            child.stop()

    def _stop_soon(self, number: int, frame: FrameType | None) -> None:
        del number, frame
        self.stopping = True


def web_child(host: str, port: int, workers: int) -> Child:
    """Return the web server: pages, API and gateway on one port."""
    command = [sys.executable, "-m", "granian", "--interface", "asgi", "--host", host]
    command += ["--port", str(port), "--workers", str(workers), "--no-ws"]
    command += ["--respawn-failed-workers", "--log-level", "warning", "config.asgi:application"]
    return Child(name="web", command=command, environment={"CHENGSHU_PROCESS": "web"})


def worker_child() -> Child:
    """Return the worker of queued and timed jobs."""
    return Child(name="worker", command=[sys.executable, "-m", "chengshu", "worker"])


def keep_house(*, host: str, port: int, workers: int, say: Callable[[str], None]) -> None:
    """Run database, web and worker until told to stop."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    Household(children=[web_child(host, port, workers), worker_child()], say=say).keep_running()
