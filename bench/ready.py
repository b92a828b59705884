"""Sets Django up on a scratch database when imported; import it before anything of the rooms."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

import django
from django.db import connection
from django.test.utils import setup_test_environment

DATABASE = "bench_search"

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
os.environ["CHENGSHU_TEST_DATABASE"] = DATABASE
django.setup()


@contextmanager
def scratch_database(*, keep: bool) -> Iterator[None]:
    """Make the scratch database and drop it at the end; with `keep` use and leave a kept one."""
    setup_test_environment()
    before = connection.settings_dict["NAME"]
    connection.creation.create_test_db(verbosity=0, autoclobber=True, keepdb=keep)
    try:
        yield
    finally:
        if not keep:
            connection.creation.destroy_test_db(before, verbosity=0)
