"""Step seven: indicators are defined, computed and explained."""

from collections.abc import Mapping
from decimal import Decimal
from typing import cast

from chengshu.operations.vitals import api as vitals
from chengshu.operations.vitals.contracts import (
    Direction,
    Frequency,
    IndicatorSpec,
    Level,
    ReadingInfo,
    Threshold,
)
from cities.demo import pack
from cities.demo.journey.walk import Walk, username_of
from cities.demo.report import Check, at_least, count, holds

Entry = Mapping[str, object]
_DISTRICT_DIGITS = 6


def list_entries() -> list[Entry]:
    """Return the indicators of indicators.yaml."""
    return cast("list[Entry]", pack.read_yaml("indicators.yaml")["indicators"])


def make_thresholds(document: object) -> dict[Level, Threshold]:
    """Return thresholds of `{level: [op, value]}`."""
    pairs = cast("Mapping[str, list[str]]", document or {})
    return {Level(level): Threshold(op, Decimal(value)) for level, (op, value) in pairs.items()}


def make_spec(entry: Entry, *, owner: str, person: str) -> IndicatorSpec:
    """Return the definition of one entry."""
    return IndicatorSpec(
        code=str(entry["code"]),
        name=str(entry["name"]),
        theme=str(entry["theme"]),
        unit=str(entry["unit"]),
        owner_code=owner,
        person=person,
        resource_code=str(entry["resource"]),
        formula=cast("Mapping[str, object]", entry["formula"]),
        precision=int(str(entry.get("precision", 0))),
        direction=Direction(str(entry.get("direction", "neutral"))),
        frequency=Frequency(str(entry.get("frequency", "once"))),
        area_item=str(entry.get("area", "")),
        period_item=str(entry.get("period", "")),
        definition=str(entry.get("definition", entry["name"])),
        thresholds=make_thresholds(entry.get("thresholds")),
    )


def _measure(walk: Walk, entry: Entry) -> tuple[ReadingInfo, ...]:
    owner = pack.get_table(str(entry["resource"])).department
    person = username_of(owner, "data_officer")
    officer = walk.person(person)
    vitals.save_indicator(officer, make_spec(entry, owner=owner, person=person))
    vitals.compute_indicator(officer, str(entry["code"]))
    return vitals.latest_readings(str(entry["code"]))


def measure_city(walk: Walk) -> tuple[Check, ...]:
    """Define and compute every indicator; each must have a number for city and districts."""
    entries = list_entries()
    readings = {str(entry["code"]): _measure(walk, entry) for entry in entries}
    whole = sum(_is_whole(found) for found in readings.values())
    themes = {str(entry["theme"]) for entry in entries}
    return (
        at_least("体征指标", 20, len(entries)),
        count("主题", 10, len(themes)),
        count("市和各区都有指标值", len(entries), whole),
        _explained(walk, readings["heat_room_rate"]),
    )


def _is_whole(readings: tuple[ReadingInfo, ...]) -> bool:
    areas = {reading.area_code for reading in readings if reading.value is not None}
    districts = {area for area in areas if len(area) == _DISTRICT_DIGITS}
    return "" in areas and len(districts - {"219900"}) == 6  # noqa: PLR2004 - the districts of the city


def _explained(walk: Walk, readings: tuple[ReadingInfo, ...]) -> Check:
    """Walk one number back to formula, snapshot, batch and person."""
    found = vitals.explain(walk.person("lingdao"), readings[0].id)
    ok = bool(found.batches and found.provider_name and found.person_name and found.rules)
    parts = f"快照 {found.snapshot_id}，批次 {len(found.batches)}，责任人 {found.person_name}"
    return holds("指标值可追溯", ok=ok, found=parts)
