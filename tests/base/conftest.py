"""A small city for the tests of the ground floor."""

import pytest

from chengshu.base.accounts import api as accounts
from chengshu.base.accounts.contracts import (
    Actor,
    Level,
    OrganisationInfo,
    OrganisationKind,
    Post,
    Role,
    system_actor,
)

PASSWORD = "Yun-Shu.2026"
_TREE = [
    ("city", "云枢市人民政府", OrganisationKind.GOVERNMENT, Level.CITY, None),
    ("bureau", "云枢市数据局", OrganisationKind.BUREAU, Level.CITY, "city"),
    ("tax", "云枢市税务局", OrganisationKind.DEPARTMENT, Level.CITY, "city"),
    ("health", "云枢市卫生健康委员会", OrganisationKind.DEPARTMENT, Level.CITY, "city"),
    ("district", "云枢市东区人民政府", OrganisationKind.GOVERNMENT, Level.DISTRICT, "city"),
    ("town", "东区一街道", OrganisationKind.GOVERNMENT, Level.TOWN, "district"),
    ("community", "东区一街道一社区", OrganisationKind.GOVERNMENT, Level.COMMUNITY, "town"),
]
_AREAS = {"district": "219901", "town": "219901001", "community": "219901001001"}


def person(name: str, organisation: str, *roles: Role) -> Actor:
    """Return an actor with one post."""
    return Actor(name, name, (Post(organisation, frozenset(roles)),), "10.0.0.1")


@pytest.fixture
def city(db: None) -> Actor:
    """Make the organisations and return the system's actor."""
    system = system_actor("test")
    for code, name, kind, level, parent in _TREE:
        info = OrganisationInfo(code, name, "", kind, level, _AREAS.get(code, "219900"), parent)
        accounts.save_organisation(system, info)
    return system
