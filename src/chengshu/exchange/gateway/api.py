"""The door of gateway: applications with their keys, signed calls, the record of calls."""

import datetime as dt

from django.db import transaction

from chengshu.base.access import api as access
from chengshu.base.accounts.contracts import Actor
from chengshu.base.audit import api as audit
from chengshu.base.clock import api as clock
from chengshu.exchange.gateway import selectors
from chengshu.exchange.gateway.asgi import application
from chengshu.exchange.gateway.contracts import (
    CallCounts,
    CallFilter,
    CallInfo,
    GrantUsage,
    KeyInfo,
    KeyPair,
    Receipt,
    ReceiptCheck,
)
from chengshu.exchange.gateway.desk.openapi import PREFIX
from chengshu.exchange.gateway.services import calls, keys
from chengshu.exchange.gateway.signing import sign
from chengshu.exchange.sharing import api as sharing

__all__ = [
    "PREFIX",
    "application",
    "count_calls",
    "create_key",
    "disable_key",
    "forget_nonces",
    "list_calls",
    "list_keys",
    "list_usage",
    "register_application",
    "rotate_key",
    "sign",
    "verify_receipt",
]

ROTATION_GRACE_HOURS = 24
_EVERY_CALL = CallFilter()
_NONCE_LIFE = dt.timedelta(hours=1)  # far beyond the clock skew a signature may have


def register_application(actor: Actor, *, code: str, name: str, organisation_code: str) -> KeyPair:
    """Register an application and make a key for it; the secret is shown this once."""
    sharing.save_application(actor, code=code, name=name, organisation_code=organisation_code)
    return create_key(actor, code)


def create_key(actor: Actor, application_code: str) -> KeyPair:
    """Make another key for an application; the secret is shown this once."""
    _check_owner(actor, application_code)
    with transaction.atomic():
        pair = keys.make_key(application_code=application_code, by=actor.username)
        audit.record(
            actor, "gateway.create_key", subject=application_code, detail={"key": pair.key_id}
        )
    return pair


def rotate_key(actor: Actor, key_id: str, *, grace_hours: int = ROTATION_GRACE_HOURS) -> KeyPair:
    """Make the successor of a key; the old one works for `grace_hours` more."""
    application_code = selectors.get_key_row(key_id=key_id).application_code
    _check_owner(actor, application_code)
    with transaction.atomic():
        pair = keys.rotate_key(key_id=key_id, grace_hours=grace_hours, by=actor.username)
        detail = {"old": key_id, "new": pair.key_id}
        audit.record(actor, "gateway.rotate_key", subject=application_code, detail=detail)
    return pair


def disable_key(actor: Actor, key_id: str) -> KeyInfo:
    """Stop a key at once."""
    application_code = selectors.get_key_row(key_id=key_id).application_code
    _check_owner(actor, application_code)
    with transaction.atomic():
        info = keys.disable_key(key_id=key_id)
        audit.record(actor, "gateway.disable_key", subject=application_code, detail={"key": key_id})
    return info


def list_keys(actor: Actor, application_code: str) -> tuple[KeyInfo, ...]:
    """Return the keys of an application, newest first, without their secrets."""
    _check_owner(actor, application_code)
    return selectors.list_keys(application_code=application_code)


def list_calls(
    actor: Actor, filters: CallFilter = _EVERY_CALL, *, page: int = 1, size: int = 50
) -> tuple[tuple[CallInfo, ...], int]:
    """Return one page of calls by or to the organisations the actor reaches, newest first.

    Returns:
        The calls of the page, and how many match in all.
    """
    access.check(actor, "gateway.list_calls")
    reach = access.reach(actor, "gateway.list_calls")
    return selectors.list_calls(
        organisations=None if reach.everything else reach.organisations,
        filters=filters,
        start=(page - 1) * size,
        size=size,
    )


def list_usage(actor: Actor, grant_number: str) -> tuple[GrantUsage, ...]:
    """Return the days a grant was used on, newest first, for its applicant and its provider."""
    grant = sharing.get_grant(actor, grant_number)
    return selectors.list_usage(grant_number=grant.number)


def count_calls(*, since: dt.datetime) -> CallCounts:
    """Return calls answered and refused since a moment, for screens."""
    return selectors.count_calls(since=since)


def verify_receipt(receipt: Receipt) -> ReceiptCheck:
    """Say whether a receipt is one of ours, unchanged, and its record as it was sealed."""
    return selectors.check_receipt(receipt)


def forget_nonces() -> int:
    """Delete nonces no fresh signature can carry any more; return how many."""
    return calls.forget_nonces(older_than=clock.now() - _NONCE_LIFE)


def _check_owner(actor: Actor, application_code: str) -> None:
    owner = sharing.get_application(application_code).organisation_code
    access.check(actor, "gateway.manage_keys", organisation=owner)
