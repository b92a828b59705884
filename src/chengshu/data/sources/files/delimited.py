"""Delimited text (CSV, TSV and their like), read so that no row is lost or bent.

Python's csv module does the parsing; around it, physical lines are counted and kept until their
record is judged. A record with too many or too few fields, or with broken quoting, is given back
as it stands in the file. An unclosed quote swallows nothing: its line is given back and reading
goes on with the next.
"""

import csv
import io
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from django.utils.translation import gettext_lazy as _

from chengshu.data.sources.contracts import MisshapenRow
from chengshu.data.sources.errors import FileUnreadableError, WrongEncodingError
from chengshu.data.sources.files.encodings import find_encoding, open_bytes
from chengshu.data.sources.files.rows import FileOptions, FileRows, Records, Row, name_columns
from chengshu.data.sources.profiling.places import count_places

_DELIMITERS = (",", "\t", ";", "|", "^")
_LOOK_LINES = 50
_MOST_LINES = 500  # of one record; more means an unclosed quote
_MOST_FIELD = 16 * 1024 * 1024
csv.field_size_limit(_MOST_FIELD)


class _EndlessRecordError(Exception):
    """A record spans more lines than any real one."""


@dataclass
class _Feeder:
    """Gives physical lines to csv, remembers those of the current record, takes some back."""

    lines: Iterator[str]
    line_number: int = 0  # of the last line given

    def __post_init__(self) -> None:
        """Start with nothing held."""
        self.record: list[str] = []
        self.returned: deque[str] = deque()
        self.suspects = 0  # lines taken back and not given again yet

    def __iter__(self) -> Iterator[str]:
        """Return itself."""
        return self

    def __next__(self) -> str:
        """Give the next physical line."""
        if len(self.record) >= _MOST_LINES:
            raise _EndlessRecordError
        line = self.returned.popleft() if self.returned else next(self.lines)
        self.suspects = max(self.suspects - 1, 0)
        self.line_number += 1
        self.record.append(line)
        return line

    def take_back(self, lines: list[str]) -> None:
        """Give `lines` again, as suspects."""
        self.returned.extendleft(reversed(lines))
        self.line_number -= len(lines)
        self.suspects += len(lines)


def open_delimited(path: Path, options: FileOptions) -> FileRows:
    """Return the header and rows of a delimited text file.

    Raises:
        WrongEncodingError: The file is not in its declared encoding.
        FileUnreadableError: There is no header row.
    """
    encoding = find_encoding(path, options.encoding)
    delimiter = options.delimiter or _find_delimiter(path, encoding)
    records = _walk(path, encoding, delimiter)
    header: Row | MisshapenRow | None = None
    for _number in range(max(options.header_row, 1)):
        header = next(records, None)
    if header is None or isinstance(header, MisshapenRow):
        raise FileUnreadableError(file=path.name, reason=_("没有表头行"))
    if options.header_row == 0:
        records.close()
        records = _walk(path, encoding, delimiter)
        header = Row(0, "", [""] * len(header.cells))
    names = name_columns(header.cells)
    return FileRows(names, _fit(records, len(names)), None)


def leap_delimited(
    path: Path, options: FileOptions, *, columns: int, most: int
) -> tuple[list[Row], int]:
    """Return at most `most` rows read at places spread over a large file, and its rows, about.

    No byte of a newline occurs within a character of the encodings this is used for.
    """
    encoding = find_encoding(path, options.encoding)
    delimiter = options.delimiter or _find_delimiter(path, encoding)
    size, taken, places = path.stat().st_size, 0, count_places(most)
    found: list[Row] = []
    with path.open("rb") as stream:
        for place in range(places):
            stream.seek(size * place // places)
            if place:
                stream.readline(_MOST_FIELD)  # the rest of a line
            lines = list(islice(iter(lambda: stream.readline(_MOST_FIELD), b""), most // places))
            taken += sum(map(len, lines))
            text = (line.decode(encoding, "replace") for line in lines)
            records = _fit(_records(_Feeder(text), delimiter), columns)
            skipped = 0 if place else options.header_row
            found += [one for one in islice(records, skipped, None) if isinstance(one, Row)]
    return found, round(size / taken * len(found)) if taken else 0


def can_leap(path: Path, options: FileOptions) -> bool:
    """Tell whether places in the middle of a file can be read alone."""
    return path.suffix.lower() != ".gz" and not find_encoding(path, options.encoding).startswith((
        "utf-16",
        "utf_16",
        "utf-32",
        "utf_32",
    ))


def _fit(records: Iterator[Row | MisshapenRow], width: int) -> Iterator[Row | MisshapenRow]:
    for record in records:
        if isinstance(record, MisshapenRow) or len(record.cells) == width:
            yield record
            continue
        word = "字段过多" if len(record.cells) > width else "字段过少"
        reason = f"{word}：表头 {width} 个，本行 {len(record.cells)} 个"
        yield MisshapenRow(record.line, record.text, reason)


def _walk(path: Path, encoding: str, delimiter: str) -> Records:
    with io.TextIOWrapper(open_bytes(path), encoding=encoding, newline="") as text:
        feeder = _Feeder(text)
        try:
            yield from _records(feeder, delimiter)
        except UnicodeDecodeError as error:
            reason = _("第 %(line)s 行之后有无法解码的字节") % {"line": feeder.line_number}
            raise WrongEncodingError(file=path.name, encoding=encoding, reason=reason) from error
        except (EOFError, OSError) as error:
            raise FileUnreadableError(file=path.name, reason=_("压缩文件不完整")) from error


def _records(feeder: _Feeder, delimiter: str) -> Iterator[Row | MisshapenRow]:
    reader = csv.reader(feeder, delimiter=delimiter, strict=True)
    while True:
        feeder.record.clear()
        suspect = feeder.suspects > 0
        try:
            cells = next(reader)
        except StopIteration:
            return
        except (csv.Error, _EndlessRecordError):
            yield _first_line(feeder)
            reader = csv.reader(feeder, delimiter=delimiter, strict=True)
            continue
        if not cells:
            continue
        text = "".join(feeder.record)
        line = feeder.line_number - len(feeder.record) + 1
        if suspect and '"' in "".join(cells):
            yield MisshapenRow(line, text.rstrip("\r\n"), "引号位置不正确")
        else:
            yield Row(line, text.rstrip("\r\n"), cells)


def _first_line(feeder: _Feeder) -> MisshapenRow:
    """Give back the first line of a record that csv could not read, and read on after it."""
    first, *rest = feeder.record
    line = feeder.line_number - len(rest)
    feeder.take_back(rest)
    return MisshapenRow(line, first.rstrip("\r\n"), "引号未闭合或引号后有多余字符")


def _find_delimiter(path: Path, encoding: str) -> str:
    """Return the delimiter under which the first lines agree best with their header."""
    best, best_score = _DELIMITERS[0], 0.0
    for delimiter in _DELIMITERS:
        records = _walk(path, encoding, delimiter)
        counts = [
            len(record.cells) for record in islice(records, _LOOK_LINES) if isinstance(record, Row)
        ]
        records.close()
        if not counts or counts[0] == 1:
            continue
        score = sum(count == counts[0] for count in counts) / len(counts) + counts[0] / 10_000
        if score > best_score:
            best, best_score = delimiter, score
    return best
