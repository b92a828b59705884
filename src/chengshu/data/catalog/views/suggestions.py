"""What the edit form proposes for empty fields when a person asks for it."""

from django.http import QueryDict

from chengshu.base.accounts.contracts import Actor
from chengshu.data.elements import api as elements

_MOST_ROWS = 1000


def fill_elements(actor: Actor, data: QueryDict, provider_code: str) -> None:
    """Fill empty data elements of item rows by name and column; what is filled stays."""
    rows = min(_number(data.get("items-TOTAL_FORMS", "")), _MOST_ROWS)
    fields = {
        f"items-{row}-element": (
            str(data.get(f"items-{row}-name_zh", "")),
            str(data.get(f"items-{row}-source_column") or data.get(f"items-{row}-column", "")),
        )
        for row in range(rows)
        if not data.get(f"items-{row}-element")
    }
    provider = provider_code or str(data.get("provider_code", ""))
    found = elements.suggest_elements(actor, provider, fields.values())
    for name, field in fields.items():
        if field in found:
            data[name] = found[field]


def _number(text: str | list[object]) -> int:
    return int(text) if isinstance(text, str) and text.isascii() and text.isdigit() else 0
