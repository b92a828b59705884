"""How a call is signed: the text both sides build, and the HMAC over it.

The text has eight lines: algorithm, key, method, path, canonical query, hex digest of the body,
Unix time in seconds, nonce. The canonical query is the decoded pairs sorted by name and value, each
percent-encoded (RFC 3986, blanks as %20) and joined by `&`. The HMAC key is the secret's text.
"""

import secrets
from collections.abc import Iterable, Mapping, Sequence
from urllib.parse import parse_qsl, quote, urlencode

from chengshu.base.clock import api as clock
from chengshu.base.crypto import api as crypto
from chengshu.base.crypto.contracts import DigestName
from chengshu.exchange.gateway.contracts import Algorithm, KeyPair, SignedParts
from chengshu.exchange.gateway.errors import MisshapenQueryError

HEADER_KEY = "Chengshu-Key"
HEADER_ALGORITHM = "Chengshu-Algorithm"
HEADER_TIME = "Chengshu-Time"
HEADER_NONCE = "Chengshu-Nonce"
HEADER_SIGNATURE = "Chengshu-Signature"

Query = Mapping[str, str | Sequence[str]]
_DIGESTS: dict[Algorithm, DigestName] = {Algorithm.SHA256: "sha256", Algorithm.SM3: "sm3"}
_MAX_PAIRS = 200


def parse_query(text: str) -> tuple[tuple[str, str], ...]:
    """Return the decoded pairs of a query string.

    Raises:
        MisshapenQueryError: It is not UTF-8 or has too many pairs.
    """
    try:
        pairs = parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=_MAX_PAIRS)
    except ValueError as error:
        raise MisshapenQueryError(field="query", reason=str(error)) from error
    if any("\x00" in part for pair in pairs for part in pair):
        raise MisshapenQueryError(field="query", reason="NUL")
    return tuple(pairs)


def parse_leniently(text: str) -> tuple[tuple[str, str], ...]:
    """Return what can be read of a query string, for the record of a refused call."""
    pairs = parse_qsl(text, keep_blank_values=True, errors="replace")
    return tuple(pairs[:_MAX_PAIRS])


def canonical_query(pairs: Iterable[tuple[str, str]]) -> str:
    """Return pairs sorted and percent-encoded, the same for every order they came in."""
    return urlencode(sorted(pairs), quote_via=quote, safe="-._~")


def text_to_sign(parts: SignedParts) -> bytes:
    """Return the text the signature covers."""
    lines = (
        parts.algorithm.value,
        parts.key_id,
        parts.method.upper(),
        quote(parts.path, safe="/-._~"),
        canonical_query(parts.query),
        crypto.digest(parts.body, _DIGESTS[parts.algorithm]),
        parts.time,
        parts.nonce,
    )
    return "\n".join(lines).encode()


def signature_of(secret: str, parts: SignedParts) -> str:
    """Return the signature as 64 hex digits."""
    return crypto.hmac_hex(secret.encode(), text_to_sign(parts), _DIGESTS[parts.algorithm])


def sign(
    key: KeyPair,
    *,
    path: str,
    query: Query | None = None,
    body: bytes = b"",
    algorithm: Algorithm = Algorithm.SHA256,
) -> dict[str, str]:
    """Return the headers that sign one GET call, as a client computes them."""
    parts = SignedParts(
        algorithm=algorithm,
        key_id=key.key_id,
        method="GET",
        path=path,
        query=_pairs(query or {}),
        body=body,
        time=str(int(clock.now().timestamp())),
        nonce=secrets.token_urlsafe(16),
    )
    return {
        HEADER_KEY: parts.key_id,
        HEADER_ALGORITHM: parts.algorithm.value,
        HEADER_TIME: parts.time,
        HEADER_NONCE: parts.nonce,
        HEADER_SIGNATURE: signature_of(key.secret, parts),
    }


def _pairs(query: Query) -> tuple[tuple[str, str], ...]:
    return tuple(
        (name, value)
        for name, values in query.items()
        for value in ((values,) if isinstance(values, str) else values)
    )
