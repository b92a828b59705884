"""Every role walks its main job in a browser, in Chinese, on the served demo city."""

import re
import time
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest
from playwright.sync_api import Page, expect

from chengshu.base.settings.database import DATABASE_NAME
from tests.journeys.browsing import PHONE, Visitor, choose_first, main
from tests.journeys.household import Household

pytestmark = [pytest.mark.browser, pytest.mark.journey]
Visit = Callable[..., Visitor]
PAGES = ("/", "/catalog/", "/jobs/", "/dispatch/", "/repair/orders/")
ROUNDS = 30
MOST = 16 + 16  # of the web process (its setting), and of the worker with its listeners


def test_an_entry_goes_from_the_officers_draft_to_the_bureaus_publication(visit: Visit) -> None:
    key = f"t{time.time_ns() // 1_000_000}"
    title = f"低保边缘家庭认定信息{key[-6:]}"  # titles are unique within a department
    officer = visit("minzheng")
    officer.follow("信息资源目录")
    officer.picture("catalogue")
    officer.check()
    officer.go("/catalog/new/")
    officer.check(words=False)  # the examples in its hints are codes
    fill_entry(officer.page, key, title)
    officer.press("保存草稿")
    main(officer.page, title)
    officer.press("提交部门审核")
    officer.press("审核通过")
    bureau = visit("guanli")
    bureau.picture("desk")
    bureau.follow("目录审核")
    bureau.check()
    bureau.page.get_by_role("link", name=title).first.click()
    bureau.press("审核通过")
    main(bureau.page, "已发布")
    bureau.go("/catalog/entries/mr_enterprise/")
    bureau.picture("entry")
    bureau.follow("编目进度")
    main(bureau.page, "民政局")
    bureau.check()


def fill_entry(page: Page, key: str, title: str) -> None:
    """Fill the form of a new entry with the least that can be submitted."""
    page.fill("[name=title]", title)
    page.fill("[name=key]", key)
    page.fill("[name=abstract]", "低保边缘家庭的认定结果和有效期，供救助核对使用。")
    page.fill("[name=items-0-name_zh]", "认定编号")
    page.fill("[name=items-0-column]", "number")
    page.fill("[name=items-0-length]", "20")
    page.check("[name=items-0-is_primary_key]")
    for name in ("class_path", "update_cycle", "items-0-data_type"):
        choose_first(page, name)
    page.select_option("[name=format]", label=option_with(page, "format", "数据库"))
    page.select_option("[name=share_type]", "1")
    page.select_option("[name=share_mode]", label=option_with(page, "share_mode", "服务接口"))


def test_an_officer_sees_a_batch_takes_its_bad_rows_and_answers_the_order(visit: Visit) -> None:
    officer = visit("minzheng")
    officer.follow("入库批次")
    officer.check()
    officer.page.locator("tbody tr").first.get_by_role("link").first.click()
    main(officer.page, "落地")
    officer.picture("batch")
    officer.check(words=False)  # file and table names of the sources
    officer.follow("问题数据")
    officer.check(words=False)  # the rows as they came
    with officer.page.expect_download() as taken:
        officer.page.get_by_role("link", name="CSV").click()
    rows = Path(taken.value.path()).read_text(encoding="utf-8-sig").splitlines()
    assert len(rows) > 1
    officer.follow("整改工单")
    officer.page.locator("tbody tr", has_text="待答复").first.get_by_role("link").first.click()
    officer.page.get_by_label("答复").fill("已在业务系统中更正，下一批随更新入库。")
    officer.press("提交答复")
    main(officer.page, "已答复|已在业务系统中更正")
    officer.check(words=False)


def test_an_officer_uploads_a_file_and_sees_it_load(visit: Visit, tmp_path: Path) -> None:
    key = f"u{time.time_ns() // 1_000_000}"
    officer = visit("minzheng")
    publish_entry(officer, visit("guanli"), key)
    register_uploads(officer, key)
    officer.go(f"/catalog/entries/{key}/attach/")
    officer.page.fill("[name=source_code]", f"up_{key}")
    officer.page.fill("[name=table]", "*.csv")
    officer.press("挂接")
    officer.go(f"/ingest/resources/{key}/")
    officer.check(words=False)
    file = tmp_path / "临时救助发放名册.csv"
    file.write_text("number\nLS001\nLS002\n", encoding="utf-8")
    officer.page.set_input_files("[name=file]", file)
    officer.page.get_by_role("button", name="上传并入库").click()
    main(officer.page, "文件已接收")
    batch = officer.page.locator("#content a[href^='/ingest/batches/']").first
    until = time.monotonic() + 90
    while not batch.count() and time.monotonic() < until:
        officer.page.wait_for_timeout(2000)
        officer.page.reload()
    main(officer.page, "合格 2 行")
    officer.check(words=False)


