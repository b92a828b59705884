"""Reads of systems and sources."""

from pathlib import Path

from django.utils.translation import gettext_lazy as _

from chengshu.base.crypto import api as crypto
from chengshu.data.sources.contracts import Connection, SourceInfo, SourceKind, SystemInfo
from chengshu.data.sources.errors import SourceNotFoundError
from chengshu.data.sources.files.receiving import own_folder
from chengshu.data.sources.models import BusinessSystem, Source


def list_systems(*, organisation_code: str = "") -> tuple[SystemInfo, ...]:
    """Return the business systems, of one organisation when it is given."""
    rows = BusinessSystem.objects.all()
    if organisation_code:
        rows = rows.filter(organisation_code=organisation_code)
    return tuple(to_system(row) for row in rows)


def get_system(code: str) -> SystemInfo:
    """Return one business system.

    Raises:
        SourceNotFoundError: There is none.
    """
    row = BusinessSystem.objects.filter(code=code).first()
    if row is None:
        raise SourceNotFoundError(kind=_("业务系统"), key=code)
    return to_system(row)


def list_sources(*, organisation_code: str = "", system_code: str = "") -> tuple[SourceInfo, ...]:
    """Return the sources, of one organisation or system when it is given."""
    rows = Source.objects.select_related("system")
    if organisation_code:
        rows = rows.filter(organisation_code=organisation_code)
    if system_code:
        rows = rows.filter(system__code=system_code)
    return tuple(to_info(row) for row in rows)


def get_source(code: str) -> SourceInfo:
    """Return one source.

    Raises:
        SourceNotFoundError: There is none.
    """
    return to_info(_get_row(code))


def find_source(code: str) -> SourceInfo | None:
    """Return one source, or None."""
    row = Source.objects.select_related("system").filter(code=code).first()
    return to_info(row) if row else None


def get_connection(code: str) -> Connection:
    """Return what a connector needs, the secret decrypted."""
    row = _get_row(code)
    lies_here = row.kind in {SourceKind.FILES, SourceKind.SQLITE}
    folder = (Path(row.folder) if row.folder else own_folder(row.code)) if lies_here else None
    return Connection(
        source_code=row.code,
        host=row.host,
        port=row.port,
        database=row.database,
        username=row.username,
        password=crypto.decrypt(row.secret, context=f"source:{row.code}") if row.secret else "",
        folder=folder,
        options=row.options,
    )


def _get_row(code: str) -> Source:
    row = Source.objects.select_related("system").filter(code=code).first()
    if row is None:
        raise SourceNotFoundError(kind=_("数据源"), key=code)
    return row


def to_system(row: BusinessSystem) -> SystemInfo:
    """Return the contract of a model row."""
    return SystemInfo(row.code, row.name, row.organisation_code, row.note)


def to_info(row: Source) -> SourceInfo:
    """Return the contract of a model row, without the secret."""
    return SourceInfo(
        code=row.code,
        name=row.name,
        system_code=row.system.code,
        organisation_code=row.organisation_code,
        kind=SourceKind(row.kind),
        host=row.host,
        port=row.port,
        database=row.database,
        username=row.username,
        folder=row.folder,
        options=row.options,
        checked_at=row.checked_at,
        checked_ok=row.checked_ok,
        checked_note=row.checked_note,
    )
