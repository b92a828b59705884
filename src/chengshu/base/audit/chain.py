"""The mathematics of the chain: what is digested, and how the head is sealed."""

import datetime as dt
import json
from collections.abc import Mapping

from chengshu.base.audit.models import Entry
from chengshu.base.crypto import api as crypto
from chengshu.base.settings import api as settings_api

ORIGIN = "0" * 64  # what the first line follows


def canonical(value: Mapping[str, object]) -> str:
    """Return JSON with sorted keys and no blanks; what JSON does not know becomes its text."""
    return json.dumps(value, ensure_ascii=True, sort_keys=True, separators=(",", ":"), default=str)


def content_of(entry: Entry) -> str:
    """Return everything a line says, as the text that is digested."""
    return canonical({
        "number": entry.number,
        "at": entry.at.astimezone(dt.UTC).isoformat(timespec="microseconds"),
        "username": entry.username,
        "name": entry.name,
        "organisation_code": entry.organisation_code,
        "address": entry.address,
        "action": entry.action,
        "subject": entry.subject,
        "outcome": entry.outcome,
        "detail": entry.detail,
    })


def digest_of(entry: Entry) -> str:
    """Return the digest over the line before and everything this line says."""
    algorithm: crypto.DigestName = "sm3" if entry.algorithm == "sm3" else "sha256"
    return crypto.digest(f"{entry.previous}\n{content_of(entry)}".encode(), algorithm)


def seal_of(number: int, digest: str) -> str:
    """Return the seal of a head that says `digest` is the digest of line `number`."""
    return crypto.hmac_hex(settings_api.read_secret("audit"), f"{number}:{digest}".encode())
