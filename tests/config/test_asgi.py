"""What a proxy on this machine says about the caller is believed; what others say is not."""

import asyncio
import subprocess
import sys
from collections.abc import MutableMapping
from typing import Any

import pytest

from config import asgi


@pytest.fixture
def seen(monkeypatch: pytest.MonkeyPatch) -> list[MutableMapping[str, Any]]:
    """Stand in for the pages and note what arrives there."""
    found: list[MutableMapping[str, Any]] = []

    async def pages(scope: MutableMapping[str, Any], receive: object, send: object) -> None:
        found.append(scope)

    monkeypatch.setattr(asgi, "_pages", pages)
    return found


def call_from(address: str) -> None:
    async def silence(*_: object) -> dict[str, object]:
        return {}

    scope = {
        "type": "http",
        "path": "/",
        "scheme": "http",
        "client": (address, 4000),
        "headers": [(b"x-forwarded-for", b"10.2.3.4"), (b"x-forwarded-proto", b"https")],
    }
    asyncio.run(asgi.application(scope, silence, silence))


@pytest.mark.parametrize("proxy", ["127.0.0.1", "::1"])
def test_the_proxy_of_this_machine_is_believed(
    proxy: str, seen: list[MutableMapping[str, Any]]
) -> None:
    call_from(proxy)
    assert seen[0]["scheme"] == "https"
    assert seen[0]["client"][0] == "10.2.3.4"


def test_a_stranger_cannot_name_another_address(seen: list[MutableMapping[str, Any]]) -> None:
    call_from("10.9.9.9")
    assert seen[0]["scheme"] == "http"
    assert seen[0]["client"][0] == "10.9.9.9"


def test_the_server_starts_without_the_libraries_that_few_requests_need() -> None:
    heavy = {"docx", "pymysql", "pypinyin", "rdflib", "reportlab", "sqlalchemy", "xlsxwriter"}
    program = "import sys, config.asgi; print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert heavy & set(done.stdout.split()) == set()
