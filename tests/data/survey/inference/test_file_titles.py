"""Titles and formats of files whose names say little."""

from dataclasses import replace

import pytest

from chengshu.data.elements.contracts import Knowledge
from chengshu.data.sources.contracts import ColumnProfile, TableProfile
from chengshu.data.survey.contracts import SurveyContext, TableDraft
from chengshu.data.survey.inference import infer_tables

CONTEXT = SurveyContext("A01", "市信访局", "xf", "渔船管理系统", "files", "files")
KNOWLEDGE = Knowledge((), (), (), {})


def draft(name: str, *columns: str) -> TableDraft:
    found = tuple(ColumnProfile(column, "text") for column in columns)
    profile = TableProfile(name, "", "file", 0, is_exact=True, columns=found)
    (drafted,) = infer_tables([profile], KNOWLEDGE, CONTEXT)
    return drafted


@pytest.mark.parametrize("name", ["*.csv.gz", "stations_2018.geojson.gz", "data.csv", "x.xlsx"])
def test_a_file_without_a_telling_name_is_called_after_its_system(name: str) -> None:
    assert draft(name, "a", "b").proposals["title"].value == "渔船信息"


def test_what_many_columns_begin_with_is_what_the_file_is_about() -> None:
    title = draft("m_495.xlsx", "留言编号", "留言时间", "留言详情", "分类").proposals["title"]
    assert title.value == "留言信息"
    assert [other.value for other in title.alternatives] == ["渔船信息"]


def test_a_chinese_name_loses_all_its_endings() -> None:
    assert draft("渔船名册.json.gz", "a").proposals["title"].value == "渔船名册"


def test_a_table_without_a_telling_name_does_not_show_raw_column_names() -> None:
    table = TableProfile(
        "x9q7", "", "table", 0, is_exact=True, columns=(ColumnProfile("zqxv", "text"),)
    )
    context = replace(CONTEXT, source_kind="postgresql")
    (drafted,) = infer_tables([table], KNOWLEDGE, context)
    assert "zqxv" not in str(drafted.proposals["title"].value)


@pytest.mark.parametrize(
    ("name", "format_code"), [("a.csv.gz", "1"), ("a.geojson.gz", "6"), ("a.xlsx", "2")]
)
def test_the_format_is_that_inside_the_package(name: str, format_code: str) -> None:
    assert draft(name, "a").proposals["format"].value == format_code
