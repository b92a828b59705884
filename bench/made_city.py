"""A made-up catalogue: sixty departments, entries with items, the same on every run."""

import random
import sys
from collections.abc import Iterator

from bench import ready
from chengshu.base.accounts import api as accounts
from chengshu.base.accounts.contracts import (
    Level,
    OrganisationInfo,
    OrganisationKind,
    Post,
    Role,
    system_actor,
)
from chengshu.data.catalog import api as catalog
from chengshu.data.catalog.contracts import ItemDraft, ResourceDraft, ShareType
from chengshu.data.catalog.models import ItemRow, Resource, Version
from chengshu.data.catalog.services.imports import save_imported

DEPARTMENTS = 60
CHUNK = 500
SEED = 20261120
SUBJECTS = (
    *("企业", "个体工商户", "社会组织", "事业单位", "自然人", "老年人", "残疾人", "学生", "教师"),
    *("医师", "护士", "车辆", "船舶", "道路", "桥梁", "房屋", "土地", "林地", "水库"),
    *("排污口", "加油站", "学校", "医院", "药店", "餐饮单位", "公园", "停车场", "公交线路", "工地"),
    *("特种设备", "危化品", "消防设施", "地下管线", "井盖", "路灯", "养老机构", "幼儿园", "文物"),
)
DEEDS = (
    *("登记", "许可", "备案", "年检", "注销", "变更", "处罚", "检查", "监测", "补贴", "救助"),
    *("信用评价", "投诉", "资格认定", "巡查", "维修", "验收", "普查", "统计", "缴费", "参保"),
)
KINDS = ("信息", "记录", "名录", "明细", "台账", "结果", "基本信息", "办理信息")
NAMES = (
    *("名称", "统一社会信用代码", "姓名", "公民身份号码", "性别", "出生日期", "联系电话", "地址"),
    *("登记日期", "有效期起", "有效期止", "状态", "类型", "金额", "数量", "面积", "经度", "纬度"),
    *("行政区划代码", "所属街道", "负责人", "备注", "编号", "批准文号", "发证机关", "更新时间"),
    *("事项名称", "处理结果", "检查人员", "检查日期", "许可证号", "法定代表人", "注册资本"),
)


def drafts(entries: int) -> Iterator[ResourceDraft]:
    """Yield the drafts of a made-up city, ten items each on average, the same on every run."""
    chance = random.Random(SEED)  # noqa: S311 - made-up data, the same each time
    for number in range(entries):
        subject, deed, kind = (chance.choice(each) for each in (SUBJECTS, DEEDS, KINDS))
        title = f"{subject}{deed}{kind}（{number:05d}）"
        items = tuple(
            ItemDraft(
                f"c_{number % 97}_{place}",
                f"{chance.choice(('', '', subject, deed))}{name}",
                "C",
                element=f"DE{NAMES.index(name):05d}",
            )
            for place, name in enumerate(chance.sample(NAMES, chance.randint(4, 16)))
        )
        names = "、".join(item.name_zh for item in items)
        yield ResourceDraft(
            key=f"r_{number:05d}",
            title=title,
            provider_code=f"d{number % DEPARTMENTS:03d}",
            abstract=f"本市{subject}在{deed}中形成的{kind}，由业务系统产生，包括{names}。" * 2,
            class_path=chance.choice(("102001", "209001", "211001", "307001")),
            format=chance.choice(("2", "3", "3", "7")),
            share_type=chance.choice(tuple(ShareType)),
            update_cycle=chance.choice(("1", "2", "3", "4", "6")),
            grade=chance.randint(1, 4),
            themes=(chance.choice(("惠民", "营商", "监管", "应急")), subject),
            items=items,
        )


def fill(entries: int) -> int:
    """Write departments and published entries; return the number of items."""
    system = system_actor("bench")
    names = {f"d{number:03d}": f"第{number:04d}局" for number in range(DEPARTMENTS)}
    for code, name in names.items():
        kind = OrganisationKind.DEPARTMENT
        info = OrganisationInfo(code, name, "", kind, Level.CITY, "219900", None)
        accounts.save_organisation(system, info)
    accounts.save_person(
        system,
        username="bench",
        name="bench",
        password="Bench-Search-2026",  # noqa: S106 - a scratch database
        posts=(Post("d001", frozenset({Role.DATA_OFFICER})),),
    )
    catalog.load_national_pack(system)
    wanted = list(drafts(entries))
    for start in range(0, len(wanted), CHUNK):
        save_imported(actor=system, drafts=wanted[start : start + CHUNK], names=names)
        sys.stderr.write(f"\r{start + CHUNK} entries")
    Resource.objects.update(state="published", working=None, published_on="2026-11-20")
    Version.objects.update(state="published")
    with ready.connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    return ItemRow.objects.count()
