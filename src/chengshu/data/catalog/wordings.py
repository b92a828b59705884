"""Values of a document in words, for differences between versions."""

from collections.abc import Mapping

from django.utils.translation import gettext as _

from chengshu.data.catalog.standard import get_standard

_DOMAINS = {
    "format": "formats",
    "share_type": "share_types",
    "share_mode": "share_modes",
    "share_mode_category": "share_mode_categories",
    "update_cycle": "update_cycles",
}


def word_field(name: str, value: object) -> str:
    """Return a field's value as a person reads it; "—" for nothing."""
    if value in (None, "", [], {}):
        return "—"
    if isinstance(value, bool):
        return _("是") if value else _("否")
    if name in _DOMAINS:
        return get_standard().label(_DOMAINS[name], str(value))
    return _word(value)


def _word(value: object) -> str:
    if isinstance(value, list):
        return "、".join(str(each) for each in value)
    if isinstance(value, Mapping):
        return "；".join(f"{key} {word_field('', each)}" for key, each in value.items())
    return str(value)
