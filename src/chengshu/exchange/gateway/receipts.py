"""Receipts: our own HMAC over the facts of a call, to prove later what was answered."""

from chengshu.base.crypto import api as crypto
from chengshu.base.settings import api as settings_api
from chengshu.exchange.gateway.contracts import Receipt
from chengshu.exchange.gateway.models import Call

_SEALING_KEY = "receipts"  # the name of a secret of the settings
_FACTS = (
    "receipt_id",
    "key_id",
    "application_code",
    "organisation_code",
    "resource_code",
    "provider_code",
    "grant_number",
    "grant_version",
    "method",
    "path",
    "query",
    "query_digest",
    "outcome",
    "status",
    "code",
    "rows",
    "bytes",
    "digest",
    "address",
)


def seal_of(call: Call) -> str:
    """Return the seal over every fact of a call, as 64 hex digits."""
    facts = [f"{name}={getattr(call, name)}" for name in _FACTS]
    text = "\n".join([*facts, f"at={time_of(call)}"])
    return _hmac(text)


def digest_query(canonical: str) -> str:
    """Return what later proves which query was asked, without keeping its values readable."""
    return _hmac(f"query\n{canonical}")


def time_of(call: Call) -> str:
    """Return the call's moment as it stands in the receipt: UTC, to the microsecond."""
    return f"{call.at.timestamp():.6f}"


def receipt_of(call: Call) -> Receipt:
    """Return the receipt of a recorded call."""
    return Receipt(id=call.receipt_id, time=time_of(call), digest=call.digest, seal=call.seal)


def is_intact(call: Call) -> bool:
    """Say whether the stored record is the one that was sealed."""
    return crypto.same(seal_of(call), call.seal)


def _hmac(text: str) -> str:
    return crypto.hmac_hex(settings_api.read_secret(_SEALING_KEY), text.encode())
