"""What loads and lake show on the page of an entry, and to whom."""

from pathlib import Path

import pytest

from chengshu.base.accounts.contracts import Role
from chengshu.base.audit import api as audit
from chengshu.base.audit.contracts import EntryFilter
from chengshu.data.catalog import api as catalog
from chengshu.data.catalog.contracts import Freshness, ResourceQuery
from chengshu.data.ingest import api
from tests.data.ingest.shops import HEADER, OFFICER, OTHER, SYSTEM, file_shop
from tests.data.ingest.test_ingest_pages import BAD, GOOD, sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop(tmp_path: Path) -> str:
    (tmp_path / "shops.csv").write_text(HEADER + GOOD + BAD, encoding="utf-8")
    return file_shop(tmp_path)


def test_an_entry_shows_its_lineage_freshness_quality_and_a_sample(shop: str) -> None:
    before = sign_in(Role.DATA_OFFICER).get(f"/catalog/entries/{shop}/").content.decode()
    assert "已挂接，还没有入库" in before
    batch = api.load_resource(SYSTEM, shop)
    page = sign_in(Role.DATA_OFFICER).get(f"/catalog/entries/{shop}/").content.decode()
    for words in ("血缘、时效与质量", f"批次 {batch.id}", "快照 1", "按周期", "样例数据（已脱敏）"):
        assert words in page
    assert f"/ingest/batches/{batch.id}/" in page
    assert f"{batch.accepted / batch.landed:.2%}" in page
    line = audit.list_entries(SYSTEM, EntryFilter(action="lake.read_rows")).entries[0]
    assert (line.subject, line.detail["sample"]) == (shop, True)


def test_who_may_not_see_rows_sees_neither_sample_nor_source(shop: str) -> None:
    batch = api.load_resource(SYSTEM, shop)
    page = sign_in(Role.DATA_OFFICER, "housing").get(f"/catalog/entries/{shop}/").content.decode()
    assert "血缘、时效与质量" in page
    assert "样例数据" not in page
    assert f"/ingest/batches/{batch.id}/" not in page
    assert batch.source_code not in str(api.show_lineage(OTHER, shop))
    assert batch.source_code in str(api.show_lineage(OFFICER, shop))


def test_rows_and_freshness_reach_the_search_by_the_timed_work(shop: str) -> None:
    batch = api.load_resource(SYSTEM, shop)
    catalog.measure_entries(SYSTEM)
    found = catalog.search_resources(SYSTEM, ResourceQuery(freshness=Freshness.FRESH))
    assert [(row.key, row.row_count) for row in found.rows] == [(shop, batch.accepted)]
