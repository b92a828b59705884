import pytest

from chengshu.exchange.gateway import api
from chengshu.exchange.gateway.contracts import KeyPair
from chengshu.exchange.sharing.contracts import GrantInfo
from tests.exchange.city import SYSTEM
from tests.exchange.gateway.subsidies import Client, grant_subsidies, load_subsidies


@pytest.fixture
def key(city: None) -> KeyPair:
    return api.create_key(SYSTEM, "housing_app")


@pytest.fixture
def client(key: KeyPair) -> Client:
    return Client(key)


@pytest.fixture
def grant(city: None) -> GrantInfo:
    load_subsidies()
    return grant_subsidies("citizen_id", "full_name", "area_code", "amount", "granted_on")
