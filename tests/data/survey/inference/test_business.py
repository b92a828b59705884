"""Tables that are no business are set aside, and say why."""

import pytest

from chengshu.data.sources.contracts.profiles import TableProfile
from chengshu.data.survey.contracts.drafts import Proposal
from chengshu.data.survey.inference import infer_tables
from tests.data.survey.inference.making import CITIZENS, CONTEXT, PEOPLE, column, knowledge, table


def decide(*tables: TableProfile) -> Proposal:
    return infer_tables(tables, knowledge(), CONTEXT)[0].proposals["is_business"]


@pytest.mark.parametrize(
    ("name", "comment", "reason"),
    [
        ("django_session", "", "framework"),
        ("qrtz_triggers", "", "framework"),
        ("sys_role_menu", "", "framework"),
        ("sys_oper_log", "操作日志记录", "log"),
        ("tmp_2024", "", "temporary"),
        ("t_person_20240131", "", "backup"),
        ("undo_log", "", "framework"),
        ("t_dict_item", "数据字典", "code_table"),
    ],
)
def test_tables_of_software_are_set_aside(name: str, comment: str, reason: str) -> None:
    found = decide(table(name, column("a"), column("b"), comment=comment))
    assert found.value is False
    assert f"aside_{reason}" in {each.kind for each in found.evidence} or reason == "log"


@pytest.mark.parametrize(
    "name",
    [
        "t_ryxx",
        "inspection_record",
        "jbxx",
        "person",
        "tb_qyjbxx",
        "yh_xx",
        "st_rec",
        "catalog",
        "bus_routes",
        "properties",
        "t_jobs",
        "operation_record",
        "hh_info",
        "water_sample",
    ],
)
def test_tables_of_business_stay(name: str) -> None:
    found = decide(table(name, column("xm", PEOPLE), column("sfzh", CITIZENS), comment="人员信息"))
    assert found.value is True


def test_a_copy_beside_its_original_is_set_aside() -> None:
    columns = (column("xm", PEOPLE), column("sfzh", CITIZENS))
    found = decide(table("person_new1", *columns), table("person", *columns))
    assert found.value is False
    assert "aside_copy" in {each.kind for each in found.evidence}


DAYS = tuple(f"2026-09-{day:02d}" for day in range(1, 29))


def test_the_rows_of_a_month_are_business() -> None:
    columns = (column("xm", PEOPLE), column("sfzh", CITIZENS), column("jzsj", DAYS, type_="date"))
    assert decide(table("visits_202609", *columns)).value is True


def test_months_beside_each_other_are_business() -> None:
    columns = (column("xm", PEOPLE), column("sfzh", CITIZENS))
    found = decide(table("visits_202609", *columns), table("visits_202610", *columns))
    assert found.value is True


def test_a_copy_of_a_table_by_its_day_or_month_is_set_aside() -> None:
    columns = (column("xm", PEOPLE), column("sfzh", CITIZENS))
    assert decide(table("visits_202609", *columns), table("visits", *columns)).value is False
    assert decide(table("visits_bak202609", *columns)).value is False
