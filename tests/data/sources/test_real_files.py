"""Real public files, dirt included, read to the counts that are known of them."""

from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pytest

from chengshu.data.sources.contracts import Connection, ReadRequest, TableStream
from chengshu.data.sources.files.connector import FilesConnector

Open = Callable[..., TableStream]


@pytest.fixture
def open_file(data: Path) -> Open:
    def opened(folder: str, table: str, **options: object) -> TableStream:
        connection = Connection("real", folder=data / folder, options=options)
        return FilesConnector().open(connection, ReadRequest(table))

    return opened


def whole(stream: TableStream) -> pa.Table:
    return pa.Table.from_batches(stream.batches, schema=stream.schema)


def test_the_seven_enterprise_files_are_one_table(open_file: Open) -> None:
    stream = open_file("enterprises", "*.csv.gz")
    table = whole(stream)
    assert table.num_rows + len(stream.misshapen) == 28_955
    assert [(row.file, row.line) for row in stream.misshapen] == [("liaoning_2019.csv.gz", 5413)]
    assert "本行 13 个" in stream.misshapen[0].reason
    assert len(set(table["_file"].to_pylist())) == 7


def test_full_width_characters_survive(open_file: Open) -> None:
    table = whole(open_file("enterprises", "liaoning_2000.csv.gz"))
    found = [
        any("\uff01" <= character <= "\uff5e" for cell in row.values() for character in cell)
        for row in table.drop_columns(["经营范围"]).to_pylist()
    ]
    assert table.num_rows == 5051
    assert sum(found) > 0


@pytest.mark.parametrize(
    ("folder", "table", "options", "rows", "first_column"),
    [
        ("open_data_files", "weihai_ocean_fishing_vessels_gbk.csv", {}, 352, "作业方式"),
        ("open_data_files", "weihai_ocean_fishing_vessels.json", {}, 352, "船长姓名"),
        ("catalogs", "yilan_county_catalog_2018_big5.csv", {}, 356, "資料集名稱"),
        ("catalogs", "guangxi_portal_2021.jsonl.gz", {}, 5411, "name"),
        ("catalogs", "taoyuan_city_catalog_2018.xls", {}, 1429, "編號"),
        ("citizen_requests", "messages_labelled_495.xlsx", {}, 495, "留言编号"),
        ("air_quality", "china_1495_stations_2018-02-20T07.geojson.gz", {}, 1495, "aqi"),
        ("transport", "china_taxi_gps_demo.csv", {}, 3016, "VehicleNum"),
    ],
)
def test_every_kind_of_file_gives_its_rows(
    open_file: Open,
    folder: str,
    table: str,
    options: dict[str, object],
    rows: int,
    first_column: str,
) -> None:
    stream = open_file(folder, table, **options)
    read = whole(stream)
    assert (read.num_rows, stream.misshapen) == (rows, [])
    assert stream.schema.names[0] == first_column
    assert stream.source_count in {rows, None}


def test_merged_cells_show_in_each_of_their_rows(open_file: Open) -> None:
    book = "yuncheng_component_event_standard.xlsx"
    parts = whole(open_file("city_management", book, header_row=2))
    events = whole(open_file("city_management", f"{book}#事件", header_row=2))
    assert (parts.num_rows, events.num_rows) == (375, 147)
    for table in (parts, events):
        assert pc.sum(pc.is_null(table["大类名称"])).as_py() == 0
