"""Fixtures of every test: quick passwords, and a lake that is empty and let go of in time."""

import gc
import sys
from collections.abc import Iterator

import psycopg
import pytest
from django.db import connection
from pytest_django import DjangoDbBlocker, Settings

from chengshu.base.look.translations import compile_all

compile_all()
# What is imported lives until the end: the collector need not look at it again and again.
gc.freeze()
gc.set_threshold(50_000, 20, 50)

pytest_plugins = ["tests.parts"]


@pytest.fixture(autouse=True)
def _quick_passwords(settings: Settings) -> None:
    """Hash passwords fast: a test's people have nothing to hide."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Let a test database not wait for the disk; let go of the lake before it is dropped."""
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        name = connection.ops.quote_name(str(connection.settings_dict["NAME"]))
        cursor.execute(f"ALTER DATABASE {name} SET synchronous_commit TO off")
        cursor.execute("SET synchronous_commit TO off")
    yield
    _close_lake()


@pytest.fixture(autouse=True)
def fresh_lake() -> Iterator[None]:
    """Give each test an empty lake: its commits do not roll back with Django's transaction."""
    yield
    if not _close_lake():
        return
    words = connection.settings_dict
    names = {
        "host": "HOST",
        "port": "PORT",
        "dbname": "NAME",
        "user": "USER",
        "password": "PASSWORD",
    }
    address = {word: words[name] for word, name in names.items() if words[name]}
    with psycopg.connect(**address, autocommit=True) as session:
        session.execute("DROP SCHEMA IF EXISTS lake CASCADE")


def _close_lake() -> bool:
    """Close the lake's connection; return whether there was one."""
    engine = sys.modules.get("chengshu.data.lake.engine")
    if engine is None or not engine._engines:
        return False
    engine.close()
    return True
