"""A resource of shops, loaded from files or from a department's database."""

from pathlib import Path
from uuid import uuid4

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
from chengshu.data.catalog.contracts import (
    Attachment,
    ClassNode,
    ItemDraft,
    LoadMode,
    ResourceDraft,
    ShareType,
)
from chengshu.data.sources import api as sources
from chengshu.data.sources.contracts import NewSource, SourceKind

SYSTEM = system_actor("tests")
OFFICER = Actor("officer", "张三", (Post("market", frozenset({Role.DATA_OFFICER})),))
OTHER = Actor("other", "李四", (Post("housing", frozenset({Role.DATA_OFFICER})),))
BUREAU = Actor("bureau", "王五", (Post("bureau", frozenset({Role.BUREAU_ADMINISTRATOR})),))
ITEMS = (
    ItemDraft("code", "编号", "C", length=8, is_primary_key=True, source_column="编号"),
    ItemDraft("name", "名称", "C", is_required=True, source_column="名称"),
    ItemDraft("opened_on", "开业日期", "D", source_column="开业日期"),
    ItemDraft("amount", "金额", "Y", length=12, scale=2, source_column="金额"),
    ItemDraft("is_open", "是否营业", "L", source_column="是否营业"),
)
HEADER = "编号,名称,开业日期,金额,是否营业\n"


def save_department() -> None:
    names = {
        "market": ("市场监督管理局", "11220000013544541J"),
        "housing": ("住房保障局", "11100000000013338W"),
    }
    for code, (name, uscc) in names.items():
        kind = OrganisationKind.DEPARTMENT
        info = OrganisationInfo(code, name, uscc, kind, Level.CITY, "219900", None)
        accounts.save_organisation(SYSTEM, info)
    sources.save_system(SYSTEM, code="registry", name="登记系统", organisation_code="market")


def publish(
    items: tuple[ItemDraft, ...],
    attachment: Attachment,
    *,
    title: str = "商户信息",
    cycle: str = "2",
) -> str:
    """Draft, review, publish and attach a resource; return its key."""
    legal, units = ClassNode("102", "法人", "1"), ClassNode("102001", "单位", "102")
    catalog.save_classes(SYSTEM, [ClassNode("1", "基础"), legal, units])
    key = f"shop_{uuid4().hex[:8]}"
    draft = ResourceDraft(
        key=key,
        title=title,
        provider_code="market",
        abstract="在本市登记的商户。",
        class_path="102001",
        format="3",
        format_name="mysql",
        share_type=ShareType.CONDITIONAL,
        share_condition="仅用于监管",
        share_mode="1",
        update_cycle=cycle,
        items=items,
    )
    catalog.draft_resource(SYSTEM, draft)
    catalog.submit_resource(OFFICER, key)
    catalog.approve_resource(OFFICER, key)
    catalog.approve_resource(BUREAU, key)
    catalog.attach_source(SYSTEM, key, attachment)
    return key


def file_source(folder: Path | None, **options: object) -> str:
    """Register a file source; None means its own folder, which takes uploads."""
    save_department()
    code = f"files-{uuid4().hex[:8]}"
    place = str(folder) if folder else ""
    new = NewSource(
        code, "文件", "registry", "market", SourceKind.FILES, folder=place, options=options
    )
    sources.save_source(SYSTEM, new)
    return code


def file_shop(folder: Path | None, table: str = "*.csv", **attachment: object) -> str:
    """Publish the shops as loaded in full from CSV files."""
    source = file_source(folder)
    return publish(ITEMS, Attachment(source, table, LoadMode.FULL, **attachment))
