"""A free CSV with odd headings is read, corrected, checked and imported in the browser."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.journeys.browsing import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.journey]
ROWS = (
    "资源叫什么,哪家单位,多久更新,第几号备忘\n"
    "取水许可,民政局,每月,本市取水许可证的发放情况\n"
    "河长名单,水利局,每月,各级河长\n"
)
FIELDS = (
    ("资源叫什么", "title"),
    ("哪家单位", "provider_code"),
    ("多久更新", "update_cycle"),
    ("第几号备忘", "abstract"),
)


def test_a_mapping_is_corrected_and_faults_are_listed_by_cell(
    officer: Visitor, tmp_path: Path
) -> None:
    file = tmp_path / "清单.csv"
    file.write_text(ROWS, encoding="gb18030")
    officer.go("/catalog/import/")
    page, main = officer.page, officer.page.locator("#content")
    page.locator("input[type=file]").set_input_files(file)
    officer.press("上传并核对")
    for heading, target in FIELDS:
        page.get_by_label(heading, exact=True).select_option(target)
    officer.press("核对")
    expect(page.get_by_label("第几号备忘", exact=True)).to_have_value("abstract")
    expect(main).to_contain_text("有错误时整个文件都不会写入")
    expect(page.get_by_role("row", name="水利局").first).to_contain_text("尚未登记")
    expect(page.get_by_role("button", name="确认导入")).to_have_count(0)
    page.locator("details.import-fold summary").click()
    page.get_by_label("跳过有错误的目录").check()
    officer.press("核对")
    page.get_by_role("button", name="确认导入").click()
    expect(main).to_contain_text("已导入：新增 1 条草稿")
    officer.check(words=False)
