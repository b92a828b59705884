"""Lands and judges a large PostgreSQL table, as a ratio against bare COPY in the same run.

    python -m bench.ingest [--rows 10000000]

Needs a PostgreSQL server (bench/servers.py says where) and uses a home of its own
(`CHENGSHU_HOME`, else a new folder). The table is generated and kept for the next run. Everything
goes through the door of ingest. Exits 1 when the promise does not hold: landed, hashed, counted
and judged at 70 % of the rate of binary COPY to nowhere, within 1 GB.
"""

import argparse
import importlib
import os
import sys
import tempfile

import django
from django.core.management import call_command

from chengshu.base.settings import api as settings


def main() -> None:
    """Make the home ready, then measure."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, default=10**7, help="rows of the table")
    options = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    os.environ.setdefault("CHENGSHU_HOME", tempfile.mkdtemp(prefix="chengshu-bench-"))
    django.setup()
    call_command("migrate", interactive=False, verbosity=0)
    measuring = importlib.import_module("bench.landing")  # its doors need Django ready
    try:
        kept = measuring.measure(options.rows)
    finally:
        settings.stop_database()
    sys.exit(0 if kept else 1)


if __name__ == "__main__":
    main()
