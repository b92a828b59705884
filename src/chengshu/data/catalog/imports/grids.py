"""Files as grids of text: workbooks, delimited text and JSON records, each cell with its place."""

import csv
import gzip
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from string import ascii_uppercase

import python_calamine as calamine
from django.utils.translation import gettext as _

from chengshu.data.catalog.errors import UnreadableImportError
from chengshu.data.sources import api as sources

MOST_CELLS = 8_000_000  # 100,000 rows of 80 columns
_EXACT = 2**53  # floats count whole numbers exactly up to here
_DELIMITERS = (",", "\t", ";", "|")
_LOOK_LINES = 20
_LETTERS = len(ascii_uppercase)
Cells = tuple[str, ...]


@dataclass(frozen=True)
class Grid:
    """One table of a file: its name, its rows as text, and the line each row stands on.

    `is_book` says that columns have letters; `has_head` that the first row is surely the head.
    """

    name: str
    rows: tuple[Cells, ...]
    lines: tuple[int, ...]
    is_book: bool = False
    has_head: bool = False

    def column_name(self, index: int) -> str:
        """Return a column as a person finds it: a letter in a workbook, else its number."""
        return column_letter(index) if self.is_book else str(index + 1)


def column_letter(index: int) -> str:
    """Return the letters of a workbook's column, counted from 0."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, _LETTERS)
        letters = ascii_uppercase[rest] + letters
    return letters


def read_grids(path: Path, name: str) -> tuple[Grid, ...]:
    """Return the tables of a stored file, by what its name says it is.

    Raises:
        UnreadableImportError: Nothing can be read from it.
        UnsafeArchiveError: It would unpack to too much.
    """
    sources.check_archive(path, name)
    kind = "".join(Path(name.lower()).suffixes[-2:]).removesuffix(".gz")
    suffix = Path(kind).suffix or kind
    if suffix in {".xlsx", ".xls"}:
        grids = _read_book(path)
    elif suffix in {".csv", ".tsv", ".txt"}:
        grids = (_read_delimited(path, name),)
    elif suffix in {".json", ".jsonl", ".ndjson"}:
        grids = (_read_records(path, name),)
    else:
        raise UnreadableImportError(
            field=name,
            reason=_("只支持 .xlsx、.xls、.csv、.json、.jsonl，以及 DCAT 的 .jsonld、.ttl、.rdf"),
        )
    found = tuple(grid for grid in grids if any(map(any, grid.rows)))
    if not found:
        raise UnreadableImportError(field=name, reason=_("文件中没有任何内容"))
    return found


def read_text(path: Path) -> str:
    """Return the text of a file, unpacked and decoded without guessing.

    Raises:
        UnclearEncodingError: No encoding fits.
        UnreadableImportError: The bytes are not what the encoding says.
    """
    encoding = sources.find_encoding(path)
    opener = gzip.open if path.suffix == ".gz" else open
    try:
        with opener(path, "rt", encoding=encoding, newline="") as stream:
            text = str(stream.read())
    except (UnicodeDecodeError, OSError, EOFError) as error:
        raise UnreadableImportError(field=path.name, reason=_("文件内容损坏")) from error
    return text.removeprefix("\ufeff").replace("\x00", "")


def _read_book(path: Path) -> tuple[Grid, ...]:
    try:
        book = calamine.CalamineWorkbook.from_path(str(path))
        return tuple(_read_sheet(book, name) for name in book.sheet_names)
    except (calamine.CalamineError, ValueError) as error:
        raise UnreadableImportError(field="Excel", reason=_("工作簿无法打开")) from error


def _read_sheet(book: calamine.CalamineWorkbook, name: str) -> Grid:
    sheet = book.get_sheet_by_name(name)
    cells = sheet.to_python(skip_empty_area=False)
    if cells and len(cells) * len(cells[0]) > MOST_CELLS:
        raise UnreadableImportError(field=name, reason=_("单元格过多，请拆成几个文件"))
    rows = [[_text(cell) for cell in row] for row in cells]
    _fill_merged(rows, sheet.merged_cell_ranges or ())
    kept = [(line, row) for line, row in enumerate(rows, start=1) if any(row)]
    return Grid(
        name,
        tuple(tuple(row) for _line, row in kept),
        tuple(line for line, _row in kept),
        is_book=True,
    )


def _text(cell: object) -> str:
    """Return a cell as text: whole numbers without a point, dates in ISO form."""
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < _EXACT:
        return str(int(cell))
    if isinstance(cell, bool):
        return str(cell).lower()
    return str(cell).strip().replace("\x00", "") if cell is not None else ""


def _fill_merged(
    rows: list[list[str]], ranges: Sequence[tuple[tuple[int, int], tuple[int, int]]]
) -> None:
    """Show a merged cell's value in each of its places."""
    for (top, left), (bottom, right) in ranges:
        if top < len(rows) and left < len(rows[top]):
            value = rows[top][left]
            for row in rows[top : bottom + 1]:
                row[left : right + 1] = [value] * len(row[left : right + 1])


