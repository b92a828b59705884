"""One person confirms a table of twenty columns by keyboard alone."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect, sync_playwright
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from chengshu.base.accounts import api as accounts
from chengshu.base.accounts.contracts import Actor, Post, Role
from chengshu.data.catalog import api as catalog
from chengshu.data.elements import api as elements
from tests.data.survey import drafted, ordinary
from tests.data.survey.wide import WIDE
from tests.journeys.browsing import ARGUMENTS, PASSWORD, Visitor, open_visitor
from tests.parts import chromium

pytestmark = [pytest.mark.browser, pytest.mark.journey]
ENOUGH = 30  # keys: half a minute at one key a second


@dataclass(frozen=True)
class Desk:
    """The officer's desk: a page of the served small city, and the numbers of two drafts."""

    visitor: Visitor
    draft: int
    following: int
    pressed: list[str] = field(default_factory=list)

    @property
    def page(self) -> Page:
        """The browser page."""
        return self.visitor.page

    def press(self, *keys: str) -> None:
        """Press keys as fast as they come, then wait until the page has answered."""
        for key in keys:
            self.page.keyboard.press(key)
            self.pressed.append(key)
        self.page.wait_for_function("() => document.getElementById('sheet').dataset.calm === '1'")

    def here(self) -> str:
        """Return the line the keyboard is at."""
        return str(self.page.locator("[data-line][aria-current]").get_attribute("data-line"))

    def waiting(self) -> int:
        """Return how many lines wait."""
        return int(self.page.locator("#sheet").get_attribute("data-undecided") or -1)


@pytest.fixture
def city(require: Callable[[str], None], traveller: Actor, settings: Settings) -> None:
    """A small city with one officer and one source."""
    del traveller  # the database's connections end with it
    require("chromium")
    settings.AXES_ENABLED = False
    drafted.settle()
    catalog.load_national_pack(drafted.SYSTEM)
    elements.load_elements(drafted.SYSTEM)
    posts = [Post(drafted.OWNER, frozenset({Role.DATA_OFFICER}))]
    accounts.save_person(drafted.SYSTEM, username="li", name="李敏", password=PASSWORD, posts=posts)


@contextmanager
def serve_desk(address: str, *drafts: int) -> Iterator[Desk]:
    """Sign the officer in."""
    with sync_playwright() as driver:  # its loop runs here: no more of the database from now on
        browser = driver.chromium.launch(executable_path=chromium(), args=list(ARGUMENTS))
        visitor = open_visitor(browser, address, (1440, 900))
        visitor.sign_in("li")
        yield Desk(visitor, *drafts)
        browser.close()


@pytest.fixture
def desk(city: None, live_server: LiveServer) -> Iterator[Desk]:
    drafted.keep(WIDE, drafted.DRAFT)
    drafts = drafted.find(WIDE.table), drafted.find(drafted.DRAFT.table)
    with serve_desk(live_server.url, *drafts) as served:
        yield served


@pytest.fixture
def scanned_desk(city: None, live_server: LiveServer, tmp_path: Path) -> Iterator[Desk]:
    """The desk before a table of twenty ordinary columns, drafted by a scan and not by hand."""
    draft = ordinary.scan(tmp_path)
    with serve_desk(live_server.url, draft, draft) as served:
        yield served


def test_a_table_of_twenty_columns_is_confirmed_by_keyboard_alone(desk: Desk) -> None:
    desk.visitor.go(f"/survey/drafts/{desk.draft}/")
    expect(desk.page.locator("[data-line][aria-current]")).to_be_focused()
    before = desk.waiting()
    desk.press("a")
    assert 0 < desk.waiting() < before
    after_high = desk.waiting()
    desk.press("u")
    assert desk.waiting() == before
    desk.press("a")
    assert desk.waiting() == after_high
    desk.press("Enter")  # the class, proposed with middle confidence
    assert desk.waiting() == after_high - 1
    desk.press("A")
    assert desk.waiting() == 1
    assert desk.here() == "c:f7"
    correct_the_unknown_column(desk)
    assert desk.waiting() == 0
    desk.page.keyboard.press("s")
    expect(desk.page.locator("#content")).to_contain_text("已提交部门审核")
    assert f"/survey/drafts/{desk.following}/" in desk.page.url
    assert desk.visitor.faults == []


