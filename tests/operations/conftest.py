"""A small city: a government, its operation centre, a bureau, two units, a district."""

import datetime as dt
from collections.abc import Callable
from zoneinfo import ZoneInfo

import pytest
from django.contrib.auth import get_user_model
from django.test import Client

from chengshu.base.accounts import api as accounts
from chengshu.base.accounts.contracts import (
    Actor,
    Level,
    OrganisationInfo,
    OrganisationKind,
    Post,
    Role,
    system_actor,
)

SHANGHAI = ZoneInfo("Asia/Shanghai")
Clock = Callable[[dt.datetime], None]

ORGANISATIONS = (
    # code, name, kind, level, area, parent
    ("city", "云枢市人民政府", OrganisationKind.GOVERNMENT, Level.CITY, "219900", None),
    ("bureau", "云枢市数据局", OrganisationKind.BUREAU, Level.CITY, "219900", "city"),
    ("centre", "城市运行中心", OrganisationKind.DEPARTMENT, Level.CITY, "219900", "city"),
    ("urban", "云枢市城市管理局", OrganisationKind.DEPARTMENT, Level.CITY, "219900", "city"),
    ("water", "云枢市排水公司", OrganisationKind.UNIT, Level.CITY, "219900", "urban"),
    ("health", "云枢市卫生健康委", OrganisationKind.DEPARTMENT, Level.CITY, "219900", "city"),
    ("east", "东岭区人民政府", OrganisationKind.GOVERNMENT, Level.DISTRICT, "219901", "city"),
    ("west", "西川区人民政府", OrganisationKind.GOVERNMENT, Level.DISTRICT, "219902", "city"),
)


def actor(role: Role, place: str, username: str = "") -> Actor:
    return Actor(
        username=username or f"{role}@{place}",
        name=f"{place} {role}",
        posts=(Post(place, frozenset({role})),),
    )


@pytest.fixture
def system() -> Actor:
    return system_actor("tests")


@pytest.fixture
def city(db: None, system: Actor) -> None:
    for code, name, kind, level, area, parent in ORGANISATIONS:
        info = OrganisationInfo(
            code=code,
            name=name,
            uscc="11220000013544541J" if code == "urban" else "",
            kind=kind,
            level=level,
            area_code=area,
            parent_code=parent,
        )
        accounts.save_organisation(system, info)


@pytest.fixture
def officer() -> Actor:
    return actor(Role.DUTY_OFFICER, "centre", "officer")


@pytest.fixture
def worker() -> Actor:
    return actor(Role.HANDLING_UNIT, "water", "worker")


@pytest.fixture
def grid() -> Actor:
    return actor(Role.GRID_WORKER, "east", "grid")


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> Clock:
    def set_time(moment: dt.datetime) -> None:
        monkeypatch.setattr("chengshu.base.clock.api.now", lambda: moment)

    return set_time


@pytest.fixture
def browser(city: None, system: Actor) -> Callable[[Actor], Client]:
    """Return a signed-in client for an actor, who becomes a real person."""

    def sign_in(who: Actor) -> Client:
        accounts.save_person(
            system,
            username=who.username,
            name=who.name,
            password="Qing-chen-2026",
            posts=who.posts,
        )
        client = Client()
        person = get_user_model().objects.get(username=who.username)
        client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return sign_in
