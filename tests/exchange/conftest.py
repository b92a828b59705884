import datetime as dt
from collections.abc import Callable, Iterator

import pytest
from pytest_django import DjangoDbBlocker

from chengshu.base.accounts.contracts import Actor, Role
from chengshu.base.clock import api as clock
from chengshu.exchange.sharing.contracts import NewRequest
from tests.exchange.city import ask_for, make_city, person
from tests.founding import founded


@pytest.fixture(scope="module")
def exchange_city(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    with founded(django_db_blocker, make_city):
        yield


@pytest.fixture
def city(exchange_city: None, db: None) -> None:
    """Three organisations, their catalogue and one application."""


@pytest.fixture
def civil() -> Actor:
    return person("civil_officer", "civil", Role.DATA_OFFICER)


@pytest.fixture
def housing() -> Actor:
    return person("housing_developer", "housing", Role.DEVELOPER)


@pytest.fixture
def stranger() -> Actor:
    return person("stranger", "tax", Role.DEVELOPER)


@pytest.fixture
def auditor() -> Actor:
    return person("auditor", "bureau", Role.AUDITOR)


@pytest.fixture
def leader() -> Actor:
    return person("nobody", "bureau", Role.CITIZEN)


@pytest.fixture
def asked() -> NewRequest:
    return ask_for("ca_subsidy", "citizen_id", "full_name", "area_code", "amount")


@pytest.fixture
def freeze(monkeypatch: pytest.MonkeyPatch) -> Callable[[dt.datetime], None]:
    def at(moment: dt.datetime) -> None:
        monkeypatch.setattr(clock, "now", lambda: moment)
        monkeypatch.setattr(clock, "today", moment.date)

    return at
