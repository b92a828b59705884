"""Names of files and tables: what may be stored, what lies inside a folder, what a name means."""

import re
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from django.utils.translation import gettext_lazy as _

from chengshu.data.sources.errors import (
    FileTypeRefusedError,
    SourceNotFoundError,
    UnsafeNameError,
)

TEXT = {".csv", ".tsv", ".txt"}
BOOKS = {".xls", ".xlsx"}
LINES = {".jsonl", ".ndjson"}
DOCUMENTS = {".json", ".geojson"}
PACKABLE = TEXT | LINES | DOCUMENTS
_RESERVED = {"con", "prn", "aux", "nul", *(f"{n}{d}" for n in ("com", "lpt") for d in range(1, 10))}
_BAD = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*\u202a-\u202e\u2066-\u2069]')
_MOST_BYTES = 200
_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"


@dataclass(frozen=True)
class FileTable:
    """A table of a FILES source: its files, and a sheet where one is named."""

    name: str
    files: tuple[Path, ...]
    sheet: str = ""

    @property
    def is_many(self) -> bool:
        """Whether the name is a pattern, so that rows tell their file."""
        return any(mark in self.name for mark in "*?[")


def check_upload_name(name: str) -> str:
    """Return a name a file may be stored under.

    Raises:
        UnsafeNameError: It has a path, control characters or a reserved word, or is too long.
        FileTypeRefusedError: Files of its kind are not taken.
    """
    stem = name.split(".", maxsplit=1)[0].strip().lower()
    bad = (
        not name
        or _BAD.search(name)
        or name != name.strip(" .")
        or name.startswith(".")
        or stem in _RESERVED
        or len(name.encode("utf-8", "replace")) > _MOST_BYTES
    )
    if bad:
        raise UnsafeNameError(name=_BAD.sub("?", name)[:_MOST_BYTES])
    if not kind_by_name(Path(name)):
        allowed = "、".join(sorted(TEXT | BOOKS | LINES | DOCUMENTS))
        raise FileTypeRefusedError(
            name=name, allowed=_("%(allowed)s（文本可再以 .gz 压缩）") % {"allowed": allowed}
        )
    return name


def kind_by_name(path: Path) -> str:
    """Return the suffix that says how to read a file, without `.gz`; empty when unknown."""
    suffixes = [suffix.lower() for suffix in path.suffixes]
    packed = suffixes[-1:] == [".gz"]
    suffix = (suffixes[:-1] if packed else suffixes)[-1:]
    allowed = PACKABLE if packed else PACKABLE | BOOKS
    return suffix[0] if suffix and suffix[0] in allowed else ""


def kind_by_content(path: Path) -> str:
    """Return how to read a file: a workbook under a text's name is a workbook all the same."""
    with path.open("rb") as stream:
        mark = stream.read(4)
    if mark in {_ZIP, _OLE}:
        return ".xlsx"
    return kind_by_name(path)


def list_files(folder: Path, pattern: str = "*") -> list[Path]:
    """Return the readable files of a folder that match, sorted; links out of it are left out."""
    root = folder.resolve()
    return sorted(
        path
        for path in root.glob(pattern)
        if path.is_file() and path.resolve().is_relative_to(root) and kind_by_name(path)
    )


def find_table(folder: Path, table: str) -> FileTable:
    """Return the files behind a table's name: a file, `file#sheet`, or a pattern.

    Raises:
        UnsafeNameError: The name leads out of the folder.
        SourceNotFoundError: No file matches.
    """
    name, _mark, sheet = table.partition("#")
    parts = PurePosixPath(name).parts
    if not name or "\x00" in name or "\\" in name or ".." in parts or name.startswith("/"):
        raise UnsafeNameError(name=table[:_MOST_BYTES])
    exact = folder.resolve() / name
    if exact.is_file():
        files = list_files(exact.parent, _escaped(exact.name)) if _inside(folder, exact) else []
    else:
        files = list_files(folder, name)
    if not files:
        raise SourceNotFoundError(kind=_("文件"), key=table)
    return FileTable(table, tuple(files), sheet)


def _inside(folder: Path, path: Path) -> bool:
    return path.resolve().is_relative_to(folder.resolve())


def _escaped(name: str) -> str:
    return re.sub(r"([*?\[])", r"[\1]", name)
