import pytest

from tests.data.claims.city import make_city


@pytest.fixture
def city(db: None) -> None:
    make_city()
