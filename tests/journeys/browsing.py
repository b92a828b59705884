"""A person at a browser: signs in, walks pages, and notices what a page must never do."""

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Browser, ConsoleMessage, Page, Request, expect

PASSWORD = "Yunshu-Demo-2026"  # the public password of the demo city's people
DESK = (1440, 900)
PHONE = (390, 844)
WALL = (1920, 1080)
PATIENCE = 30_000  # milliseconds: a small machine runs the city, its worker and the browser
PICTURES = Path(__file__).resolve().parents[2] / "docs" / "pictures"
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--enable-unsafe-swiftshader",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--lang=zh-CN",
)

# Visible words: not code, not what people and machines wrote (cells of kind code, form values).
_READ_WORDS = """() => {
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const found = [];
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const holder = node.parentElement;
    if (!node.textContent.trim() || !holder || !holder.checkVisibility()) continue;
    if (holder.closest("script,style,code,pre,samp,.code,[lang],[data-words=data]") !==
        holder.closest("html")) continue;
    found.push(node.textContent.trim());
  }
  return found;
}"""
_WIDER = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
_LATIN = re.compile(r"[A-Za-z][A-Za-z_]+")
_NUMBER = re.compile(r"[A-Z]{1,4}\d[\w-]*|v\d+")  # of an order, a grant, a version
_CHINESE = re.compile(r"[\u4e00-\u9fff]")
# Names of formats, standards and units that Chinese readers know by their Latin letters.
KNOWN = frozenset(
    """API CSV Excel JSON JSONL XLSX XLS jsonl json csv xlsx xls JPEG PNG WebP PDF WGS EN GB GET
    PM AQI GJ MPa km UTF GBK Parquet SHA ID TSG mysql MB kB Esc""".split()  # noqa: SIM905 - a list to read
)


@dataclass
class Visitor:
    """One signed-in person with a page; `faults` is everything that went wrong behind it."""

    page: Page
    address: str
    faults: list[str] = field(default_factory=list)
    refusals_expected: bool = False

    def watch(self) -> None:
        """Listen for requests that leave, console errors and broken scripts."""
        self.page.set_default_timeout(PATIENCE)
        self.page.on("request", self._note_request)
        self.page.on("console", self._note_console)
        self.page.on("pageerror", lambda error: self.faults.append(f"script: {error}"))

    def _note_request(self, request: Request) -> None:
        if not request.url.startswith((self.address, "data:", "blob:")):
            self.faults.append(f"leaves the house: {request.url}")

    def _note_console(self, message: ConsoleMessage) -> None:
        if message.type != "error":
            return
        if self.refusals_expected and "status of 403" in message.text:
            return
        self.faults.append(f"console: {message.text}")

    @contextmanager
    def refused(self) -> Iterator[None]:
        """Take answers 403 inside the block as what should happen."""
        self.refusals_expected = True
        yield
        self.refusals_expected = False

    def go(self, path: str) -> None:
        """Open a page of the city."""
        self.page.goto(f"{self.address}{path}")

    def sign_in(self, username: str) -> None:
        """Sign in as people do, with the keyboard alone."""
        self.go("/accounts/login/")
        self.page.get_by_label("用户名").focus()
        self.page.keyboard.type(username)
        self.page.keyboard.press("Tab")
        self.page.keyboard.type(PASSWORD)
        self.page.keyboard.press("Enter")
        self.page.wait_for_url(lambda url: "/accounts/login" not in url)

    def follow(self, label: str) -> None:
        """Follow a link of the main navigation."""
        self.page.get_by_role("navigation", name="主导航").get_by_role(
            "link", name=label, exact=True
        ).click()
        self.page.wait_for_load_state()

    def press(self, label: str) -> None:
        """Press a button and wait for the page that follows."""
        with self.page.expect_navigation():
            self.page.get_by_role("button", name=label, exact=True).first.click()

    def text(self) -> str:
        """Return what the page says."""
        return self.page.locator("body").inner_text()

    def check(self, *, words: bool = True) -> None:
        """Assert that the page fits its width, speaks Chinese, and nothing broke behind it."""
        where = self.page.url.removeprefix(self.address)
        assert self.page.evaluate(_WIDER) <= 0, f"{where} is wider than its window"
        if words:
            leaked = sorted(self.latin_words())
            assert not leaked, f"{where} leaks English: {leaked}"
        assert self.faults == [], f"{where}: {self.faults}"

    def latin_words(self) -> set[str]:
        """Return Latin words in the visible Chinese page that are not names of things."""
        found = {word for text in self._texts() for word in _LATIN.findall(_NUMBER.sub("", text))}
        return found - KNOWN

    def chinese_labels(self) -> set[str]:
        """Return Chinese texts of the frame around an English page's data."""
        frame = self.page.locator("nav, h1, h2, th, label, button, legend, .button, summary")
        texts = frame.all_inner_texts()
        return {text for text in texts if _CHINESE.search(text)}

    def _texts(self) -> list[str]:
        return list(self.page.evaluate(_READ_WORDS))

    def picture(self, name: str) -> None:
        """Keep a picture for the documents, only where pictures are asked for."""
        if os.environ.get("CHENGSHU_PICTURES") == "1":
            PICTURES.mkdir(parents=True, exist_ok=True)
            self.page.wait_for_timeout(1200)  # charts end their movement
            self.page.screenshot(path=PICTURES / f"{name}.png", animations="disabled")


def open_visitor(browser: Browser, address: str, size: tuple[int, int]) -> Visitor:
    """Return a visitor with a fresh browser context of `size`."""
    context = browser.new_context(
        locale="zh-CN",
        timezone_id="Asia/Shanghai",
        viewport={"width": size[0], "height": size[1]},
        has_touch=size == PHONE,
    )
    visitor = Visitor(context.new_page(), address)
    visitor.watch()
    return visitor


def main(page: Page, pattern: str) -> None:
    """Expect the page's content to say something."""
    expect(page.locator("#content")).to_contain_text(re.compile(pattern))


def choose_first(page: Page, name: str) -> None:
    """Choose the first real option of a field."""
    values = page.locator(f"[name={name}] option").evaluate_all(
        "all => all.map(one => one.value).filter(value => value)"
    )
    page.select_option(f"[name={name}]", values[0])
