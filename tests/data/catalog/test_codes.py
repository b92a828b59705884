import datetime as dt
from dataclasses import replace

import pytest

from chengshu.base.accounts.contracts import Actor, system_actor
from chengshu.base.errors.api import NotAllowedError
from chengshu.data.catalog import api
from chengshu.data.catalog.contracts import ClassNode, CodeEntry, CodeTable
from chengshu.data.catalog.errors import BadCodeTableError, CodeTableNotFoundError

pytestmark = pytest.mark.django_db

SYSTEM = system_actor("tests")
AREAS = CodeTable("area", "区划", "GB/T 2260", "2020")


def test_codes_hold_within_their_dates() -> None:
    api.save_code_table(
        SYSTEM,
        AREAS,
        (
            CodeEntry("120110", "东郊区", None, dt.date(1992, 2, 29)),
            CodeEntry("120110", "东丽区", dt.date(1992, 3, 1)),
            CodeEntry("120221", "宁河县", None, dt.date(2015, 8, 1)),
        ),
    )
    assert api.code_values("area", dt.date(1990, 1, 1)) == {"120110", "120221"}
    assert api.code_values("area", dt.date(2020, 1, 1)) == {"120110"}
    assert api.code_names("area", dt.date(1990, 1, 1))["120110"] == "东郊区"
    assert api.code_names("area", dt.date(2020, 1, 1))["120110"] == "东丽区"
    assert api.code_values("area") == {"120110"}


def test_a_newer_version_ends_what_it_drops() -> None:
    api.save_code_table(SYSTEM, AREAS, (CodeEntry("1", "甲"), CodeEntry("2", "乙")))
    newer = replace(AREAS, version="2024", valid_from=dt.date(2024, 1, 1))
    assert api.save_code_table(SYSTEM, newer, (CodeEntry("1", "甲"),)) == 1
    assert api.code_values("area", dt.date(2023, 12, 31)) == {"1", "2"}
    assert api.code_values("area", dt.date(2024, 1, 1)) == {"1"}


def test_the_same_version_loaded_again_is_put_right() -> None:
    api.save_code_table(SYSTEM, AREAS, (CodeEntry("1", "甲"), CodeEntry("2", "误")))
    wanted = (CodeEntry("1", "甲等"), CodeEntry("3", "丙", parent="1"))
    assert api.save_code_table(SYSTEM, AREAS, wanted) == 3
    table, entries = api.get_code_table(SYSTEM, "area")
    assert table == AREAS
    assert entries == wanted


@pytest.mark.parametrize(
    "entries",
    [
        (),
        (CodeEntry("1", "甲"), CodeEntry("1", "乙")),
        (CodeEntry("1", "甲", parent="9"),),
        (CodeEntry("1", "甲", dt.date(2020, 1, 2), dt.date(2020, 1, 1)),),
    ],
)
def test_an_unsound_table_is_refused(entries: tuple[CodeEntry, ...]) -> None:
    with pytest.raises(BadCodeTableError, match="area"):
        api.save_code_table(SYSTEM, AREAS, entries)


def test_an_unknown_table_is_named() -> None:
    with pytest.raises(CodeTableNotFoundError, match="nothing"):
        api.code_values("nothing", dt.date(2020, 1, 1))
    with pytest.raises(CodeTableNotFoundError):
        api.get_code_table(SYSTEM, "nothing")


def test_the_national_pack_loads_once(bureau: Actor) -> None:
    assert api.load_national_pack(SYSTEM) > 150
    assert api.load_national_pack(SYSTEM) == 0
    tables = {table.code: size for table, size in api.list_code_tables(bureau)}
    assert tables["gbt3304_nationality"] == 56
    assert tables["gbt2260_province"] == 34
    assert tables["share_type"] == 3
    assert "1" in api.code_values("gbt2261_1_sex", dt.date(2026, 1, 1))
    names = {node.code: node.name for node in api.list_classes(bureau)}
    assert (names["1"], names["101"], names["212"]) == ("基础信息资源", "人口", "应急维稳")
    assert len(names) == 3 + 26 * 2


def test_only_the_bureau_and_the_operator_load_standards(officer: Actor) -> None:
    with pytest.raises(NotAllowedError):
        api.save_code_table(officer, AREAS, (CodeEntry("1", "甲"),))
    with pytest.raises(NotAllowedError):
        api.save_classes(officer, (ClassNode("307002", "市级", "307"),))


def test_classes_are_renamed_in_place(bureau: Actor) -> None:
    assert api.save_classes(bureau, (ClassNode("3", "部门"), ClassNode("307", "市", "3"))) == 2
    assert api.save_classes(bureau, (ClassNode("3", "部门类"), ClassNode("307", "市", "3"))) == 1
    assert [node.name for node in api.list_classes(bureau)] == ["部门类", "市"]