def test_a_scanned_table_of_twenty_columns_takes_thirty_keys(scanned_desk: Desk) -> None:
    desk = scanned_desk
    desk.visitor.go(f"/survey/drafts/{desk.draft}/")
    assert desk.page.locator("[data-line^='c:']").count() == ordinary.WIDTH
    desk.press("a", "A")
    while desk.waiting() and len(desk.pressed) < ENOUGH:
        desk.press("Enter")
        if desk.page.locator("[data-open]").count():
            fill_in(desk)
    assert desk.waiting() == 0
    desk.pressed.append("s")
    desk.page.keyboard.press("s")
    expect(desk.page.locator("#content")).to_contain_text("已提交部门审核")
    assert len(desk.pressed) <= ENOUGH, desk.pressed
    assert desk.visitor.faults == []


def fill_in(desk: Desk) -> None:
    """Give the opened line what it lacks: Enter has put the keyboard into its field."""
    expect(desk.page.locator("[data-open] :is(input, select):focus")).to_have_count(1)
    is_choice = desk.page.locator("[data-open] select:focus").count() == 1
    desk.press(*(("ArrowDown",) if is_choice else tuple("业务字段")), "Enter")


def test_a_line_that_lacks_something_says_why_and_opens_on_enter(scanned_desk: Desk) -> None:
    desk = scanned_desk
    desk.visitor.go(f"/survey/drafts/{desk.draft}/#t:cycle")
    line = desk.page.locator("[id='t:cycle']")
    expect(line).to_contain_text("不足以判断更新周期")
    assert desk.here() == "t:cycle"
    desk.press("Enter")
    expect(desk.page.locator("[data-open='t:cycle'] select")).to_be_focused()
    expect(desk.page.get_by_role("alert")).to_contain_text("必须填写")
    before = desk.waiting()
    desk.press("ArrowDown", "Enter")
    assert desk.waiting() == before - 1
    expect(desk.page.locator("[data-open]")).to_have_count(0)


def correct_the_unknown_column(desk: Desk) -> None:
    """Open the editor, type a name in which every letter is a key of the page, and save."""
    desk.press("e")
    field = desk.page.locator("[name=line-name_zh]")
    expect(field).to_be_focused()
    desk.page.keyboard.press("Control+a")
    desk.page.keyboard.type("jkeausx帮扶标志?")
    assert field.input_value() == "jkeausx帮扶标志?"
    assert desk.waiting() == 1
    desk.page.keyboard.press("Control+a")
    desk.page.keyboard.type("帮扶标志")
    desk.press("Enter")
    expect(desk.page.locator("[id='c:f7']")).to_contain_text("帮扶标志")


def test_keys_move_show_and_leave_out(desk: Desk) -> None:
    desk.visitor.go(f"/survey/drafts/{desk.draft}/")
    first = desk.here()
    desk.press("j", "j", "k")
    assert desk.here() != first
    desk.press("ArrowUp")
    assert desk.here() == first
    desk.press("?")
    expect(desk.page.get_by_role("dialog", name="快捷键")).to_be_visible()
    desk.press("j", "Escape")
    assert desk.here() == first
    while desk.here() != "c:bz":
        desk.press("j")
    desk.press("v")
    expect(desk.page.locator("[data-open='c:bz']")).to_be_visible()
    desk.press("Escape", "x")
    expect(desk.page.locator("[id='c:bz']")).to_contain_text("不编入")
    assert desk.here() == "c:jbr"
    while desk.here() != "c:dlmm":
        desk.press("j")
    before = desk.waiting()
    desk.press("x")  # secret: there is nothing to press
    assert desk.waiting() == before
    assert desk.visitor.faults == []


def test_the_page_works_without_scripts(desk: Desk) -> None:
    context = desk.page.context.browser.new_context(java_script_enabled=False)  # type: ignore[union-attr]
    context.add_cookies(desk.page.context.cookies())
    page = context.new_page()
    page.goto(f"{desk.visitor.address}/survey/drafts/{desk.draft}/")
    page.get_by_role("button", name="确认把握高的").click()
    page.locator("[id='c:f7'] [data-act=open]").click()
    page.locator("[name=line-name_zh]").fill("帮扶标志")
    page.locator("[name=line-name_zh]").press("Enter")
    expect(page.locator("[id='c:f7']")).to_contain_text("帮扶标志")
    expect(page.locator("#messages")).to_contain_text("已按修改确认")
