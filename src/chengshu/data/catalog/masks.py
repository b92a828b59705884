"""Masks of personal data: pure functions from a full value to the part that may be seen.

Expected values follow standards/classification.md §3 (those of Hutool's DesensitizedUtil). A value
that does not have the shape of its kind shows less, never more; a value too short is all stars.
"""

import re
from collections.abc import Callable

HIDDEN = "******"
_MOBILE = re.compile(r"1\d{10}")
_GROUP = 4
_SHORTEST_CARD, _SHORTEST_PLATE = 9, 7
_ADDRESS_TAIL = 8


def _keep(text: str, front: int, back: int) -> str:
    """Keep `front` and `back` characters and star the rest; star all when nothing would be left."""
    if len(text) <= front + back:
        return "*" * len(text)
    return text[:front] + "*" * (len(text) - front - back) + text[len(text) - back :]


def _mask_phone(text: str) -> str:
    return _keep(text, 3, 4) if _MOBILE.fullmatch(text) else _keep(text, 4, 2)


def _mask_address(text: str) -> str:
    return _keep(text, max(len(text) - _ADDRESS_TAIL, 0), 0)


def _mask_email(text: str) -> str:
    name, mark, domain = text.partition("@")
    return f"{name[:1]}{'*' * (len(name) - 1)}@{domain}" if mark and name else HIDDEN


def _mask_plate(text: str) -> str:
    return text if len(text) < _SHORTEST_PLATE else _keep(text, 3, 1)


def _mask_card(text: str) -> str:
    digits = "".join(text.split())
    if len(digits) < _SHORTEST_CARD:
        return "*" * len(digits)
    tail = len(digits) % _GROUP or _GROUP
    stars = "*" * (len(digits) - _GROUP - tail)
    groups = [stars[start : start + _GROUP] for start in range(0, len(stars), _GROUP)]
    return " ".join([digits[:_GROUP], *groups, digits[-tail:]])


def _mask_ip(text: str) -> str:
    if ":" in text:
        return text.split(":", 1)[0] + ":*" * 7
    return text.split(".", 1)[0] + ".*" * 3 if "." in text else HIDDEN


def _mask_coordinate(text: str) -> str:
    try:
        return f"{float(text):.2f}"
    except ValueError:
        return HIDDEN


MASKS: dict[str, Callable[[str], str]] = {
    "name": lambda text: _keep(text, 1, 0),
    "citizen_id": lambda text: _keep(text, 1, 2),
    "mobile": lambda text: _keep(text, 3, 4),
    "landline": lambda text: _keep(text, 4, 2),
    "phone": _mask_phone,
    "address": _mask_address,
    "email": _mask_email,
    "password": lambda text: "*" * len(text),
    "plate": _mask_plate,
    "bank_card": _mask_card,
    "ip": _mask_ip,
    "user_id": lambda _: "0",
    "uscc": lambda text: _keep(text, 4, 4),
    "passport": lambda text: _keep(text, 1, 2),
    "licence": lambda text: _keep(text, 0, 4),
    "birth_date": lambda text: text[:4],
    "coordinate": _mask_coordinate,
    "hide": lambda _: HIDDEN,
}


def mask_value(kind: str, value: object) -> str | None:
    """Return what may be seen of `value` under mask `kind`; None stays None.

    An unknown or empty kind hides everything: a spelling mistake in a catalogue must not leak.
    """
    if value is None:
        return None
    return MASKS.get(kind, MASKS["hide"])(str(value))


def mask_kinds() -> tuple[str, ...]:
    """Return the names of all masks."""
    return tuple(MASKS)