def publish_entry(officer: Visitor, bureau: Visitor, key: str) -> None:
    """Carry a new entry to publication without looking around."""
    officer.go("/catalog/new/")
    fill_entry(officer.page, key, f"临时救助发放名册{key[-6:]}")
    for label in ("保存草稿", "提交部门审核", "审核通过"):
        officer.press(label)
    bureau.go(f"/catalog/entries/{key}/")
    bureau.press("审核通过")


def register_uploads(officer: Visitor, key: str) -> None:
    """Register a source that takes uploaded files: one without a folder of its own."""
    page = officer.page
    officer.go("/sources/new/")
    page.fill("[name=code]", f"up_{key}")
    page.fill("[name=name]", "民政局上传文件")
    choose_first(page, "system_code")
    choose_first(page, "organisation_code")
    page.select_option("[name=kind]", "files")
    officer.press("保存")
    officer.check(words=False)


def test_a_developer_asks_for_data_and_its_provider_decides(visit: Visit) -> None:
    developer = visit("kaifa")
    developer.follow("可申请的数据")
    developer.check()
    developer.page.get_by_label("关键词").fill("供热缴费")
    developer.press("筛选")
    developer.page.get_by_role("link", name="供热缴费信息").first.click()
    developer.page.get_by_label("用途").fill("核对低保家庭当年的供热补贴是否到位，由救助科使用。")
    developer.page.get_by_label("依据").fill("《社会救助暂行办法》第十条")
    for box in developer.page.locator("[name=items]").all()[:3]:
        box.check()
    developer.press("提交申请")
    main(developer.page, "供热缴费信息")
    developer.check(words=False)
    provider = visit("reli")
    provider.follow("共享申请")
    provider.page.locator("tbody tr", has_text="供热缴费信息").first.get_by_role(
        "link"
    ).first.click()
    provider.picture("decision")
    provider.check(words=False)
    provider.page.get_by_label("意见").last.fill("用途明确，同意。")
    provider.press("同意共享")
    main(provider.page, "已同意")
    assert provider.faults == []


def test_a_developer_sees_a_secret_once_and_the_log_of_calls(visit: Visit) -> None:
    developer = visit("kaifa")
    developer.follow("我的应用")
    developer.check()
    developer.page.get_by_role("link", name="app_aid_check").click()
    developer.press("生成密钥")
    secret = developer.page.locator("code").filter(has_text=re.compile(r"^\S{24,}$")).last
    shown = secret.inner_text()
    developer.go("/calls/applications/app_aid_check/")
    assert shown not in developer.page.content()
    developer.follow("调用记录")
    main(developer.page, "已拒绝|已应答")
    developer.check(words=False)


def test_a_duty_officer_takes_an_alert_through_its_evidence_to_a_case(visit: Visit) -> None:
    duty = visit("zhiban")
    duty.follow("预警")
    duty.check()
    duty.page.get_by_role("link", name=re.compile("黄色预警|红色预警")).last.click()
    duty.page.get_by_role("link", name="查看依据").click()
    drawer = duty.page.locator("#drawer")
    expect(drawer).to_contain_text("公式")
    expect(drawer).to_contain_text("批次")
    duty.picture("evidence")
    duty.page.keyboard.press("Escape")
    expect(drawer).to_be_hidden()
    if duty.page.get_by_role("button", name="确认", exact=True).count():
        duty.page.get_by_label("说明").first.fill("已电话核实，先行关注。")
        duty.press("确认")
        main(duty.page, "已确认")
    if duty.page.get_by_role("button", name="转案件", exact=True).count():
        duty.press("转案件")
    main(duty.page, "案件")
    duty.check()


def test_a_duty_officer_reads_an_indicator(visit: Visit) -> None:
    duty = visit("zhiban")
    duty.follow("城市体征")
    duty.check()
    duty.page.get_by_role("link", name="室温达标率").click()
    main(duty.page, "阈值|公式")
    duty.picture("indicator")
    duty.check(words=False)  # codes of the indicator and its resource


def dispatch_case(duty: Visitor, title: str, unit: str) -> None:
    """Let the duty officer report a case and send it to a unit."""
    duty.go("/dispatch/report/")
    page = duty.page
    page.get_by_label("标题").fill(title)
    page.select_option("[name=class_code]", label=option_with(page, "class_code", "暴露垃圾"))
    page.select_option("[name=area_code]", label=option_with(page, "area_code", "中枢街道"))
    page.get_by_label("地点").fill("中枢路 9 号门前")
    duty.press("上报")
    for label in ("受理", "派遣"):
        if page.locator("[name=unit]").count():
            page.select_option("[name=unit]", label=option_with(page, "unit", unit))
        page.get_by_label("说明").first.fill("请及时处置。")
        duty.press(label)
    main(page, "待接收")
    duty.check()


