"""Photos and documents of cases: judged by their first bytes, kept once under their digest."""

import os
from pathlib import Path
from secrets import token_hex

from django.utils.translation import gettext as _

from chengshu.base.crypto import api as crypto
from chengshu.base.settings import api as settings_api
from chengshu.operations.dispatch.contracts import Upload
from chengshu.operations.dispatch.errors import FileRefusedError, FileTooLargeError
from chengshu.operations.dispatch.table import FileLimits

_SIGNATURES = (
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"%PDF-", "application/pdf"),
)
_NAME_LENGTH = 128


def media_type_of(content: bytes) -> str:
    """Return the media type told by the first bytes, or an empty string; names are not trusted."""
    for signature, media_type in _SIGNATURES:
        if content.startswith(signature):
            return media_type
    is_webp = content[:4] == b"RIFF" and content[8:12] == b"WEBP"
    return "image/webp" if is_webp else ""


def check_upload(upload: Upload, limits: FileLimits) -> str:
    """Return the media type of an acceptable file.

    Raises:
        FileTooLargeError: The file exceeds the limit.
        FileRefusedError: The type is not among the accepted ones.
    """
    if len(upload.content) > limits.max_bytes:
        raise FileTooLargeError(
            what=_("附件“%(name)s”") % {"name": clean_name(upload.name)},
            limit=f"{limits.max_bytes // 1048576} MB",
        )
    media_type = media_type_of(upload.content)
    if media_type not in limits.types:
        accepted = "、".join(kind.rpartition("/")[2].upper() for kind in limits.types)
        raise FileRefusedError(name=clean_name(upload.name), accepted=accepted)
    return media_type


def clean_name(name: str) -> str:
    """Return the last part of a name without control characters, at most 128 characters."""
    last = name.replace("\\", "/").rpartition("/")[2]
    return "".join(sign for sign in last if sign.isprintable()).strip()[-_NAME_LENGTH:] or "file"


def store(content: bytes) -> str:
    """Keep `content` under its digest, whole or not at all, and return the digest."""
    digest = crypto.digest(content)
    path = _path(digest)
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary = path.with_name(f"{digest}.{token_hex(4)}")
        with temporary.open("xb") as handle:
            handle.write(content)
            handle.flush()
            os.fsync(handle.fileno())
        temporary.replace(path)
    return digest


def load(digest: str) -> bytes:
    """Return the bytes kept under `digest`."""
    return _path(digest).read_bytes()


def _path(digest: str) -> Path:
    return settings_api.home_folder("files", "dispatch") / digest[:2] / digest
