"""Steps run over columns; every change can be taken back."""

import datetime as dt

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from chengshu.data.lake.contracts import CHANGE_LINES
from chengshu.data.standardisation import pack
from chengshu.data.standardisation.api import steps
from chengshu.data.standardisation.contracts import (
    CHANGES,
    Knowledge,
    Runner,
    RunningPair,
    RunningStep,
    StepSpec,
    restore,
)
from chengshu.data.standardisation.steps.coordinates import (
    Conversion,
    gcj02_to_bd09,
    wgs84_to_gcj02,
)

METRES_A_DEGREE = 111_320
KNOWN = Knowledge(
    today=dt.date(2026, 11, 20),
    null_words=pack.words().null_words,
    code_names=lambda _table: {"1": "男性", "2": "女性"},
    successors=pack.successors(),
    units=pack.units(),
    currencies={word: code for code, known in pack.words().currencies.items() for word in known},
    flags={word: means for means, known in pack.words().flags.items() for word in known},
)
SETTINGS: dict[str, dict[str, str | bool]] = {
    "blanks": {"remove": "all"},
    "width": {"scope": "all"},
    "dates": {"serials": True, "republic": True, "order": "dmy"},
    "quantities": {"unit": "米"},
    "labels": {"table": "gbt2261_1_sex"},
}
CHAINED = [
    *("trim", "blanks", "width", "null_words", "case", "dates", "money", "quantities"),
    *("citizen_ids", "labels", "region_successors", "phones", "flags"),
]


def running(key: str, into: dict[str, str] | None = None) -> RunningStep:
    spec = StepSpec("x", key, SETTINGS.get(key, {}), into or {})
    bound = steps.get(key).bind(spec, KNOWN)
    return RunningStep(key, bound, spec.into, text_only=steps.get(key).text_only)  # type: ignore[arg-type] # none of these stands over two columns


def texts() -> st.SearchStrategy[str | None]:
    dirty = st.sampled_from([
        *("500万元人民币", "50(万元人民币)", "30(万美元)", "叁佰万元整", "N/A", "　", " － "),
        *("2021年3月5日", "110/03/05", "44260.5", "03/04/2021", "二〇二一年三月五日", "20210305"),
        *("110105491231002", "11010519491231002x", "320705", "+86 138-1234-5678/13912345678"),
        *("浙江省杭州市滨江区", "1,200㎡", "3 km", "是", "Ｎ", "男性", "ａＢｃ１", "-0.50", "007"),
    ])
    return st.one_of(st.none(), dirty, st.text(max_size=12))


@given(
    columns=st.lists(st.lists(texts(), min_size=3, max_size=3), min_size=2, max_size=2),
    chosen=st.lists(st.sampled_from(CHAINED), max_size=8),
)
def test_changes_taken_back_give_the_source(
    columns: list[list[str | None]], chosen: list[str]
) -> None:
    given_columns = {
        name: pa.array(cells, pa.string()) for name, cells in zip("ab", columns, strict=True)
    }
    runner = Runner({
        "a": [running(key) for key in chosen],
        "b": [running("trim"), running("money", {"currency": "c", "unit": "a"})],
    })
    after, log = runner.run(given_columns)
    empty = {"c": pa.nulls(3, pa.string())}
    restored = restore(after, log.table())
    assert {
        name: [cell or None for cell in cells.to_pylist()] for name, cells in restored.items()
    } == {
        name: [cell or None for cell in cells.to_pylist()]
        for name, cells in (given_columns | empty).items()
    }
    again, nothing = runner.run(after)
    assert sum(log.counts.values()) == log.table().num_rows
    if set(chosen) <= {"trim", "null_words", "width", "case", "citizen_ids"}:
        assert again["a"].equals(after["a"])  # what is in standard form stays in it
        assert not [key for key in nothing.counts if key[0] == "a"]


def test_parts_fill_empty_cells_only() -> None:
    runner = Runner({"money": [running("money", {"currency": "currency"})]})
    columns = {
        "currency": pa.array(["欧元", None, None]),
        "money": pa.array(["30万美元", "20万美元", "5万元"]),
    }
    after, log = runner.run(columns)
    assert after["currency"].to_pylist() == ["欧元", "USD", None]
    lines = [line for line in log.table().to_pylist() if line["column"] == "currency"]
    assert [(line["_position"], line["before"], line["after"]) for line in lines] == [
        (1, None, "USD")
    ]


def test_numbers_of_a_database_take_the_steps_that_are_not_for_texts_alone() -> None:
    runner = Runner({"day": [running("trim"), running("dates")], "n": [running("trim")]})
    after, _log = runner.run({"day": pa.array([20210305, None]), "n": pa.array([1, 2])})
    assert after["day"].to_pylist() == ["2021-03-05", None]
    assert after["n"].type == pa.int64()


def test_coordinates_are_converted_in_pairs() -> None:
    spec = StepSpec("lon", "coordinates", {"system": "gcj02", "latitude": "lat"})
    bound = steps.get("coordinates").bind(spec, KNOWN)
    runner = Runner({}, (RunningPair("coordinates", bound, ("lon", "lat")),))  # type: ignore[arg-type] # it stands over two columns
    columns = {
        "lon": pa.array(["116.404", "2.35", None, "x"]),
        "lat": pa.array(["39.915", "48.85", "39.9", "39.9"]),
    }
    after, log = runner.run(columns)
    assert [float(str(after[name][0])) for name in ("lon", "lat")] == pytest.approx(
        [116.39775550083061, 39.91359571849836], abs=2e-6
    )
    assert after["lon"].to_pylist()[1:] == ["2.35", None, "x"]
    assert log.counts == {("lon", "coordinates"): 1, ("lat", "coordinates"): 1}


@given(
    st.floats(73.6, 134.7),
    st.floats(18.2, 53.5),
    st.sampled_from(("gcj02", "bd09")),
)
def test_coordinates_come_back_within_a_metre(lon: float, lat: float, system: str) -> None:
    place = (np.array([lon]), np.array([lat]))
    given_as = wgs84_to_gcj02(*place)
    if system == "bd09":
        given_as = gcj02_to_bd09(*given_as)
    texts = [pa.array([f"{degrees[0]:.8f}"]) for degrees in given_as]
    east, north = (float(str(one[0])) for one in Conversion(system).apply(*texts))
    assert abs(east - lon) * np.cos(np.radians(lat)) * METRES_A_DEGREE < 1
    assert abs(north - lat) * METRES_A_DEGREE < 1
    again = wgs84_to_gcj02(np.array([east]), np.array([north]))
    if system == "bd09":
        again = gcj02_to_bd09(*again)
    for there, back in zip(given_as, again, strict=True):
        assert abs(there[0] - back[0]) * METRES_A_DEGREE < 1


def test_a_line_of_other_columns_is_not_taken_back() -> None:
    runner = Runner({"a": [running("trim")]})
    _after, log = runner.run({"a": pa.array([" x"])})
    with pytest.raises(ValueError, match="≠"):
        restore({"a": pa.array(["y"])}, log.table())


def test_the_lake_takes_the_lines_as_they_are() -> None:
    assert CHANGES == CHANGE_LINES
