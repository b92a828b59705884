from dataclasses import replace

import pytest

from chengshu.data.catalog.checks import find_faults, is_credit_code
from chengshu.data.catalog.contracts import (
    ItemDraft,
    ResourceDraft,
    ShareModeCategory,
    ShareType,
)

ITEM = ItemDraft("name", "名称", "C")


def test_a_complete_draft_has_no_fault(draft: ResourceDraft) -> None:
    assert find_faults(draft) == ()


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"abstract": " "}, "信息资源摘要"),
        ({"update_cycle": "0"}, "更新周期"),
        ({"grade": 6}, "数据分级"),
        ({"system_code": "企业登记信息"}, "业务系统名称"),
        ({"format": "9"}, "信息资源格式"),
        ({"format": "6", "format_name": "", "share_mode": "2"}, "自描述"),
        ({"format_name": "PDF"}, "不属于"),
        ({"share_type": None}, "共享类型"),
        ({"share_condition": ""}, "必须写明共享条件"),
        ({"share_type": ShareType.UNCONDITIONAL}, "不得附加条件"),
        ({"share_type": ShareType.WITHHELD, "share_condition": ""}, "不予共享必须写明"),
        (
            {"share_type": ShareType.WITHHELD, "no_share_basis": "某法第一条", "is_open": True},
            "不能向社会开放",
        ),
        ({"share_mode": "2"}, "只能采用"),
        ({"share_mode": "9"}, "库表交换"),
        ({"items": ()}, "至少要有一个信息项"),
        ({"items": (replace(ITEM, name_zh=""),)}, "缺少中文名称"),
        ({"items": (replace(ITEM, data_type="Z"),)}, "数据类型"),
        ({"items": (replace(ITEM, reference="nodot"),)}, "引用"),
        ({"items": (replace(ITEM, grade=0),)}, "1 到 5 级"),
        ({"items": (replace(ITEM, pattern="("),)}, "格式表达式"),
        ({"items": (replace(ITEM, share_type=ShareType.UNCONDITIONAL),)}, "与信息项不一致"),
    ],
)
def test_each_rule_of_the_guide_is_named(
    draft: ResourceDraft, change: dict[str, object], word: str
) -> None:
    broken = replace(draft, **change)  # type: ignore[arg-type]
    assert any(word in f"{fault.field}{fault.sentence}" for fault in find_faults(broken))


def test_items_of_different_share_types_make_the_entry_conditional(draft: ResourceDraft) -> None:
    mixed = (ITEM, replace(ITEM, column="b", share_type=ShareType.WITHHELD))
    conditional = replace(draft, items=mixed, no_share_basis="《税收征收管理法》第八条")
    assert find_faults(conditional) == ()


def test_withheld_data_and_other_media_need_no_platform_mode(draft: ResourceDraft) -> None:
    withheld = replace(
        draft,
        share_type=ShareType.WITHHELD,
        share_condition="",
        no_share_basis="某法",
        share_mode="",
    )
    by_mail = replace(draft, share_mode_category=ShareModeCategory.MAIL, share_mode="")
    assert find_faults(withheld) == find_faults(by_mail) == ()


@pytest.mark.parametrize(
    ("code", "valid"),
    [
        ("91350100M000100Y43", True),
        ("11220000013544541J", True),
        ("91350100M000100Y44", False),
        ("9135010OM000100Y43", False),
        ("12345", False),
        ("", False),
    ],
)
def test_credit_codes_follow_gb_32100(code: str, *, valid: bool) -> None:
    assert is_credit_code(code) is valid
