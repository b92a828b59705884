"""Sets of columns that tell rows apart: the smallest ones, and only where no key is known."""

from collections.abc import Mapping, Sequence

import pyarrow as pa

from chengshu.data.sources.contracts import ColumnProfile, ProfileLimits
from chengshu.data.sources.profiling.combining import find_distinct_sets
from chengshu.data.sources.profiling.measuring import Form, measure_columns

STATIONS = [f"S{number % 5}" for number in range(40)]
DAYS = [f"2026-03-{number // 5 + 1:02d}" for number in range(40)]
HOURS = [str(number // 20) for number in range(40)]
LEVELS = ["Ⅱ", "Ⅲ"] * 20


def found(
    cells: Mapping[str, Sequence[str | None]], unique: Sequence[Sequence[str]] = (), **marks: bool
) -> tuple[tuple[str, ...], ...]:
    rows = pa.table({name: pa.array(values, pa.string()) for name, values in cells.items()})
    declared = [
        (ColumnProfile(name, "text", is_primary_key=marks.get(name, False)), Form.TEXT)
        for name in cells
    ]
    return find_distinct_sets(measure_columns(declared, rows, ProfileLimits()), unique, rows)


def test_the_smallest_set_is_found_and_no_larger_one_that_holds_it() -> None:
    assert found({"st": STATIONS, "day": DAYS, "level": LEVELS}) == (("st", "day"),)


def test_three_columns_are_found_where_two_do_not_do() -> None:
    parts = [str(number // 5 % 4) for number in range(40)]
    assert found({"st": STATIONS, "half": HOURS, "part": parts}) == (("st", "half", "part"),)


def test_nothing_is_sought_where_a_key_is_declared_or_one_column_does() -> None:
    numbers = [str(number) for number in range(40)]
    assert found({"st": STATIONS, "day": DAYS, "no": numbers}) == ()
    assert found({"st": STATIONS, "day": DAYS}, unique=[("st", "day")]) == ()
    assert found({"st": STATIONS, "day": DAYS}, st=True) == ()


def test_empty_cells_and_long_texts_are_no_part_of_a_key() -> None:
    holes: list[str | None] = [None, *DAYS[1:]]
    long = [f"{day}{'字' * 50}" for day in DAYS]
    assert found({"st": STATIONS, "day": holes}) == ()
    assert found({"st": STATIONS, "text": long}) == ()


def test_repeated_rows_and_few_rows_have_no_such_set() -> None:
    assert found({"st": STATIONS * 2, "day": DAYS * 2}) == ()
    assert found({"st": STATIONS[:10], "day": DAYS[:10]}) == ()
