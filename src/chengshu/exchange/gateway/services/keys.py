"""Writes of keys: make, rotate, disable."""

import datetime as dt
import secrets

from django.db import transaction

from chengshu.base.clock import api as clock
from chengshu.base.crypto import api as crypto
from chengshu.exchange.gateway.contracts import KeyInfo, KeyPair
from chengshu.exchange.gateway.errors import KeyDisabledError
from chengshu.exchange.gateway.models import ApplicationKey
from chengshu.exchange.gateway.selectors import get_key_row, to_key


def make_key(*, application_code: str, by: str) -> KeyPair:
    """Make a key; its secret is returned this once and kept only encrypted."""
    pair = KeyPair(f"AK{secrets.token_hex(10)}", crypto.new_secret(), application_code)
    ApplicationKey.objects.create(
        key_id=pair.key_id,
        application_code=application_code,
        secret=crypto.encrypt(pair.secret, context=pair.key_id),
        created_at=clock.now(),
        created_by=by,
    )
    return pair


def rotate_key(*, key_id: str, grace_hours: int, by: str) -> KeyPair:
    """Make the successor of a key; the old one works for `grace_hours` more.

    Raises:
        KeyDisabledError: The key does not work any more, so nothing follows it.
    """
    with transaction.atomic():
        row = get_key_row(key_id=key_id, lock=True)
        if not row.active or row.valid_until is not None:
            raise KeyDisabledError(key=key_id)
        row.valid_until = clock.now() + dt.timedelta(hours=grace_hours)
        row.save(update_fields=["valid_until"])
        return make_key(application_code=row.application_code, by=by)


def disable_key(*, key_id: str) -> KeyInfo:
    """Stop a key at once; disabling it again changes nothing."""
    with transaction.atomic():
        row = get_key_row(key_id=key_id, lock=True)
        row.active = False
        row.save(update_fields=["active"])
    return to_key(row)