def _read_delimited(path: Path, name: str) -> Grid:
    lines = read_text(path).splitlines(keepends=True)
    delimiter = max(_DELIMITERS, key=lambda mark: _agreement(lines[:_LOOK_LINES], mark))
    rows: list[Cells] = []
    places: list[int] = []
    reader = csv.reader(lines, delimiter=delimiter)
    start = 1
    try:
        for record in reader:
            cells = tuple(cell.strip() for cell in record)
            if any(cells):
                rows.append(cells)
                places.append(start)
            start = reader.line_num + 1
    except csv.Error as error:
        raise UnreadableImportError(
            field=name, reason=_("第 %(line)s 行无法解析") % {"line": start}
        ) from error
    return Grid(name, tuple(rows), tuple(places))


def _agreement(lines: Sequence[str], delimiter: str) -> float:
    """Return how well the first lines agree in their number of fields under a delimiter."""
    counts = [len(record) for record in csv.reader(lines, delimiter=delimiter) if record]
    if not counts or counts[0] == 1:
        return 0.0
    return sum(count == counts[0] for count in counts) / len(counts) + counts[0] / 10_000


def _read_records(path: Path, name: str) -> Grid:
    records = list(list_records(read_text(path), name))
    flat = [dict(_flatten(record)) for record in records]
    heads = tuple(dict.fromkeys(key for record in flat for key in record))
    rows = [tuple(record.get(head, "") for head in heads) for record in flat]
    return Grid(name, (heads, *rows), tuple(range(len(rows) + 1)), has_head=True)


def list_records(text: str, name: str) -> Iterator[Mapping[str, object]]:
    """Yield the objects of a JSON array, of JSON lines, or of one list within an object.

    Raises:
        UnreadableImportError: It is none of these; tells the line.
    """
    try:
        document = json.loads(text)
    except ValueError:
        document = [_parse_line(line, n) for n, line in enumerate(text.splitlines(), 1) if line]
    except RecursionError as error:
        raise UnreadableImportError(field=name, reason=_("JSON 嵌套过深")) from error
    if isinstance(document, Mapping):
        lists = [each for each in document.values() if isinstance(each, list)]
        document = lists[0] if len(lists) == 1 else [document]
    for number, record in enumerate(document if isinstance(document, list) else [], start=1):
        if not isinstance(record, Mapping):
            raise UnreadableImportError(
                field="JSON", reason=_("第 %(line)s 行不是对象") % {"line": number}
            )
        yield record


def _parse_line(line: str, number: int) -> object:
    try:
        return json.loads(line)
    except ValueError as error:
        raise UnreadableImportError(
            field="JSON", reason=_("第 %(line)s 行无法解析") % {"line": number}
        ) from error


def _flatten(record: Mapping[str, object], above: str = "") -> Iterator[tuple[str, str]]:
    """Yield names and texts; what lies within an object is named by its path."""
    for key, value in record.items():
        name = f"{above}/{key}" if above else str(key)
        if isinstance(value, Mapping) and not above:
            yield from _flatten(value, name)
        elif isinstance(value, list) and all(isinstance(each, str) for each in value):
            yield name, "；".join(value)
        elif isinstance(value, str):
            yield name, value.strip()
        elif value is not None:
            yield name, json.dumps(value, ensure_ascii=False)
