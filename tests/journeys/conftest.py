"""Journeys walk in a home and a database of their own."""

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.db import connection, connections
from playwright.sync_api import Browser, sync_playwright
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

import config.wiring
from chengshu.base.accounts import api as accounts
from chengshu.base.accounts.contracts import Actor, Post, Role, system_actor
from chengshu.base.settings import api as settings_api
from tests.exchange import city as small_city
from tests.journeys.browsing import ARGUMENTS, DESK, PASSWORD, Visitor, open_visitor
from tests.journeys.household import Household
from tests.parts import chromium


@pytest.fixture
def traveller(
    transactional_db: None, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Actor]:
    """Return who walks; the gateway's threads let go of the test database afterwards."""
    monkeypatch.setitem(settings.DATABASES["default"], "CONN_MAX_AGE", 0)
    config.wiring.connect_rooms()
    yield system_actor("journey")
    connections.close_all()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )


@pytest.fixture
def officer(
    require: Callable[[str], None],
    traveller: Actor,
    live_server: LiveServer,
    settings: Settings,
) -> Iterator[Visitor]:
    """Sign the officer of a small city's department in; its catalogue holds a few entries."""
    require("chromium")
    settings.AXES_ENABLED = False
    small_city.make_city()
    posts = [Post("civil", frozenset({Role.DATA_OFFICER}))]
    accounts.save_person(traveller, username="li", name="李敏", password=PASSWORD, posts=posts)
    with sync_playwright() as driver:  # its loop runs here: no more of the database from now on
        started = driver.chromium.launch(executable_path=chromium(), args=list(ARGUMENTS))
        visitor = open_visitor(started, live_server.url, DESK)
        visitor.sign_in("li")
        yield visitor
        started.close()


@pytest.fixture(scope="session")
def city(require: Callable[[str], None]) -> Iterator[Household]:
    """Serve the demo city, built once for all tests that walk in it.

    `CHENGSHU_JOURNEY_CITY` names one that is served already, for who works on these tests.
    """
    require("chromium")
    if given := os.environ.get("CHENGSHU_JOURNEY_CITY"):
        yield Household(settings_api.home_folder(), given=given)
        return
    household = Household(Path(tempfile.mkdtemp(prefix="cs", dir="/tmp")))
    code, text = household.finish("demo", "--once", timeout=900)
    assert code == 0, text
    log = household.home / "serve.log"
    process = household.start("serve", "--port", str(household.port), log=log)
    try:
        household.wait_until_up()
        yield household
    finally:
        process.terminate()
        process.wait(60)
        household.finish("stop", timeout=60)
        shutil.rmtree(household.home, ignore_errors=True)


@pytest.fixture(scope="module")
def browser(city: Household) -> Iterator[Browser]:
    del city  # without a city there is nothing to look at
    with sync_playwright() as driver:
        started = driver.chromium.launch(executable_path=chromium(), args=list(ARGUMENTS))
        yield started
        started.close()


@pytest.fixture
def visit(browser: Browser, city: Household) -> Iterator[Callable[..., Visitor]]:
    """Sign people in; close their windows afterwards."""

    def enter(username: str, size: tuple[int, int] = DESK) -> Visitor:
        visitor = open_visitor(browser, city.address, size)
        visitor.sign_in(username)
        visitor.check()
        return visitor

    yield enter
    for context in browser.contexts:
        context.close()
