"""What crosses the door of gateway: keys, calls, receipts."""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum


class Algorithm(StrEnum):
    """How a call is signed."""

    SHA256 = "HMAC-SHA256"
    SM3 = "HMAC-SM3"


class CallOutcome(StrEnum):
    """How a call ended."""

    ANSWERED = "answered"
    REFUSED = "refused"
    FAILED = "failed"


@dataclass(frozen=True)
class KeyPair:
    """A new key: the secret is shown this once and never again."""

    key_id: str
    secret: str
    application_code: str


@dataclass(frozen=True)
class SignedParts:
    """Everything a signature covers; `time` is Unix seconds as text, as sent."""

    algorithm: Algorithm
    key_id: str
    method: str
    path: str
    query: tuple[tuple[str, str], ...]
    body: bytes
    time: str
    nonce: str


@dataclass(frozen=True)
class KeyInfo:
    """A key without its secret."""

    key_id: str
    application_code: str
    active: bool
    created_at: dt.datetime
    created_by: str
    valid_until: dt.datetime | None


@dataclass(frozen=True)
class Receipt:
    """What proves an answer: sealed with our own secret, sent in the answer's headers."""

    id: str
    time: str
    digest: str
    seal: str


@dataclass(frozen=True)
class ReceiptCheck:
    """What the gateway says about a receipt."""

    id: str
    known: bool
    genuine: bool
    application_code: str = ""
    resource_code: str = ""
    grant_number: str = ""
    grant_version: int = 0
    rows: int = 0
    time: str = ""
    digest: str = ""


@dataclass(frozen=True)
class CallInfo:
    """One call, answered or refused, as recorded before the answer left."""

    id: str
    at: dt.datetime
    key_id: str
    application_code: str
    organisation_code: str
    resource_code: str
    provider_code: str
    grant_number: str
    grant_version: int
    path: str
    query: str
    outcome: CallOutcome
    status: int
    code: str
    rows: int
    bytes: int
    milliseconds: int
    digest: str
    address: str


@dataclass(frozen=True)
class CallFilter:
    """Which calls to list; empty means any."""

    application_code: str = ""
    resource_code: str = ""
    grant_number: str = ""
    outcome: str = ""
    code: str = ""
    day_from: dt.date | None = None
    day_until: dt.date | None = None
    text: str = ""


@dataclass(frozen=True)
class GrantUsage:
    """What a grant was used for on one day."""

    grant_number: str
    day: dt.date
    calls: int
    quota: int
    rows: int


@dataclass(frozen=True)
class CallCounts:
    """Calls of a period, for screens."""

    answered: int
    refused: int
    rows: int
