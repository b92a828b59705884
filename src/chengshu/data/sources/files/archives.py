"""Guards before anything compressed is opened: a small file must not become a huge one."""

import gzip
import zipfile
import zlib
from pathlib import Path
from typing import IO

from django.utils.translation import gettext_lazy as _

from chengshu.base.settings import api as settings_api
from chengshu.data.sources.errors import UnsafeArchiveError

_MEGABYTE = 1024 * 1024
_MOST_RATIO = 200
_RATIO_MATTERS_FROM = 20 * _MEGABYTE  # small files compress well without being bombs
_MOST_MEMBERS = 10_000


def check_archive(path: Path, name: str = "") -> None:
    """Refuse a zip (`.xlsx` is one) or gzip file that unpacks to too much.

    Declared sizes of a zip may lie, so its members are unpacked and counted, up to the limit.

    Raises:
        UnsafeArchiveError: Too large, too dense, too many members, or broken.
    """
    shown = name or path.name
    with path.open("rb") as stream:
        mark = stream.read(4)
    try:
        if mark == b"PK\x03\x04":
            _check_zip(path, shown)
        elif mark[:2] == b"\x1f\x8b":
            _check_gzip(path, shown)
    except (zipfile.BadZipFile, EOFError, OSError, zlib.error, NotImplementedError) as error:
        raise UnsafeArchiveError(name=shown, reason=_("压缩内容已损坏")) from error


def _check_zip(path: Path, name: str) -> None:
    with zipfile.ZipFile(path) as archive:
        members = archive.infolist()
        if len(members) > _MOST_MEMBERS:
            raise UnsafeArchiveError(
                name=name, reason=_("内含文件超过 %(most)s 个") % {"most": _MOST_MEMBERS}
            )
        budget = _Budget(name, path.stat().st_size)
        budget.check(sum(member.file_size for member in members))
        for member in members:
            if member.flag_bits & 1:
                raise UnsafeArchiveError(name=name, reason=_("文件已加密"))
            with archive.open(member) as stream:
                _unpack(stream, budget)


def _check_gzip(path: Path, name: str) -> None:
    budget = _Budget(name, path.stat().st_size)
    with gzip.open(path, "rb") as stream:
        _unpack(stream, budget)


def _unpack(stream: IO[bytes] | gzip.GzipFile, budget: "_Budget") -> None:
    while piece := stream.read(_MEGABYTE):
        budget.spend(len(piece))


class _Budget:
    """How much a file may unpack to: the setting's limit, and a ratio to its packed size."""

    def __init__(self, name: str, packed: int) -> None:
        """Take the limit of the settings and the size of the packed file."""
        self.name = name
        self.limit = settings_api.get_settings().unpacked_limit_mb * _MEGABYTE
        self.dense = max(packed * _MOST_RATIO, _RATIO_MATTERS_FROM)
        self.spent = 0

    def spend(self, size: int) -> None:
        """Count bytes that came out."""
        self.spent += size
        self.check(self.spent)

    def check(self, size: int) -> None:
        """Refuse a size over the limit or out of proportion."""
        if size > self.limit:
            reason = _("解压后超过 %(limit)s MB") % {"limit": self.limit // _MEGABYTE}
            raise UnsafeArchiveError(name=self.name, reason=reason)
        if size > self.dense:
            raise UnsafeArchiveError(
                name=self.name, reason=_("压缩比超过 %(most)s 倍") % {"most": _MOST_RATIO}
            )
