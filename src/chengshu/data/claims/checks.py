"""What a template and a claim must be: faults that stop them from being kept."""

import re
from collections.abc import Iterator
from typing import TypeAlias

from django.utils.translation import gettext as _

from chengshu.data.catalog import api as catalog
from chengshu.data.catalog.contracts import ShareType
from chengshu.data.claims.contracts import Holding, Template
from chengshu.data.claims.errors import (
    BadHoldingError,
    BadTemplateError,
    ClaimReasonNeededError,
    TightenedShareError,
)
from chengshu.data.claims.labels import SHARE_LABELS
from chengshu.data.claims.rulebook import read_rules
from chengshu.data.elements.contracts import Level

Fault: TypeAlias = tuple[str, str]  # field and reason, in words
_CODE = re.compile(r"[A-Za-z][A-Za-z0-9_-]{1,31}")
_LONGEST, _LONGEST_CODE = 100_000, 64


def check_template(template: Template) -> None:
    """Refuse a template that cannot be kept.

    Raises:
        BadTemplateError: Names the first fault.
    """
    for field, reason in _template_faults(template):
        raise BadTemplateError(field=field, reason=reason)


def _template_faults(template: Template) -> Iterator[Fault]:
    if not _CODE.fullmatch(template.code):
        yield _("要素编码"), _("只能用字母、数字、连字符和下划线，以字母开头，2 到 32 个字符")
    yield from _texts((
        (_("要素名称"), template.name_zh, 128),
        (_("定义"), template.definition, 2000),
        (_("职责条线"), template.duty_line, 64),
    ))
    yield from _type_faults(template.data_type, template.length)
    if (template.level is Level.EXTENSION) != bool(template.organisation_code):
        yield _("所属单位"), _("扩展要素必须且只能属于一个单位")


def check_holding(template: Template, holding: Holding) -> None:
    """Refuse a claim that lacks something, or shares less than the template allows.

    Raises:
        BadHoldingError: Names the first fault.
        TightenedShareError: The share type is tighter than the template's.
        CodeTableNotFoundError: The catalogue has no such code table.
    """
    for field, reason in _holding_faults(holding):
        raise BadHoldingError(field=field, reason=reason)
    if holding.code_table:
        catalog.code_values(holding.code_table)
    if holding.share_type > template.share_type:
        raise TightenedShareError(
            declared=SHARE_LABELS[holding.share_type], floor=SHARE_LABELS[template.share_type]
        )


def _holding_faults(holding: Holding) -> Iterator[Fault]:
    yield from _texts((
        (_("业务系统"), holding.system, 128),
        (_("数据表"), holding.table, 255),
        (_("字段"), holding.field, 128),
        (_("本单位叫法"), holding.local_name, 128),
        (_("覆盖范围"), holding.coverage, 255),
    ))
    yield from _type_faults(holding.data_type, holding.length)
    if max(len(holding.code_table), len(holding.resource_key)) > _LONGEST_CODE:
        yield _("代码"), _("不能超过 %(limit)s 个字符") % {"limit": _LONGEST_CODE}
    if holding.share_type is ShareType.CONDITIONAL and not holding.share_condition.strip():
        yield _("共享条件"), _("有条件共享必须写明共享条件")
    if holding.share_type is ShareType.WITHHELD and not holding.no_share_basis.strip():
        yield _("不予共享依据"), _("不予共享必须写明法律、行政法规或政策依据的条款")


def _texts(fields: tuple[tuple[str, str, int], ...]) -> Iterator[Fault]:
    for label, text, limit in fields:
        if not text.strip():
            yield label, _("必须填写")
        elif len(text) > limit:
            yield label, _("不能超过 %(limit)s 个字符") % {"limit": limit}
        elif "\x00" in text:
            yield label, _("含有无法保存的控制字符，请删除后再试")


def _type_faults(data_type: str, length: int | None) -> Iterator[Fault]:
    if data_type not in read_rules().fitting_types:
        yield _("数据类型"), _("必须从数据类型代码中选择")
    if length is not None and not 1 <= length <= _LONGEST:
        yield _("长度"), _("必须在 1 到 %(limit)s 之间") % {"limit": _LONGEST}


def check_reason(reason: str, label: str) -> str:
    """Return the reason without blanks around it.

    Raises:
        ClaimReasonNeededError: There is none.
    """
    text = reason.strip()
    if not text:
        raise ClaimReasonNeededError(field=label, reason=_("必须写明原因"))
    return text
