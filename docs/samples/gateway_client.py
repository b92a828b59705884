"""A client of the gateway in the standard library only: sign, call, keep the receipt.

Usage: python gateway_client.py http://127.0.0.1:8000 KEY_ID SECRET /gateway/v1/resources
"""

import hashlib
import hmac
import http.client
import json
import secrets
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import quote, urlencode, urlsplit

Query = Mapping[str, str | Sequence[str]]


@dataclass(frozen=True)
class Answer:
    """What came back: the HTTP status, the JSON document, and the receipt to keep."""

    status: int
    document: dict[str, object]
    receipt: dict[str, str]


def sign(
    key: tuple[str, str], path: str, query: Query, *, algorithm: str = "sha256"
) -> dict[str, str]:
    """Return the headers that sign one GET call; `algorithm` is sha256 or sm3."""
    key_id, secret = key
    name = f"HMAC-{algorithm.upper()}"
    moment, nonce = str(int(time.time())), secrets.token_urlsafe(16)
    pairs = sorted(
        (item, value)
        for item, values in query.items()
        for value in ((values,) if isinstance(values, str) else values)
    )
    lines = (
        name,
        key_id,
        "GET",
        quote(path, safe="/-._~"),
        urlencode(pairs, quote_via=quote, safe="-._~"),
        hashlib.new(algorithm, b"").hexdigest(),  # a GET has no body
        moment,
        nonce,
    )
    text = "\n".join(lines).encode()
    return {
        "Chengshu-Key": key_id,
        "Chengshu-Algorithm": name,
        "Chengshu-Time": moment,
        "Chengshu-Nonce": nonce,
        "Chengshu-Signature": hmac.new(secret.encode(), text, algorithm).hexdigest(),
    }


def call(base: str, key: tuple[str, str], path: str, *, query: Query | None = None) -> Answer:
    """Call one address of the gateway and return its answer with the receipt."""
    place = urlsplit(base)
    kinds = {"http": http.client.HTTPConnection, "https": http.client.HTTPSConnection}
    connection = kinds[place.scheme](place.netloc, timeout=30)
    try:
        target = f"{path}?{urlencode(query, doseq=True)}" if query else path
        connection.request("GET", target, headers=sign(key, path, query or {}))
        response = connection.getresponse()
        body = response.read()
    finally:
        connection.close()
    receipt = {
        name: response.headers.get(f"Chengshu-Receipt{suffix}", "")
        for name, suffix in {
            "id": "",
            "time": "-Time",
            "digest": "-Digest",
            "seal": "-Seal",
        }.items()
    }
    return Answer(response.status, json.loads(body), receipt)


if __name__ == "__main__":
    base, key_id, secret, path = sys.argv[1:5]
    answer = call(base, (key_id, secret), path)
    sys.stdout.write(json.dumps(answer.document, ensure_ascii=False, indent=2) + "\n")
    sys.stderr.write(f"{answer.status} {answer.receipt}\n")
