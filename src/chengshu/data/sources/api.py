"""The door of sources: register systems and sources, test, describe, sample, stream, upload."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from functools import partial
from typing import BinaryIO

import pyarrow as pa
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from chengshu.base.access import api as access
from chengshu.base.accounts.contracts import Actor
from chengshu.base.audit import api as audit
from chengshu.data.sources import seats, selectors, services
from chengshu.data.sources.actions import SourceAction, register_action
from chengshu.data.sources.contracts import (
    CheckResult,
    NewSource,
    ProfileLimits,
    Profiler,
    ReadRequest,
    ReceivedFile,
    SourceInfo,
    SourceKind,
    SystemInfo,
    TableInfo,
    TableProfile,
    TableStream,
)
from chengshu.data.sources.errors import FolderRefusedError
from chengshu.data.sources.files import receiving
from chengshu.data.sources.files.archives import check_archive
from chengshu.data.sources.files.encodings import find_encoding
from chengshu.data.sources.plugs import CONNECTORS

__all__ = [
    "SourceAction",
    "check_archive",
    "count_table",
    "describe_source",
    "find_encoding",
    "find_source",
    "get_source",
    "list_sources",
    "list_systems",
    "name_systems",
    "open_profiles",
    "open_table",
    "profile_table",
    "receive_file",
    "register_action",
    "sample_table",
    "save_source",
    "save_system",
    "takes_uploads",
    "test_source",
]


def save_system(
    actor: Actor, *, code: str, name: str, organisation_code: str, note: str = ""
) -> SystemInfo:
    """Register a business system or change it; idempotent by `code`."""
    for owner in {organisation_code, *_owners_of_system(code)}:
        access.check(actor, "sources.save_system", organisation=owner)
    with transaction.atomic():
        info = services.save_system(info=SystemInfo(code, name, organisation_code, note))
        audit.record(actor, "sources.save_system", subject=code, detail={"name": name})
    return info


def list_systems(actor: Actor, *, organisation_code: str = "") -> tuple[SystemInfo, ...]:
    """Return the business systems the actor may see, of one organisation when it is given."""
    access.check(actor, "sources.read_source", organisation=organisation_code or None)
    reach = access.reach(actor, "sources.read_source")
    found = selectors.list_systems(organisation_code=organisation_code)
    return tuple(info for info in found if reach.covers(info.organisation_code))


def save_source(actor: Actor, new: NewSource) -> SourceInfo:
    """Register a source or change it; idempotent by `new.code`.

    A folder outside the source's own needs the operator's permission.
    """
    known = selectors.find_source(new.code)
    for owner in {new.organisation_code, *([known.organisation_code] if known else [])}:
        access.check(actor, "sources.save_source", organisation=owner)
    if services.needs_folder_permission(new):
        access.check(actor, "sources.save_folder", organisation=new.organisation_code)
    with transaction.atomic():
        info = services.save_source(new=new)
        detail = {"kind": new.kind.value, "host": new.host, "folder": new.folder}
        audit.record(actor, "sources.save_source", subject=new.code, detail=detail)
    return info


def get_source(actor: Actor, code: str) -> SourceInfo:
    """Return one source without its secret.

    Raises:
        SourceNotFoundError: There is none.
    """
    info = selectors.get_source(code)
    access.check(actor, "sources.read_source", organisation=info.organisation_code)
    return info


def find_source(actor: Actor, code: str) -> SourceInfo | None:
    """Return one source without its secret, or None."""
    return None if selectors.find_source(code) is None else get_source(actor, code)


def list_sources(
    actor: Actor, *, organisation_code: str = "", system_code: str = ""
) -> tuple[SourceInfo, ...]:
    """Return the sources the actor may see, of one organisation or system when it is given."""
    access.check(actor, "sources.read_source", organisation=organisation_code or None)
    reach = access.reach(actor, "sources.read_source")
    found = selectors.list_sources(organisation_code=organisation_code, system_code=system_code)
    return tuple(info for info in found if reach.covers(info.organisation_code))


def test_source(actor: Actor, code: str) -> CheckResult:
    """Try the connection now and remember the outcome; a failure is a result, not an error."""
    info = selectors.get_source(code)
    access.check(actor, "sources.save_source", organisation=info.organisation_code)
    result = services.check_connection(code=code)
    outcome = "done" if result.ok else "failed"
    audit.record(actor, "sources.test_source", subject=code, outcome=outcome)
    return result


def describe_source(actor: Actor, code: str) -> tuple[TableInfo, ...]:
    """Return the tables of a source, read now.

    Raises:
        SourceUnreachableError: Nobody answers at its address.
    """
    info = get_source(actor, code)
    with seats.take_seat(code):
        return CONNECTORS.get(info.kind).describe(selectors.get_connection(code))


def profile_table(actor: Actor, code: str, table: str, *, limits: ProfileLimits) -> TableProfile:
    """Return what a little reading of a table tells; its examples are clear data, never stored.

    Reads at most the rows and seconds allowed, over one of the two connections a source has.

    Raises:
        TableUnreadableError: This table cannot be read; others may.
        SourceBusyError: Both connections are taken.
        SourceUnreachableError, SourceInterruptedError: As they say.
    """
    info = selectors.get_source(code)
    access.check(actor, "sources.profile_table", organisation=info.organisation_code)
    with seats.take_seat(code):
        connector = CONNECTORS.get(info.kind)
        found = connector.profile(selectors.get_connection(code), table, limits)
    detail = {"table": table, "rows": found.sampled_rows, "milliseconds": found.milliseconds}
    audit.record(actor, "sources.profile_table", subject=code, detail=detail)
    return found


@contextmanager
def open_profiles(actor: Actor, code: str) -> Iterator[Profiler]:
    """Give what profiles tables of a source, one seat a table; the caller audits."""
    info = selectors.get_source(code)
    access.check(actor, "sources.profile_table", organisation=info.organisation_code)
    connection, connector = selectors.get_connection(code), CONNECTORS.get(info.kind)
    with seats.open_seats(code) as own:
        profile = partial(connector.profile, connection)
        yield Profiler(profile, own.take, own.leave, seats.SEATS)


def sample_table(actor: Actor, code: str, table: str, *, limit: int = 20) -> pa.Table:
    """Return the first rows of a table, unmasked; only the owner may see them."""
    request = ReadRequest(table, batch_rows=limit, limit=limit)
    stream = _open(actor, code, request, action="sources.sample_table")
    return pa.Table.from_batches(stream.batches, schema=stream.schema)


def count_table(actor: Actor, code: str, table: str) -> int:
    """Return the exact number of rows of a table, misshapen ones of files included."""
    info = get_source(actor, code)
    return CONNECTORS.get(info.kind).count(selectors.get_connection(code), table)


def open_table(actor: Actor, code: str, request: ReadRequest) -> TableStream:
    """Open a stream of Arrow batches; its connections close when the batches end.

    A whole table of a database is read by both connections a source has, if both are free.

    Raises:
        SourceBusyError: Both are taken.
    """
    with ExitStack() as stack:
        own = stack.enter_context(seats.open_seats(code))
        own.take()
        spare = own.find() is not None
        asked = replace(request, connections=seats.SEATS if spare else 1)
        stream = _open(actor, code, asked, action="sources.open_table")
        return replace(stream, batches=seats.hold_while(stream.batches, stack.pop_all()))


def receive_file(actor: Actor, code: str, *, name: str, stream: BinaryIO) -> ReceivedFile:
    """Store an upload as file `name` of a FILES source, or as the file of a SQLITE source.

    Raises:
        FolderRefusedError: The source takes no uploads.
        UnsafeNameError, FileTypeRefusedError, TooLargeError, UnsafeArchiveError,
        FileUnreadableError: As they say.
    """
    info = selectors.get_source(code)
    access.check(actor, "sources.receive_file", organisation=info.organisation_code)
    if not takes_uploads(info):
        raise FolderRefusedError(reason=_("此数据源不接收上传"))
    if info.kind is SourceKind.SQLITE:
        name = info.database
        received = receiving.store_database(source_code=code, name=name, stream=stream)
    else:
        received = receiving.store_upload(source_code=code, name=name, stream=stream)
    detail = {"name": name, "size": received.size, "digest": received.digest}
    audit.record(actor, "sources.receive_file", subject=code, detail=detail)
    return received


def takes_uploads(info: SourceInfo) -> bool:
    """Tell whether a source keeps its files here, so that they may be uploaded."""
    return info.kind in {SourceKind.FILES, SourceKind.SQLITE} and not info.folder


def name_systems(codes: Iterable[str]) -> Mapping[str, str]:
    """Return the names of business systems by code; unknown codes are left out."""
    wanted = set(codes)
    return {info.code: info.name for info in selectors.list_systems() if info.code in wanted}


def _owners_of_system(code: str) -> set[str]:
    return {info.organisation_code for info in selectors.list_systems() if info.code == code}


def _open(actor: Actor, code: str, request: ReadRequest, *, action: str) -> TableStream:
    info = selectors.get_source(code)
    access.check(actor, action, organisation=info.organisation_code)
    stream = CONNECTORS.get(info.kind).open(selectors.get_connection(code), request)
    audit.record(actor, action, subject=code, detail={"table": request.table})
    return stream
