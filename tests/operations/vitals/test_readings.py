import datetime as dt
from dataclasses import replace
from decimal import Decimal

import pytest

from chengshu.base.accounts.contracts import Actor, Role
from chengshu.base.clock import api as clock
from chengshu.base.errors.api import NotAllowedError
from chengshu.data.lake.contracts import PublishMode
from chengshu.operations.vitals import api as vitals
from chengshu.operations.vitals.contracts import Frequency, Level, ReadingQuality
from chengshu.operations.vitals.errors import (
    IndicatorNotFoundError,
    NothingPublishedError,
    ReadingNotFoundError,
)
from chengshu.operations.vitals.models import Computation, Reading
from tests.operations.conftest import Clock, actor
from tests.operations.vitals.calls import CALLS, KEPT, SPEC, Call, publish


def numbers(code: str = SPEC.code) -> dict[tuple[str, str], str]:
    rows = vitals.list_readings(actor(Role.LEADER, "city"), code=code)
    return {(one.area_code, one.period): one.text for one in rows}


@pytest.fixture
def indicator(resource: None, clerk: Actor) -> None:
    publish()
    vitals.save_indicator(clerk, SPEC)


def test_readings_by_area_and_period_add_up(indicator: None, clerk: Actor) -> None:
    vitals.compute_indicator(clerk, SPEC.code)

    assert numbers() == {
        ("", "2026-10"): "50.0",
        ("", "2026-11"): "66.7",  # the row without area counts in the total
        ("219901", "2026-10"): "50.0",
        ("219901", "2026-11"): "100.0",
        ("219902", "2026-11"): "100.0",
    }


def test_a_repeat_on_the_same_snapshot_changes_nothing(indicator: None, clerk: Actor) -> None:
    first = vitals.compute_indicator(clerk, SPEC.code)
    second = vitals.compute_indicator(clerk, SPEC.code)

    assert [one.id for one in first] == [one.id for one in second]
    assert Computation.objects.count() == 1


def test_a_new_snapshot_supersedes_and_keeps_the_old_numbers(indicator: None, clerk: Actor) -> None:
    vitals.compute_indicator(clerk, SPEC.code)
    publish((*CALLS, Call(9, "219902001", dt.date(2026, 11, 9), "heat", 500)))
    vitals.compute_indicator(clerk, SPEC.code)

    assert numbers()["", "2026-11"] == "50.0"
    everything = vitals.list_readings(
        clerk, code=SPEC.code, area="", period="2026-11", superseded=True
    )
    assert [(one.text, one.is_superseded) for one in everything] == [
        ("66.7", True),
        ("50.0", False),
    ]


def test_periods_that_a_snapshot_lacks_keep_their_readings(indicator: None, clerk: Actor) -> None:
    vitals.compute_indicator(clerk, SPEC.code)
    publish((Call(20, "219901001", dt.date(2026, 12, 1), "heat", 10),))
    vitals.compute_indicator(clerk, SPEC.code)

    assert {period for _area, period in numbers()} == {"2026-10", "2026-11", "2026-12"}


def test_a_changed_formula_is_a_new_version_and_replaces_all_readings(
    indicator: None, clerk: Actor
) -> None:
    vitals.compute_indicator(clerk, SPEC.code)
    renamed = vitals.save_indicator(clerk, replace(SPEC, name="及时率", thresholds={}))
    changed = vitals.save_indicator(
        clerk, replace(SPEC, formula={"numerator": {"kind": "count"}, "where": KEPT}, unit="件")
    )
    vitals.compute_indicator(clerk, SPEC.code)

    assert (renamed.version, changed.version, changed.versions) == (1, 2, 2)
    assert numbers()["", "2026-11"] == "3.0"
    assert {one.version.number for one in Reading.objects.filter(superseded_at=None)} == {2}
    assert vitals.get_indicator(clerk, SPEC.code, version=1).spec.unit == "%"
    assert [one.version for one in vitals.list_versions(clerk, SPEC.code)] == [2, 1]


