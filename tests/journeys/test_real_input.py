"""Real public files travel the same way; their counts are known."""

from pathlib import Path

import pytest

from chengshu.base.accounts.contracts import Actor
from cities.demo.api import REAL_STEPS
from cities.demo.generate.build import build_sources
from cities.demo.journey import cataloguing, connecting, settling
from cities.demo.journey.walk import Walk

BEFORE = (
    settling.settle_organisations,
    settling.settle_people,
    connecting.connect_sources,
    cataloguing.load_standards,
)


@pytest.mark.journey
def test_real_files_give_the_counts_they_are_known_by(data: Path, traveller: Actor) -> None:
    walk = Walk(traveller, build_sources(), data)
    for step in BEFORE:
        step(walk)
    for _ in range(2):
        checks = [check for _, step in REAL_STEPS for check in step(walk)]
        assert [check for check in checks if not check.ok] == []
    assert {check.title: check.found for check in checks}["群众留言转案件"] == "495"
