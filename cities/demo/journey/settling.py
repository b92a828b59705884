"""Step one: the city's organisations over four levels, and its people."""

import zlib
from collections.abc import Iterator, Mapping
from typing import cast

import numpy as np

from chengshu.base.accounts import api as accounts
from chengshu.base.accounts.contracts import Level, OrganisationInfo, OrganisationKind, Post, Role
from cities.demo import pack
from cities.demo.generate.identifiers import make_usccs
from cities.demo.generate.places import list_districts, list_streets
from cities.demo.journey.walk import Walk
from cities.demo.report import Account, Check, count

ROLE_NAMES = {
    "bureau_administrator": "数据局管理员",
    "data_officer": "部门数据专员",
    "developer": "应用开发者",
    "duty_officer": "值班员",
    "handling_unit": "处置单位",
    "grid_worker": "网格员",
    "leader": "领导",
    "citizen": "市民",
    "auditor": "审计员",
    "operator": "运维员",
}


def area_government(area_code: str) -> str:
    """Return the organisation code of the government of an area."""
    return f"gov_{area_code}"


def _uscc(code: str, prefix: str = "11") -> str:
    body = 10**7 + zlib.crc32(code.encode()) % (9 * 10**7)
    return make_usccs(prefix, np.array([219900]), np.array([body]))[0]


def _organisation(
    entry: Mapping[str, str], kind: OrganisationKind, parent: str | None
) -> OrganisationInfo:
    prefix = "91" if entry["name"].endswith("公司") else "11"
    uscc = _uscc(entry["code"], prefix)
    return OrganisationInfo(entry["code"], entry["name"], uscc, kind, Level.CITY, "219900", parent)


def _government(code: str, name: str, level: Level, *, parent: str) -> OrganisationInfo:
    key = area_government(code)
    return OrganisationInfo(
        key, name, _uscc(key), OrganisationKind.GOVERNMENT, level, code, area_government(parent)
    )


def _area_governments() -> Iterator[OrganisationInfo]:
    for district in list_districts():
        name = f"云枢市{district.name}人民政府"
        yield _government(district.code, name, Level.DISTRICT, parent="219900")
    for street in list_streets():
        suffix = "办事处" if street.name.endswith("街道") else "人民政府"
        name = f"{street.district.name}{street.name}{suffix}"
        yield _government(street.code, name, Level.TOWN, parent=street.district.code)
        for code, community in street.communities:
            yield _government(code, f"{community}居民委员会", Level.COMMUNITY, parent=street.code)


def list_organisations() -> Iterator[OrganisationInfo]:
    """Yield every organisation of the city, parents first."""
    document = cast("Mapping[str, Mapping[str, str]]", pack.read_yaml("organisations.yaml"))
    lists = cast("Mapping[str, list[Mapping[str, str]]]", document)
    top = document["government"]["code"]
    yield _organisation(document["government"], OrganisationKind.GOVERNMENT, None)
    yield _organisation(document["bureau"], OrganisationKind.BUREAU, top)
    for entry in lists["departments"]:
        yield _organisation(entry, OrganisationKind.DEPARTMENT, top)
    for entry in lists["units"]:
        yield _organisation(entry, OrganisationKind.UNIT, entry["parent"])
    yield from _area_governments()


def _people() -> list[Mapping[str, object]]:
    return cast("list[Mapping[str, object]]", pack.read_yaml("people.yaml")["people"])


def _posts(entry: Mapping[str, object]) -> tuple[Post, ...]:
    pairs = cast("list[list[str]]", entry["posts"])
    return tuple(Post(place, frozenset({Role(role)})) for place, role in pairs)


def settle_organisations(walk: Walk) -> tuple[Check, ...]:
    """Save every organisation that is missing or differs."""
    known = {info.code: info for info in accounts.list_organisations()}
    wanted = list(list_organisations())
    for info in wanted:
        if known.get(info.code) != info:
            accounts.save_organisation(walk.actor, info)
    found = {info.code for info in accounts.list_organisations()}
    departments = sum(info.kind is OrganisationKind.DEPARTMENT for info in wanted)
    return (
        count("部门", 12, departments),
        count("四级组织机构", len(wanted), sum(info.code in found for info in wanted)),
    )


def settle_people(walk: Walk) -> tuple[Check, ...]:
    """Save every demo account; an existing one keeps its password."""
    password = str(pack.read_yaml("people.yaml")["password"])
    for entry in _people():
        username = str(entry["username"])
        is_new = accounts.find_person(username) is None
        accounts.save_person(
            walk.actor,
            username=username,
            name=str(entry["name"]),
            password=password if is_new else None,
            posts=_posts(entry),
        )
    found = sum(accounts.find_person(str(entry["username"])) is not None for entry in _people())
    roles = {role for entry in _people() for post in _posts(entry) for role in post.roles}
    return count("演示账号", len(_people()), found), count("角色", len(Role) - 1, len(roles))


def list_accounts() -> tuple[Account, ...]:
    """Return the accounts to sign in with."""
    names = {info.code: info.name for info in list_organisations()}
    return tuple(
        Account(
            str(entry["username"]),
            str(entry["name"]),
            "、".join(ROLE_NAMES[role] for post in _posts(entry) for role in post.roles),
            "、".join(names[post.organisation_code] for post in _posts(entry)),
        )
        for entry in _people()
    )
