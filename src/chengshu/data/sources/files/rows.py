"""What all readers of files give: named columns and rows with their place in the file."""

from collections import Counter
from collections.abc import Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass

from chengshu.data.sources.contracts import MisshapenRow
from chengshu.data.sources.errors import SourceInvalidError


@dataclass(frozen=True)
class Row:
    """One row as read: physical line (from 1), its raw text where there is one, its cells."""

    line: int
    text: str
    cells: Sequence[str | None]


@dataclass(frozen=True)
class FileRows:
    """Columns and rows of one file; `count` where it is known before reading."""

    columns: tuple[str, ...]
    rows: Iterator[Row | MisshapenRow]
    count: int | None


@dataclass(frozen=True)
class FileOptions:
    """How a file is to be read; the defaults find out by themselves."""

    encoding: str = ""
    delimiter: str = ""
    header_row: int = 1
    sheet: str = ""
    record_path: str = ""
    fill_merged: bool = True


def read_options(options: Mapping[str, object], table: str) -> FileOptions:
    """Return a source's options for one table; `tables: {name: {…}}` overrides the rest.

    Raises:
        SourceInvalidError: A value cannot be used.
    """
    overrides = options.get("tables", {})
    own = overrides.get(table, {}) if isinstance(overrides, Mapping) else {}
    merged = {**options, **(own if isinstance(own, Mapping) else {})}
    known = {name: merged[name] for name in FileOptions.__dataclass_fields__ if name in merged}
    for name, value in known.items():
        default = FileOptions.__dataclass_fields__[name].default
        if type(value) is not type(default) or (name == "header_row" and int(str(value)) < 0):
            raise SourceInvalidError(field=name, reason=str(value))
    return FileOptions(**known)


def name_columns(cells: Sequence[str | None]) -> tuple[str, ...]:
    """Return header cells as distinct names: trimmed, empty ones numbered, doubles marked."""
    names: list[str] = []
    seen: Counter[str] = Counter()
    for position, cell in enumerate(cells, start=1):
        name = (cell or "").replace("\ufeff", "").strip() or f"column_{position}"
        seen[name] += 1
        names.append(name if seen[name] == 1 else f"{name}_{seen[name]}")
    return tuple(names)


Records = Generator[Row | MisshapenRow, None, None]
