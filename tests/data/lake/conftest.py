"""Fixtures of the lake's tests."""

import pytest

from tests.data.lake.shops import draft_shop


@pytest.fixture
def shop(db: None) -> None:
    draft_shop()