def test_levels_follow_the_thresholds(indicator: None, clerk: Actor) -> None:
    rows = vitals.compute_indicator(clerk, SPEC.code)
    levels = {(one.area_code, one.period): one.level for one in rows}

    assert levels["", "2026-10"] == Level.YELLOW
    assert levels["219901", "2026-11"] is None
    assert vitals.level_of(Decimal(39), SPEC.thresholds) == Level.RED
    assert vitals.level_of(None, SPEC.thresholds) is None


def test_a_ratio_without_denominator_is_missing_not_zero(resource: None, clerk: Actor) -> None:
    publish()
    spec = replace(
        SPEC,
        formula={
            "numerator": {"kind": "sum", "column": "minutes"},
            "denominator": {"kind": "count", "where": {**KEPT, "value": "none"}},
        },
    )
    vitals.save_indicator(clerk, spec)
    rows = vitals.compute_indicator(clerk, spec.code)

    assert {(one.value, one.text) for one in rows} == {(None, "—")}


@pytest.mark.parametrize(
    ("measure", "text"),
    [
        ({"kind": "count"}, "7"),
        ({"kind": "count", "column": "street_code"}, "6"),
        ({"kind": "count_distinct", "column": "street_code"}, "3"),
        ({"kind": "sum", "column": "minutes"}, "685"),
        ({"kind": "avg", "column": "minutes"}, "98"),
        ({"kind": "min", "column": "minutes"}, "20"),
        ({"kind": "max", "column": "minutes"}, "400"),
    ],
)
def test_every_kind_of_measure_over_a_whole_snapshot(
    measure: dict[str, str], text: str, resource: None, clerk: Actor
) -> None:
    snapshot = publish()
    spec = replace(
        SPEC,
        formula={"numerator": measure},
        frequency=Frequency.ONCE,
        period_item="",
        area_item="",
        precision=0,
    )
    vitals.save_indicator(clerk, spec)
    vitals.compute_indicator(clerk, spec.code)

    assert numbers() == {("", clock.day_of(snapshot.published_at).isoformat()): text}


@pytest.mark.parametrize(
    ("frequency", "period"),
    [
        (Frequency.DAY, "2026-11-02"),
        (Frequency.QUARTER, "2026Q4"),
        (Frequency.YEAR, "2026"),
    ],
)
def test_periods_of_every_length(
    frequency: Frequency, period: str, resource: None, clerk: Actor
) -> None:
    publish()
    vitals.save_indicator(clerk, replace(SPEC, frequency=frequency))
    vitals.compute_indicator(clerk, SPEC.code)

    assert ("", period) in numbers()


def test_compute_due_follows_new_snapshots_only(
    indicator: None, system: Actor, clerk: Actor
) -> None:
    vitals.save_indicator(
        clerk, replace(SPEC, code="calls", formula={"numerator": {"kind": "count"}})
    )

    assert [vitals.compute_due(system), vitals.compute_due(system)] == [2, 0]
    publish()
    assert len(vitals.compute_for_resource(system, "repair_calls")) > 0
    assert vitals.compute_due(system) == 0


def test_nothing_published_is_said(resource: None, clerk: Actor, system: Actor) -> None:
    vitals.save_indicator(clerk, SPEC)

    with pytest.raises(NothingPublishedError, match="repair_calls"):
        vitals.compute_indicator(clerk, SPEC.code)
    assert vitals.compute_due(system) == 0


def test_latest_readings(indicator: None, clerk: Actor) -> None:
    vitals.compute_indicator(clerk, SPEC.code)

    city = vitals.latest_reading(SPEC.code)
    assert city is not None
    assert (city.period, city.text) == ("2026-11", "66.7")
    assert vitals.latest_reading(SPEC.code, "219999") is None
    assert [one.area_code for one in vitals.latest_readings(SPEC.code)] == [
        "",
        "219901",
        "219902",
    ]
    assert vitals.get_reading(clerk, city.id) == city


def test_a_draft_resource_gives_unconfirmed_readings(indicator: None, clerk: Actor) -> None:
    drafted = vitals.compute_indicator(clerk, SPEC.code)

    assert {one.quality for one in drafted} == {ReadingQuality.UNCONFIRMED}
    assert drafted[0].quality_title == "未经确认"


