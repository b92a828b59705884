"""Navigation and task lists: rooms register them once, the shell asks for a person's."""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import groupby

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from chengshu.base.access import api as access
from chengshu.base.accounts.contracts import Actor, Role
from chengshu.base.errors.api import BrokenError
from chengshu.base.look.contracts import Floor, NavItem, TaskCard, TaskList, Text

FLOOR_LABELS: dict[Floor, str | Promise] = {
    Floor.HOME: "",
    Floor.DATA: _("数据汇聚与治理"),
    Floor.EXCHANGE: _("共享与交换"),
    Floor.OPERATIONS: _("城市运行"),
    Floor.SCREENS: _("大屏与评价"),
    Floor.BASE: _("系统管理"),
}
QUICK_LINKS = 8
LIGHT_ORDER = {"red": 0, "yellow": 1, "green": 2}

_items: dict[str, NavItem] = {}
_quick: dict[Role, tuple[str, ...]] = {}
_task_lists: dict[str, TaskList] = {}


@dataclass(frozen=True)
class NavLink:
    """One entry of the navigation as the template prints it."""

    label: Text
    url: str
    icon: str
    is_here: bool


@dataclass(frozen=True)
class NavGroup:
    """The entries of one floor."""

    label: Text
    links: tuple[NavLink, ...]


def floor_of(item: NavItem) -> Floor:
    """Return the floor of an entry, which may be given by its name."""
    return item.floor if isinstance(item.floor, Floor) else Floor[item.floor.upper()]


def register_nav(item: NavItem) -> None:
    """Add an entry to the left navigation.

    Raises:
        BrokenError: Another entry leads to the same page.
    """
    floor_of(item)
    if _items.get(item.url_name, item) != item:
        raise BrokenError(registry="navigation", key=item.url_name, reason="duplicate key")
    _items[item.url_name] = item


def register_tasks(name: str, tasks: TaskList) -> None:
    """Add a room's task list to the start page.

    Raises:
        BrokenError: The name is taken by another function.
    """
    if _task_lists.get(name, tasks) is not tasks:
        raise BrokenError(registry="tasks", key=name, reason="duplicate key")
    _task_lists[name] = tasks


def register_quick(role: Role, url_names: tuple[str, ...]) -> None:
    """Say which entries of the navigation a role needs most, first things first."""
    _quick[role] = url_names


def list_quick(actor: Actor) -> tuple[NavLink, ...]:
    """Return the quick links of a person's roles; without any, the first of the navigation."""
    names = [name for role in Role if role in actor.roles for name in _quick.get(role, ())]
    shown = [_items[name] for name in dict.fromkeys(names) if name in _items]
    if not shown:
        shown = sorted(_items.values(), key=lambda item: (floor_of(item), item.order))[1:]
    allowed = [item for item in shown if _is_shown(actor, item)][:QUICK_LINKS]
    return tuple(NavLink(i.label, reverse(i.url_name), i.icon, is_here=False) for i in allowed)


def list_groups(actor: Actor, path: str) -> tuple[NavGroup, ...]:
    """Return the navigation of a person, by floor, with the entry of `path` marked."""
    shown = [item for item in _items.values() if _is_shown(actor, item)]
    shown.sort(key=lambda item: (floor_of(item), item.order))
    urls = {item.url_name: reverse(item.url_name) for item in shown}
    here = max((url for url in urls.values() if _covers(url, path)), key=len, default="")
    groups: list[NavGroup] = []
    for floor, items in groupby(shown, key=floor_of):
        links = tuple(
            NavLink(i.label, urls[i.url_name], i.icon, urls[i.url_name] == here) for i in items
        )
        groups.append(NavGroup(FLOOR_LABELS[floor], links))
    return tuple(groups)


def _is_shown(actor: Actor, item: NavItem) -> bool:
    return not item.permission or access.may(actor, item.permission)


def _covers(url: str, path: str) -> bool:
    return path == url or (url != "/" and path.startswith(url))


def list_tasks(actor: Actor) -> tuple[TaskCard, ...]:
    """Return all tasks of a person: overdue first, then by deadline, then those without one."""
    cards = [card for tasks in _task_lists.values() for card in tasks(actor)]
    return tuple(sorted(cards, key=_urgency()))


def _urgency() -> Callable[[TaskCard], tuple[int, bool, float]]:
    def key(card: TaskCard) -> tuple[int, bool, float]:
        due = card.due_at.timestamp() if card.due_at else 0.0
        return LIGHT_ORDER.get(str(card.light), 3), card.due_at is None, due

    return key
