"""Writes of audit: one line at a time, in one chain for the whole city."""

from collections.abc import Mapping

from django.db import connection, transaction

from chengshu.base.accounts.contracts import Actor
from chengshu.base.audit import chain
from chengshu.base.audit.models import Entry, Head
from chengshu.base.clock import api as clock
from chengshu.base.settings import api as settings_api

_LOCK = 0x43_53_41_55  # "CSAU": one writer at a time, until its transaction ends


@transaction.atomic
def append_entry(
    *, actor: Actor, action: str, subject: str, outcome: str, detail: Mapping[str, object]
) -> int:
    """Write the next line and move the head; return the line's number."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
    head = Head.objects.first() or Head(number=0, digest=chain.ORIGIN)
    entry = Entry(
        number=head.number + 1,
        at=clock.now(),
        username=_clean(actor.username, 150),
        name=_clean(actor.name, 150),
        organisation_code=_clean(actor.organisation_code, 64),
        address=_clean(actor.address, 64),
        action=_clean(action, 100),
        subject=_clean(subject, 500),
        outcome=_clean(outcome, 32),
        detail=chain.canonical(detail),
        algorithm=settings_api.get_settings().digest,
        previous=head.digest,
    )
    entry.digest = chain.digest_of(entry)
    entry.save(force_insert=True)
    head.number, head.digest = entry.number, entry.digest
    head.seal = chain.seal_of(head.number, head.digest)
    head.save()
    return entry.number


def _clean(text: str, limit: int) -> str:
    """Make `text` storable: what strangers send may hold NUL, half characters, or be endless."""
    whole = text.encode("utf-8", "replace").decode()
    return whole.replace("\x00", "\N{REPLACEMENT CHARACTER}")[:limit]
