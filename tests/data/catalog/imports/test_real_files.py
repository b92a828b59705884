"""Real catalogues of other places, read with the mapping that is proposed; counts are printed."""

import sys
from collections.abc import Callable
from dataclasses import replace

import pytest

from chengshu.base.accounts.contracts import Actor
from chengshu.data.catalog import api
from chengshu.data.catalog.contracts import ImportRun, ResourceQuery
from tests.parts import DATA

pytestmark = pytest.mark.django_db

Require = Callable[[str], None]


def check(actor: Actor, name: str, **changes: object) -> ImportRun:
    with (DATA / "catalogs" / name).open("rb") as stream:
        run = api.receive_import(actor, name=name, stream=stream)
    choice = replace(run.choice, creates=True, parent="bureau", **changes)  # type: ignore[arg-type]
    run = api.check_import(actor, run.id, choice)
    outcome = run.outcome
    sys.stdout.write(
        f"\n{name}: {run.proposal.note}: {outcome.rows} rows, {outcome.entries} entries, "
        f"{outcome.items} items, {outcome.departments} departments, {outcome.new} new, "
        f"{outcome.faulty} faulty, {outcome.notes} notes\n"
    )
    return run


def targets(run: ImportRun) -> dict[str, str]:
    return {column.heading: column.target for column in run.proposal.columns}


def test_guangxi_is_known_by_its_own_mapping(require: Require, city: None, bureau: Actor) -> None:
    require("data")
    run = check(bureau, "guangxi_portal_2021.jsonl.gz")
    assert run.proposal.mapping == "portal_files"
    outcome = run.outcome
    assert (outcome.rows, outcome.entries, outcome.departments) == (5411, 1187, 154)


def test_taoyuan_is_read_with_its_items(require: Require, city: None, bureau: Actor) -> None:
    require("data")
    run = check(bureau, "taoyuan_city_catalog_2018.xls")
    assert {
        "資料名稱": "title",
        "更新頻率": "update_cycle",
        "主要欄位": "items",
        "資料集描述": "abstract",
    }.items() <= targets(run).items()
    outcome = run.outcome
    assert (outcome.rows, outcome.entries, outcome.items) == (1429, 1428, 11_019)
    assert (outcome.faulty, outcome.departments) == (0, 34)


def test_yilan_in_big5_is_read(require: Require, city: None, bureau: Actor) -> None:
    require("data")
    run = check(bureau, "yilan_county_catalog_2018_big5.csv")
    assert targets(run) == {
        "資料集名稱": "title",
        "資料來源": "provider_code",
        "聯絡人": "",
        "聯絡電話": "",
        "資料說明": "abstract",
    }
    assert (run.outcome.rows, run.outcome.entries, run.outcome.faulty) == (356, 352, 0)
    assert "民政處" in run.outcome.new_providers


@pytest.mark.parametrize(
    ("name", "rows"),
    [
        ("shandong_portal_catalog_sample.csv", 56),
        ("shandong_portal_file_resources.csv", 710),
        ("shandong_portal_api_services.csv", 42),
    ],
)
def test_shandong_is_read(
    require: Require, city: None, bureau: Actor, name: str, rows: int
) -> None:
    require("data")
    run = check(bureau, name)
    assert {"catalog_name": "title", "source_department": "provider_code"}.items() <= targets(
        run
    ).items()
    assert run.outcome.rows == rows
    assert run.outcome.faulty == 0
    done = api.confirm_import(bureau, run.id)
    assert done.outcome.new == api.search_resources(bureau, ResourceQuery()).total > 0
