"""A drafted table made by hand, as inference would propose it."""

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
from chengshu.data.catalog.contracts import ClassNode
from chengshu.data.elements.pack import national_pack
from chengshu.data.elements.services import loading as vocabulary
from chengshu.data.sources import api as sources
from chengshu.data.sources.contracts import (
    ColumnProfile,
    NewSource,
    SourceKind,
    TableProfile,
)
from chengshu.data.survey.contracts import (
    Alternative,
    ColumnDraft,
    Evidence,
    Proposal,
    TableDraft,
    Value,
)
from chengshu.data.survey.models import DraftedTable
from chengshu.data.survey.services.drafts import keep_drafts

SYSTEM = system_actor("tests")
SOURCE, OWNER = "mz_db", "civil"
_USCCS = {"bureau": "11430000006122244L", "civil": "11220000013544541J"}


def person(username: str, organisation: str, role: Role) -> Actor:
    return Actor(username, f"{username}先生", (Post(organisation, frozenset({role})),))


OFFICER = person("li", OWNER, Role.DATA_OFFICER)
OTHER = person("wang", "housing", Role.DATA_OFFICER)
BUREAU = person("zhao", "bureau", Role.BUREAU_ADMINISTRATOR)


def settle() -> None:
    """Register the city, its catalogue and one source."""
    names = {"bureau": "数据局", "civil": "民政局", "housing": "住房保障局"}
    for code, name in names.items():
        kind = OrganisationKind.DEPARTMENT
        info = OrganisationInfo(code, name, _USCCS.get(code, ""), kind, Level.CITY, "219900", None)
        accounts.save_organisation(SYSTEM, info)
    tree = (("1", "基础信息资源"), ("102", "法人单位"), ("102001", "登记"), ("102002", "监管"))
    nodes = [ClassNode(code, name, {3: "1", 6: "102"}.get(len(code), "")) for code, name in tree]
    catalog.save_classes(SYSTEM, nodes)
    few = {"person_name", "citizen_id", "uscc", "birth_date", "region_code", "road"}
    vocabulary.load_elements(elements=[each for each in national_pack() if each.code in few])
    sources.save_system(SYSTEM, code="mz_help", name="救助系统", organisation_code=OWNER)
    sources.save_source(SYSTEM, NewSource(SOURCE, "救助库", "mz_help", OWNER, SourceKind.FILES))


def said(value: Value, confidence: float = 0.97, why: str = "name", *others: Value) -> Proposal:
    evidence = (Evidence(why, {"word": str(value)}, confidence),)
    alternatives = tuple(Alternative(other, str(other), 0.2) for other in others)
    return Proposal(value, confidence, evidence, alternatives)


def column(name: str, name_zh: str, sure: float = 0.97, **more: Value) -> ColumnDraft:
    values = {"name_zh": name_zh, "data_type": "C", "personal": "", "kind": "text", **more}
    return ColumnDraft(name, {field: said(value, sure) for field, value in values.items()})


COLUMNS = (
    column("id", "编号", is_primary_key=True, is_required=True, length=20, kind="identifier"),
    column("xm", "姓名", length=50, mask="name", personal="basic", grade=2, kind="name"),
    column(
        "sfzh",
        "公民身份号码",
        length=18,
        element="citizen_id",
        identifier="citizen_id",
        mask="citizen_id",
        personal="identity",
        grade=3,
        kind="identifier",
    ),
    column("hkszd", "户口所在地", 0.8, length=200, kind="address", personal="basic"),
    column("f3", "字段三", 0.4, length=10, kind="unknown"),
    column("mm", "密码", 0.99, is_secret=True, kind="secret"),
)
TABLE = {
    "is_business": said(value=True),
    "title": said("困难群众救助信息"),
    "abstract": said("本市困难群众的救助情况，含编号、姓名、公民身份号码等。"),
    "class_path": said("102001", 0.75, "class", "102002"),
    "theme": said("社会保障"),
    "format": said("3"),
    "format_name": said("mysql"),
    "share_mode": said("1"),
    "share_type": said("2", 0.72),
    "share_condition": said("仅用于社会救助核对", 0.72),
    "no_share_basis": said("", 0.72),
    "update_cycle": said("2", 0.92),
    "is_open": said(value=False),
    "grade": said(3),
    "time_column": said("gxsj"),
}
DRAFT = TableDraft("t_jzxx", TABLE, COLUMNS, row_count=1200)
LOG = TableDraft(
    "sys_log",
    {
        **TABLE,
        "is_business": said(value=False, confidence=0.99, why="log"),
        "title": said("系统日志"),
    },
    (column("id", "编号"),),
)
_VALUES = {
    "xm": ("张三丰", "李四"),
    "sfzh": ("110101199003072316",),
    "hkszd": ("云枢市和平区解放路1号",),
    "mm": ("S3cret!",),
}


def profile(draft: TableDraft, **types: str) -> TableProfile:
    """Return the profile a draft was inferred from; `types` replaces declared ones."""
    return TableProfile(
        name=draft.table,
        comment="救助信息表",
        kind="table",
        row_count=draft.row_count,
        is_exact=True,
        columns=tuple(
            ColumnProfile(
                name=each.column,
                type=types.get(each.column, "varchar(50)"),
                comment=f"{each.column}注释",
                is_primary_key=each.column == "id",
                sample=_VALUES.get(each.column, ("0",)),
            )
            for each in draft.columns
        ),
    )


def keep(*drafts: TableDraft, scan: int = 1, **types: str) -> int:
    """Keep drafts as a scan does; return how many changed."""
    return keep_drafts(
        scan_id=scan,
        source_code=SOURCE,
        organisation_code=OWNER,
        drafts=drafts,
        profiles=[profile(draft, **types) for draft in drafts],
    )


def find(table: str = "t_jzxx") -> int:
    """Return the number of a drafted table."""
    return int(DraftedTable.objects.get(source_code=SOURCE, table=table).pk)


def without(draft: TableDraft, name: str) -> TableDraft:
    """Return a draft without one column."""
    return replace(draft, columns=tuple(each for each in draft.columns if each.column != name))
