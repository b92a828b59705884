"""What is proposed of tables: keys, references, rhythm, title, sharing; and near duplicates."""

import datetime as dt
from dataclasses import replace

import pytest

from chengshu.data.sources.contracts.profiles import ColumnProfile, TableProfile
from chengshu.data.survey.contracts.drafts import SurveyContext, TableDraft
from chengshu.data.survey.inference import infer_tables
from chengshu.data.survey.inference.duplicates import KnownEntry, find_duplicates
from tests.data.survey.inference.making import (
    CITIZENS,
    COMPANIES,
    CONTEXT,
    PEOPLE,
    column,
    draft,
    knowledge,
    said,
    table,
)

NUMBERS = [f"Z{number:05d}" for number in range(100)]
REMARKS = [f"{number}号设备已经检查完毕，情况正常" for number in range(100)]
DAY = dt.date(2025, 1, 1)


def infer(*tables: TableProfile, context: SurveyContext = CONTEXT) -> dict[str, TableDraft]:
    return {each.table: each for each in infer_tables(tables, knowledge(), context)}


def dated(name: str, days: list[dt.date]) -> ColumnProfile:
    texts = tuple(day.isoformat() for day in days)
    return column(name, texts, "timestamp", days=texts)


def test_a_declared_key_is_the_key() -> None:
    found = draft(column("bh", NUMBERS), column("uid", NUMBERS, is_primary_key=True))
    assert said(found["uid"], "is_primary_key") is True
    assert said(found["bh"], "is_primary_key") is False


def test_an_undeclared_key_is_the_unique_column_that_speaks_of_one() -> None:
    found = draft(column("xm", PEOPLE), column("dabh", NUMBERS), column("bz", ["a", "b"]))
    assert [name for name, each in found.items() if said(each, "is_primary_key")] == ["dabh"]


STATIONS = column("stcd", [f"S{number:03d}" for number in range(10)])
MEASURED = column("ymd", [f"2025-01-{number:02d}" for number in range(1, 11)], "date")
VALUES = column("codmn", [f"{number / 7:.3f}" for number in range(50)], "numeric(8,3)")
JOINT = ("stcd", "ymd")


def keys_of(profile: TableProfile) -> dict[str, list[str]]:
    """Return the evidence of the columns that are (part of) the key."""
    columns = infer(profile)[profile.name].columns
    found = {each.column: each.proposals["is_primary_key"] for each in columns}
    return {
        name: [piece.kind for piece in proposal.evidence]
        for name, proposal in found.items()
        if proposal.value
    }


def test_several_columns_that_differ_together_are_the_key() -> None:
    profile = table("t_wq", STATIONS, MEASURED, VALUES)
    sets = (("stcd", "codmn"), JOINT, ("ymd", "codmn"))
    assert keys_of(replace(profile, distinct_sets=sets)) == {key: ["key_joint"] for key in JOINT}
    assert keys_of(profile) == {}


def test_a_key_found_on_a_sample_says_so_and_is_less_sure() -> None:
    profile = replace(table("t_wq", STATIONS, MEASURED), distinct_sets=(JOINT,))
    sampled = replace(profile, row_count=1_000_000)
    assert keys_of(sampled) == {key: ["key_joint_sampled"] for key in JOINT}
    whole = infer(profile)["t_wq"].columns[0].proposals["is_primary_key"]
    part = infer(sampled)["t_wq"].columns[0].proposals["is_primary_key"]
    assert part.confidence < whole.confidence


def test_names_and_amounts_that_differ_together_are_no_key() -> None:
    profile = table("t", column("xm", PEOPLE), VALUES)
    assert keys_of(replace(profile, distinct_sets=(("xm", "codmn"),))) == {}


def test_a_reference_to_a_parent_that_was_sampled_says_so() -> None:
    parent = table("person", column("person_no", NUMBERS), rows=1_000_000)
    parent = replace(parent, sampled_rows=100)
    child = table("aid", column("id", NUMBERS[::-1]), column("person_no", NUMBERS[:40] * 2))
    reference = infer(parent, child)["aid"].columns[1].proposals["reference"]
    assert reference.value == "person.person_no"
    assert [each.kind for each in reference.evidence] == ["reference_sampled"]
    assert reference.confidence < 0.9


def test_a_reference_is_found_by_name_and_inclusion() -> None:
    parent = table("person", column("person_no", NUMBERS), column("xm", PEOPLE))
    child = table("aid", column("id", NUMBERS[::-1]), column("person_no", NUMBERS[:40] * 2))
    stranger = table("other", column("id", NUMBERS), column("person_no", ["A1", "B2"] * 5))
    found = infer(parent, child, stranger)
    columns = {name: {c.column: c for c in each.columns} for name, each in found.items()}
    assert said(columns["aid"]["person_no"], "reference") == "person.person_no"
    assert said(columns["other"]["person_no"], "reference") == ""


def test_names_that_say_nothing_refer_to_nothing() -> None:
    numbers = [str(number) for number in range(1, 90)]
    first, second = table("a", column("f1", numbers)), table("b", column("f1", numbers[:30] * 2))
    found = infer(first, second)
    assert said(found["b"].columns[0], "reference") == ""


def test_the_time_column_is_the_one_of_updating_not_of_birth() -> None:
    births = [dt.date(1950 + number, 3, 4) for number in range(40)]
    written = [DAY + dt.timedelta(days=number) for number in range(60)]
    found = infer(table("t", dated("csrq", births), dated("update_time", written)))["t"]
    assert found.proposals["time_column"].value == "update_time"
    assert found.proposals["update_cycle"].value == "2"
    assert float(str(found.proposals["growth"].value)) > 0


