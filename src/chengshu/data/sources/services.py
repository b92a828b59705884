"""Writes of systems and sources, and the connection test."""

import json
import re
import time
from collections.abc import Mapping
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from chengshu.base.clock import api as clock
from chengshu.base.crypto import api as crypto
from chengshu.base.errors.api import ChengshuError
from chengshu.base.registry.api import defer
from chengshu.data.sources import selectors
from chengshu.data.sources.contracts import (
    CheckResult,
    NewSource,
    SourceInfo,
    SourceKind,
    SystemInfo,
)
from chengshu.data.sources.errors import (
    DriverMissingError,
    FolderRefusedError,
    SourceInvalidError,
    SourceNotFoundError,
)
from chengshu.data.sources.files.receiving import own_folder
from chengshu.data.sources.files.rows import read_options
from chengshu.data.sources.models import BusinessSystem, Source
from chengshu.data.sources.plugs import CONNECTORS

if TYPE_CHECKING:
    import sqlalchemy as sa

    from chengshu.data.sources.connectors import engines
else:
    sa, engines = defer("sqlalchemy"), defer("chengshu.data.sources.connectors.engines")

_CODE = re.compile(r"[a-z0-9][a-z0-9_-]{0,62}")
_MOST_PORT = 65535
_STRANGE = re.compile(r"[/\\;{}]")  # a driver's word is a name, neither a path nor more words


def save_system(*, info: SystemInfo) -> SystemInfo:
    """Register a business system or change it."""
    _check_code(info.code)
    values = {"name": info.name, "organisation_code": info.organisation_code, "note": info.note}
    row, _made = BusinessSystem.objects.update_or_create(code=info.code, defaults=values)
    return selectors.to_system(row)


def save_source(*, new: NewSource) -> SourceInfo:
    """Register a source or change it; an empty password keeps the stored one.

    Raises:
        SourceInvalidError: A field cannot be used.
        SourceNotFoundError: The business system is unknown.
    """
    check_source(new)
    system = BusinessSystem.objects.filter(code=new.system_code).first()
    if system is None:
        raise SourceNotFoundError(kind=_("业务系统"), key=new.system_code)
    values: dict[str, object] = {
        "name": new.name,
        "system": system,
        "organisation_code": new.organisation_code,
        "kind": new.kind.value,
        "host": new.host,
        "port": new.port,
        "database": new.database,
        "username": new.username,
        "folder": new.folder,
        "options": dict(new.options),
    }
    if new.password:
        values["secret"] = crypto.encrypt(new.password, context=f"source:{new.code}")
    row, _made = Source.objects.update_or_create(code=new.code, defaults=values)
    return selectors.to_info(row)


def check_source(new: NewSource) -> None:
    """Refuse fields that no source of this kind can have."""
    _check_code(new.code)
    _check_options(new.options)
    if new.kind not in CONNECTORS.keys():  # noqa: SIM118 - a registry is no mapping
        raise SourceInvalidError(field="kind", reason=new.kind)
    if new.kind is SourceKind.FILES:
        read_options(new.options, "")
        return
    if new.kind is SourceKind.SQLITE:
        _check_file(new)
        return
    if new.kind is SourceKind.DIALECT:
        _check_dialect(new.options)
    if not (new.host and new.database and new.username):
        raise SourceInvalidError(field="host", reason=_("数据库数据源须填写主机、数据库名和用户名"))
    if not 0 <= new.port <= _MOST_PORT or re.search(r"[\s\x00]", new.host):
        raise SourceInvalidError(field="host", reason=f"{new.host}:{new.port}")
    if not str(new.options.get("timeout_s", 1)).isdecimal():
        raise SourceInvalidError(field="timeout_s", reason=str(new.options["timeout_s"]))


def _check_file(new: NewSource) -> None:
    """Refuse a SQLite file that is not simply a name in the source's folder."""
    name = PurePosixPath(new.database)
    if not new.database or "\x00" in new.database or name.is_absolute() or ".." in name.parts:
        raise SourceInvalidError(field="database", reason=_("须填写文件夹内的 SQLite 文件名"))


def _check_dialect(options: Mapping[str, object]) -> None:
    """Refuse a dialect that is not installed or reads this machine's files, and unknown words."""
    name = str(options.get("dialect", ""))
    words = options.get("query", {})
    if name.partition("+")[0] not in engines.SERVERS:
        raise SourceInvalidError(field="dialect", reason=name or _("须填写数据库方言"))
    known = (
        isinstance(words, Mapping) and {str(word).lower() for word in words} <= engines.QUERY_WORDS
    )
    if not isinstance(words, Mapping) or not known or _STRANGE.search(str([*words.values()])):
        raise SourceInvalidError(field="query", reason=str(words))
    try:
        sa.URL.create(name).get_dialect()
    except (sa.exc.NoSuchModuleError, sa.exc.ArgumentError, ImportError) as error:
        raise DriverMissingError(dialect=name) from error


def needs_folder_permission(new: NewSource) -> bool:
    """Tell whether a source names a folder that is not its own.

    Raises:
        FolderRefusedError: The folder is not absolute or does not exist.
    """
    if new.kind not in {SourceKind.FILES, SourceKind.SQLITE} or not new.folder:
        return False
    folder = Path(new.folder)
    if "\x00" in new.folder or not folder.is_absolute() or not folder.is_dir():
        raise FolderRefusedError(reason=_("文件夹须是本机已存在的绝对路径"))
    return not folder.resolve().is_relative_to(own_folder(new.code).resolve())


def check_connection(*, code: str) -> CheckResult:
    """Try the connection, remember and return the outcome."""
    connection = selectors.get_connection(code)
    connector = CONNECTORS.get(selectors.get_source(code).kind)
    started = time.monotonic()
    try:
        tables = connector.check(connection)
        ok, sentence = True, _("连接正常，可读取 %(count)s 张表。") % {"count": tables}
    except ChengshuError as error:
        tables, ok, sentence = 0, False, str(error)
    milliseconds = round((time.monotonic() - started) * 1000)
    Source.objects.filter(code=code).update(
        checked_at=clock.now(), checked_ok=ok, checked_note=sentence
    )
    return CheckResult(ok, sentence, milliseconds, tables)


def _check_options(options: Mapping[str, object]) -> None:
    """Refuse options that PostgreSQL cannot keep as JSON."""
    try:
        text = json.dumps(options, ensure_ascii=False, allow_nan=False)
        text.encode()
    except (TypeError, ValueError, RecursionError) as error:
        raise SourceInvalidError(field="options", reason=_("不是有效的 JSON")) from error
    if "\\u0000" in text:
        raise SourceInvalidError(field="options", reason=_("不是有效的 JSON"))


def _check_code(code: str) -> None:
    if not _CODE.fullmatch(code):
        raise SourceInvalidError(field="code", reason=_("只能用小写字母、数字、- 和 _，63 字以内"))
