"""Times the exports of a whole catalogue: workbook, DCAT, and the printable book as PDF and Word.

    python -m bench.book --entries 10000

Makes a city of 60 departments in a scratch database of the installation's server (dropped at the
end) and writes each kind of file in a process of its own, as the worker does. Prints seconds,
entries a second, the most memory of the process, the size of the file, and each time as a ratio to
the workbook of the same run. Exits 1 when a file does not hold every entry, or a process needs
more memory than its limit.
"""

import argparse
import os
import resource
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from django.db import connection

from bench.made_city import fill
from bench.ready import DATABASE, scratch_database
from chengshu.base.accounts.contracts import system_actor
from chengshu.data.catalog import api as catalog
from chengshu.data.catalog.contracts import ExportFormat, ExportOrder
from chengshu.data.catalog.models import Resource

LIMIT = 1024  # MB of one process
_KB = 1024


def write(kind: ExportFormat, target: Path) -> None:
    """Write one file and print entries, seconds and megabytes of memory."""
    connection.settings_dict["NAME"] = DATABASE
    started = time.perf_counter()
    with target.open("wb") as stream:
        count = catalog.write_export(system_actor("bench"), ExportOrder(kind), stream)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // _KB
    sys.stdout.write(f"{count} {time.perf_counter() - started} {memory}\n")


def measure(entries: int) -> int:
    """Write every kind of file; return 1 when a promise is broken."""
    items = fill(entries)
    total = Resource.objects.count()
    sys.stdout.write(f"{total:,} entries, {items:,} items\n")
    sys.stdout.write(f"{'':10}{'s':>9}{'entries/s':>11}{'MB':>7}{'file MB':>9}{'ratio':>7}\n")
    broken, first = 0, 0.0
    for kind in ExportFormat:
        with TemporaryDirectory() as folder:
            target = Path(folder) / kind.value
            command = [sys.executable, "-m", "bench.book", "--write", kind.value, str(target)]
            done = subprocess.run(command, env=dict(os.environ), stdout=subprocess.PIPE, check=True)  # noqa: S603 - this program itself
            count, seconds, memory = done.stdout.decode().split()
            first = first or float(seconds)
            size = target.stat().st_size / _KB**2
        rate, ratio = int(count) / float(seconds), float(seconds) / first
        line = f"{kind.value:10}{float(seconds):9.1f}{rate:11.0f}{memory:>7}{size:9.1f}{ratio:7.1f}"
        sys.stdout.write(f"{line}\n")
        sys.stdout.flush()
        broken |= int(int(count) != total or int(memory) > LIMIT)
    return broken


def main() -> int:
    """Fill, measure, report."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--entries", type=int, default=10_000)
    parser.add_argument("--write", nargs=2, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.write:
        write(ExportFormat(options.write[0]), Path(options.write[1]))
        return 0
    with scratch_database(keep=False):
        return measure(options.entries)


if __name__ == "__main__":
    sys.exit(main())
