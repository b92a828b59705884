"""The door to targets: set them, see the board; and to what other rooms report of entries."""

from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext as _

from chengshu.base.access import api as access
from chengshu.base.accounts import api as accounts
from chengshu.base.accounts.contracts import Actor
from chengshu.base.audit import api as audit
from chengshu.data.catalog import slots
from chengshu.data.catalog.contracts import (
    BoardLine,
    Countable,
    EntryPanel,
    Scope,
    Standing,
    Target,
)
from chengshu.data.catalog.errors import BadTargetError
from chengshu.data.catalog.selectors import targets as selectors
from chengshu.data.catalog.services import measuring
from chengshu.data.catalog.services import targets as services
from chengshu.data.catalog.slots import register_measures, register_panel

__all__ = [
    "count_standing",
    "drop_target",
    "find_target",
    "list_board",
    "list_panels",
    "may_set_targets",
    "measure_entries",
    "register_measures",
    "register_panel",
    "set_target",
]


def set_target(actor: Actor, target: Target) -> None:
    """Ask the city, a district or a department for an amount by a day; again changes it.

    Raises:
        BadTargetError: The amount is not positive, or nobody is of this code.
    """
    access.check(actor, "catalog.set_targets")
    if target.amount <= 0:
        raise BadTargetError(field=_("目标值"), reason=_("必须大于零"))
    if not _exists(target):
        raise BadTargetError(field=_("对象"), reason=target.code)
    with transaction.atomic():
        if services.save_target(actor=actor, target=target):
            detail = {"amount": target.amount, "deadline": target.deadline.isoformat()}
            audit.record(actor, "catalog.set_target", subject=_subject(target), detail=detail)


def drop_target(actor: Actor, target: Target) -> None:
    """Ask for it no longer."""
    access.check(actor, "catalog.set_targets")
    with transaction.atomic():
        if services.drop_target(scope=target.scope, code=target.code, countable=target.countable):
            audit.record(actor, "catalog.drop_target", subject=_subject(target))


def find_target(actor: Actor, scope: Scope, code: str, *, countable: Countable) -> Target | None:
    """Return one target, or None."""
    access.check(actor, "catalog.read_progress")
    return selectors.list_targets().get((scope.value, code, countable.value))


def may_set_targets(actor: Actor) -> bool:
    """Tell whether the actor may set targets."""
    return access.may(actor, "catalog.set_targets")


def list_board(actor: Actor, countable: Countable, scope: Scope) -> tuple[BoardLine, ...]:
    """Return what counts against what is asked, most first."""
    access.check(actor, "catalog.read_progress")
    reach = access.reach(actor, "catalog.read_progress")
    return selectors.list_board(countable=countable, scope=scope, reach=reach)


def count_standing(actor: Actor) -> Mapping[Standing, int]:
    """Return how many entries count, and how many do not and why."""
    access.check(actor, "catalog.read_progress")
    return selectors.count_standing(reach=access.reach(actor, "catalog.read_progress"))


def measure_entries(actor: Actor) -> int:
    """Take in what other rooms report, judge what counts, keep today's counts.

    Returns:
        How many entries changed their rows or times.
    """
    access.check(actor, "catalog.measure")
    measuring.index_missing()
    changed = measuring.save_measures(slots.list_measures(actor))
    measuring.judge_standing()
    measuring.count_day()
    return changed


def list_panels(actor: Actor, key: str) -> tuple[EntryPanel, ...]:
    """Return what other rooms have to show the actor of an entry."""
    access.check(actor, "catalog.read")
    return slots.list_panels(actor, key)


def _exists(target: Target) -> bool:
    if target.scope is Scope.CITY:
        return target.code == ""
    if target.scope is Scope.DISTRICT:
        return target.code in accounts.area_names()
    return accounts.find_organisation(target.code) is not None


def _subject(target: Target) -> str:
    return ":".join(filter(None, (target.scope.value, target.code, target.countable.value)))
