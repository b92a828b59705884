"""Real dirty and clean cells: what is brought to its form, and what must not be touched."""

from pathlib import Path

from bench.pairs import Score, judge_addresses, judge_all

# Texts of the reference that hold doubled blanks themselves; the step is not proposed for them
# unless samples show it, and the bench runs it on every column to find such cases.
DOUBLED_BLANKS = 78


def test_real_cells_are_mended_and_clean_ones_left_alone(data: Path) -> None:
    scores: dict[str, Score] = {score.name: score for score in judge_all(data)}
    spoiled = {name: len(score.spoiled) for name, score in scores.items() if score.spoiled}
    assert spoiled == {"hospital": DOUBLED_BLANKS}
    assert all("  " in before for before, _after in scores["hospital"].spoiled)
    for name in ("capital", "excel_serials", "id_15_to_18", "regions"):
        assert (scores[name].mended, scores[name].misread) == (scores[name].dirty, [])
    assert scores["capital"].dirty > 28_000
    assert scores["money_sure"].unread == ["两个亿卢布"]
    assert scores["money_unsure"].clean == 32
    assert {name for name, score in scores.items() if score.misread} == {"flights"}


def test_annotated_addresses_are_split_as_well_as_the_document_says(data: Path) -> None:
    scores = {score.name: score for score in judge_addresses(data)}
    told = {name: (score.mended, len(score.misread)) for name, score in scores.items()}
    assert told == {
        "address_province_endings": (1145, 9),
        "address_city_endings": (1164, 142),
        "address_district_endings": (1345, 139),
        "address_street_endings": (974, 78),
        "address_province_region_list": (1271, 10),
        "address_city_region_list": (1510, 28),
        "address_district_region_list": (1616, 59),
        "address_street_region_list": (973, 93),
    }
