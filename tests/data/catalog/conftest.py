from collections.abc import Callable, Iterator

import pytest
from pytest_django import DjangoDbBlocker

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
from chengshu.data.catalog import api
from chengshu.data.catalog.contracts import ItemDraft, ResourceDraft, ResourceInfo, ShareType
from tests.founding import founded

SYSTEM = system_actor("tests")


def person(username: str, organisation: str, role: Role) -> Actor:
    return Actor(username, username, (Post(organisation, frozenset({role})),))


def organisation(code: str, name: str, uscc: str) -> OrganisationInfo:
    kind = OrganisationKind.DEPARTMENT
    return OrganisationInfo(code, name, uscc, kind, Level.CITY, "219900", None)


def make_city() -> None:
    accounts.save_organisation(SYSTEM, organisation("bureau", "数据局", "11430000006122244L"))
    accounts.save_organisation(
        SYSTEM, organisation("market", "市场监督管理局", "11220000013544541J")
    )
    accounts.save_organisation(SYSTEM, organisation("housing", "住房保障局", "11100000000013338W"))
    accounts.save_organisation(SYSTEM, organisation("nocode", "没有代码的单位", ""))
    api.load_national_pack(SYSTEM)


@pytest.fixture(scope="module")
def catalog_city(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    with founded(django_db_blocker, make_city):
        yield


@pytest.fixture
def city(catalog_city: None, db: None) -> None:
    """Four organisations, the class tree and the code tables."""


@pytest.fixture
def officer() -> Actor:
    return person("officer", "market", Role.DATA_OFFICER)


@pytest.fixture
def other_officer() -> Actor:
    return person("other", "housing", Role.DATA_OFFICER)


@pytest.fixture
def bureau() -> Actor:
    return person("bureau", "bureau", Role.BUREAU_ADMINISTRATOR)


@pytest.fixture
def leader() -> Actor:
    return person("leader", "bureau", Role.LEADER)


ENTERPRISE = ResourceDraft(
    key="mr_enterprise",
    title="企业登记信息",
    provider_code="market",
    abstract="在本市登记的企业的名称、统一社会信用代码和状态。",
    class_path="102001",
    format="3",
    format_name="mysql",
    share_type=ShareType.CONDITIONAL,
    share_condition="仅用于行政审批和监管",
    share_mode="1",
    update_cycle="2",
    items=(
        ItemDraft(
            "uscc", "统一社会信用代码", "C", length=18, is_primary_key=True, identifier="uscc"
        ),
        ItemDraft("name", "企业名称", "C", length=200, is_required=True),
        ItemDraft("status", "登记状态", "C", code_table="enterprise_status"),
    ),
)


@pytest.fixture
def draft() -> ResourceDraft:
    return ENTERPRISE


@pytest.fixture
def publish(city: None, bureau: Actor) -> Callable[[ResourceDraft], ResourceInfo]:
    def walk(draft: ResourceDraft) -> ResourceInfo:
        drafter = person("drafter", draft.provider_code, Role.DATA_OFFICER)
        api.draft_resource(drafter, draft)
        api.submit_resource(drafter, draft.key)
        api.approve_resource(drafter, draft.key)
        return api.approve_resource(bureau, draft.key)

    return walk


@pytest.fixture
def take_offline(bureau: Actor) -> Callable[[str], ResourceInfo]:
    """Return the whole way of a published entry offline."""

    def walk(key: str) -> ResourceInfo:
        info = api.get_resource(SYSTEM, key)
        asker = person("asker", info.provider_code, Role.DATA_OFFICER)
        api.withdraw_resource(asker, key, reason="职能划出")
        api.approve_resource(asker, key)
        return api.approve_resource(bureau, key)

    return walk
