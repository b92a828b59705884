"""What is drafted is right often enough; run with `-s` to read the confusion.

The labels were written before the inference and the knowledge; a change of a label says why. The
families of `held_back` were measured for the first time when tuning was over. Those of
`unseen` were written by somebody who had not read the inference; their first measure was elements
.924/.781 and identifiers .917/1. What both showed was then mended for names in general, so by now
neither is blind.
"""

from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.data.survey.accuracy import SURE, Judgement, of, report, score
from tests.data.survey.families.reading import HERE
from tests.data.survey.measuring import measure

HELD_BACK, BLIND = HERE.parent / "held_back", HERE.parent / "unseen"
FLOORS = {
    "identifier": (0.99, 0.98),
    "element": (0.95, 0.85),
    "personal": (0.95, 0.99),
    "secret": (1.0, 1.0),
    "reference": (0.9, 0.9),
    "key": (0.95, 0.9),
}
UNSEEN_FLOORS = {"identifier": (0.99, 0.98), "element": (0.95, 0.85), "personal": (0.9, 0.99)}
BLIND_FLOORS = {
    "identifier": (0.99, 0.98),
    "element": (0.95, 0.85),
    "personal": (0.9, 0.99),
    "secret": (1.0, 1.0),
    "reference": (0.65, 1.0),
    "key": (0.95, 0.95),
}


def measured(folder: Path) -> Sequence[Judgement]:
    found = measure(folder)
    print(report(found))  # noqa: T201 - the confusion, for who runs with -s
    return found


@pytest.fixture(scope="module")
def judged() -> Sequence[Judgement]:
    return measured(HERE)


@pytest.fixture(scope="module")
def unseen() -> Sequence[Judgement]:
    return measured(HELD_BACK)


@pytest.fixture(scope="module")
def blind() -> Sequence[Judgement]:
    return measured(BLIND)


def mistakes(judged: Sequence[Judgement], measure: str) -> str:
    return "\n".join(f"{one.place}: {one.words}" for one in of(judged, measure) if not one.right)


def hold(judged: Sequence[Judgement], measure: str, floors: tuple[float, float]) -> None:
    found = score(of(judged, measure))
    assert found.expected > 0
    assert found.precision >= floors[0], mistakes(judged, measure)
    assert found.recall >= floors[1], mistakes(judged, measure)


@pytest.mark.parametrize("measure", list(FLOORS))
def test_what_is_found_and_what_is_false(judged: Sequence[Judgement], measure: str) -> None:
    hold(judged, measure, FLOORS[measure])


@pytest.mark.parametrize("measure", list(UNSEEN_FLOORS))
def test_families_that_nobody_tuned_for(unseen: Sequence[Judgement], measure: str) -> None:
    hold(unseen, measure, UNSEEN_FLOORS[measure])


@pytest.mark.parametrize("measure", list(BLIND_FLOORS))
def test_families_written_blind(blind: Sequence[Judgement], measure: str) -> None:
    hold(blind, measure, BLIND_FLOORS[measure])


def test_tables_of_business_where_nobody_tuned(unseen: Sequence[Judgement]) -> None:
    assert score(of(unseen, "business")).share_right >= 0.97, mistakes(unseen, "business")


@pytest.mark.parametrize(
    ("measure", "share"), [("business", 0.97), ("kind", 0.95), ("name_zh", 0.85)]
)
def test_share_right(judged: Sequence[Judgement], measure: str, share: float) -> None:
    assert score(of(judged, measure)).share_right >= share, mistakes(judged, measure)


@pytest.mark.parametrize(
    "measure", ["element", "identifier", "name_zh", "personal", "business", "key"]
)
def test_nine_of_ten_sure_proposals_are_right(judged: Sequence[Judgement], measure: str) -> None:
    sure = [one for one in of(judged, measure) if one.proposed and one.confidence >= SURE]
    assert len(sure) > 30
    assert score(sure).share_right >= SURE, mistakes(sure, measure)


def test_nine_of_ten_sure_proposals_are_right_where_nobody_tuned(
    unseen: Sequence[Judgement],
) -> None:
    sure = [one for one in unseen if one.proposed and one.confidence >= SURE]
    assert score(sure).share_right >= SURE
