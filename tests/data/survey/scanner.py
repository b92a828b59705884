"""A process of its own that runs a scan: started, and killed, by a test.

Usage: scanner.py <database> <number of the scan>
"""

import sys
import time

import django
from django.conf import settings

if __name__ == "__main__":
    settings.DATABASES["default"]["NAME"] = sys.argv[1]
    django.setup()

from chengshu.data.survey import api as survey
from tests.data.survey.drafted import SYSTEM

PAUSE = 0.2  # seconds after each table, so that there is a moment to be killed in


class Slow:
    """Stands for a job: tells each table, and takes its time."""

    id = 1
    actor = SYSTEM

    def advance(self, done: int, total: int, note: str = "") -> None:
        """Say that a table is written down."""
        print(f"{done}/{total} {note}", flush=True)  # noqa: T201 - the test listens
        time.sleep(PAUSE)

    def stop_if_cancelled(self) -> None:
        """Go on."""


if __name__ == "__main__":
    survey.run_scan(SYSTEM, int(sys.argv[2]), job=Slow())
