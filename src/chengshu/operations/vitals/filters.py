"""Filters as people write them: one condition a line, all of them must hold.

`kind = heat`, `minutes <= 60`, `state in 1, 2, 3`, `street_code is null`; a line that begins with
`{` is an expression document itself.
"""

import json
import re
from collections.abc import Mapping

from django.utils.translation import gettext as _

from chengshu.operations.vitals.errors import BadFormulaError

_LINE = re.compile(
    r"(?P<column>[a-z_][a-z0-9_]*)\s*"
    r"(?P<op><=|>=|!=|=|<|>|\bin\b|\bcontains\b|\bstarts_with\b|\bis null\b|\bis not null\b)"
    r"\s*(?P<value>.*)"
)
_VALUES = re.compile(r"\s*[,，、]\s*")
Document = Mapping[str, object]


def parse_lines(text: str) -> Document | None:
    """Return the expression document of `text`, or None when nothing is written.

    Raises:
        BadFormulaError: A line is no condition.
    """
    conditions = [_parse_line(line.strip()) for line in text.splitlines() if line.strip()]
    if not conditions:
        return None
    return conditions[0] if len(conditions) == 1 else {"op": "and", "args": conditions}


def _parse_line(line: str) -> Document:
    if line.startswith("{"):
        return _parse_json(line)
    found = _LINE.fullmatch(line)
    if found is None:
        reason = _("无法理解条件“%(line)s”，应为“信息项 运算符 值”。") % {"line": line}
        raise BadFormulaError(field="formula", reason=reason)
    column, op, value = found["column"], found["op"], found["value"].strip()
    if op.startswith("is"):
        missing: Document = {"op": "is_null", "column": column}
        return missing if op == "is null" else {"op": "not", "arg": missing}
    if op == "in":
        return {"op": "in", "column": column, "values": _VALUES.split(value)}
    return {"op": op, "column": column, "value": value}


def _parse_json(line: str) -> Document:
    try:
        document = json.loads(line)
    except ValueError as error:
        reason = _("条件“%(line)s”不是正确的 JSON。") % {"line": line}
        raise BadFormulaError(field="formula", reason=reason) from error
    if not isinstance(document, dict):
        raise BadFormulaError(field="formula", reason=line)
    return document


def to_lines(document: object) -> str:
    """Return the lines that `parse_lines` reads back as `document`."""
    if not isinstance(document, Mapping):
        return ""
    args = document.get("args") if document.get("op") == "and" else None
    parts = args if isinstance(args, list) and args else [document]
    return "\n".join(_to_line(part) for part in parts)


def _to_line(document: Document) -> str:
    op, column = document.get("op"), document.get("column")
    if op == "is_null":
        return f"{column} is null"
    values = document.get("values")
    if op == "in" and isinstance(values, list):
        return f"{column} in {', '.join(str(value) for value in values)}"
    value = document.get("value")
    line = f"{column} {op} {value}"
    plain = "value" in document and value is not None and not isinstance(value, bool)
    return line if plain and _LINE.fullmatch(line) else json.dumps(document, ensure_ascii=False)
