"""Suggestions under the search field are walked, opened and put away by keyboard."""

import pytest
from playwright.sync_api import expect

from tests.journeys.browsing import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.journey]
FIELD = "form[data-suggest] input[type=search]"


def test_suggestions_are_walked_and_put_away_by_keyboard(officer: Visitor) -> None:
    officer.go("/catalog/")
    page = officer.page
    field, lines = page.locator(FIELD), page.locator(".catalog-suggestions a")
    field.focus()
    page.keyboard.type("补助")
    expect(lines.first).to_be_visible()
    page.keyboard.press("ArrowDown")
    expect(lines.first).to_be_focused()
    page.keyboard.press("ArrowUp")
    expect(field).to_be_focused()
    page.keyboard.press("ArrowUp")
    expect(lines.last).to_be_focused()
    page.keyboard.press("Escape")
    expect(lines).to_have_count(0)
    expect(field).to_be_focused()
    assert officer.faults == []


def test_a_suggestion_is_opened_by_enter(officer: Visitor) -> None:
    officer.go("/catalog/")
    page = officer.page
    page.locator(FIELD).focus()
    page.keyboard.type("补助")
    expect(page.locator(".catalog-suggestions a").first).to_be_visible()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: "/catalog/entries/" in url or "q=" in url)
    expect(page.locator("#content")).to_contain_text("困难群众补助")
    assert officer.faults == []
