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
from chengshu.data.elements import api, pack

SYSTEM = system_actor("tests")


def person(username: str, organisation: str, role: Role) -> Actor:
    return Actor(username, username, (Post(organisation, frozenset({role})),))


@pytest.fixture
def departments(db: None) -> None:
    kind = OrganisationKind.DEPARTMENT
    for code, name in (("bureau", "数据局"), ("market", "市场监管局"), ("health", "卫健委")):
        known = OrganisationInfo(code, name, "", kind, Level.CITY, "219900", None)
        accounts.save_organisation(SYSTEM, known)


@pytest.fixture
def city(departments: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Load three domains: enough for behaviour, and sixty tests stay quick."""
    domains = {"population", "contact", "legal_entity"}
    small = tuple(one for one in pack.national_pack() if one.domain in domains)
    monkeypatch.setattr(pack, "national_pack", lambda: small)
    api.load_elements(SYSTEM)


@pytest.fixture
def officer() -> Actor:
    return person("officer", "market", Role.DATA_OFFICER)


@pytest.fixture
def other_officer() -> Actor:
    return person("other", "health", Role.DATA_OFFICER)


@pytest.fixture
def bureau() -> Actor:
    return person("bureau", "bureau", Role.BUREAU_ADMINISTRATOR)


@pytest.fixture
def leader() -> Actor:
    return person("leader", "bureau", Role.LEADER)
