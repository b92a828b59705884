"""Departments answer for elements in the browser: claim, decline, contest; the bureau rules."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, expect, sync_playwright
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from chengshu.base.accounts import api as accounts
from chengshu.base.accounts.contracts import Actor, Post, Role
from tests.data.claims.city import NAME, SEX, issue, make_city
from tests.journeys.browsing import ARGUMENTS, DESK, PASSWORD, Visitor, open_visitor
from tests.parts import chromium

pytestmark = [pytest.mark.browser, pytest.mark.journey]
PEOPLE = (
    ("gongan", "police", Role.DATA_OFFICER),
    ("minzheng", "civil", Role.DATA_OFFICER),
    ("guanli", "bureau", Role.BUREAU_ADMINISTRATOR),
)
HELD = {"system": "户籍系统", "table": "RK_JBXX", "field": "XM", "local_name": "姓名"}


@pytest.fixture
def lines(
    require: Callable[[str], None], traveller: Actor, settings: Settings
) -> dict[str, dict[str, int]]:
    """A city whose departments were asked for two elements: element, department, line."""
    require("chromium")
    settings.AXES_ENABLED = False
    make_city()
    for username, organisation, role in PEOPLE:
        posts = [Post(organisation, frozenset({role}))]
        accounts.save_person(
            traveller, username=username, name=username, password=PASSWORD, posts=posts
        )
    return {code: issue(code, "police", "civil") for code in (NAME, SEX)}


@pytest.fixture
def browser(lines: dict[str, dict[str, int]]) -> Iterator[Browser]:
    del lines  # made before the driver's loop runs: no more of the database from then on
    with sync_playwright() as driver:
        started = driver.chromium.launch(executable_path=chromium(), args=list(ARGUMENTS))
        yield started
        started.close()


def test_elements_are_claimed_declined_contested_and_ruled(
    lines: dict[str, dict[str, int]], browser: Browser, live_server: LiveServer
) -> None:
    def enter(username: str) -> Visitor:
        visitor = open_visitor(browser, live_server.url, DESK)
        visitor.sign_in(username)
        return visitor

    police, civil, bureau = (enter(username) for username, _organisation, _role in PEOPLE)
    claim(police, lines[NAME]["police"])
    expect(police.page.locator("#content")).to_contain_text("已认领")
    answer(police, lines[SEX]["police"], "不属于本单位", "本单位不掌握", "答复不适用")
    claim(civil, lines[NAME]["civil"])
    expect(civil.page.locator("#content")).to_contain_text("已提交数据局裁定")
    answer(civil, lines[SEX]["civil"], "对模板或职责有异议", "应由公安局提供", "提出异议")
    bureau.go("/claims/disputes/")
    bureau.page.get_by_role("link", name="姓名").click()
    bureau.page.get_by_label("公安局").check()
    bureau.page.get_by_label("裁定理由").fill("户籍登记由公安局负责")
    bureau.press("裁定")
    expect(bureau.page.locator("#content")).to_contain_text("裁定已送达各单位")
    civil.go(f"/claims/lines/{lines[NAME]['civil']}/")
    expect(civil.page.locator("#content")).to_contain_text("户籍登记由公安局负责")
    expect(civil.page.locator("#content")).to_contain_text("使用单位")
    for visitor in (police, civil, bureau):
        visitor.check(words=False)


def claim(visitor: Visitor, line: int) -> None:
    """Claim an element by its form."""
    visitor.go(f"/claims/lines/{line}/")
    form = visitor.page.locator("#claim form")
    for name, value in HELD.items():
        form.locator(f"[name={name}]").fill(value)
    form.locator("[name=share_type]").select_option("1")
    form.locator("[name=coverage]").fill("全市户籍人口")
    with visitor.page.expect_navigation():
        form.get_by_role("button", name="认领", exact=True).click()


def answer(visitor: Visitor, line: int, way: str, reason: str, act: str) -> None:
    """Answer otherwise than by a claim, with the reason."""
    visitor.go(f"/claims/lines/{line}/")
    step = visitor.page.locator("details", has=visitor.page.get_by_text(way, exact=True))
    step.locator("summary").click()
    step.locator("textarea").fill(reason)
    with visitor.page.expect_navigation():
        step.get_by_role("button", name=act, exact=True).click()
    visitor.go(f"/claims/lines/{line}/")
    expect(visitor.page.locator("#content")).to_contain_text(reason)
