"""The wall screen: evidence without leaving it, panels apart, news by itself."""

import re
import time
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.journeys.browsing import PHONE, WALL, Visitor, choose_first

pytestmark = [pytest.mark.browser, pytest.mark.journey]
Visit = Callable[..., Visitor]


def test_a_leader_walks_from_a_number_to_its_evidence(visit: Visit) -> None:
    leader = visit("lingdao", WALL)
    leader.follow("大屏")
    leader.page.locator("#content a").first.click()
    leader.page.wait_for_selector("[data-map][data-ready]")
    leader.picture("cockpit")
    leader.check()
    leader.page.locator(".kpi a").nth(2).focus()
    leader.page.keyboard.press("Enter")
    drawer = leader.page.locator("#drawer")
    expect(drawer).to_contain_text("室温达标率")
    expect(drawer).to_contain_text("质检结果")
    leader.page.keyboard.press("Escape")
    expect(drawer).to_be_hidden()
    leader.page.locator(".areas a").first.click()
    expect(drawer).to_contain_text("青岭区")
    leader.page.keyboard.press("Escape")
    box = leader.page.locator("[data-map]").bounding_box()
    assert box
    leader.page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    expect(drawer).to_contain_text("公式")
    assert "/screens/" in leader.page.url
    leader.page.keyboard.press("Escape")
    leader.check()


@pytest.mark.parametrize("size", [WALL, (3840, 2160)], ids=["1080", "2160"])
def test_panels_of_the_wall_keep_apart_and_hold_their_texts(
    visit: Visit, size: tuple[int, int]
) -> None:
    leader = visit("lingdao", size)
    leader.go("/screens/city/")
    leader.page.wait_for_selector("[data-map][data-ready]")
    assert leader.page.evaluate(_OVERLAPS) == []
    assert leader.page.evaluate(_CLIPPED) == []
    leader.check()


_OVERLAPS = """() => {
  const panels = [...document.querySelectorAll(".wall-canvas .panel, .wall-canvas .kpi")];
  const boxes = panels.map((one) => [one.innerText.slice(0, 12), one.getBoundingClientRect()]);
  const found = [];
  for (const [one, a] of boxes) for (const [other, b] of boxes) {
    if (a === b) continue;
    const apart = a.right <= b.left + 1 || b.right <= a.left + 1 ||
      a.bottom <= b.top + 1 || b.bottom <= a.top + 1;
    if (!apart) found.push(`${one} × ${other}`);
  }
  for (const [one, a] of boxes) {
    if (a.left < 0 || a.top < 0 || a.right > innerWidth || a.bottom > innerHeight) found.push(one);
  }
  return found;
}"""
# Numbers, headings and labels must be seen whole; only titles of lines may end in an ellipsis.
_CLIPPED = """() => {
  const words = ".kpi > span, .headline, .wall h2, .panel-time, .cell p, .parts li, .areas li";
  const wide = [...document.querySelectorAll(words)]
    .filter((one) => one.scrollWidth > one.clientWidth + 1);
  const long = [...document.querySelectorAll(".lines, .rank, .cell")]
    .filter((one) => one.scrollHeight > one.clientHeight + 1);
  return [...wide, ...long].map((one) => `${one.className}: ${one.innerText.slice(0, 30)}`);
}"""


def test_the_wall_shows_a_new_case_by_itself(visit: Visit) -> None:
    leader = visit("lingdao", WALL)
    leader.go("/screens/city/")
    cases = leader.page.locator("[data-panel=strip-cases]")
    before = cases.inner_text()
    worker = visit("wangge", PHONE)
    worker.go("/m/report/")
    worker.page.get_by_label("标题").fill("临街广告牌松动")
    for name in ("class_code", "area_code"):
        choose_first(worker.page, name)
    worker.press("上报")
    expect(cases).not_to_have_text(re.compile(re.escape(before)), timeout=15_000)
    until = time.monotonic() + 15
    while cases.inner_text() == before and time.monotonic() < until:
        leader.page.wait_for_timeout(250)
    assert cases.inner_text() != before
    leader.check()
