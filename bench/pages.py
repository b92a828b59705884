"""Times the main pages of every role on a served demo city against a reference page.

    python bench/pages.py http://127.0.0.1:8000 --rounds 20

The reference is the sign-in page, measured in the same run: a busy or slow machine shifts both, so
the ratio can be compared between machines and days. Prints a table; exits 1 when a page's p95 is
above the limit.
"""

import argparse
import http.cookiejar
import re
import statistics
import sys
import time
import urllib.parse
import urllib.request
from collections.abc import Sequence
from dataclasses import dataclass

PASSWORD = "Yunshu-Demo-2026"  # noqa: S105 - the public password of the demo city's people
REFERENCE = "/accounts/login/"
LIMIT = 200.0  # milliseconds at the 95th percentile
PAGES = {
    "guanli": (
        *("/", "/catalog/", "/catalog/reviews/", "/catalog/progress/", "/catalog/codes/"),
        *("/catalog/entries/mr_enterprise/", "/ingest/", "/ingest/resources/", "/quality/rows/"),
        *("/repair/orders/", "/sharing/requests/", "/sharing/grants/", "/vitals/"),
        *("/vitals/indicators/heat_room_rate/", "/warning/", "/dispatch/", "/people/"),
    ),
    "minzheng": ("/", "/catalog/new/", "/ingest/", "/repair/orders/", "/sources/"),
    "kaifa": ("/", "/sharing/", "/calls/applications/", "/calls/"),
    "zhiban": ("/", "/warning/", "/warning/rules/", "/dispatch/", "/dispatch/report/"),
    "lingdao": ("/", "/screens/", "/screens/city/", "/screens/city/panels"),
    "huanwei": ("/m/cases/",),
    "wangge": ("/m/report/",),
    "shenji": ("/audit/",),
    "yunwei": ("/jobs/", "/people/", "/organisations/"),
    "shimin": ("/",),
}


@dataclass(frozen=True)
class Timing:
    """How long one page took, in milliseconds."""

    who: str
    path: str
    p50: float
    p95: float


class Person:
    """A signed-in person's browser, as far as times matter: cookies and one connection each."""

    def __init__(self, address: str) -> None:
        """Start without cookies."""
        self.address = address
        jar = http.cookiejar.CookieJar()
        self.open = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar)).open

    def get(self, path: str) -> str:
        """Return a page's text."""
        with self.open(f"{self.address}{path}", timeout=60) as answer:
            return str(answer.read().decode())

    def sign_in(self, username: str) -> None:
        """Sign in through the form."""
        found = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', self.get(REFERENCE))
        token = found.group(1) if found else ""
        form = {"login": username, "password": PASSWORD, "csrfmiddlewaretoken": token}
        request = urllib.request.Request(  # noqa: S310 - the address the caller names
            f"{self.address}{REFERENCE}",
            data=urllib.parse.urlencode(form).encode(),
            headers={"Referer": f"{self.address}{REFERENCE}"},
        )
        with self.open(request, timeout=60) as answer:
            if answer.url.endswith(REFERENCE):
                sys.exit(f"{username} cannot sign in at {self.address}")

    def time(self, who: str, path: str, rounds: int) -> Timing:
        """Take a page once to warm it, then `rounds` times."""
        self.get(path)
        taken = []
        for _ in range(rounds):
            started = time.perf_counter()
            self.get(path)
            taken.append((time.perf_counter() - started) * 1000)
        p95 = statistics.quantiles(taken, n=20)[-1]
        return Timing(who, path, statistics.median(taken), p95)


def measure(address: str, rounds: int) -> tuple[Timing, list[Timing]]:
    """Return the reference and every page, the slowest first."""
    reference = Person(address).time("—", REFERENCE, rounds)
    timings = []
    for username, paths in PAGES.items():
        person = Person(address)
        person.sign_in(username)
        timings += [person.time(username, path, rounds) for path in paths]
    return reference, sorted(timings, key=lambda one: -one.p95)


def report(reference: Timing, timings: Sequence[Timing]) -> int:
    """Print the table; return how many pages are above the limit."""
    write = sys.stdout.write
    write(f"{'who':<10}{'page':<40}{'p50 ms':>8}{'p95 ms':>8}{'p50 ratio':>11}\n")
    for one in (reference, *timings):
        ratio = one.p50 / reference.p50
        mark = " !" if one.p95 > LIMIT else ""
        write(f"{one.who:<10}{one.path:<40}{one.p50:>8.1f}{one.p95:>8.1f}{ratio:>11.1f}{mark}\n")
    return sum(one.p95 > LIMIT for one in timings)


def main() -> None:
    """Measure and report."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("address", nargs="?", default="http://127.0.0.1:8000")
    parser.add_argument("--rounds", type=int, default=20)
    asked = parser.parse_args()
    sys.exit(1 if report(*measure(asked.address.rstrip("/"), asked.rounds)) else 0)


if __name__ == "__main__":
    main()
