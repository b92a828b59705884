"""Names made comparable, and field names made into columns of the catalogue."""

import re
import unicodedata

_NOT_WORD = re.compile(r"[^0-9a-z\u3400-\u9fff]")
_NOT_COLUMN = re.compile(r"[^a-z0-9]+")
_COLUMN = re.compile(r"[a-z][a-z0-9_]{0,62}")


def name_key(name: str) -> str:
    """Return what two names share that differ only by width, case, blanks or punctuation."""
    folded = unicodedata.normalize("NFKC", name).lower()
    return _NOT_WORD.sub("", folded) or folded.strip()


def column_of(field: str, code: str) -> str:
    """Return a column name for a field of a source; its element's code where it has no letters."""
    folded = field.lower()
    if _COLUMN.fullmatch(folded):
        return folded
    column = _NOT_COLUMN.sub("_", folded).strip("_")[:63]
    if _COLUMN.fullmatch(column):
        return column
    return _NOT_COLUMN.sub("_", f"e_{code.lower()}").strip("_")[:63]
