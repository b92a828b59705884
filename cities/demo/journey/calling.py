"""Step six: an application's key, and real signed calls through the gateway's own application."""

import asyncio
from collections.abc import Mapping
from typing import cast

import httpx

from chengshu.base.accounts.contracts import Actor
from chengshu.exchange.gateway import api as gateway
from chengshu.exchange.gateway.contracts import KeyPair
from cities.demo.journey.sharing import developer_of, get_request_entry
from cities.demo.journey.walk import Walk
from cities.demo.report import Check, count, holds

_SIZE = 20
_OK, _UNAUTHORISED, _FORBIDDEN = 200, 401, 403


def _fresh_key(developer: Actor, application: str) -> KeyPair:
    """Return a new key; those of earlier journeys stop working."""
    for key in gateway.list_keys(developer, application):
        if key.active:
            gateway.disable_key(developer, key.key_id)
    return gateway.create_key(developer, application)


def _path(resource: object) -> str:
    return f"{gateway.PREFIX}/resources/{resource}/rows"


async def _get(path: str, query: Mapping[str, str], headers: Mapping[str, str]) -> httpx.Response:
    transport = httpx.ASGITransport(app=gateway.application)
    async with httpx.AsyncClient(transport=transport, base_url="http://gateway.local") as client:
        return await client.get(path, params=dict(query), headers=dict(headers))


def _call(
    key: KeyPair, resource: object, *, headers: Mapping[str, str] | None = None
) -> httpx.Response:
    query = {"page": "1", "size": str(_SIZE)}
    path = _path(resource)
    signed = headers or gateway.sign(key, path=path, query=query)
    return asyncio.run(_get(path, query, signed))


def _rows(response: httpx.Response) -> list[Mapping[str, object]]:
    if response.status_code != _OK:
        return []
    return cast("list[Mapping[str, object]]", response.json()["rows"])


def _good_call(walk: Walk) -> tuple[Check, ...]:
    entry = get_request_entry("approved")
    application = str(entry["application"])
    key = _fresh_key(developer_of(walk, application), application)
    path, query = _path(entry["resource"]), {"page": "1", "size": str(_SIZE)}
    headers = gateway.sign(key, path=path, query=query)
    first = _call(key, entry["resource"], headers=headers)
    again = _call(key, entry["resource"], headers=headers)
    rows = _rows(first)
    columns = {column for row in rows for column in row}
    masked = all("*" in str(row.get("id_number")) for row in rows)
    kinds = {str(row.get("aid_kind")) for row in rows}
    forged = {
        **headers,
        **{name: "0" * len(value) for name, value in headers.items() if "sign" in name.lower()},
    }
    return (
        count("签名调用返回行数", _SIZE, len(rows)),
        holds(
            "只返回授权的信息项",
            ok=columns == set(cast("list[str]", entry["items"])),
            found="、".join(sorted(columns)),
        ),
        holds("只返回授权范围的行", ok=bool(rows) and kinds <= {"1", "2"}),
        holds("身份证号已脱敏", ok=bool(rows) and masked),
        _refused("重放的调用被拒绝", again),
        _refused("伪造的签名被拒绝", _call(key, entry["resource"], headers=forged)),
    )


def _refused(title: str, response: httpx.Response) -> Check:
    ok = response.status_code in {_UNAUTHORISED, _FORBIDDEN, 409}
    kind = response.headers.get("content-type", "")
    return Check(title, "拒绝", f"{response.status_code}", ok=ok and "problem+json" in kind)


def _revoked_call(walk: Walk) -> Check:
    entry = get_request_entry("revoked")
    application = str(entry["application"])
    key = _fresh_key(developer_of(walk, application), application)
    response = _call(key, entry["resource"])
    detail = str(response.json().get("detail", "")) if response.status_code == _FORBIDDEN else ""
    return Check(
        "撤销后的调用被拒绝并说明原因", "403", f"{response.status_code} {detail}", ok=bool(detail)
    )


def call_gateway(walk: Walk) -> tuple[Check, ...]:
    """Make the calls an application makes, good ones and bad ones."""
    return (*_good_call(walk), _revoked_call(walk))
