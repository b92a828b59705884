"""A call as it came in, the answer that goes out, and what is found out between the two."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from chengshu.data.catalog.contracts import ResourceInfo
from chengshu.exchange.sharing.contracts import GrantInfo


@dataclass(frozen=True)
class IncomingCall:
    """One HTTP request; header names in lower case, `query` as it stood in the address."""

    method: str
    path: str
    query: str
    headers: Mapping[str, str]
    body: bytes = b""
    address: str = ""


@dataclass(frozen=True)
class Answer:
    """One HTTP response."""

    status: int
    body: bytes
    headers: Mapping[str, str] = field(default_factory=dict)
    media_type: str = "application/json"


@dataclass(frozen=True)
class Caller:
    """The application a good signature proved."""

    key_id: str
    application_code: str
    organisation_code: str


@dataclass
class Trace:
    """What is known about a call so far, for its record, whatever becomes of it."""

    key_id: str = ""
    caller: Caller | None = None  # as claimed by the key, until the signature proves it
    is_proved: bool = False
    resource: ResourceInfo | None = None
    resource_code: str = ""
    grant: GrantInfo | None = None
    rows: int = 0
    unmasked: tuple[str, ...] = ()  # sensitive items that leave in full
    counts: bool = False  # whether the call is taken from the grant's quota

    def forget_answer(self) -> None:
        """Keep who and what, drop what would have been answered: the call is refused."""
        self.rows, self.unmasked, self.counts = 0, (), False


@dataclass(frozen=True)
class Reply:
    """What a route answers before it is written down: the document and how it is served."""

    document: Mapping[str, object]
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Visit:
    """A call whose caller is proved: the query's pairs and the key in its address, if any."""

    pairs: tuple[tuple[str, str], ...]
    key: str
    caller: Caller
    trace: Trace
