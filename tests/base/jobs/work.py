"""Work that the tests of jobs define, in the test's process and in workers it starts."""

import time
from contextlib import suppress
from pathlib import Path

from django.db import OperationalError, connection

from chengshu.base.accounts.contracts import Actor
from chengshu.base.errors.api import InvalidInputError, RetryError
from chengshu.base.jobs import api as jobs
from chengshu.base.jobs.contracts import JobContext

runs: list[str] = []
actors: list[Actor] = []


def _count(context: JobContext, **arguments: object) -> None:
    runs.append(str(arguments.get("word", "")))
    actors.append(context.actor)
    for done in range(1, 4):
        context.advance(done, 3, "三步")


def _refuse(context: JobContext, **arguments: object) -> None:
    raise InvalidInputError(field="列", reason="没有这一列")


def _break(context: JobContext, **arguments: object) -> None:
    raise ZeroDivisionError


def _retry(context: JobContext, **arguments: object) -> None:
    runs.append("try")
    raise RetryError(reason="源库忙")


def _lose_database(context: JobContext, **arguments: object) -> None:
    runs.append("try")
    if len(runs) == 1:
        raise OperationalError("server closed the connection unexpectedly")


def _hang_once(context: JobContext, **arguments: object) -> None:
    """Hang in the first run, so that the worker can be killed; finish in the second."""
    marker = Path(str(arguments["marker"]))
    with marker.open("a") as file:
        file.write("run\n")
    if marker.read_text().count("run") == 1:
        time.sleep(60)


def _cancel_oneself(context: JobContext, **arguments: object) -> None:
    runs.append("before")
    jobs.cancel_job(context.actor, context.id)
    context.stop_if_cancelled()
    runs.append("after")


def _cut_own_connection(context: JobContext, **arguments: object) -> None:
    runs.append("once")
    with connection.cursor() as cursor, suppress(OperationalError):
        cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")


def _exit(context: JobContext, **arguments: object) -> None:
    raise SystemExit(1)


jobs.define("test.cut_own_connection", _cut_own_connection)
jobs.define("test.exit", _exit)
jobs.define("test.count", _count, title="数数")
jobs.define("test.refuse", _refuse)
jobs.define("test.break", _break)
jobs.define("test.retry", _retry, retries=2)
jobs.define("test.lose_database", _lose_database)
jobs.define("test.hang_once", _hang_once)
jobs.define("test.cancel_oneself", _cancel_oneself)
