"""The values of facets in words."""

from collections.abc import Collection, Mapping

from django.utils.translation import gettext as _

from chengshu.base.accounts import api as accounts
from chengshu.data.catalog.contracts import LEFT_OUT, ResourceQuery
from chengshu.data.catalog.labels import (
    FACET_LABELS,
    FRESHNESS_LABELS,
    STANDING_LABELS,
    STATE_LABELS,
)
from chengshu.data.catalog.models import ClassNodeRow
from chengshu.data.catalog.standard import get_standard


def label_values(key: str, values: Collection[str]) -> Mapping[str, object]:
    """Return value to label of one facet; values that say themselves are left out."""
    if key == "provider":
        return {each.code: each.name for each in accounts.list_organisations()}
    if key == "class_path":
        return dict(ClassNodeRow.objects.filter(code__in=values).values_list("code", "name"))
    if key == "area":
        return accounts.area_names()
    if key == "grade":
        return {value: _("%(grade)s 级") % {"grade": value} for value in values}
    return _fixed().get(key, {})


def name_chosen(query: ResourceQuery, keys: Collection[str]) -> Mapping[str, str]:
    """Return the values of the filters that are set, in words."""
    found = {}
    for key in keys:
        asked = getattr(query, key)
        value = str(asked).lower() if isinstance(asked, bool) else str(asked)
        found[key] = str(label_values(key, [value]).get(value, value))
    return found


def _fixed() -> Mapping[str, Mapping[str, object]]:
    standard = get_standard()
    return {
        "share_type": standard.share_types,
        "state": {state.value: label for state, label in STATE_LABELS.items()},
        "update_cycle": standard.update_cycles,
        "format": {code: each.name for code, each in standard.formats.items()},
        "data_type": standard.item_types,
        "standing": {
            LEFT_OUT: _("已发布但不计入"),
            **{each.value: label for each, label in STANDING_LABELS.items()},
        },
        "freshness": {each.value: label for each, label in FRESHNESS_LABELS.items()},
        "is_open": {"true": FACET_LABELS["open_yes"], "false": FACET_LABELS["open_no"]},
        "is_attached": {"true": FACET_LABELS["attached"], "false": FACET_LABELS["unattached"]},
    }
