"""Reading import files: JSON lines, JSON arrays, CSV and Excel, also gzipped, as plain rows."""

import csv
import gzip
import io
import json
import zipfile
import zlib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import PurePath

from charset_normalizer import from_bytes
from django.utils.translation import gettext as _
from python_calamine import CalamineError, load_workbook

from chengshu.base.errors.api import TooLargeError
from chengshu.data.catalog.errors import UnreadableImportError
from chengshu.data.catalog.imports.mappings import ImportMapping, ItemSheet, Row

Sheets = Mapping[str, Sequence[Sequence[object]]]

MAX_BYTES = 64 * 1024 * 1024  # unpacked; a catalogue of 6,500 entries takes about 4 MB


def read_rows(name: str, data: bytes, mapping: ImportMapping) -> list[Row]:
    """Return the rows of a file by its ending; a workbook's item rows hang below `items`.

    Raises:
        UnreadableImportError: The ending is unknown or the content does not fit it.
        TooLargeError: The file is too large when unpacked.
    """
    path = PurePath(name.lower())
    if path.suffix == ".gz":
        return read_rows(path.stem, _unpack(data), mapping)
    if len(data) > MAX_BYTES:
        raise TooLargeError(what=name, limit=f"{MAX_BYTES // 1024 // 1024} MB")
    if path.suffix in {".xlsx", ".xls"}:
        return _workbook(data, mapping)
    text = _decode(data)
    readers = {".jsonl": _json_lines, ".json": _json, ".csv": _csv}
    if path.suffix not in readers:
        raise UnreadableImportError(
            field=name, reason=_("只支持 .jsonl、.json、.csv、.xlsx、.xls（可用 .gz 压缩）")
        )
    return readers[path.suffix](text)


def _unpack(data: bytes) -> bytes:
    try:
        with gzip.open(io.BytesIO(data)) as stream:
            unpacked = stream.read(MAX_BYTES + 1)
    except (OSError, EOFError, zlib.error) as error:
        raise UnreadableImportError(field="gzip", reason=_("压缩文件损坏")) from error
    if len(unpacked) > MAX_BYTES:
        raise TooLargeError(what="gzip", limit=f"{MAX_BYTES // 1024 // 1024} MB")
    return unpacked


def _decode(data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        best = from_bytes(data, cp_isolation=["gb18030", "big5"]).best()
    if best is None:
        raise UnreadableImportError(field=_("编码"), reason=_("无法识别文件编码，请存为 UTF-8"))
    return str(best)


def _json_lines(text: str) -> list[Row]:
    rows = []
    for number, line in enumerate(text.splitlines(), start=1):
        if line.strip():
            rows.append(_as_row(_parse(line, number), number))
    return rows


def _json(text: str) -> list[Row]:
    document = _parse(text, 1)
    if not isinstance(document, list):
        raise UnreadableImportError(field="JSON", reason=_("最外层应为数组"))
    return [_as_row(row, number) for number, row in enumerate(document, start=1)]


def _parse(text: str, number: int) -> object:
    try:
        return json.loads(text)
    except ValueError as error:
        raise UnreadableImportError(
            field="JSON", reason=_("第 %(line)s 行无法解析") % {"line": number}
        ) from error


def _as_row(value: object, number: int) -> Row:
    if not isinstance(value, Mapping):
        raise UnreadableImportError(
            field="JSON", reason=_("第 %(line)s 行不是对象") % {"line": number}
        )
    return {str(key): each for key, each in value.items()}


def _csv(text: str) -> list[Row]:
    return [dict(row) for row in csv.DictReader(io.StringIO(text, newline=""))]


def _workbook(data: bytes, mapping: ImportMapping) -> list[Row]:
    _demand_small(data)
    try:
        book = load_workbook(io.BytesIO(data))
        names = book.sheet_names
        sheets: Sheets = {
            name: book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in names
        }
    except (CalamineError, ValueError) as error:
        raise UnreadableImportError(field="Excel", reason=_("工作簿无法打开")) from error
    wanted = mapping.sheet or names[0]
    rows = list(_records(sheets, wanted, mapping.header_row))
    return _with_items(rows, sheets, mapping)


def _demand_small(data: bytes) -> None:
    """Refuse a workbook that unpacks too large, before anything is unpacked."""
    if not zipfile.is_zipfile(io.BytesIO(data)):
        return
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        size = sum(part.file_size for part in archive.infolist())
    if size > MAX_BYTES:
        raise TooLargeError(what="Excel", limit=f"{MAX_BYTES // 1024 // 1024} MB")


def _records(sheets: Sheets, name: str, header_row: int) -> Iterator[dict[str, object]]:
    if name not in sheets or len(sheets[name]) < header_row:
        raise UnreadableImportError(
            field="Excel", reason=_("缺少工作表“%(name)s”或表头") % {"name": name}
        )
    rows = sheets[name]
    header = [str(cell).strip().lstrip("*") for cell in rows[header_row - 1]]
    for row in rows[header_row:]:
        if any(str(cell).strip() for cell in row):
            yield dict(zip(header, row, strict=False))


def _with_items(
    rows: list[dict[str, object]],
    sheets: Sheets,
    mapping: ImportMapping,
) -> list[Row]:
    sheet: ItemSheet | None = mapping.items
    if sheet is None:
        return list(rows)
    items: dict[str, list[dict[str, object]]] = {}
    for record in _records(sheets, sheet.sheet, sheet.header_row):
        items.setdefault(str(record.get(sheet.join, "")).strip(), []).append(record)
    title = mapping.fields["title"]
    return [{**row, "items": items.get(str(row.get(title, "")).strip(), [])} for row in rows]
