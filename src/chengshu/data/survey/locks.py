"""One process at a time works on a scan, and nobody works for a dead one."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

_FAMILY = 0x43_53_53_43  # "CSSC"


@contextmanager
def hold_scan(scan_id: int) -> Iterator[bool]:
    """Give whether this process may work on the scan; the right ends with its connection."""
    own = connection.copy()
    try:
        with own.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", [_FAMILY, scan_id % 2**31])
            row = cursor.fetchone()
        yield bool(row and row[0])
    finally:
        own.close()