def option_with(page: Page, name: str, part: str) -> str:
    """Return the whole label of the option that contains `part`."""
    labels = page.locator(f"[name={name}] option").all_inner_texts()
    return next(label for label in labels if part in label)


def test_a_unit_receives_and_handles_a_case_on_the_phone(visit: Visit) -> None:
    title = f"中枢路暴露垃圾{time.time_ns() % 100_000}"
    dispatch_case(visit("zhiban"), title, "环境卫生管理处")
    unit = visit("huanwei", PHONE)
    unit.go("/m/cases/")
    unit.check()
    unit.page.get_by_role("link", name=re.compile(title)).first.click()
    unit.check()
    unit.press("接收")
    unit.page.get_by_label("说明").first.fill("已清运，现场恢复整洁。")
    photo = unit.page.screenshot()  # any picture will do
    unit.page.set_input_files(
        "[name=photos]", {"name": "现场.png", "mimeType": "image/png", "buffer": photo}
    )
    unit.picture("case-phone")
    unit.press("处置完成")
    main(unit.page, "待核查")
    unit.check(words=False)  # file names


def test_a_grid_worker_reports_on_the_phone(visit: Visit) -> None:
    worker = visit("wangge", PHONE)
    worker.go("/m/report/")
    worker.check()
    title = f"小区门口井盖破损{time.time_ns() % 100_000}"
    worker.page.get_by_label("标题").fill(title)
    for name in ("class_code", "area_code"):
        choose_first(worker.page, name)
    worker.press("上报")
    assert title in worker.text()
    worker.check()


def test_an_auditor_reads_the_records_and_verifies_the_chain(visit: Visit) -> None:
    auditor = visit("shenji")
    auditor.follow("审计记录")
    auditor.picture("audit")
    auditor.check(words=False)  # actions and subjects are codes
    auditor.page.get_by_role("link", name="核验链条").click()
    auditor.press("开始核验")
    main(auditor.page, "链条完整")
    assert auditor.faults == []


def test_an_operator_sees_jobs_and_people(visit: Visit) -> None:
    operator = visit("yunwei")
    for label in ("后台任务", "人员", "组织机构"):
        operator.follow(label)
        operator.check(words=False)  # names of jobs and accounts
        assert operator.page.locator("tbody tr").count() > 0


def test_a_citizen_finds_a_start_page_and_nothing_else(visit: Visit) -> None:
    citizen = visit("shimin")
    assert citizen.page.locator("h1").inner_text().startswith("王乐")
    with citizen.refused():
        for path in ("/ingest/", "/warning/", "/audit/", "/people/", "/screens/city/"):
            citizen.go(path)
            assert "权限" in citizen.text() or "不能" in citizen.text(), path
        citizen.check()


@pytest.mark.parametrize(
    ("username", "paths"),
    [
        ("guanli", ("/", "/catalog/", "/ingest/", "/vitals/", "/dispatch/", "/sharing/requests/")),
        ("shenji", ("/audit/",)),
        ("kaifa", ("/sharing/", "/calls/applications/")),
    ],
)
def test_english_pages_have_no_chinese_frame(
    visit: Visit, username: str, paths: tuple[str, ...]
) -> None:
    visitor = visit(username)
    visitor.page.get_by_role("button", name="EN", exact=True).click()
    expect(visitor.page.locator("html")).to_have_attribute("lang", "en")
    for path in paths:
        visitor.go(path)
        labels = visitor.chinese_labels() - {"中文"}
        assert labels <= data_labels(visitor.page), path
        visitor.check(words=False)


def data_labels(page: Page) -> set[str]:
    """Return texts of the frame that are data: names of people, the city, the chosen options."""
    data = page.locator(".brand, .brand *, h1, .person *, td *, select option, label:has(select)")
    return set(data.all_inner_texts())


def test_every_page_of_the_navigation_holds_for_everyone(visit: Visit) -> None:
    for username in ("guanli", "minzheng", "zhiban", "kaifa", "yunwei"):
        visitor = visit(username)
        links = visitor.page.get_by_role("navigation", name="主导航").get_by_role("link")
        for path in links.evaluate_all("all => all.map((one) => one.getAttribute('href'))"):
            visitor.go(path)
            visitor.check(words=False)


def test_many_pages_need_few_connections(visit: Visit, city: Household) -> None:
    reader = visit("guanli").page.request
    for _ in range(ROUNDS):
        for path in PAGES:
            assert reader.get(f"{city.address}{path}").status == 200, path
    assert count_connections(city) <= MOST


def count_connections(city: Household) -> int:
    host = str(city.home / "postgres")
    with psycopg.connect(host=host, dbname=DATABASE_NAME, user="postgres") as session:
        row = session.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend'"
        ).fetchone()
    assert row
    return int(row[0])
