from dataclasses import replace

import pytest

from chengshu.base.accounts import api as accounts
from chengshu.base.accounts.contracts import Actor, Post, Role
from chengshu.data.catalog import api as catalog
from tests.operations.conftest import actor
from tests.operations.vitals import calls


@pytest.fixture
def resource(city: None, system: Actor) -> None:
    accounts.save_person(
        system,
        username="clerk",
        name="韩文",
        password="Qing-chen-2026",
        posts=(Post("urban", frozenset({Role.DATA_OFFICER})),),
    )
    calls.draft_calls()


@pytest.fixture
def clerk() -> Actor:
    return replace(actor(Role.DATA_OFFICER, "urban", "clerk"), name="韩文")


@pytest.fixture
def leader() -> Actor:
    return actor(Role.LEADER, "city", "leader")


@pytest.fixture
def confirmed(resource: None, system: Actor, clerk: Actor) -> None:
    """Walk the resource through both reviews."""
    catalog.load_national_pack(system)
    catalog.submit_resource(system, "repair_calls")
    catalog.approve_resource(clerk, "repair_calls")
    catalog.approve_resource(actor(Role.BUREAU_ADMINISTRATOR, "bureau"), "repair_calls")
