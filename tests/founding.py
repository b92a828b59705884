"""A city founded once for a file of tests; each test is rolled back to its founding."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.db import transaction
from pytest_django import DjangoDbBlocker


@contextmanager
def founded(blocker: DjangoDbBlocker, found: Callable[[], None]) -> Iterator[None]:
    """Keep what `found` wrote until the end; tests in real transactions belong into other files."""
    around = transaction.atomic()
    with blocker.unblock():
        around.__enter__()
    try:
        with blocker.unblock():
            found()
        yield
    finally:  # a founding that failed must not keep its locks, or tests that commit wait forever
        with blocker.unblock():
            transaction.set_rollback(True)
            around.__exit__(None, None, None)
