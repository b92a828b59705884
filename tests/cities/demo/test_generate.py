import datetime as dt
import itertools
import re
from collections import Counter

import pytest
from stdnum.cn import uscc

from cities.demo import pack
from cities.demo.generate.faults import list_candidates
from cities.demo.generate.frame import Made
from cities.demo.generate.makers import code_entries
from cities.demo.generate.tables import City, make_city
from cities.demo.pack import ItemPlan

ANCHOR = dt.date(2026, 6, 30)
AREAS = {"district", "street", "community"}


@pytest.fixture(scope="module")
def city() -> City:
    return make_city(7, ANCHOR)


def _is_citizen_id(text: str) -> bool:
    weights = [2 ** (17 - place) % 11 for place in range(17)]
    total = sum(int(digit) * weight for digit, weight in zip(text[:17], weights, strict=True))
    dt.date(int(text[6:10]), int(text[10:12]), int(text[12:14]))
    return "10X98765432"[total % 11] == text[17]


_CHECKS = {"citizen_id": _is_citizen_id, "uscc": uscc.is_valid}


def _holds(item: ItemPlan, cell: str | None) -> bool:
    if cell is None:
        return not item.required and not item.key
    checks = [item.length is None or len(cell) <= item.length]
    if item.pattern:
        checks.append(re.search(item.pattern, cell) is not None)
    if item.code and item.code not in AREAS:
        checks.append(cell in code_entries(item.code)[0])
    if item.identifier:
        checks.append(_CHECKS[item.identifier](cell))
    if item.max is not None and item.is_number:
        checks.append(float(item.min or 0) <= float(cell) <= float(item.max))
    if item.max is not None and item.is_time:
        checks.append(str(item.min) <= cell[:10] <= str(item.max))
    if item.is_time:
        dt.datetime.fromisoformat(cell)
    return all(checks)


def test_same_seed_and_day_give_the_same_rows_and_faults(city: City) -> None:
    again = make_city(7, ANCHOR)
    assert again.planted == city.planted
    assert {key: made.columns for key, made in again.tables.items()} == {
        key: made.columns for key, made in city.tables.items()
    }


def test_another_seed_gives_other_rows(city: City) -> None:
    other = make_city(8, ANCHOR)
    assert other.tables["ps_population"].columns != city.tables["ps_population"].columns


def test_some_sixty_tables_over_twelve_departments(city: City) -> None:
    assert 60 <= len(city.tables) <= 70
    assert len({made.plan.department for made in city.tables.values()}) == 12
    assert 150_000 <= sum(made.rows for made in city.tables.values()) <= 250_000
    assert {made.plan.store for made in city.tables.values()} >= {
        "postgresql", "mariadb", "csv", "csv_gbk", "xlsx", "jsonl",
    }  # fmt: skip


def test_exactly_two_percent_of_every_table_is_spoiled(city: City) -> None:
    for key, made in city.tables.items():
        positions = [fault.position for fault in city.planted[key]]
        assert len(positions) == len(set(positions)) == made.rows * 0.02, key


def test_every_rule_kind_is_planted(city: City) -> None:
    kinds = Counter(fault.kind for faults in city.planted.values() for fault in faults)
    assert kinds.keys() == {
        "required", "unique", "pattern", "length", "code", "citizen_id", "uscc", "date",
        "type", "date_range", "range", "reference", "shape",
    }  # fmt: skip


def _keys(made: Made) -> list[tuple[str | None, ...]]:
    return list(zip(*(made.columns[item.column] for item in made.plan.keys), strict=True))


def test_good_rows_hold_every_rule(city: City) -> None:
    for key, made in city.tables.items():
        for item in made.plan.items:
            cells = made.columns[item.column]
            wrong = [cells[place] for place in made.good if not _holds(item, cells[place])]
            assert not wrong, (key, item.column, wrong[:3])
        if made.plan.keys:
            keys = _keys(made)
            assert len({keys[place] for place in made.good}) == len(made.good), key


SEEN_ALONE = {"pattern", "code", "citizen_id", "uscc", "length", "required"}


@pytest.mark.parametrize("key", [plan.key for plan in pack.list_tables()])
def test_planted_faults_break_their_own_rule(city: City, key: str) -> None:
    made = city.tables[key]
    items = {item.column: item for item in made.plan.items}
    for fault in city.planted[key]:
        if fault.kind == "unique":
            keys = _keys(made)
            assert keys[fault.position] in keys[: fault.position]
        elif fault.kind in SEEN_ALONE and items[fault.column].code not in AREAS:
            assert not _holds(items[fault.column], fault.cell), fault


def test_references_point_to_good_rows_only(city: City) -> None:
    for key, made in city.tables.items():
        for item in made.plan.items:
            if item.ref:
                table, _, column = item.ref.partition(".")
                target = city.tables[table]
                known = {target.columns[column][place] for place in target.good}
                cells = {made.columns[item.column][place] for place in made.good}
                assert cells <= known, (key, item.column)


def test_cursor_columns_rise_and_are_never_spoiled(city: City) -> None:
    for plan in pack.list_tables():
        if plan.cursor:
            cells = city.tables[plan.key].columns[plan.cursor.column]
            assert all(one < two for one, two in itertools.pairwise(cells))  # type: ignore[operator]  # never None
            assert plan.cursor not in {item for _, item in list_candidates(plan)}
