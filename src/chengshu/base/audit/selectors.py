"""Reads of audit: pages of lines, and the walk along the whole chain."""

import json
from collections.abc import Iterator

from django.db import connection, transaction
from django.db.models import Q, QuerySet

from chengshu.base.audit import chain
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
from chengshu.base.audit.errors import UnknownEntryError
from chengshu.base.audit.models import Entry, Head
from chengshu.base.crypto import api as crypto


def list_entries(
    *, wanted: EntryFilter, page: int, page_size: int, oldest_first: bool
) -> EntryPage:
    """Return one page of the lines that match, by number."""
    rows = _filter(Entry.objects.all(), wanted)
    start = (page - 1) * page_size
    chosen = rows.order_by("number" if oldest_first else "-number")[start : start + page_size]
    return EntryPage(tuple(_to_info(row) for row in chosen), rows.count())


def get_proof(*, number: int) -> EntryProof:
    """Return a line with its proof or raise `UnknownEntryError`."""
    row = Entry.objects.filter(pk=number).first()
    if row is None:
        raise UnknownEntryError(key=number)
    before = Entry.objects.filter(pk=number - 1).values_list("digest", flat=True).first()
    return EntryProof(
        entry=_to_info(row),
        content=chain.content_of(row),
        algorithm=row.algorithm,
        previous=row.previous,
        digest=row.digest,
        computed=chain.digest_of(row),
        follows=row.previous == (before or (chain.ORIGIN if number == 1 else "")),
    )


def get_head() -> ChainHead:
    """Return the last line of the chain; number 0 while there is none."""
    head = Head.objects.first()
    return ChainHead(head.number, head.digest) if head else ChainHead(0, chain.ORIGIN)


def _filter(rows: QuerySet[Entry], wanted: EntryFilter) -> QuerySet[Entry]:
    exact = {
        "username": wanted.username,
        "subject": wanted.subject,
        "outcome": wanted.outcome,
        "at__gte": wanted.since,
        "at__lt": wanted.until,
        "number__lte": wanted.up_to,
    }
    rows = rows.filter(**{key: value for key, value in exact.items() if value})
    if wanted.who:
        rows = rows.filter(Q(username=wanted.who) | Q(name=wanted.who))
    if wanted.action.endswith("*"):
        return rows.filter(action__startswith=wanted.action[:-1])
    return rows.filter(action=wanted.action) if wanted.action else rows


def _to_info(row: Entry) -> EntryInfo:
    return EntryInfo(
        number=row.number,
        at=row.at,
        username=row.username,
        name=row.name,
        organisation_code=row.organisation_code,
        address=row.address,
        action=row.action,
        subject=row.subject,
        outcome=row.outcome,
        detail=json.loads(row.detail),
    )


@transaction.atomic
def verify_chain() -> VerifyReport:
    """Walk from the first line to the sealed head and name every fault.

    The walk sees one moment of the table, so that lines written meanwhile do not disturb it.
    """
    if not connection.savepoint_ids:  # the outermost block: the transaction is ours
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
    head = Head.objects.first() or Head(number=0, digest=chain.ORIGIN, seal="")
    walk = _Walk()
    faults = [fault for row in Entry.objects.iterator(2000) for fault in walk.step(row, head)]
    faults.extend(_faults_of_head(walk, head))
    return VerifyReport(walk.checked, tuple(faults), f"{walk.number}:{walk.digest}")


class _Walk:
    """Where the walk stands: the last line seen."""

    def __init__(self) -> None:
        self.number = 0
        self.digest = chain.ORIGIN
        self.checked = 0

    def step(self, row: Entry, head: Head) -> Iterator[Fault]:
        self.checked += 1
        if row.number > head.number:
            yield Fault(row.number, FaultKind.INSERTED)
        if row.number != self.number + 1:
            yield Fault(self.number + 1, FaultKind.REMOVED)
        elif row.previous != self.digest:
            yield Fault(row.number, FaultKind.INSERTED)
        if not crypto.same(row.digest, chain.digest_of(row)):
            yield Fault(row.number, FaultKind.CHANGED)
        self.number, self.digest = row.number, row.digest


def _faults_of_head(walk: _Walk, head: Head) -> Iterator[Fault]:
    if head.number and not crypto.same(head.seal, chain.seal_of(head.number, head.digest)):
        yield Fault(head.number, FaultKind.FORGED_HEAD)
    if walk.number < head.number:
        yield Fault(walk.number + 1, FaultKind.REMOVED)
    elif walk.number == head.number and walk.digest != head.digest:
        yield Fault(walk.number, FaultKind.CHANGED)
