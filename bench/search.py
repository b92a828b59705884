"""Times the search of the catalogue over 10,000 entries and 100,000 items, beside a naive scan.

    python -m bench.search --entries 10000 --rounds 3

Makes a city of 60 departments in a scratch database of the installation's server (dropped at the
end), then asks for pages as a signed-in officer does, through every layer but the network: words,
pinyin, synonyms, filters, items, suggestions, nothing found. The peer is what a search without an
index costs: ILIKE over titles, abstracts and items with a count and one page, in the same run on
the same rows, without rendering anything. Also times a change until the search finds it. Prints a
table; exits 1 when the p95 of all pages, or of a change, is above its limit.
"""

import argparse
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from http import HTTPStatus
from urllib.parse import quote

from django.db.models import Exists, OuterRef, Q
from django.test import Client

from bench.made_city import fill
from bench.ready import scratch_database
from chengshu.base.accounts.contracts import system_actor
from chengshu.base.accounts.models import Person
from chengshu.data.catalog import api as catalog
from chengshu.data.catalog.contracts import ResourceDraft, ResourceQuery
from chengshu.data.catalog.models import ItemRow, Resource

LIMIT, CHANGE_LIMIT = 200.0, 2000.0  # milliseconds at the 95th percentile
TEXTS = (
    *(
        "企业登记",
        "信息",
        "企业",
        "登记信息",
        "身份证",
        "电话",
        "统一社会信用代码",
        "qydj",
        "dengji",
    ),
    *("老年人补贴", "公园 巡查", "法定代表人", "xuke", "药店", "经度", "危化品检查记录", "dengji"),
    *("量子计算机", "登记 许可 处罚", "名称", "c_7_3", "第0017局", "房产", "联系电话 地址"),
)
FILTERS = (
    "",
    "share_type=1",
    "provider=d017",
    "update_cycle=2&format=3",
    "class_path=209",
    "grade=2",
)


@dataclass(frozen=True)
class Measured:
    """Milliseconds of one kind of request."""

    name: str
    times: Sequence[float]

    @property
    def p50(self) -> float:
        """The median."""
        return statistics.median(self.times)

    @property
    def p95(self) -> float:
        """The 95th percentile."""
        return statistics.quantiles(self.times, n=20)[-1] if len(self.times) > 1 else self.times[0]


def addresses() -> dict[str, list[str]]:
    """Return what is asked for, by kind of request."""
    words = [quote(text) for text in TEXTS]
    return {
        "first page": ["/catalog/", "/catalog/?page=3", "/catalog/?order=title"] * 4,
        "words": [f"/catalog/?q={word}" for word in words],
        "words and filters": [f"/catalog/?q={word}&{each}" for word in words for each in FILTERS],
        "filters": [f"/catalog/?{each}" for each in FILTERS] * 3,
        "deep pages": [f"/catalog/?q={word}&page=20" for word in words],
        "items": [f"/catalog/items/?q={word}" for word in words],
        "items by element": [f"/catalog/items/?element=DE{n:05d}" for n in range(12)],
        "suggestions": [f"/catalog/suggest/?q={word}" for word in words],
    }


@cache
def officer() -> Client:
    """Return a browser signed in as an officer."""
    client = Client()
    backend = "django.contrib.auth.backends.ModelBackend"
    client.force_login(Person.objects.get(username="bench"), backend=backend)
    return client


def ask(address: str) -> Callable[[], None]:
    """Return the request for a page by a signed-in officer."""

    def request() -> None:
        response = officer().get(address)
        if response.status_code != HTTPStatus.OK:
            message = f"{address}: {response.status_code}"
            raise RuntimeError(message)

    return request


def scan(text: str) -> Callable[[], None]:
    """Return the naive search for `text`: a count and a page by ILIKE over every row."""

    def request() -> None:
        item = Q(name_zh__icontains=text) | Q(column__icontains=text)
        having = ItemRow.objects.filter(item, resource=OuterRef("pk"))
        words = Q(title__icontains=text) | Q(abstract__icontains=text) | Exists(having)
        rows = Resource.objects.filter(words)
        rows.count()
        list(rows.order_by("-changed_at").values("key", "title", "abstract")[:20])

    return request


def take(name: str, requests: Sequence[Callable[[], None]], rounds: int) -> Measured:
    """Time each request `rounds` times, after one that does not count."""
    times = []
    for request in requests:
        request()
        for _ in range(rounds):
            started = time.perf_counter()
            request()
            times.append((time.perf_counter() - started) * 1000)
    return Measured(name, times)


def take_changes(rounds: int) -> Measured:
    """Time a changed draft from the call of its door until the search finds it."""
    system, times = system_actor("bench"), []
    draft = ResourceDraft("r_changing", "初稿", "d001", items=())
    for number in range(rounds * 5):
        changed = replace(draft, title=f"变化着的目录{number}")
        started = time.perf_counter()
        catalog.draft_resource(system, changed)
        found = catalog.search_resources(system, ResourceQuery(text=changed.title))
        times.append((time.perf_counter() - started) * 1000)
        if changed.key not in {row.key for row in found.rows}:
            raise RuntimeError("a change is not found at once")
    return Measured("a change until it is found", times)


def report(measured: Sequence[Measured], peer: Measured) -> None:
    """Print the table."""
    sys.stdout.write(f"{'':32}{'p50 ms':>9}{'p95 ms':>9}{'p50/peer':>10}\n")
    for one in (*measured, peer):
        sys.stdout.write(f"{one.name:32}{one.p50:9.1f}{one.p95:9.1f}{one.p50 / peer.p50:10.2f}\n")


def main() -> int:
    """Fill, measure, report; return 1 when a promise is broken."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--entries", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--keep", action="store_true", help="keep the database, and use a kept one")
    options = parser.parse_args()

    with scratch_database(keep=options.keep):
        return measure(options.entries, options.rounds)


def measure(entries: int, rounds: int) -> int:
    """Measure on the database as it is, filled first where it is empty."""
    items = ItemRow.objects.count() if Resource.objects.exists() else fill(entries)
    sys.stdout.write(f"\n{Resource.objects.count():,} entries, {items:,} items\n")
    pages = [
        take(name, [ask(each) for each in wanted], rounds) for name, wanted in addresses().items()
    ]
    every = Measured("all pages", [each for one in pages for each in one.times])
    changes = take_changes(rounds)
    peer = take("peer: ILIKE over every row", [scan(text) for text in TEXTS], rounds)
    report((*pages, every, changes), peer)
    slow = [every.name] if every.p95 > LIMIT else []
    if changes.p95 > CHANGE_LIMIT:
        slow.append(changes.name)
    if slow:
        sys.stdout.write(f"above the limit: {', '.join(slow)}\n")
    return 1 if slow else 0


if __name__ == "__main__":
    sys.exit(main())
