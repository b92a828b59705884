"""Which proposals a person confirms, grouped into lines; the rest is shown as evidence only."""

from collections.abc import Mapping

from chengshu.data.survey.contracts import Value

TABLE_PREFIX = "t:"
COLUMN_PREFIX = "c:"

# Lines of the table: name of the line, its fields (the first one gives the line its label).
TABLE_LINES: Mapping[str, tuple[str, ...]] = {
    "t:title": ("title",),
    "t:abstract": ("abstract",),
    "t:class": ("class_path",),
    "t:theme": ("theme",),
    "t:share": ("share_type", "share_condition", "no_share_basis"),
    "t:mode": ("share_mode",),
    "t:format": ("format", "format_name"),
    "t:cycle": ("update_cycle",),
    "t:open": ("is_open",),
    "t:grade": ("grade",),
}
COLUMN_FIELDS = (
    *("name_zh", "element", "data_type", "length", "scale"),
    *("is_primary_key", "is_required", "identifier", "code_table", "grade", "mask", "personal"),
    *("is_sensitive", "reference", "minimum", "maximum", "name_en", "note"),
)
REQUIRED = frozenset({
    *("title", "abstract", "class_path", "update_cycle", "format", "share_type"),
    *("name_zh", "data_type"),
})
FLAGS = frozenset({"is_primary_key", "is_required", "is_sensitive", "is_open"})
# What was found, not what is meant: a limit stands in an entry only where a person writes it.
OFFERED = frozenset({"minimum", "maximum"})
NUMBERS = frozenset({"length", "scale", "grade"})
GRADE = "grade"

# What the confidence of a line is the least of, beside fields that propose something.
_ALWAYS = frozenset({"name_zh", "data_type", "personal"})
# Measures that follow from the others: a person reads them, but they do not make a line unsure.
_FOLLOWING = frozenset({
    *("length", "scale", "minimum", "maximum", "name_en", "note", "reference", "is_required"),
    *("is_sensitive", "mask", "format_name", "share_condition", "no_share_basis"),
})


def weighs(name: str, value: Value) -> bool:
    """Tell whether a field counts for how sure a line is."""
    if name in _ALWAYS:
        return True
    return name not in _FOLLOWING and value not in (None, "")


def blank_of(name: str) -> Value:
    """Return the value of a field nobody proposed anything for."""
    if name in FLAGS:
        return False
    if name == GRADE:
        return 1
    return None if name in NUMBERS else ""


def column_line(column: str) -> str:
    """Return the line of a column."""
    return f"{COLUMN_PREFIX}{column}"


def fields_of(line: str) -> tuple[str, ...]:
    """Return the fields of a line."""
    return TABLE_LINES.get(line, COLUMN_FIELDS)
