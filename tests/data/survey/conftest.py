import pytest

from tests.data.survey import drafted


@pytest.fixture
def city(db: None) -> None:
    drafted.settle()


@pytest.fixture
def draft(city: None) -> int:
    """Return the number of the drafted table of the tests."""
    drafted.keep(drafted.DRAFT)
    return drafted.find()
