"""What the issue demands of drafts, measured on the families with the first knowledge."""

import pytest

from tests.data.survey.accuracy import Judgement, of, report, score
from tests.data.survey.measuring import measure


@pytest.fixture(scope="module")
def judged() -> list[Judgement]:
    return measure()


@pytest.mark.parametrize(
    ("measured", "precision", "recall"),
    [
        ("identifier", 0.99, 0.98),
        ("element", 0.95, 0.85),
        ("personal", 0.95, 0.99),
        ("secret", 0.99, 0.99),
        ("reference", 0.9, 0.9),
        ("key", 0.95, 0.9),
    ],
)
def test_precision_and_recall(
    judged: list[Judgement], measured: str, precision: float, recall: float
) -> None:
    found = score(of(judged, measured))
    assert found.judged > 0
    assert (found.precision >= precision, found.recall >= recall) == (True, True), report(judged)


@pytest.mark.parametrize(
    ("measured", "share"), [("business", 0.97), ("kind", 0.95), ("name_zh", 0.85)]
)
def test_share_right(judged: list[Judgement], measured: str, share: float) -> None:
    assert score(of(judged, measured)).share_right >= share, report(judged)


@pytest.mark.parametrize("measured", ["element", "identifier", "personal", "business", "name_zh"])
def test_nine_tenths_sure_is_right_nine_times_in_ten(
    judged: list[Judgement], measured: str
) -> None:
    said = [one for one in of(judged, measured) if one.proposed and one.confidence >= 0.9]
    assert len(said) > 30
    assert score(said).share_right >= 0.9, report(judged)