def test_a_column_of_months_makes_a_monthly_table() -> None:
    months = [f"2024{month:02d}" for month in range(1, 13)]
    found = infer(table("t", column("ssq", months, "char(6)", distinct=12)))["t"]
    assert found.proposals["update_cycle"].value == "4"


def test_the_title_is_the_comment_without_its_end() -> None:
    found = infer(table("t_dbry", column("xm", PEOPLE), comment="低保人员信息表"))["t_dbry"]
    assert found.proposals["title"].value == "低保人员信息"


def test_a_title_without_comment_is_read_from_the_name() -> None:
    found = infer(table("t_shebei_xinxi", column("xm", PEOPLE)))["t_shebei_xinxi"]
    assert found.proposals["title"].value == "设备信息"


def test_personal_data_are_shared_on_condition_others_freely() -> None:
    found = infer(
        table("p", column("sfzh", CITIZENS), comment="人员"),
        table("q", column("uscc", COMPANIES), comment="单位"),
    )
    assert found["p"].proposals["share_type"].value == "2"
    assert found["p"].proposals["share_condition"].value
    assert found["p"].proposals["grade"].value == 3
    assert found["q"].proposals["share_type"].value == "1"
    assert found["q"].proposals["is_open"].value is True


def test_withholding_names_its_clause() -> None:
    found = infer(table("jb", column("xm", PEOPLE, comment="举报人姓名"), comment="线索"))["jb"]
    assert found.proposals["share_type"].value == "3"
    assert found.proposals["no_share_basis"].value


@pytest.mark.parametrize("title", ["市民留言", "投诉工单"])
def test_what_citizens_write_is_never_open_and_free(title: str) -> None:
    words = [f"{place}号楼前的路灯坏了很久，希望有人来修" for place in range(40)]
    found = infer(table("ly", column("nr", words, "text", comment="内容"), comment=title))["ly"]
    assert (found.proposals["share_type"].value, found.proposals["is_open"].value) == ("2", False)
    assert found.proposals["share_type"].evidence[0].kind == "share_messages"
    assert "个人信息保护法" in found.proposals["share_type"].evidence[0].words["clause"]


def test_long_free_text_is_shared_on_condition_and_short_remarks_are_not() -> None:
    long = [f"{each}，渗漏处已通知厂家到场处理，预计三日内恢复正常运行" for each in REMARKS]
    found = infer(
        table("a", column("nr", long, "text", comment="情况说明"), comment="设备巡检"),
        table("b", column("nr", REMARKS, "text", comment="情况说明"), comment="设备巡检"),
    )
    assert found["a"].proposals["share_type"].evidence[0].kind == "share_free_text"
    assert found["a"].proposals["is_open"].value is False
    assert found["b"].proposals["share_type"].value == "1"


def test_coordinates_need_their_pair() -> None:
    longitudes = [f"{123 + number / 1000:.6f}" for number in range(50)]
    latitudes = [f"{41 + number / 1000:.6f}" for number in range(50)]
    both = draft(column("c1", longitudes), column("c2", latitudes))
    assert [said(each, "coordinate") for each in both.values()] == ["longitude", "latitude"]
    assert "coordinate" not in draft(column("c1", longitudes))["c1"].proposals


@pytest.mark.parametrize(
    ("values", "form"),
    [
        (["20240131", "20240215", "19991231"], "%Y%m%d"),
        (["2024年1月3日", "2023年12月31日"], "%Y年%m月%d日"),
        (["2024/1/3 10:20:30", "2024/11/3 9:08:07"], "%Y/%m/%d %H:%M:%S"),
        (["1704067200000", "1711111111111", "1722222222222"], "epoch_ms"),
    ],
)
def test_days_are_known_in_every_writing(values: list[str], form: str) -> None:
    found = draft(column("jcsj", values))["jcsj"]
    assert said(found, "date_format") == form


def test_days_that_are_none_are_no_days() -> None:
    assert (
        "date_format" not in draft(column("f", ["20241301", "20240230", "99999999"]))["f"].proposals
    )


def test_codes_of_no_table_are_proposed_with_the_names_of_the_comment() -> None:
    found = draft(column("shzt", ["0", "1", "2"], comment="审核状态（0待审 1通过 2退回）"))["shzt"]
    assert said(found, "kind") == "code"
    assert found.codes == {"0": "待审", "1": "通过", "2": "退回"}


def test_words_of_the_source_say_what_its_initials_mean() -> None:
    told = table("a", column("ksdm", ["1", "2"], comment="科室代码"), comment="科室")
    untold = table("b", column("ksmc", ["内一", "外二"]))
    found = infer(told, untold)
    assert said(found["b"].columns[0], "name_zh") == "科室名称"


def test_a_column_borrows_the_comment_of_its_namesake() -> None:
    found = infer(
        table("a", column("qsje", ["1.5"], comment="清算金额")), table("b", column("qsje", ["2.5"]))
    )
    proposal = found["b"].columns[0].proposals["name_zh"]
    assert proposal.value == "清算金额"
    assert proposal.evidence[0].kind == "label_borrowed"


def test_english_words_are_not_chopped_into_initials() -> None:
    found = draft(column("bridge_highway", ["a", "b"]))["bridge_highway"]
    assert said(found, "name_zh") == "bridge_highway"


def test_near_duplicates_are_entries_of_like_title_and_items() -> None:
    entries = [
        KnownEntry("e1", "低保人员信息", ("姓名", "公民身份号码", "低保金额")),
        KnownEntry("e2", "道路信息", ("道路名称", "长度")),
    ]
    found = find_duplicates("低保人员基本信息", ("姓名", "公民身份号码", "金额"), entries)
    assert [each.key for each in found] == ["e1"]
