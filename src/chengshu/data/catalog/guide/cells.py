"""A field's value as the text of a cell, and the text of a cell as a field's value."""

import datetime as dt
import json
import re
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache

from django.utils.translation import gettext as _
from pydantic import TypeAdapter

from chengshu.data.catalog.contracts import Guess
from chengshu.data.catalog.guide.layout import GuideColumn
from chengshu.data.catalog.standard import get_standard, read_yaml

_ROWS = TypeAdapter(list[list[object]])
_GUESSES = TypeAdapter(list[Guess])
MOST_TEXT = 32_767  # characters a cell of a workbook holds
_FORMULA = re.compile(r"^'(?=[ \u3000]*[=+\-@\t\r])")
_SPLIT = re.compile(r"[；;\n]")
_YES = {"是", "有", "1", "y", "yes", "true", "t", "√"}
_NO = {"否", "无", "0", "n", "no", "false", "f", "×"}


class CellError(ValueError):
    """A cell says what its field cannot hold; the message says what to change."""


def write_cell(column: GuideColumn, value: object) -> str | int | float:
    """Return what the cell of a column holds for a value; nothing becomes an empty text."""
    if value in (None, "", (), {}):
        return ""
    writer = _WRITERS.get(column.kind)
    found = writer(column, value) if writer else value
    return found if isinstance(found, int | float) else str(found)[:MOST_TEXT]


def read_cell(column: GuideColumn, text: str) -> object:
    """Return the value that a cell's text stands for; None for an empty one.

    Raises:
        CellError: The text is no value of the field.
    """
    words = _FORMULA.sub("", text).strip()
    if not words:
        return None
    reader = _READERS.get(column.kind)
    return reader(column, words) if reader else words


@lru_cache(maxsize=16)
def domain_names(domain: str) -> Mapping[str, str]:
    """Return code to name of a value domain."""
    standard = get_standard()
    if domain == "formats":
        return {code: each.name for code, each in standard.formats.items()}
    names: Mapping[str, str] = getattr(standard, domain)
    return names


@lru_cache(maxsize=16)
def _domain_codes(domain: str) -> Mapping[str, str]:
    """Return every word for a code, in lower case: the code, its name, other catalogues' words."""
    names = domain_names(domain)
    others: Mapping[str, str] = read_yaml("catalog_import_words.yaml")["values"].get(domain, {})
    words = {word.lower(): code for word, code in others.items()}
    words |= {name.lower(): code for code, name in names.items()}
    return words | {code.lower(): code for code in names}


def _write_code(column: GuideColumn, value: object) -> str:
    return domain_names(column.domain).get(str(value), str(value))


def _read_code(column: GuideColumn, words: str) -> str:
    found = _domain_codes(column.domain).get(words.lower())
    if found is None:
        known = "、".join(domain_names(column.domain).values())
        raise CellError(_("请改为其中之一：%(known)s") % {"known": known})
    return found


def _write_bool(_column: GuideColumn, value: object) -> str:
    return "是" if value else "否"


def _read_bool(column: GuideColumn, words: str) -> bool:
    others: Mapping[str, bool] = read_yaml("catalog_import_words.yaml")["values"].get(
        column.domain, {}
    )
    if words in others:
        return others[words]
    if words.lower() in _YES or words.lower() in _NO:
        return words.lower() in _YES
    raise CellError(_("请填写“是”或“否”"))


def _read_int(_column: GuideColumn, words: str) -> int:
    digits = words.removesuffix(".0")
    if not re.fullmatch(r"\d{1,9}", digits):
        raise CellError(_("请填写整数"))
    return int(digits)


def _read_number(_column: GuideColumn, words: str) -> int | float | str:
    """Return a bound as a number, or as the text of a date."""
    if re.fullmatch(r"-?\d{1,15}", words):
        return int(words)
    if re.fullmatch(r"-?\d*\.\d+(?:[eE][+-]?\d+)?|-?\d+(?:\.\d+)?[eE][+-]?\d+", words):
        return float(words)
    return words


def _read_date(_column: GuideColumn, words: str) -> dt.date:
    """Return a day; spreadsheets write it with slashes or a time of midnight too."""
    found = re.fullmatch(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[ T]00:00:00)?", words)
    try:
        return dt.date(*map(int, found.groups())) if found else dt.date.fromisoformat(words)
    except ValueError as error:
        raise CellError(_("请填写日期，例如 2027-12-31")) from error


def _write_list(_column: GuideColumn, value: object) -> str:
    return "；".join(str(each) for each in value) if isinstance(value, Sequence) else str(value)


def _read_list(_column: GuideColumn, words: str) -> list[str]:
    return [part.strip() for part in _SPLIT.split(words) if part.strip()]


def _write_pairs(_column: GuideColumn, value: object) -> str:
    """Return one line per pair; as JSON where a name or a content would break the lines."""
    if not isinstance(value, Mapping):
        return str(value)
    pairs = {str(key): str(each) for key, each in value.items()}
    plain = all(_is_line(key, "：") and _is_line(each) for key, each in pairs.items())
    if plain:
        return "\n".join(f"{key}：{each}" for key, each in pairs.items())
    return json.dumps(pairs, ensure_ascii=False)


def _is_line(text: str, *marks: str) -> bool:
    broken = any(mark in text for mark in ("\n", "\r", *marks))
    return bool(text) and text == text.strip() and not broken and not text.startswith("{")


def _read_pairs(_column: GuideColumn, words: str) -> dict[str, str]:
    whole = _parse(words) if words.startswith("{") else None
    if isinstance(whole, Mapping):
        return {str(key): str(each) for key, each in whole.items()}
    pairs = {}
    for line in words.splitlines():
        name, mark, content = line.partition("：")
        if not mark:
            raise CellError(_("每行请写作“名称：内容”"))
        pairs[name.strip()] = content.strip()
    return pairs


def _write_guesses(_column: GuideColumn, value: object) -> str:
    guesses = value if isinstance(value, Sequence) else ()
    rows = [[guess.field, guess.confidence, guess.evidence] for guess in guesses]
    return json.dumps(rows, ensure_ascii=False)


def _read_guesses(_column: GuideColumn, words: str) -> list[Guess]:
    try:
        return _GUESSES.validate_python([
            dict(zip(("field", "confidence", "evidence"), row, strict=True))
            for row in _ROWS.validate_python(_parse(words))
        ])
    except ValueError as error:
        raise CellError(_("此列由平台写出，请恢复原样或清空")) from error


def _parse(words: str) -> object:
    try:
        found: object = json.loads(words)
    except (ValueError, RecursionError) as error:
        raise CellError(_("此列由平台写出，请恢复原样或清空")) from error
    return found


_WRITERS: dict[str, Callable[[GuideColumn, object], object]] = {
    "code": _write_code,
    "bool": _write_bool,
    "list": _write_list,
    "pairs": _write_pairs,
    "guesses": _write_guesses,
}
_READERS: dict[str, Callable[[GuideColumn, str], object]] = {
    "code": _read_code,
    "bool": _read_bool,
    "int": _read_int,
    "number": _read_number,
    "date": _read_date,
    "list": _read_list,
    "pairs": _read_pairs,
    "guesses": _read_guesses,
}
