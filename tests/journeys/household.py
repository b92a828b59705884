"""A whole installation of its own for a journey: home, database, processes."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def free_port() -> int:
    """Return a port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Household:
    """One installation below `home`; its commands run as an operator would run them."""

    home: Path
    port: int = field(default_factory=free_port)
    given: str = ""  # the address of a city that is served already

    @property
    def environment(self) -> Mapping[str, str]:
        """The environment of its processes."""
        mine = {name: value for name, value in os.environ.items() if "CHENGSHU_" not in name}
        return mine | {
            "CHENGSHU_HOME": str(self.home),
            "CHENGSHU_PORT": str(self.port),
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}",
            # Its own source databases: the MariaDB server of the machine is shared by all tests.
            "CHENGSHU_DEMO_MARIADB": "mariadb://nobody@127.0.0.1:1",
        }

    @property
    def address(self) -> str:
        """Where its web server answers."""
        return self.given or f"http://127.0.0.1:{self.port}"

    def start(self, *arguments: str, log: Path | None = None) -> subprocess.Popen[str]:
        """Start one command; what it prints goes to `log`, or can be read from the process."""
        with (log or Path(os.devnull)).open("a", encoding="utf-8") as file:
            return subprocess.Popen(
                [sys.executable, "-m", "chengshu", *arguments],
                cwd=ROOT,
                env=dict(self.environment),
                stdout=file if log else subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
            )

    def finish(self, *arguments: str, timeout: float = 300) -> tuple[int, str]:
        """Run one command to its end and return its exit code and what it printed."""
        process = self.start(*arguments)
        text, _ = process.communicate(timeout=timeout)
        return process.returncode, text

    def wait_until_up(self, seconds: float = 60) -> None:
        """Wait until its web server takes connections."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            try:
                socket.create_connection(("127.0.0.1", self.port), timeout=5).close()
            except OSError:
                time.sleep(0.2)
            else:
                return
        raise TimeoutError(self.address)
