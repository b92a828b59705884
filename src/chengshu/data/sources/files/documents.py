"""JSON as tables: lines, arrays, GeoJSON features, and the two-line files of open data portals.

Numbers stay as they are written; nested values become JSON text.
"""

import io
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import chain, islice
from pathlib import Path
from typing import TextIO, TypeAlias

from django.utils.translation import gettext_lazy as _

from chengshu.base.settings import api as settings_api
from chengshu.data.sources.contracts import MisshapenRow
from chengshu.data.sources.errors import (
    FileUnreadableError,
    UnsafeArchiveError,
    WrongEncodingError,
)
from chengshu.data.sources.files.encodings import find_encoding, open_bytes
from chengshu.data.sources.files.rows import FileOptions, FileRows, Row

_PIECE = 1024 * 1024
_FEWEST_KEYED = 3  # records by key; fewer are a wrapping
_MOST_ELEMENT = 64 * _PIECE
_SHOWN = 2000
_Record: TypeAlias = tuple[int, str, object]  # line, raw text, value
_Opener: TypeAlias = Callable[[], Iterator[_Record]]


class _Written(float):
    """A number that remembers how it is written."""

    text: str

    def __new__(cls, text: str) -> "_Written":
        """Read `text` and keep it."""
        number = super().__new__(cls, text)
        number.text = text
        return number


_DECODER = json.JSONDecoder(parse_float=_Written, parse_constant=str)


def open_lines(path: Path, options: FileOptions, *, most: int | None = None) -> FileRows:
    """Return the records of a JSON lines file; a line that is no object is misshapen."""
    encoding = find_encoding(path, options.encoding)
    return _tabulate(lambda: islice(_read_lines(path, encoding), most), path)


def open_document(path: Path, options: FileOptions, *, most: int | None = None) -> FileRows:
    """Return the records of a JSON array, GeoJSON, portal file or object that holds one list.

    `record_path` (`data.rows`) names the list where it is not plain. `most` bounds the records.
    """
    encoding = find_encoding(path, options.encoding)
    with _open_text(path, encoding) as text:
        first = text.read(_PIECE).lstrip("\ufeff \t\r\n")
    if not options.record_path and first.startswith("["):
        names = _portal_names(first)
        if names:
            return _rename(
                _tabulate(lambda: islice(_read_array(path, encoding, skip_lines=1), most), path),
                names,
            )
        return _tabulate(lambda: islice(_read_array(path, encoding), most), path)
    return _tabulate(lambda: islice(_read_object(path, encoding, options.record_path), most), path)


def _tabulate(opener: _Opener, path: Path) -> FileRows:
    """Read twice: once for the columns and the count, once for the rows."""
    columns: dict[str, None] = {}
    count = 0
    for _line, _text, value in _translated(opener(), path):
        count += 1
        if isinstance(value, Mapping):
            columns.update(dict.fromkeys(str(key) for key in value))
    if not columns:
        raise FileUnreadableError(file=path.name, reason=_("没有找到对象记录"))
    names = tuple(columns)
    return FileRows(names, _walk(_translated(opener(), path), names), count)


def _translated(records: Iterator[_Record], path: Path) -> Iterator[_Record]:
    try:
        yield from records
    except UnicodeDecodeError as error:
        raise WrongEncodingError(
            file=path.name, encoding=error.encoding, reason=_("存在无法解码的字节")
        ) from error
    except RecursionError as error:
        raise FileUnreadableError(file=path.name, reason=_("JSON 嵌套过深")) from error


def _walk(records: Iterable[_Record], names: tuple[str, ...]) -> Iterator[Row | MisshapenRow]:
    for line, text, value in records:
        if isinstance(value, Mapping):
            yield Row(line, text, [_cell(value.get(name)) for name in names])
        else:
            raw = text or json.dumps(value, ensure_ascii=False, default=str)
            yield MisshapenRow(line, raw, "不是 JSON 对象")


def _cell(value: object) -> str | None:
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, _Written):
        return value.text
    return json.dumps(value, ensure_ascii=False)


def _rename(rows: FileRows, names: Mapping[str, str]) -> FileRows:
    return FileRows(tuple(names.get(name, name) for name in rows.columns), rows.rows, rows.count)


def _open_text(path: Path, encoding: str) -> TextIO:
    return io.TextIOWrapper(open_bytes(path), encoding=encoding, newline="")


def _read_lines(path: Path, encoding: str) -> Iterator[_Record]:
    with _open_text(path, encoding) as text:
        for line, raw in enumerate(text, start=1):
            if stripped := raw.strip("\ufeff \t\r\n"):
                yield line, stripped, _decode(stripped)


def _decode(text: str) -> object:
    """Return the value of a line; the line itself when it is no JSON."""
    try:
        return _DECODER.decode(text)
    except json.JSONDecodeError:
        return text


def _read_array(path: Path, encoding: str, *, skip_lines: int = 0) -> Iterator[_Record]:
    """Read an array element by element, in bounded memory."""
    with _open_text(path, encoding) as text:
        for _ in range(skip_lines):
            text.readline()
        window = _Window(path, text)
        window.expect("[")
        number = 0
        while not window.take("]"):
            if number:
                window.expect(",")
            number += 1
            yield number, "", window.element()


