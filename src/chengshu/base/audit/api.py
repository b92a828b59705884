"""The door of audit: record a line, list lines, verify the chain."""

from collections.abc import Mapping

from chengshu.base.accounts import api as accounts
from chengshu.base.accounts.contracts import Actor
from chengshu.base.audit import selectors, services
from chengshu.base.audit.contracts import (
    ChainHead,
    EntryFilter,
    EntryInfo,
    EntryPage,
    EntryProof,
    Fault,
    FaultKind,
    VerifyReport,
)

__all__ = [
    "ChainHead",
    "EntryFilter",
    "EntryInfo",
    "EntryPage",
    "EntryProof",
    "Fault",
    "FaultKind",
    "VerifyReport",
    "get_entry",
    "get_head",
    "list_entries",
    "list_own_entries",
    "record",
    "verify",
    "verify_chain",
]

_EVERY_LINE = EntryFilter()


def record(
    actor: Actor,
    action: str,
    *,
    subject: str,
    outcome: str = "done",
    detail: Mapping[str, object] | None = None,
) -> int:
    """Write one line and return its number.

    Inside a caller's transaction the line lives and dies with it, and no other line can be
    written until it ends: record last, and keep such transactions short.

    Args:
        actor: Who did it.
        action: `room.verb`, the permission's name where there is one.
        subject: The stable code of what it was done to.
        outcome: `done`, `refused` or `failed`.
        detail: What else an auditor needs; never a secret, never a row of personal data.
    """
    return services.append_entry(
        actor=actor, action=action, subject=subject, outcome=outcome, detail=detail or {}
    )


def verify() -> VerifyReport:
    """Walk the whole chain and name every changed, removed or inserted line."""
    return selectors.verify_chain()


def get_head(actor: Actor) -> ChainHead:
    """Return the last line's number and digest, to note down and compare later."""
    accounts.guard().check(actor, "audit.list_entries")
    return selectors.get_head()


def get_entry(actor: Actor, number: int) -> EntryProof:
    """Return one line with the text that was digested and its digests; recorded.

    Raises:
        UnknownEntryError: The chain has no such line.
    """
    accounts.guard().check(actor, "audit.list_entries")
    proof = selectors.get_proof(number=number)
    record(actor, "audit.list_entries", subject="audit", detail={"number": number})
    return proof


def list_own_entries(actor: Actor, *, action: str, limit: int = 10) -> tuple[EntryInfo, ...]:
    """Return the latest lines of the actor's own `action`, such as `accounts.sign_in`."""
    wanted = EntryFilter(username=actor.username, action=action)
    found = selectors.list_entries(wanted=wanted, page=1, page_size=limit, oldest_first=False)
    return found.entries if actor.username else ()


def verify_chain(actor: Actor) -> VerifyReport:
    """Walk the whole chain for a person; who did it and what was found is recorded."""
    accounts.guard().check(actor, "audit.verify")
    report = selectors.verify_chain()
    detail = {"checked": report.checked, "faults": len(report.faults), "head": report.head}
    outcome = "done" if report.holds else "failed"
    record(actor, "audit.verify", subject="audit", outcome=outcome, detail=detail)
    return report


def list_entries(
    actor: Actor,
    wanted: EntryFilter = _EVERY_LINE,
    *,
    page: int = 1,
    page_size: int = 50,
    oldest_first: bool = False,
) -> EntryPage:
    """Return one page of the lines that match, newest first; the reading itself is recorded."""
    accounts.guard().check(actor, "audit.list_entries")
    found = selectors.list_entries(
        wanted=wanted, page=page, page_size=page_size, oldest_first=oldest_first
    )
    detail = {key: value for key, value in vars(wanted).items() if value}
    record(actor, "audit.list_entries", subject="audit", detail=detail | {"page": page})
    return found
