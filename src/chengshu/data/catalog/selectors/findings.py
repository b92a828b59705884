"""Automatic checks of an entry before a person looks at it."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from chengshu.base.accounts.contracts import system_actor
from chengshu.data.catalog.checks import (
    find_content_faults,
    find_format_faults,
    find_mode_faults,
    withholds,
)
from chengshu.data.catalog.contracts import (
    CheckInfo,
    CheckLevel,
    Fault,
    ResourceDraft,
    ResourceState,
)
from chengshu.data.catalog.models import Resource
from chengshu.data.catalog.selectors import faults, resources
from chengshu.data.catalog.standard import get_standard
from chengshu.data.catalog.words import title_key
from chengshu.data.elements import api as elements
from chengshu.data.sources import api as sources

_CLAUSE = re.compile(r"第\s*[0-9一二三四五六七八九十百千零]+\s*[条款项章]")
_READER = system_actor("catalog")
_FAULT, _ADVICE = CheckLevel.FAULT, CheckLevel.ADVICE
Found = Iterator[tuple[CheckLevel, str]]


@dataclass(frozen=True)
class _Entry:
    """What a check may look at."""

    row: Resource
    draft: ResourceDraft


def list_checks(*, key: str) -> tuple[CheckInfo, ...]:
    """Return every check with what it found in the version being worked on, worst first."""
    row = Resource.objects.defer("search", "title_search", "item_search").get(key=key)
    entry = _Entry(row, resources.get_draft(key=key))
    found = [_run(code, entry) for code in _CHECKS]
    order = list(CheckLevel)
    return tuple(sorted(found, key=lambda each: -order.index(each.level)))


def _run(code: str, entry: _Entry) -> CheckInfo:
    label, check = _CHECKS[code]
    lines = list(check(entry))
    levels = {level for level, _sentence in lines}
    level = next((each for each in (_FAULT, _ADVICE) if each in levels), CheckLevel.PASSED)
    return CheckInfo(code, str(label), level, "；".join(text for _level, text in lines))


def _faults(found: Iterator[Fault]) -> Found:
    for fault in found:
        yield _FAULT, fault.sentence


def _system_title(entry: _Entry) -> Found:
    systems = sources.list_systems(_READER, organisation_code=entry.draft.provider_code)
    names = {title_key(name) for each in systems for name in (each.code, each.name)}
    if entry.draft.system_code.strip():
        names.add(title_key(entry.draft.system_code))
    if title_key(entry.draft.title) in names:
        yield _FAULT, _("名称与业务系统名称相同，应写明是什么数据")


def _duplicates(entry: _Entry) -> Found:
    same = (
        Resource.objects
        .filter(title_key=title_key(entry.draft.title))
        .exclude(state=ResourceState.WITHDRAWN)
        .exclude(key=entry.draft.key)
    )
    for key, title, code, name in same.values_list(
        "key", "title", "provider_code", "provider_name"
    )[:5]:
        own = code == entry.draft.provider_code
        words = {"title": title, "key": key, "name": name}
        if own:
            yield _FAULT, _("本单位“%(title)s”（%(key)s）名称相同，忽略标点和空格") % words
        else:
            yield _ADVICE, _("“%(name)s”有同名目录（%(key)s），请核对是否重复编目") % words


def _withheld(entry: _Entry) -> Found:
    if not withholds(entry.draft):
        return
    basis = entry.draft.no_share_basis.strip()
    if not basis:
        yield _FAULT, _("不予共享，但没有写明依据条款")
    elif not _CLAUSE.search(basis):
        yield _ADVICE, _("依据“%(basis)s”没有写到条款，例如“第十二条”") % {"basis": basis}


def _elements(entry: _Entry) -> Found:
    bare = [item.name_zh or item.column for item in entry.draft.items if not item.element]
    if bare:
        shown = "、".join(bare[:5]) + ("…" if len(bare) > 5 else "")  # noqa: PLR2004 - five are enough to recognise
        yield (
            _ADVICE,
            _("%(count)s 个信息项没有对应数据元：%(names)s") % {"count": len(bare), "names": shown},
        )
    standing = elements.list_names(_READER)
    for code in sorted({item.element for item in entry.draft.items} - {"", *standing}):
        yield _ADVICE, _("数据元目录中没有“%(code)s”，或它已停用") % {"code": code}


def _code(entry: _Entry) -> Found:
    yield from _faults(faults.find_class_faults(entry.draft))
    code = entry.row.national_code
    if not code:
        return
    if not re.match(get_standard().code_pattern, code):
        yield _FAULT, _("信息资源代码“%(code)s”不合编码规则") % {"code": code}
    elif not code.startswith(f"{entry.draft.class_path}/"):
        yield _ADVICE, _("分类已变，发布时将换发新代码，原代码“%(code)s”保留") % {"code": code}


_Check = tuple[Promise | str, Callable[[_Entry], Found]]
_CHECKS: dict[str, _Check] = {
    "title_system": (gettext_lazy("名称不是系统名称"), _system_title),
    "title_duplicate": (gettext_lazy("名称不重复"), _duplicates),
    "provider_code": (
        gettext_lazy("提供方代码有效"),
        lambda entry: _faults(faults.find_provider_faults(entry.draft)),
    ),
    "format_mode": (
        gettext_lazy("格式与共享方式相符"),
        lambda entry: _faults(
            iter((*find_format_faults(entry.draft), *find_mode_faults(entry.draft)))
        ),
    ),
    "withheld_clause": (gettext_lazy("不予共享有依据条款"), _withheld),
    "code_shape": (gettext_lazy("代码与分类正确"), _code),
    "content": (
        gettext_lazy("必填内容齐全"),
        lambda entry: _faults(find_content_faults(entry.draft)),
    ),
    "items_element": (gettext_lazy("信息项对应数据元"), _elements),
}