class _Window:
    """A moving part of a text, long enough for the element at its start."""

    def __init__(self, path: Path, text: TextIO) -> None:
        """Start at the beginning of `text`."""
        self.path = path
        self.text = text
        self.held = ""
        self.place = 0

    def take(self, mark: str) -> bool:
        """Skip blanks and, when `mark` follows, skip it and say so."""
        while True:
            while self.place < len(self.held) and self.held[self.place] in "\ufeff \t\r\n":
                self.place += 1
            if self.place < len(self.held) or not self._more():
                break
        found = self.held[self.place : self.place + 1] == mark
        self.place += found
        return found

    def expect(self, mark: str) -> None:
        """Skip `mark` or refuse the file."""
        if not self.take(mark):
            raise FileUnreadableError(
                file=self.path.name, reason=_("JSON 缺少“%(mark)s”") % {"mark": mark}
            )

    def element(self) -> object:
        """Return the next value, reading on until it is whole."""
        self.take("")
        while True:
            try:
                value, end = _DECODER.raw_decode(self.held, self.place)
            except json.JSONDecodeError as error:
                if not self._more():
                    raise FileUnreadableError(
                        file=self.path.name, reason=_("JSON 不完整")
                    ) from error
                continue
            if end < len(self.held) or not self._more():
                self.place = end
                return value

    def _more(self) -> bool:
        """Read on; a number or an element at the window's end may continue."""
        piece = self.text.read(_PIECE)
        self.held = self.held[self.place :] + piece
        self.place = 0
        if len(self.held) > _MOST_ELEMENT:
            raise FileUnreadableError(file=self.path.name, reason=_("单条 JSON 记录过大"))
        return bool(piece)


def _portal_names(first: str) -> Mapping[str, str]:
    """Return English → Chinese names where line 1 is a portal's field list, else nothing."""
    line = first.partition("\n")[0]
    if "name_en" not in line:
        return {}
    fields = _decode(line.strip())
    if not isinstance(fields, list) or not all(
        isinstance(field, Mapping) and {"name_en", "name_cn"} <= set(field) for field in fields
    ):
        return {}
    return {str(field["name_en"]): str(field["name_cn"]) for field in fields}


def _read_object(path: Path, encoding: str, record_path: str) -> Iterator[_Record]:
    """Read the one list of records inside a whole document."""
    document = _load(path, encoding)
    if record_path:
        records = _follow(path, document, record_path)
    elif isinstance(document, Mapping) and isinstance(document.get("features"), list):
        records = [_feature(feature) for feature in document["features"]]
    else:
        records = _keyed(document) or _only_list(path, document)
    for number, value in enumerate(records, start=1):
        yield number, "", value


def _load(path: Path, encoding: str) -> object:
    limit = settings_api.get_settings().unpacked_limit_mb * _PIECE // 8
    with _open_text(path, encoding) as text:
        content = text.read(limit + 1)
    if len(content) > limit:
        raise UnsafeArchiveError(
            name=path.name, reason=_("整体 JSON 超过 %(limit)s MB") % {"limit": limit // _PIECE}
        )
    try:
        return _DECODER.decode(content.lstrip("\ufeff"))
    except json.JSONDecodeError as error:
        raise FileUnreadableError(file=path.name, reason=_("不是有效的 JSON")) from error


def _feature(feature: object) -> object:
    """Return a GeoJSON feature as one record: its id, properties, and geometry as JSON text."""
    if not isinstance(feature, Mapping):
        return feature
    properties = feature.get("properties") or {}
    identity = {"id": feature["id"]} if "id" in feature else {}
    return {**identity, **properties, "geometry": feature.get("geometry")}


def _follow(path: Path, document: object, record_path: str) -> list[object]:
    for step in record_path.split("."):
        document = document.get(step) if isinstance(document, Mapping) else None
    if not isinstance(document, list):
        raise FileUnreadableError(
            file=path.name, reason=_("路径 %(path)s 处没有列表") % {"path": record_path}
        )
    return document


def _keyed(document: object) -> list[object]:
    """Return the records of an object that is nothing but records by key (`{"2007-11": {…}, …}`).

    The key becomes the first column, `_key`. Records all hold plain values; else it is no table.
    """
    if not isinstance(document, Mapping) or len(document) < _FEWEST_KEYED:
        return []
    records = [value for value in document.values() if isinstance(value, Mapping) and value]
    plain = all(
        not isinstance(cell, Mapping | list) for record in records for cell in record.values()
    )
    if len(records) != len(document) or not plain:
        return []
    return [{"_key": key, **document[key]} for key in document]


def _only_list(path: Path, document: object) -> list[object]:
    """Return the only list of objects of a document, at its top or one step down."""
    values = document.values() if isinstance(document, Mapping) else ()
    inner = chain.from_iterable(v.values() for v in values if isinstance(v, Mapping))
    lists = [
        value
        for value in (*values, *inner)
        if isinstance(value, list) and value and isinstance(value[0], Mapping)
    ]
    if len(lists) != 1:
        raise FileUnreadableError(file=path.name, reason=_("请用 record_path 指明记录列表的位置"))
    return lists[0]