@pytest.mark.parametrize(
    ("bad", "source_count", "quality"),
    [
        (0, 40, ReadingQuality.OK),
        (1, 40, ReadingQuality.OK),
        (3, 40, ReadingQuality.PARTIAL),  # 7.5 % of the rows are refused
        (0, 41, ReadingQuality.PARTIAL),  # the source has one more
    ],
)
def test_quality_follows_the_batch(
    bad: int, source_count: int, quality: ReadingQuality, confirmed: None, clerk: Actor
) -> None:
    rows = [
        Call(n, "219901001", dt.date(2026, 11, 2), "heat", -1 if n <= bad else 5)
        for n in range(1, 41)
    ]
    publish(tuple(rows), source_count=source_count)
    vitals.save_indicator(clerk, SPEC)

    assert {one.quality for one in vitals.compute_indicator(clerk, SPEC.code)} == {quality}


def test_a_reading_grows_late(confirmed: None, clerk: Actor, at: Clock) -> None:
    publish(CALLS[:3])
    vitals.save_indicator(clerk, SPEC)
    vitals.compute_indicator(clerk, SPEC.code)
    computed = vitals.latest_reading(SPEC.code)
    assert computed is not None
    assert computed.quality is ReadingQuality.OK
    at(computed.computed_at + dt.timedelta(days=41))

    later = vitals.latest_reading(SPEC.code)
    assert later is not None
    assert later.quality is ReadingQuality.LATE
    assert vitals.latest_totals()[SPEC.code].quality is ReadingQuality.LATE
    assert [one.code for one in vitals.list_specs(clerk)] == [SPEC.code]


def test_unknown_things_are_not_found(resource: None, clerk: Actor) -> None:
    with pytest.raises(IndicatorNotFoundError):
        vitals.get_indicator(clerk, "nothing")
    with pytest.raises(ReadingNotFoundError):
        vitals.get_reading(clerk, 7)


def test_other_departments_may_look_but_not_define(indicator: None) -> None:
    stranger = actor(Role.DATA_OFFICER, "health")

    assert vitals.get_indicator(stranger, SPEC.code).spec.name == SPEC.name
    for forbidden in (
        lambda: vitals.save_indicator(stranger, SPEC),
        lambda: vitals.preview_indicator(stranger, SPEC),
        lambda: vitals.compute_indicator(stranger, SPEC.code),
    ):
        with pytest.raises(NotAllowedError):
            forbidden()
    with pytest.raises(NotAllowedError):
        vitals.list_indicators(actor(Role.CITIZEN, "east"))


def test_explain_walks_from_the_number_to_rows_and_people(
    indicator: None, clerk: Actor, leader: Actor
) -> None:
    vitals.compute_indicator(clerk, SPEC.code)
    extra = Call(9, "219902001", dt.date(2026, 11, 9), "heat", 500)
    newer = publish((extra,), mode=PublishMode.MERGE)
    vitals.compute_indicator(clerk, SPEC.code)
    city = vitals.latest_reading(SPEC.code)
    assert city is not None

    told = vitals.explain(leader, city.id)
    assert told.reading.text == "50.0"
    assert told.formula_words == (
        "[“处理分钟”不大于 60] 的记录数 ÷ 记录数 × 100"
        "（仅统计 “报修类别”等于 heat 的记录）（按“报修日期”逐月、按“街道代码”分区域）"
    )
    assert [(one.words, one.value) for one in told.inputs] == [
        ("[“处理分钟”不大于 60] 的记录数", Decimal(2)),
        ("记录数", Decimal(4)),
    ]
    assert (told.snapshot_id, told.snapshot_number, told.snapshot_rows) == (newer.id, 2, 8)
    assert [(one.mode, one.landed, one.accepted, one.quarantined) for one in told.batches] == [
        ("merge", 1, 1, 0),
        ("full", 8, 7, 1),
    ]
    assert {(one.kind, one.item, one.failed) for one in told.rules if one.failed} == {
        ("range", "minutes", 1)
    }
    assert told.batches[0].table == "t_repair"
    assert (told.provider_name, told.owner_name, told.person_name) == (
        "云枢市城市管理局",
        "云枢市城市管理局",
        "韩文",
    )
    assert [one.text for one in told.earlier] == ["66.7"]
