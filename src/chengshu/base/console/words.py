"""Words of the ground floor: roles, scopes, kinds and levels of organisations, audited actions."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

import yaml
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from chengshu.base.access import api as access
from chengshu.base.access.contracts import Scope
from chengshu.base.accounts.contracts import Level, OrganisationKind, Post, Role

ROLE_WORDS: dict[Role, Promise] = {
    Role.BUREAU_ADMINISTRATOR: _("数据局管理员"),
    Role.DATA_OFFICER: _("部门数据专员"),
    Role.DEVELOPER: _("应用开发人员"),
    Role.DUTY_OFFICER: _("值班员"),
    Role.HANDLING_UNIT: _("处置单位"),
    Role.GRID_WORKER: _("网格员"),
    Role.LEADER: _("领导"),
    Role.CITIZEN: _("市民"),
    Role.AUDITOR: _("审计员"),
    Role.OPERATOR: _("运维人员"),
    Role.SYSTEM: _("系统"),
}
SCOPE_WORDS: dict[Scope, tuple[Promise, str]] = {
    Scope.ANY: (_("全部单位"), "info"),
    Scope.BELOW: (_("本级及下级"), "good"),
    Scope.OWN: (_("本单位"), "neutral"),
}
KIND_WORDS: dict[OrganisationKind, Promise] = {
    OrganisationKind.GOVERNMENT: _("政府"),
    OrganisationKind.BUREAU: _("数据局"),
    OrganisationKind.DEPARTMENT: _("部门"),
    OrganisationKind.UNIT: _("处置单位"),
}
LEVEL_WORDS: dict[Level, Promise] = {
    Level.CITY: _("市级"),
    Level.DISTRICT: _("区县级"),
    Level.TOWN: _("乡镇街道级"),
    Level.COMMUNITY: _("村社区级"),
}
OUTCOMES: dict[str, tuple[Promise, str]] = {
    "done": (_("完成"), "good"),
    "refused": (_("拒绝"), "caution"),
    "failed": (_("失败"), "bad"),
}
_TITLES = Path(__file__).with_name("actions.yaml")


def name_action(action: str) -> str:
    """Return an audited action in words; one that nobody named keeps its code."""
    title = _actions().get(action, "")
    return gettext(title) if title else action


def name_room(room: str) -> str:
    """Return a room in words; one that nobody named keeps its code."""
    title = _rooms().get(room, "")
    return gettext(title) if title else room


def name_program(username: str) -> str:
    """Return a user name, or in words which part of the program acted by itself."""
    if not username.startswith("system:"):
        return username
    return gettext("系统（%(name)s）") % {"name": name_room(username.partition(":")[2])}


def name_posts(posts: tuple[Post, ...], names: Mapping[str, str]) -> str:
    """Return posts in one line: organisation and roles."""
    return "；".join(
        f"{names.get(post.organisation_code, post.organisation_code)} {name_roles(post.roles)}"
        for post in posts
    )


def name_roles(roles: frozenset[Role]) -> str:
    """Return roles in one line, in the order of the design."""
    return "、".join(str(ROLE_WORDS[role]) for role in Role if role in roles)


def list_actions() -> tuple[tuple[str, str], ...]:
    """Return what the audit list can be filtered by: each room as a whole, then its actions."""
    rooms = {action.partition(".")[0] for action in _actions()}
    order = [*_rooms(), *sorted(rooms - set(_rooms()))]
    choices: list[tuple[str, str]] = []
    for room in (one for one in order if one in rooms):
        choices.append((f"{room}.*", gettext("%(room)s · 全部") % {"room": name_room(room)}))
        choices.extend(
            (action, f"{name_room(room)} · {name_action(action)}")
            for action in _actions()
            if action.startswith(f"{room}.")
        )
    return tuple(choices)


@cache
def _actions() -> dict[str, str]:
    named = {rule.permission: rule.title for rule in access.list_rules()}
    return named | _read("actions")


@cache
def _rooms() -> dict[str, str]:
    return _read("rooms")


def _read(part: str) -> dict[str, str]:
    lines = yaml.safe_load(_TITLES.read_text(encoding="utf-8"))[part]
    return {str(key): str(line["title"]) for key, line in lines.items()}
