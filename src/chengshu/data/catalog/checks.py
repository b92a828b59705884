"""What the guide asks of an entry: faults that stop a draft from being kept or submitted."""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict

from django.utils.translation import gettext as _

from chengshu.base.clock import api as clock
from chengshu.data.catalog.contracts import (
    Fault,
    ItemDraft,
    ResourceDraft,
    ShareModeCategory,
    ShareType,
)
from chengshu.data.catalog.standard import get_standard

KEY = re.compile(r"[a-z][a-z0-9_]{1,57}")
COLUMN = re.compile(r"[a-z][a-z0-9_]{0,62}")
REFERENCE = re.compile(r"[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*")
_USCC_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_USCC = re.compile(r"[1-9ANY][1-9][0-9]{6}[0-9A-HJ-NPQRTUWXY]{10}")
_MAX_TITLE = 255
_MAX_CLASS = 32
_MAX_GRADE = 5  # 5 = important data (GB/T 43697-2024 over our five levels)


def is_credit_code(text: str) -> bool:
    """Tell whether `text` is a USCC: GB 32100-2015, weights 3^(i-1) mod 31."""
    if not _USCC.fullmatch(text):
        return False
    total = sum(
        _USCC_ALPHABET.index(character) * pow(3, place, 31)
        for place, character in enumerate(text[:17])
    )
    return _USCC_ALPHABET[(31 - total % 31) % 31] == text[17]


def find_key_faults(draft: ResourceDraft) -> Iterator[Fault]:
    """Yield what makes a draft impossible to keep at all."""
    if not KEY.fullmatch(draft.key):
        yield Fault(_("目录编号"), _("只能用小写字母、数字和下划线，以字母开头，2 到 58 个字符"))
    if not draft.title.strip():
        yield Fault(_("信息资源名称"), _("必须填写"))
    yield from _find_limits(draft)
    for column, times in Counter(item.column for item in draft.items).items():
        if not COLUMN.fullmatch(column):
            yield Fault(
                _("信息项"),
                _("列名“%(column)s”只能用小写字母、数字和下划线，以字母开头") % {"column": column},
            )
        if times > 1:
            yield Fault(_("信息项"), _("列名“%(column)s”重复") % {"column": column})


def _find_limits(draft: ResourceDraft) -> Iterator[Fault]:
    if len(draft.title) > _MAX_TITLE:
        yield Fault(_("信息资源名称"), _("不能超过 %(limit)s 个字符") % {"limit": _MAX_TITLE})
    if len(draft.class_path) > _MAX_CLASS:
        yield Fault(_("信息资源分类"), _("不能超过 %(limit)s 个字符") % {"limit": _MAX_CLASS})
    if draft.update_cycle and draft.update_cycle not in get_standard().update_cycles:
        yield Fault(_("更新周期"), _("必须从更新周期代码中选择"))
    if draft.format and draft.format not in get_standard().formats:
        yield Fault(_("信息资源格式"), _("必须从信息资源格式分类中选择"))
    if _holds_nul(asdict(draft)):
        yield Fault(_("目录"), _("含有无法保存的控制字符，请删除后再试"))


def _holds_nul(value: object) -> bool:
    """Tell whether a text within holds NUL, which PostgreSQL cannot store."""
    if isinstance(value, str):
        return "\x00" in value
    if isinstance(value, Mapping):
        return any(_holds_nul(each) for pair in value.items() for each in pair)
    return isinstance(value, tuple | list) and any(_holds_nul(each) for each in value)


def _descriptions(draft: ResourceDraft) -> Iterator[Fault]:
    if not draft.abstract.strip():
        yield Fault(_("信息资源摘要"), _("必须填写内容概述和主要数据项"))
    if draft.system_code and draft.title.strip() == draft.system_code:
        yield Fault(_("信息资源名称"), _("不能直接使用业务系统名称"))
    if draft.update_cycle not in get_standard().update_cycles:
        yield Fault(_("更新周期"), _("必须从更新周期代码中选择"))
    if not 1 <= draft.grade <= _MAX_GRADE:
        yield Fault(_("数据分级"), _("必须为 1 到 5 级；涉密数据不得进入本平台"))


def find_format_faults(draft: ResourceDraft) -> Iterator[Fault]:
    """Yield what is wrong with the major format and the concrete one."""
    standard = get_standard()
    major = standard.formats.get(draft.format)
    if major is None:
        yield Fault(_("信息资源格式"), _("必须从信息资源格式分类中选择"))
        return
    names = [name.strip() for name in re.split(r"[、,，;；/]", draft.format_name) if name.strip()]
    if major.code == "6" and not names:
        yield Fault(_("信息资源格式"), _("自描述格式必须写明具体格式"))
    known = {name.lower() for name in major.formats}
    if names and known and not any(name.lower() in known for name in names):
        yield Fault(
            _("信息资源格式"),
            _("“%(name)s”不属于“%(major)s”，可选：%(known)s")
            % {"name": draft.format_name, "major": major.name, "known": "、".join(major.formats)},
        )


