"""Strange addresses and filters on every page and list: none may break the server."""

from collections.abc import Iterator

import pytest
from django.core.signals import request_finished
from django.db import close_old_connections, transaction
from django.http import StreamingHttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from tests.journeys.small_world import make_world
from tests.journeys.test_api_contract import SERVER_ERROR, explain

WORDS = ("nothing", "%00", "a'; DROP TABLE x; --", "%ff%fe", "x" * 300, "repair_calls")
NUMBERS = ("0", "1", str(2**31), str(2**63), str(10**30))
KEYS = (
    *("page", "size", "sort", "q", "state", "kind", "level", "since", "until", "who", "area"),
    *("resource", "provider", "organisation", "code", "class", "under", "batch", "version", "day"),
    *("period", "indicator", "number", "month", "upto", "theme", "text", "subject", "share_type"),
)
VALUES = (
    "%00",
    "-1",
    "99999999999999999999",
    "2026-13-45",
    "0001-01-01",
    "%ff",
    "9999-12-31",
    "%D9%A3",
)
STRANGE = frozenset(WORDS[1:-1])
SKIPPED = ("accounts/logout", "static/")


def places(patterns: list[URLPattern | URLResolver], prefix: str = "") -> Iterator[str]:
    """Yield every address, once per strange value of its parameters."""
    for one in patterns:
        path = prefix + str(one.pattern)
        if path.startswith(SKIPPED):
            continue
        if isinstance(one, URLResolver):
            yield from places(one.url_patterns, path)
        else:
            yield from fill(path)


def fill(path: str) -> Iterator[str]:
    if "<" not in path:
        yield path
        return
    head, _, rest = path.partition("<")
    name, _, tail = rest.partition(">")
    for value in NUMBERS if name.startswith("int:") else WORDS:
        yield from fill(head + value + tail)


pytestmark = pytest.mark.journey


@pytest.fixture
def anyone(db: None) -> Client:
    return make_world()["anyone"]


def queries() -> Iterator[str]:
    """Yield no query, then three in which every key has a strange value."""
    yield ""
    for turn in range(0, len(VALUES), 3):
        values = [VALUES[(turn + number) % len(VALUES)] for number in range(len(KEYS))]
        yield "&".join(f"{key}={value}" for key, value in zip(KEYS, values, strict=True))


def let_go(answer: StreamingHttpResponse) -> None:
    """Close as Django's test client does: the test's own connection lives on."""
    request_finished.disconnect(close_old_connections)
    try:
        answer.close()
    finally:
        request_finished.connect(close_old_connections)


def ask(client: Client, path: str, query: str) -> str:
    """Return what broke, or nothing; whatever the page wrote is rolled back."""
    with transaction.atomic():
        answer = client.get(f"/{path}", QUERY_STRING=query)
        if isinstance(answer, StreamingHttpResponse):
            let_go(answer)
        transaction.set_rollback(True)
    return explain(answer) if answer.status_code >= SERVER_ERROR else ""


def test_nothing_breaks_on_strange_addresses(anyone: Client) -> None:
    broken: dict[str, str] = {}
    for path in dict.fromkeys(places(get_resolver().url_patterns)):
        for query in queries() if STRANGE.isdisjoint(path.split("/")) else ("",):
            if fault := ask(anyone, path, query):
                broken.setdefault(fault, f"/{path[:80]}?{query}\n{fault}")
    assert not broken, "\n\n".join(broken.values())
