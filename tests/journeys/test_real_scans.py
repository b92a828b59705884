"""Real public files are looked into and drafted; what is proposed reads sensibly.

Run with `-s` to read the proposed entries.
"""

import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from chengshu.data.elements.contracts import Knowledge
from chengshu.data.sources.contracts import Connection, ProfileLimits
from chengshu.data.sources.files.connector import FilesConnector
from chengshu.data.survey.contracts import ColumnDraft, SurveyContext, TableDraft
from chengshu.data.survey.inference import infer_tables
from tests.data.survey.knowledge import national_knowledge

Draft = Callable[..., TableDraft]
SHOWN = ("name_zh", "element", "identifier", "kind", "date_format", "coordinate", "personal")


@pytest.fixture(scope="module")
def knowledge() -> Knowledge:
    return national_knowledge()


@pytest.fixture
def draft(data: Path, knowledge: Knowledge) -> Draft:
    def drafted(
        owner: str, system: str, table: str, *, folder: Path | str = "", **options: object
    ) -> TableDraft:
        connection = Connection("real", folder=data / folder, options=options)
        profile = FilesConnector().profile(connection, table, ProfileLimits())
        context = SurveyContext("owner", owner, "system", system, "real", "files")
        (found,) = infer_tables([profile], knowledge, context)
        show(found)
        return found

    return drafted


def show(draft: TableDraft) -> None:
    print(f"\n{draft.table}: {draft.row_count} rows")  # noqa: T201 - the reader's entry
    for field, proposal in draft.proposals.items():
        print(f"  {field} = {proposal.value} ({proposal.confidence:.2f})")  # noqa: T201 - as above
    for column in draft.columns:
        words = ", ".join(
            f"{field} {said(column, field)}" for field in SHOWN if said(column, field)
        )
        print(f"    {column.column}: {words}")  # noqa: T201 - as above


def said(column: ColumnDraft, field: str) -> object:
    proposal = column.proposals.get(field)
    return proposal.value if proposal else None


def by_name(draft: TableDraft) -> Mapping[str, ColumnDraft]:
    return {column.column: column for column in draft.columns}


def names(draft: TableDraft, *columns: str) -> list[object]:
    found = by_name(draft)
    return [said(found[column], "name_zh") for column in columns]


@pytest.mark.journey
def test_enterprises(draft: Draft) -> None:
    entry = draft("市场监督管理局", "企业登记系统", "*.csv.gz", folder="enterprises")
    assert entry.proposals["title"].value == "企业登记信息"
    columns = by_name(entry)
    assert entry.proposals["is_business"].value is True
    assert said(columns["统一社会信用代码"], "identifier") == "uscc"
    assert said(columns["统一社会信用代码"], "element") == "uscc"
    assert said(columns["注册日期"], "date_format") == "%Y-%m-%d"
    assert said(columns["注册地址"], "kind") == "address"
    assert said(columns["法人代表"], "personal") == "basic"
    assert said(columns["经营范围"], "kind") == "text"
    found = [c.column for c in entry.columns if said(c, "identifier")]
    assert found == ["统一社会信用代码"]


@pytest.mark.journey
def test_air_stations(draft: Draft) -> None:
    table = "china_1495_stations_2018-02-20T07.geojson.gz"
    entry = draft("生态环境局", "空气质量监测", table, folder="air_quality")
    assert entry.proposals["title"].value == "空气质量监测信息"
    assert names(entry, "aqi", "pm10", "stationcode") == [
        "空气质量指数",
        "可吸入颗粒物",
        "监测站点编码",
    ]
    columns = by_name(entry)
    assert entry.proposals["is_business"].value is True
    assert said(columns["timepoint"], "kind") == "time"
    assert said(columns["timepoint"], "date_format") == "%Y-%m-%dT%H:%M:%S"
    assert not any(said(column, "identifier") for column in entry.columns)
    assert not any(said(column, "personal") for column in entry.columns)


@pytest.mark.journey
@pytest.mark.parametrize(
    "table", ["weihai_ocean_fishing_vessels_gbk.csv", "weihai_ocean_fishing_vessels.json"]
)
def test_fishing_vessels(draft: Draft, table: str) -> None:
    entry = draft("海洋发展局", "渔船管理系统", table, folder="open_data_files")
    assert entry.proposals["title"].value == "渔船信息"
    assert entry.proposals["is_business"].value is True
    assert names(entry, "船名号", "企业名称", "总吨位") == ["船名号", "企业名称", "总吨位"]
    assert said(by_name(entry)["企业名称"], "kind") == "name"
    assert not any(said(column, "identifier") for column in entry.columns)


@pytest.mark.journey
def test_citizen_messages(draft: Draft) -> None:
    table = "messages_labelled_495.xlsx"
    entry = draft("信访局", "群众留言平台", table, folder="citizen_requests")
    assert entry.proposals["title"].value == "留言信息"
    columns = by_name(entry)
    assert entry.proposals["is_business"].value is True
    assert said(columns["留言时间"], "kind") == "time"
    assert said(columns["留言详情"], "kind") == "text"
    assert said(columns["一级分类"], "kind") == "code"
    assert not any(said(column, "identifier") for column in entry.columns)


@pytest.mark.journey
@pytest.mark.parametrize(
    ("table", "moment"),
    [
        ("aarhuspollutiondata158324.csv.gz", "timestamp"),
        ("aarhustrafficdata158324.csv.gz", "TIMESTAMP"),
        ("aarhus_parking.csv.gz", "streamtime"),
    ],
)
def test_streams_of_a_foreign_city(draft: Draft, table: str, moment: str) -> None:
    entry = draft("市大数据局", "物联网平台", table, folder="iot_streams")
    assert entry.proposals["title"].value == "物联网信息"
    columns = by_name(entry)
    assert entry.proposals["is_business"].value is True
    assert said(columns[moment], "kind") == "time"
    if "longitude" in columns:
        assert names(entry, "longitude", "latitude") == ["经度", "纬度"]
    assert not any(said(column, "identifier") for column in entry.columns)
    assert not any(said(column, "personal") for column in entry.columns)


@pytest.mark.journey
def test_home_sales_by_month(draft: Draft) -> None:
    table = "shenzhen_home_sales_monthly_2007_on.json"
    entry = draft("住房和建设局", "房地产信息平台", table, folder="property")
    assert entry.proposals["title"].value == "房地产信息"
    assert entry.row_count == 225
    assert entry.proposals["is_business"].value is True
    assert len(entry.columns) == 7
    assert not any(said(column, "personal") for column in entry.columns)


@pytest.mark.journey
def test_home_sales_by_day(draft: Draft, data: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(data / "property" / "shenzhen_home_sales_daily_monthly_a.zip") as archive:
        member = next(name for name in archive.namelist() if "second_hand_homes/" in name)
        archive.extract(member, tmp_path)
    path = tmp_path / member
    entry = draft(
        "住房和建设局", "房地产信息平台", path.name, folder=path.parent, record_path="data.dataMj"
    )
    assert [column.column for column in entry.columns] == ["name", "value"]
    assert not any(said(column, "identifier") for column in entry.columns)
