"""The labelled families are what they say: enough of them, honest rows, labels that can be met."""

import re
from pathlib import Path

import pytest

from tests.data.survey.families.reading import HERE, Family, families, read_family
from tests.data.survey.families.world import ANCHOR, citizen_id, org_code, uscc, vin

FOLDERS = (HERE, HERE.parent / "unseen")
PATHS = [path for folder in FOLDERS for path in families(folder)]


@pytest.fixture(scope="module", params=PATHS, ids=lambda path: path.stem)
def family(request: pytest.FixtureRequest) -> Family:
    assert isinstance(request.param, Path)
    return read_family(request.param)


def test_there_are_seven_hands_and_four_that_nobody_tuned_for() -> None:
    own, unseen = (len(families(folder)) for folder in FOLDERS)
    assert (own >= 7, unseen >= 4) == (True, True)


def test_a_family_is_a_system_of_business_and_other_tables(family: Family) -> None:
    assert 8 <= len(family.tables) <= 15
    assert {table.business for table in family.tables} >= {True, False}
    assert all((table.profile.row_count or 0) <= 300 for table in family.tables)


def test_labels_are_patterns_and_references_lead_somewhere(family: Family) -> None:
    columns = {
        f"{table.profile.name}.{name}" for table in family.tables for name in table.labels
    } | {"", "?"}
    for table in family.tables:
        for label in table.labels.values():
            assert label.element in {"required", "optional", "none"}
            assert label.element != "required" or re.compile(label.names).pattern
            assert label.reference in columns


def test_references_hold_in_the_rows(family: Family) -> None:
    cells = {table.profile.name: table.cells for table in family.tables}
    for table in family.tables:
        for name, label in table.labels.items():
            if label.reference in {"", "?"}:
                continue
            parent, _, column = label.reference.rpartition(".")
            children = {cell for cell in table.cells[name] if cell is not None}
            assert children <= set(cells[parent][column]), (table.profile.name, name)


def test_keys_are_unique_in_the_rows(family: Family) -> None:
    for table in family.tables:
        for name, label in table.labels.items():
            if label.is_key:
                assert len(set(table.cells[name])) == table.profile.row_count, name


def test_the_same_seed_gives_the_same_rows(family: Family) -> None:
    path = next(path for path in PATHS if path.stem == family.code)
    assert read_family(path) == family


def test_two_in_a_hundred_cells_are_dirty_and_identifiers_are_right_otherwise() -> None:
    cells = [
        str(cell).strip()
        for path in PATHS
        for table in read_family(path).tables
        for name, label in table.labels.items()
        if label.identifiers == {"citizen_id"}
        for cell in table.cells[name]
        if cell is not None
    ]
    wrong = [cell for cell in cells if len(cell) != 18 or citizen_id_is_wrong(cell)]
    assert 0.002 < len(wrong) / len(cells) < 0.03


def citizen_id_is_wrong(cell: str) -> bool:
    return not cell[:17].isascii() or citizen_id(cell[:17]) != cell


def test_made_numbers_agree_with_printed_ones() -> None:
    assert citizen_id("11010519491231002") == "11010519491231002X"
    assert uscc("91350100M000100Y4") == "91350100M000100Y43"
    assert org_code("MA1FL0LY") == "MA1FL0LY9"
    assert vin("1M8GDM9A0KP042788") == "1M8GDM9AXKP042788"
    assert ANCHOR.isoformat() == "2026-10-31"
