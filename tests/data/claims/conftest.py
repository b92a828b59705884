from collections.abc import Iterator

import pytest
from pytest_django import DjangoDbBlocker

from tests.data.claims.city import make_city
from tests.founding import founded


@pytest.fixture(scope="module")
def claims_city(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    with founded(django_db_blocker, make_city):
        yield


@pytest.fixture
def city(claims_city: None, db: None) -> None:
    """Departments with their people, the templates of the national pack, and a bureau."""
