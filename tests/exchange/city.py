"""Three organisations, their catalogue and one application, for the tests of exchange."""

import datetime as dt
from dataclasses import replace

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
from chengshu.base.clock import api as clock
from chengshu.data.catalog import api as catalog
from chengshu.data.catalog.contracts import ItemDraft, ResourceDraft, ResourceInfo, ShareType
from chengshu.exchange.sharing import api as sharing
from chengshu.exchange.sharing.contracts import NewRequest

SYSTEM = system_actor("tests")
ITEMS = (
    ItemDraft("citizen_id", "身份证号", "C", 18, is_primary_key=True, mask="citizen_id", grade=3),
    ItemDraft("full_name", "姓名", "C", 50, is_sensitive=True, mask="name"),
    ItemDraft("phone", "手机号", "C", 20, is_sensitive=True, mask="phone"),
    ItemDraft("area_code", "行政区划代码", "C", 12),
    ItemDraft("amount", "补助金额", "N", 12, 2),
    ItemDraft("persons", "户内人数", "I"),
    ItemDraft("granted_on", "核定日期", "D"),
    ItemDraft("remark", "内部备注", "C", 200, share_type=ShareType.WITHHELD),
)
SUBSIDY = ResourceDraft(
    key="ca_subsidy",
    title="困难群众补助",
    provider_code="civil",
    abstract="本市享受困难补助的家庭及其金额。",
    class_path="102001",
    format="3",
    format_name="mysql",
    share_type=ShareType.CONDITIONAL,
    no_share_basis="《社会救助暂行办法》第六十一条",
    share_condition="仅用于社会救助核对",
    share_mode="1",
    update_cycle="2",
    items=ITEMS,
)
OPEN_STREETS = replace(
    SUBSIDY,
    key="ca_street",
    title="街道名录",
    share_type=ShareType.UNCONDITIONAL,
    share_condition="",
    items=(
        ItemDraft("area_code", "行政区划代码", "C", 12, is_primary_key=True),
        ItemDraft("contact", "联系人", "C", 50, is_sensitive=True, mask="name"),
    ),
)
SECRET_LIST = replace(
    SUBSIDY,
    key="ca_secret",
    title="涉密名单",
    share_type=ShareType.WITHHELD,
    share_condition="",
    share_mode="",
    no_share_basis="《中华人民共和国保守国家秘密法》第十三条",
)


def person(username: str, organisation: str, role: Role) -> Actor:
    return Actor(username, username, (Post(organisation, frozenset({role})),))


def publish(draft: ResourceDraft) -> ResourceInfo:
    drafter = person("drafter", draft.provider_code, Role.DATA_OFFICER)
    bureau = person("bureau", "bureau", Role.BUREAU_ADMINISTRATOR)
    catalog.draft_resource(drafter, draft)
    catalog.submit_resource(drafter, draft.key)
    catalog.approve_resource(drafter, draft.key)
    return catalog.approve_resource(bureau, draft.key)


def take_offline(key: str) -> ResourceInfo:
    """Take a published entry out of the catalogue, with every review."""
    provider = catalog.get_resource(SYSTEM, key).provider_code
    drafter = person("drafter", provider, Role.DATA_OFFICER)
    catalog.withdraw_resource(drafter, key, reason="停用")
    catalog.approve_resource(drafter, key)
    return catalog.approve_resource(person("bureau", "bureau", Role.BUREAU_ADMINISTRATOR), key)


def make_city() -> None:
    for code, name, uscc in (
        ("bureau", "数据局", "11430000006122244L"),
        ("civil", "民政局", "11220000013544541J"),
        ("housing", "住房保障局", "11100000000013338W"),
    ):
        kind = OrganisationKind.DEPARTMENT
        info = OrganisationInfo(code, name, uscc, kind, Level.CITY, "219900", None)
        accounts.save_organisation(SYSTEM, info)
    catalog.load_national_pack(SYSTEM)
    for draft in (SUBSIDY, OPEN_STREETS, SECRET_LIST):
        publish(draft)
    sharing.save_application(
        SYSTEM, code="housing_app", name="保障房申请系统", organisation_code="housing"
    )


def ask_for(resource: str, *items: str) -> NewRequest:
    today = clock.today()
    return NewRequest(
        resource_code=resource,
        application_code="housing_app",
        purpose="保障房资格核对",
        basis="《社会救助暂行办法》第五十八条",
        items=items,
        row_filter=None,
        valid_from=today,
        valid_until=today + dt.timedelta(days=90),
        daily_quota=100,
    )
