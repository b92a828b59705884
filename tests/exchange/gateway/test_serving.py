import asyncio
import json
import os
import signal
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest
from django.db import OperationalError, close_old_connections, connection, connections
from starlette.types import ASGIApp

from chengshu.data.lake import api as lake
from chengshu.exchange.gateway import api
from chengshu.exchange.gateway.asgi import LARGEST_BODY, THREADS, build_application
from chengshu.exchange.gateway.contracts import CallFilter
from chengshu.exchange.gateway.desk.calls import Answer, IncomingCall
from chengshu.exchange.gateway.desk.desk import answer_call
from chengshu.exchange.gateway.models import Call, GrantDay, UsedNonce
from config.asgi import application
from tests.exchange.city import SYSTEM, make_city
from tests.exchange.gateway.subsidies import (
    ROWS,
    Client,
    code,
    grant_subsidies,
    load_subsidies,
)

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture
def live(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> Client:
    """A city committed to the database, and connections of other threads closed after each call."""
    monkeypatch.setitem(connections.settings["default"], "CONN_MAX_AGE", 0)
    make_city()
    load_subsidies()
    return Client(api.create_key(SYSTEM, "housing_app"))


class Web:
    """Speaks HTTP to an ASGI application within this process."""

    def __init__(self, app: ASGIApp) -> None:
        self.transport = httpx.ASGITransport(app, raise_app_exceptions=False)

    def send(self, method: str, path: str, **words: object) -> httpx.Response:
        async def run() -> httpx.Response:
            async with httpx.AsyncClient(
                transport=self.transport, base_url="http://localhost"
            ) as client:
                return await client.request(method, path, **words)

        return asyncio.run(run())

    def get(self, path: str, **words: object) -> httpx.Response:
        return self.send("GET", path, **words)


@pytest.fixture
def web() -> Web:
    return Web(application)


def test_a_signed_call_through_the_server_is_answered(live: Client, web: Web) -> None:
    grant_subsidies("area_code", "amount")
    query = {"area_code": "219901", "size": "2"}
    answer = web.get(ROWS, params=query, headers=api.sign(live.key, path=ROWS, query=query))
    assert answer.status_code == 200
    assert [row["amount"] for row in answer.json()["rows"]] == ["100.00", "300.00"]
    (call,), _total = api.list_calls(SYSTEM)
    assert call.id == answer.headers["Chengshu-Receipt"]
    assert call.digest == answer.headers["Chengshu-Receipt-Digest"]
    assert answer.headers["Cache-Control"] == "no-store"


def test_pages_are_served_beside_the_gateway(live: Client, web: Web) -> None:
    assert web.get("/sharing/").status_code == 302
    assert web.get("/gateway/v1/none").json()["code"] == "no_such_address"


def test_the_quota_holds_under_concurrent_calls(live: Client) -> None:
    grant = grant_subsidies("area_code", daily_quota=5)
    calls = [live.request() for _ in range(12)]
    barrier = threading.Barrier(6)

    def run(call: IncomingCall) -> str:
        barrier.wait(timeout=30)
        close_old_connections()
        try:
            return code(answer_call(call))
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as threads:
        outcomes = sorted(threads.map(run, calls))
    assert outcomes == ["200"] * 5 + ["429 quota_exceeded"] * 7
    day = GrantDay.objects.get(grant_number=grant.number)
    assert day.calls == Call.objects.filter(outcome="answered").count() == 5
    assert day.rows == 50
    assert api.list_calls(SYSTEM, CallFilter(code="quota_exceeded"))[1] == 7


def test_the_quota_decides_when_the_record_is_written(live: Client) -> None:
    grant = grant_subsidies("area_code", daily_quota=1)
    counted = threading.Event()

    def slip_in(call: IncomingCall) -> None:
        answer_call(call)
        connection.close()
        counted.set()

    first, second = live.request(), live.request()
    original = lake.count_rows

    def slow_count(*args: object, **words: object) -> int:
        if not counted.is_set() and threading.current_thread() is threading.main_thread():
            thread = threading.Thread(target=slip_in, args=(second,))
            thread.start()
            thread.join()
        return original(*args, **words)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(lake, "count_rows", slow_count)
        assert code(answer_call(first)) == "429 quota_exceeded"
    assert GrantDay.objects.get(grant_number=grant.number).calls == 1


def test_of_two_copies_of_a_call_one_is_answered(live: Client) -> None:
    grant_subsidies("area_code")
    call = live.request()
    barrier = threading.Barrier(4)

    def run(_number: int) -> str:
        barrier.wait(timeout=30)
        try:
            return code(answer_call(call))
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as threads:
        outcomes = sorted(threads.map(run, range(4)))
    assert outcomes == ["200", *["401 replayed_call"] * 3]
    assert UsedNonce.objects.count() == 1


CRASH = """
import asyncio, json, os, signal, sys
import django
django.setup()
from django.db import connections
connections.databases["default"]["NAME"] = sys.argv[1]
from config.asgi import application

async def receive():
    return {"type": "http.request", "body": b"", "more_body": False}

async def send(message):
    os.kill(os.getpid(), signal.SIGKILL)

headers = [(name.encode(), value.encode()) for name, value in json.loads(sys.argv[3]).items()]
scope = {
    "type": "http", "method": "GET", "path": sys.argv[2], "raw_path": sys.argv[2].encode(),
    "query_string": b"", "headers": headers, "client": ("127.0.0.1", 1), "server": ("x", 80),
    "scheme": "http", "http_version": "1.1", "root_path": "",
}
asyncio.run(application(scope, receive, send))
"""


@pytest.mark.process
def test_killed_between_record_and_answer_the_record_stands(live: Client) -> None:
    grant = grant_subsidies("area_code")
    headers = {k.lower(): v for k, v in api.sign(live.key, path=ROWS).items()}
    name = str(connection.settings_dict["NAME"])
    words = [sys.executable, "-W", "ignore", "-c", CRASH, name, ROWS, json.dumps(headers)]
    environment = {**os.environ, "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}"}
    killed = subprocess.run(words, cwd=ROOT, env=environment, capture_output=True, check=False)
    assert killed.returncode == -signal.SIGKILL, killed.stderr.decode()
    call = Call.objects.get()
    assert (call.outcome, call.rows, call.grant_number) == ("answered", 10, grant.number)
    assert GrantDay.objects.get().calls == 1
    again = IncomingCall("GET", ROWS, "", headers)
    assert code(answer_call(again)) == "401 replayed_call"


def test_connections_that_died_are_replaced(live: Client) -> None:
    grant_subsidies("area_code")
    web = Web(build_application())
    connections.settings["default"]["CONN_MAX_AGE"] = 60
    assert web.get(ROWS, headers=api.sign(live.key, path=ROWS)).status_code == 200
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        assert cursor.fetchone()[0] >= 1
    connections.settings["default"]["CONN_MAX_AGE"] = 0
    for _number in range(THREADS):
        assert web.get(ROWS, headers=api.sign(live.key, path=ROWS)).status_code == 200


def refuse_with(error: Exception) -> Web:
    def answer(_call: IncomingCall) -> Answer:
        raise error

    return Web(build_application(answer))


def test_a_database_that_is_away_asks_to_try_again() -> None:
    answer = refuse_with(OperationalError("gone")).get(ROWS)
    assert (answer.status_code, answer.json()["code"]) == (503, "database_away")
    assert answer.headers["Retry-After"] == "5"


@pytest.mark.filterwarnings("ignore")
def test_a_fault_of_ours_says_nothing_about_itself() -> None:
    answer = refuse_with(ValueError("secret inside")).get(ROWS)
    assert (answer.status_code, answer.json()["code"]) == (500, "broken")
    assert "secret" not in answer.text


def test_a_body_no_call_needs_is_refused() -> None:
    web = refuse_with(AssertionError())
    body = b"x" * (LARGEST_BODY + 1)
    answer = web.send("POST", ROWS, content=body)
    assert (answer.status_code, answer.json()["code"]) == (413, "too_large")
    english = web.send(
        "POST", ROWS, content=b"x" * (LARGEST_BODY + 1), headers={"Accept-Language": "en"}
    )
    assert english.json()["title"] != answer.json()["title"]
