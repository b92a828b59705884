"""What is drafted is right often enough; run with `-s` to read the confusion.

The labels were written before the inference and the knowledge; a change of a label says why.
"""

from collections.abc import Sequence

import pytest

from tests.data.survey.accuracy import SURE, Judgement, of, report, score
from tests.data.survey.measuring import measure


@pytest.fixture(scope="module")
def judged() -> Sequence[Judgement]:
    found = measure()
    print(report(found))  # noqa: T201 - the confusion, for who runs with -s
    return found


def mistakes(judged: Sequence[Judgement], measure: str) -> str:
    return "\n".join(f"{one.place}: {one.words}" for one in of(judged, measure) if not one.right)


@pytest.mark.parametrize(
    ("measure", "precision", "recall"),
    [("identifier", 0.99, 0.98), ("element", 0.95, 0.85), ("personal", 0.9, 0.99)],
)
def test_what_is_found_and_what_is_false(
    judged: Sequence[Judgement], measure: str, precision: float, recall: float
) -> None:
    found = score(of(judged, measure))
    assert found.precision >= precision, mistakes(judged, measure)
    assert found.recall >= recall, mistakes(judged, measure)


def test_business_tables_are_told_from_others(judged: Sequence[Judgement]) -> None:
    assert score(of(judged, "business")).share_right >= 0.97, mistakes(judged, "business")


def test_secrets_are_never_missed(judged: Sequence[Judgement]) -> None:
    found = score(of(judged, "secret"))
    assert (found.recall, found.false) == (1.0, 0), mistakes(judged, "secret")


@pytest.mark.parametrize("measure", ["element", "identifier", "name_zh", "personal", "key"])
def test_nine_of_ten_sure_proposals_are_right(judged: Sequence[Judgement], measure: str) -> None:
    sure = [one for one in of(judged, measure) if one.proposed and one.confidence >= SURE]
    assert len(sure) >= 30
    assert score(sure).share_right >= SURE, mistakes(sure, measure)
