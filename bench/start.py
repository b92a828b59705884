"""How long the web server takes to its first page, beside an empty application on the same server.

Run: `python -m bench.start [RUNS]` with `CHENGSHU_HOME` of a built city and its database up.
Prints medians in seconds and their ratio; the promise is 3 s after the database is up.
"""

import os
import statistics
import subprocess
import sys
import time
import urllib.error
import urllib.request

from chengshu.base.settings import api as settings

PORT = 8790
PATIENCE = 60.0


async def nothing(scope: dict[str, object], receive: object, send: object) -> None:
    """Answer every request with an empty page: the peer this is measured against."""
    del scope, receive
    if callable(send):
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b""})


def wait_for(address: str, started: float) -> float:
    """Return the seconds from `started` until `address` answers."""
    while time.perf_counter() - started < PATIENCE:
        try:
            with urllib.request.urlopen(address, timeout=5):  # noqa: S310 - a loopback address
                return time.perf_counter() - started
        except (urllib.error.URLError, OSError):
            time.sleep(0.01)
    raise TimeoutError(address)


def measure(target: str, path: str) -> float:
    """Start `target` alone, return the seconds to its first answer at `path`, stop it."""
    command = [sys.executable, "-m", "granian", "--interface", "asginl", "--no-ws"]
    command += ["--port", str(PORT), "--log-level", "critical", target]
    started = time.perf_counter()
    process = subprocess.Popen(command, env=dict(os.environ))  # noqa: S603 - a fixed command
    try:
        return wait_for(f"http://127.0.0.1:{PORT}{path}", started)
    finally:
        process.terminate()
        process.wait()


def main() -> None:
    """Measure both in turn and print medians and their ratio."""
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    settings.database_address()
    ours, peers = [], []
    for _ in range(runs):
        ours.append(measure("config.asgi:application", "/accounts/login/"))
        peers.append(measure("bench.start:nothing", "/"))
    mine, peer = statistics.median(ours), statistics.median(peers)
    sys.stdout.write(f"chengshu {mine:.2f} s, empty application {peer:.2f} s\n")
    sys.stdout.write(f"ratio {mine / peer:.1f}, beyond the empty one {mine - peer:.2f} s\n")


if __name__ == "__main__":
    main()
