"""What keeps an entry from being submitted that only the tables know."""

import re
from collections.abc import Iterator

from django.utils.translation import gettext as _

from chengshu.base.accounts import api as accounts
from chengshu.data.catalog.checks import is_credit_code
from chengshu.data.catalog.contracts import Fault, ResourceDraft, ResourceState
from chengshu.data.catalog.models import ClassNodeRow, CodeTableRow, Resource
from chengshu.data.catalog.selectors.classes import is_leaf
from chengshu.data.catalog.standard import get_standard
from chengshu.data.catalog.words import title_key


def list_outer_faults(draft: ResourceDraft) -> tuple[Fault, ...]:
    """Return faults against organisations, the class tree and the code tables."""
    return (*find_provider_faults(draft), *find_class_faults(draft), *_code_tables(draft))


def find_provider_faults(draft: ResourceDraft) -> Iterator[Fault]:
    """Yield what is wrong with the credit code of the provider."""
    uscc = accounts.get_organisation(draft.provider_code).uscc
    if not is_credit_code(uscc):
        yield Fault(
            _("信息资源提供方代码"),
            _("提供单位的统一社会信用代码“%(uscc)s”不是有效的 18 位代码，请先在组织机构中更正")
            % {"uscc": uscc},
        )


def find_class_faults(draft: ResourceDraft) -> Iterator[Fault]:
    """Yield what is wrong with the class path."""
    field = _("信息资源分类")
    if not draft.class_path:
        yield Fault(field, _("必须选择末级类目"))
    elif not ClassNodeRow.objects.filter(code=draft.class_path).exists():
        yield Fault(field, _("分类树中没有“%(code)s”") % {"code": draft.class_path})
    elif not is_leaf(code=draft.class_path) or not re.match(
        get_standard().code_pattern, f"{draft.class_path}/1"
    ):
        yield Fault(field, _("“%(code)s”不是末级类目") % {"code": draft.class_path})


def _code_tables(draft: ResourceDraft) -> Iterator[Fault]:
    wanted = {item.code_table for item in draft.items if item.code_table}
    known = set(CodeTableRow.objects.filter(code__in=wanted).values_list("code", flat=True))
    for code in sorted(wanted - known):
        yield Fault(_("信息项信息"), _("代码表“%(code)s”不存在，请先导入") % {"code": code})


def find_title_owner(*, draft: ResourceDraft) -> str | None:
    """Return the key of the provider's other entry of the same title, beyond draft, or None."""
    return (
        Resource.objects
        .filter(provider_code=draft.provider_code, title_key=title_key(draft.title))
        .exclude(state__in=[ResourceState.DRAFT, ResourceState.WITHDRAWN])
        .exclude(key=draft.key)
        .values_list("key", flat=True)
        .first()
    )
