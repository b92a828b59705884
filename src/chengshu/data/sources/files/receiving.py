"""Uploads: checked while they come in, stored whole or not at all."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO
from uuid import uuid4

from django.utils.translation import gettext_lazy as _

from chengshu.base.crypto import api as crypto
from chengshu.base.errors.api import TooLargeError
from chengshu.base.settings import api as settings_api
from chengshu.data.sources.contracts import ReceivedFile
from chengshu.data.sources.errors import FileUnreadableError, UnsafeNameError
from chengshu.data.sources.files.archives import check_archive
from chengshu.data.sources.files.places import check_upload_name

_PIECE = 1024 * 1024
_SQLITE = b"SQLite format 3\x00"


def own_folder(source_code: str) -> Path:
    """Return the folder where a source's uploads lie."""
    return settings_api.home_folder("files", source_code)


def store_upload(*, source_code: str, name: str, stream: BinaryIO) -> ReceivedFile:
    """Store an upload under `name`, replacing a file of that name at once.

    Raises:
        UnsafeNameError: The name is no plain file name.
        FileTypeRefusedError: Files of this kind are not taken.
        TooLargeError: More bytes than the settings allow.
        UnsafeArchiveError: It would unpack to too much.
    """
    check_upload_name(name)
    return _store(source_code, name, stream, check=check_archive)


def store_database(*, source_code: str, name: str, stream: BinaryIO) -> ReceivedFile:
    """Store an upload as the SQLite file `name` of a source, replacing it at once.

    Raises:
        UnsafeNameError: The name leads out of the source's folder.
        FileUnreadableError: It is no SQLite file.
        TooLargeError: More bytes than the settings allow.
    """
    if Path(name).name != name:
        raise UnsafeNameError(name=name)
    return _store(source_code, name, stream, check=_check_database)


def _check_database(path: Path, name: str) -> None:
    with path.open("rb") as stream:
        if stream.read(len(_SQLITE)) != _SQLITE:
            raise FileUnreadableError(file=name, reason=_("不是有效的 SQLite 文件"))


def _store(
    source_code: str, name: str, stream: BinaryIO, *, check: Callable[[Path, str], None]
) -> ReceivedFile:
    folder = own_folder(source_code)
    draft = folder / f".{uuid4().hex}.part"
    try:
        size = _copy(stream, draft)
        check(draft, name)
        digest = crypto.digest_file(draft)
        draft.replace(folder / name)
    finally:
        draft.unlink(missing_ok=True)
    return ReceivedFile(source_code, name, size, digest)


def _copy(stream: BinaryIO, draft: Path) -> int:
    limit = settings_api.get_settings().upload_limit_mb
    size = 0
    with draft.open("wb") as target:
        while piece := stream.read(_PIECE):
            size += len(piece)
            if size > limit * _PIECE:
                raise TooLargeError(what=_("上传文件"), limit=f"{limit} MB")
            target.write(piece)
        target.flush()
        os.fsync(target.fileno())
    return size
