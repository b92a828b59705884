"""The files of imports under way: stored whole under a number, gone when the import ends."""

import datetime as dt
from pathlib import Path
from typing import BinaryIO

from django.utils.translation import gettext as _

from chengshu.base.crypto import api as crypto
from chengshu.base.errors.api import TooLargeError
from chengshu.base.settings import api as settings_api
from chengshu.data.catalog.errors import UnreadableImportError

MOST_MB = 50
ENDINGS = (
    *(".xlsx", ".xls", ".csv", ".tsv", ".txt", ".json", ".jsonl", ".ndjson"),
    *(".jsonld", ".ttl", ".rdf", ".xml"),
)
_MB = 1024 * 1024
_MOST_NAME = 200
_DIGITS = 16


def check_name(name: str) -> str:
    """Return the ending under which a file is stored; the rest of its name is never a path.

    Raises:
        UnreadableImportError: Files of its kind are not taken.
    """
    lower = name.lower()
    packed = ".gz" if lower.endswith(".gz") else ""
    bare = lower.removesuffix(".gz")
    ending = next((each for each in ENDINGS if bare.endswith(each)), "")
    if not ending or len(name) > _MOST_NAME or "\x00" in name:
        allowed = "、".join(ENDINGS)
        raise UnreadableImportError(
            field=name[:_MOST_NAME].replace("\x00", ""),
            reason=_("只支持 %(allowed)s（可用 .gz 压缩）") % {"allowed": allowed},
        )
    return f"{ending}{packed}"


def store(stream: BinaryIO, path: Path) -> tuple[int, str]:
    """Store an upload and return its size and digest.

    Raises:
        TooLargeError: More bytes than are taken.
    """
    limit = min(MOST_MB, settings_api.get_settings().upload_limit_mb)
    size = 0
    with path.open("wb") as target:
        while piece := stream.read(_MB):
            size += len(piece)
            if size > limit * _MB:
                break
            target.write(piece)
    if size > limit * _MB:
        path.unlink()
        raise TooLargeError(what=_("导入文件"), limit=f"{limit} MB")
    return size, crypto.digest_file(path)


def folder() -> Path:
    """Return where the files of imports lie."""
    return settings_api.home_folder("catalog_imports")


def name_file(run: int, digest: str, ending: str) -> Path:
    """Return where the file of an import lies: its digest makes sure that it is that very file."""
    return folder() / f"{run}-{digest[:_DIGITS]}{ending}"


def find_file(run: int, digest: str) -> Path | None:
    """Return the stored file of an import, or None when it is gone."""
    return next(iter(folder().glob(f"{run}-{digest[:_DIGITS]}.*")), None)


def forget(run: int, digest: str) -> None:
    """Remove the stored file of an import."""
    path = find_file(run, digest)
    if path is not None:
        path.unlink(missing_ok=True)


def forget_old(*, before: dt.datetime) -> int:
    """Remove files nobody came back for; return how many."""
    old = [path for path in folder().iterdir() if path.stat().st_mtime < before.timestamp()]
    for path in old:
        path.unlink(missing_ok=True)
    return len(old)
