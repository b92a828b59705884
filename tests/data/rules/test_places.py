"""Coordinates inside an area, swapped, in another system; addresses whole and in their region."""

import numpy as np
import pyarrow as pa
import pytest

from chengshu.data.rules.contracts import CodePeriod, RuleSpec
from chengshu.data.rules.errors import BadRuleError
from chengshu.data.rules.kinds import rule_kinds
from chengshu.data.rules.kinds.systems import to_gcj02, to_wgs84
from tests.data.rules.landings import failing, rows
from tests.data.rules.test_identifiers import VECTORS

ANSHAN = [122.9, 41.0, 123.1, 41.2]
PLACES = VECTORS["coordinates"]["vectors"]
REGIONS = (
    CodePeriod("210300", "鞍山市"),
    CodePeriod("210302", "铁东区"),
    CodePeriod("210303", "铁西区"),
    CodePeriod("210311", "千山区"),
    CodePeriod("210311", "旧堡区"),
)


def of(kind: str, **parameters: object) -> RuleSpec:
    return RuleSpec(kind, "lng", {"latitude": "lat", "area": ANSHAN, **parameters})


@pytest.mark.parametrize("place", PLACES, ids=[place[0] for place in PLACES])
def test_systems_are_turned_as_published(place: list[float]) -> None:
    wgs, gcj, bd = (np.array(place[at : at + 2], dtype=float) for at in (1, 3, 5))
    assert np.allclose(to_gcj02(wgs[:1], wgs[1:]), gcj.reshape(2, 1), atol=1e-8)
    for system, shifted in (("gcj02", gcj), ("bd09", bd), ("wgs84", wgs)):
        back = to_wgs84(shifted[:1], shifted[1:], system)
        assert np.allclose(back, wgs.reshape(2, 1), atol=1e-6)


def test_places_lie_inside_their_area_or_are_swapped() -> None:
    batch = rows({
        "lng": pa.array([122.9946, 41.1088, 116.4, None, 123.0]),
        "lat": pa.array([41.1088, 122.9946, 39.9, 41.1, None]),
    })
    assert failing(of("coordinates"), batch) == [1, 2]
    assert failing(of("coordinates_swapped"), batch) == [1]


def test_places_in_another_system_than_declared_are_told() -> None:
    lng, lat = 122.9001, 41.0001  # just inside; Baidu's shift would move it further in
    area = [122.9, 41.0, 122.905, 41.003]
    shifted_lng, shifted_lat = to_gcj02(np.array([lng]), np.array([lat]))
    batch = rows({"lng": pa.array(shifted_lng), "lat": pa.array(shifted_lat)})
    assert failing(of("coordinates", area=area), batch) == [0]
    assert failing(of("coordinates", area=area, system="gcj02"), batch) == []
    assert failing(of("coordinates_system", area=area), batch) == [0]


def test_coordinates_written_as_text_are_read() -> None:
    batch = rows({"lng": ["122.9946", " 116.4 ", "東經"], "lat": ["41.1088", "39.9", "41"]})
    assert failing(of("coordinates"), batch) == [1]


@pytest.mark.parametrize(
    "parameters",
    [{"area": [1, 2, 3]}, {"area": None}, {"area": [3, 2, 1, 0]}, {"area": ["a"] * 4},
     {"system": "mars"}, {"latitude": ""}],
)  # fmt: skip
def test_areas_and_systems_nobody_knows_are_refused(parameters: dict[str, object]) -> None:
    with pytest.raises(BadRuleError):
        rule_kinds.get("coordinates").check(of("coordinates", **parameters))


def test_whole_addresses_name_county_road_and_number() -> None:
    texts = [
        "鞍山市铁东区解放东路12号",
        "铁东区",
        "解放路3号",
        "千山区唐家房镇前房身村二组5号",
        None,
    ]
    assert failing(RuleSpec("address", "text"), rows({"text": texts})) == [1, 2]
    county = RuleSpec("address", "text", {"parts": ["county"]})
    assert failing(county, rows({"text": texts})) == [2]
    with pytest.raises(BadRuleError):
        rule_kinds.get("address").check(RuleSpec("address", "text", {"parts": ["planet"]}))


def test_addresses_agree_with_their_region_code() -> None:
    batch = rows({
        "text": ["铁东区解放路1号", "铁西区人民路1号", "解放路1号", "旧堡区大孤山", None, "铁西区"],
        "region": ["210302", "210302001", "210302", "210311", "210302", "999999"],
    })
    spec = RuleSpec("address_region", "text", {"region": "region", "code_table": "regions"})
    assert failing(spec, batch, periods=REGIONS) == [1]