def withholds(draft: ResourceDraft) -> bool:
    """Tell whether anything of an entry is withheld: the whole, or some of its items."""
    kinds = {draft.share_type, *(item.share_type for item in draft.items)}
    return ShareType.WITHHELD in kinds


def _share(draft: ResourceDraft) -> Iterator[Fault]:
    if draft.share_type is None:
        yield Fault(_("共享属性"), _("必须选择共享类型"))
    if draft.share_type is ShareType.UNCONDITIONAL and draft.share_condition.strip():
        yield Fault(_("共享条件"), _("无条件共享不得附加条件"))
    if draft.share_type is ShareType.CONDITIONAL and not draft.share_condition.strip():
        yield Fault(_("共享条件"), _("有条件共享必须写明共享条件"))
    if not withholds(draft):
        return
    if not draft.no_share_basis.strip():
        yield Fault(_("不予共享依据"), _("不予共享必须写明法律、行政法规或政策依据的条款"))
    if draft.no_share_until is not None and draft.no_share_until < clock.today():
        yield Fault(_("不予共享截止日期"), _("已经过去，请重新确定是否仍不予共享"))
    if draft.share_type is ShareType.WITHHELD and draft.is_open:
        yield Fault(_("开放属性"), _("不予共享的资源不能向社会开放"))


def find_mode_faults(draft: ResourceDraft) -> Iterator[Fault]:
    """Yield where the way of sharing does not fit the format."""
    if draft.share_type is ShareType.WITHHELD:
        return
    if draft.share_mode_category is not ShareModeCategory.PLATFORM:
        return
    standard = get_standard()
    if draft.share_mode not in standard.share_modes:
        yield Fault(_("共享方式"), _("必须从库表交换、文件下载、服务接口中选择"))
        return
    allowed = standard.modes_of_format.get(draft.format, frozenset(standard.share_modes))
    if draft.share_mode not in allowed:
        yield Fault(
            _("共享方式"),
            _("“%(format)s”只能采用：%(modes)s")
            % {
                "format": standard.label("formats", draft.format),
                "modes": "、".join(standard.share_modes[mode] for mode in sorted(allowed)),
            },
        )


def _items(draft: ResourceDraft) -> Iterator[Fault]:
    if draft.format == "3" and not draft.items:
        yield Fault(_("信息项信息"), _("结构化数据至少要有一个信息项"))
    for item in draft.items:
        for sentence in _item(item):
            yield Fault(_("信息项信息"), f"{item.name_zh or item.column}：{sentence}")
    kinds = {item.share_type or draft.share_type for item in draft.items}
    expected = next(iter(kinds)) if len(kinds) == 1 else ShareType.CONDITIONAL
    if kinds and draft.share_type is not None and expected is not draft.share_type:
        yield Fault(
            _("共享属性"),
            _("与信息项不一致：各信息项共享类型相同时须与其相同，不同时须为有条件共享"),
        )


def _item(item: ItemDraft) -> Iterator[str]:
    if not item.name_zh.strip():
        yield _("缺少中文名称")
    if item.data_type not in get_standard().item_types:
        yield _("数据类型“%(type)s”不在代码表中") % {"type": item.data_type}
    if item.reference and not REFERENCE.fullmatch(item.reference):
        yield _("引用应写作“目录编号.列名”")
    if not 1 <= item.grade <= _MAX_GRADE:
        yield _("数据分级必须为 1 到 5 级")
    if item.pattern and not _compiles(item.pattern):
        yield _("格式表达式无法识别")


def _compiles(pattern: str) -> bool:
    try:
        re.compile(pattern)
    except re.error:
        return False
    return True


CHECKS: tuple[Callable[[ResourceDraft], Iterator[Fault]], ...] = (
    find_key_faults,
    _descriptions,
    find_format_faults,
    _share,
    find_mode_faults,
    _items,
)


def find_faults(draft: ResourceDraft) -> tuple[Fault, ...]:
    """Return everything in the draft itself that keeps it from being submitted."""
    return tuple(fault for check in CHECKS for fault in check(draft))


def find_content_faults(draft: ResourceDraft) -> Iterator[Fault]:
    """Yield what is missing or contradictory beyond format and mode of sharing."""
    for check in (find_key_faults, _descriptions, _share, _items):
        yield from check(draft)
