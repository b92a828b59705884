"""What a department says of its demand: checked, as columns, and what a revision changes."""

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from chengshu.base.clock import api as clock
from chengshu.exchange.matching.contracts import NewDemand, Urgency
from chengshu.exchange.matching.errors import BadDemandError
from chengshu.exchange.matching.labels import (
    CYCLE_LABELS,
    FIELD_LABELS,
    MODE_LABELS,
    URGENCY_LABELS,
)
from chengshu.exchange.matching.models import Demand

_LIMITS = {"title": 128, "scenario": 2000, "basis": 2000, "items": 2000}
_SHOWN: Mapping[str, Callable[[Any], object]] = {
    "frequency": lambda value: CYCLE_LABELS.get(value, value),
    "mode": lambda value: MODE_LABELS.get(value, value),
    "urgency": lambda value: URGENCY_LABELS[Urgency(value)],
}


def check_new(new: NewDemand) -> None:
    """Refuse a demand that lacks something or makes no sense.

    Raises:
        BadDemandError: It names the field and what to write.
    """
    for field, limit in _LIMITS.items():
        text = getattr(new, field)
        if not text.strip() or len(text) > limit or "\x00" in text:
            reason = _("必须填写，不超过 %(limit)s 个字符") % {"limit": limit}
            raise BadDemandError(field=FIELD_LABELS[field], reason=reason)
    if new.frequency not in CYCLE_LABELS:
        raise BadDemandError(field=FIELD_LABELS["frequency"], reason=_("必须从列表中选择"))
    if new.mode not in MODE_LABELS:
        raise BadDemandError(field=FIELD_LABELS["mode"], reason=_("必须从列表中选择"))
    if new.wanted_on < clock.today():
        raise BadDemandError(field=FIELD_LABELS["wanted_on"], reason=_("不能早于今天"))


def to_columns(new: NewDemand) -> dict[str, Any]:
    """Return what is said, by column of the table; who says it is not among it."""
    texts = {field: getattr(new, field).strip() for field in _LIMITS}
    rest = {field: getattr(new, field) for field in ("frequency", "mode", "urgency", "wanted_on")}
    return texts | rest


def list_changes(row: Demand, new: NewDemand) -> str:
    """Return each field that would change with what it said before, or nothing."""
    lines = []
    for field, value in to_columns(new).items():
        before = getattr(row, field)
        if before != value:
            said = _SHOWN.get(field, str)(before)
            lines.append(
                _("%(field)s原为：%(said)s") % {"field": FIELD_LABELS[field], "said": said}
            )
    return "；".join(lines)
