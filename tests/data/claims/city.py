"""A small city with a bureau, three departments and a district's, for the tests of claims."""

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
from chengshu.data.catalog import api as catalog
from chengshu.data.catalog.contracts import ShareType
from chengshu.data.catalog.pack import list_code_tables
from chengshu.data.claims import api, pack
from chengshu.data.claims.contracts import ClaimInfo, ClaimQuery, Holding, Template
from chengshu.data.claims.services.templates import save_template
from chengshu.data.elements.contracts import Level as ElementLevel

SYSTEM = system_actor("tests")
ORGANISATIONS = (
    ("bureau", "数据局", OrganisationKind.BUREAU, "219900"),
    ("police", "公安局", OrganisationKind.DEPARTMENT, "219900"),
    ("civil", "民政局", OrganisationKind.DEPARTMENT, "219900"),
    ("health", "卫生健康委员会", OrganisationKind.DEPARTMENT, "219900"),
    ("east_civil", "云台区民政局", OrganisationKind.DEPARTMENT, "219901"),
)
NAME = "GJ-RK-002"
SEX = "GJ-RK-003"
HOLDING = Holding(
    system="户籍系统",
    table="RK_JBXX",
    field="XM",
    local_name="姓名",
    data_type="C",
    coverage="全市户籍人口，1985 年起",
    share_type=ShareType.CONDITIONAL,
    length=50,
    share_condition="仅用于政务服务核验",
)
LOCAL = Template(
    code="DF-001",
    level=ElementLevel.LOCAL,
    name_zh="网格员姓名",
    definition="负责网格日常巡查的人员姓名",
    data_type="C",
    duty_line="基层治理",
    share_type=ShareType.UNCONDITIONAL,
    length=50,
)
EXTENSION = replace(
    LOCAL,
    code="KZ-CIVIL-01",
    level=ElementLevel.EXTENSION,
    name_zh="殡葬服务预约号",
    organisation_code="civil",
)


def person(username: str, organisation: str, role: Role) -> Actor:
    return Actor(username, f"{username}名", (Post(organisation, frozenset({role})),))


BUREAU = person("bureau_admin", "bureau", Role.BUREAU_ADMINISTRATOR)
OFFICERS = {
    code: person(f"{code}_officer", code, Role.DATA_OFFICER)
    for code in ("police", "civil", "health", "east_civil")
}
POLICE, CIVIL, HEALTH = OFFICERS["police"], OFFICERS["civil"], OFFICERS["health"]


def make_city() -> None:
    for code, name, kind, area in ORGANISATIONS:
        info = OrganisationInfo(code, name, "", kind, Level.CITY, area, None)
        accounts.save_organisation(SYSTEM, info)
    for table, entries in list_code_tables():
        if table.code in {"gbt2261_1_sex", "yes_no"}:
            catalog.save_code_table(SYSTEM, table, entries)
    for template in pack.list_templates():
        if template.code.startswith(("GJ-RK-", "GJ-FR-00")):
            save_template(actor=SYSTEM, template=template, from_pack=True)


def issue(code: str = NAME, *departments: str) -> dict[str, int]:
    """Issue one template and return the line of each department."""
    wanted = departments or ("police", "civil", "health")
    api.issue_templates(BUREAU, codes=[code], departments=wanted)
    lines = api.list_claims(BUREAU, ClaimQuery(template=code, page_size=100)).rows
    return {line.department_code: line.id for line in lines}


def bring(line: int, officer: Actor, state: str, holding: Holding = HOLDING) -> ClaimInfo:
    """Take an issued line to a state on the ordinary way."""
    info = api.claim_element(officer, line, holding)
    for reached, step, who in (
        ("format_review", api.submit_claim, officer),
        ("approved", api.approve_claim, BUREAU),
        ("listed", api.list_claim, BUREAU),
    ):
        if info.state.value == state:
            return info
        info = step(who, line)
        assert info.state.value == reached
    return info


def states(lines: dict[str, int]) -> dict[str, tuple[str, str]]:
    found = {code: api.get_claim(BUREAU, line) for code, line in lines.items()}
    return {code: (info.state.value, info.role.value) for code, info in found.items()}
