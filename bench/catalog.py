"""Scans and drafts a generated city of 60 departments, 812 tables, 10,000 columns.

    python -m bench.catalog [--scale 1.0] [--large 100000000] [--workers 1] [--reuse]

Needs a PostgreSQL and a MariaDB server (bench/servers.py says where, and how to name others) and
uses a home of its own (`CHENGSHU_HOME`, else a new folder). Everything goes through the doors of
sources and survey, as a person's click does. Exits 1 when a promise does not hold.
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
    parser.add_argument("--scale", type=float, default=1.0, help="share of the city to make")
    parser.add_argument("--large", type=int, default=10**8, help="rows of the large table; 0: none")
    parser.add_argument("--reuse", action="store_true", help="keep what an earlier run built")
    parser.add_argument("--workers", type=int, default=1, help="worker processes")
    options = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    os.environ.setdefault("CHENGSHU_HOME", tempfile.mkdtemp(prefix="chengshu-bench-"))
    django.setup()
    call_command("migrate", interactive=False, verbosity=0)
    measuring = importlib.import_module("bench.scanning")  # its doors need Django ready
    try:
        kept = measuring.measure(measuring.Options(**vars(options)))
    finally:
        settings.stop_database()
    sys.exit(0 if kept else 1)


if __name__ == "__main__":
    main()
