"""What a request and a decision must keep before anything is written."""

import datetime as dt
import json
from collections.abc import Collection, Iterable
from dataclasses import asdict

from django.utils.translation import gettext as _

from chengshu.data.catalog.contracts import ItemInfo, ResourceInfo, ResourceState, ShareType
from chengshu.data.lake.contracts import list_columns, parse_expression
from chengshu.exchange.sharing.contracts import Decision, Filter, GrantState, NewRequest
from chengshu.exchange.sharing.errors import (
    ItemsWithheldError,
    RequestIncompleteError,
    ResourceNotPublishedError,
    ResourceWithheldError,
    UnknownItemsError,
)
from chengshu.exchange.sharing.rules import read_rules

MASKED_FROM_GRADE = 3  # classification: level 3 and above is masked by default


def is_masked_by_default(item: ItemInfo) -> bool:
    """Say whether an item leaves masked unless a grant says otherwise (law 10)."""
    return item.is_sensitive or bool(item.mask) or item.grade >= MASKED_FROM_GRADE


def is_automatic(new: NewRequest, resource: ResourceInfo) -> bool:
    """Say whether the catalogue itself decides: all unconditional and nothing to unmask."""
    chosen = [item for item in resource.items if item.column in new.items]
    types = [resource.share_type, *(item.share_type or resource.share_type for item in chosen)]
    return all(kind is ShareType.UNCONDITIONAL for kind in types) and not new.unmasked_items


def check_request(new: NewRequest, resource: ResourceInfo, *, today: dt.date) -> None:
    """Refuse a request that cannot be decided, with the sentence that says what to change."""
    check_shareable(resource)
    if resource.state is not ResourceState.PUBLISHED:
        raise ResourceNotPublishedError(resource=resource.title)
    check_storable(new)
    _check_words(new)
    check_items(new.items, resource)
    _check_unmasked(new)
    _check_times(new, today=today)
    check_quota(new.daily_quota)
    check_filter(new.row_filter, resource)


def check_shareable(resource: ResourceInfo) -> None:
    """Refuse a withheld resource with its clause: when asked for, when decided, when called."""
    if resource.share_type is ShareType.WITHHELD:
        basis = resource.no_share_basis or _("目录所列依据")
        raise ResourceWithheldError(resource=resource.title, basis=basis)


def check_decision(decision: Decision, asked: NewRequest, resource: ResourceInfo) -> None:
    """Refuse a decision that gives more than was asked, or refuses without a reason."""
    check_storable(decision)
    if not decision.approve:
        if not decision.reason.strip():
            raise RequestIncompleteError(field=_("理由"), reason=_("不同意共享须写明理由"))
        return
    items = asked.items if decision.items is None else decision.items
    unmasked = asked.unmasked_items if decision.unmasked_items is None else decision.unmasked_items
    if not items:
        raise RequestIncompleteError(field=_("信息项"), reason=_("同意共享至少保留一项"))
    check_shareable(resource)
    check_items(items, resource)
    _check_within(items, asked.items)
    _check_within(unmasked, asked.unmasked_items)
    if decision.daily_quota is not None:
        check_quota(decision.daily_quota)
    if decision.valid_until and not asked.valid_from <= decision.valid_until <= asked.valid_until:
        raise RequestIncompleteError(field=_("有效期"), reason=_("不得超出申请的有效期"))
    check_filter(decision.row_filter, resource)


def check_storable(thing: NewRequest | Decision) -> None:
    """Refuse text and numbers that no database keeps: half characters, NUL, NaN."""
    try:
        text = json.dumps(asdict(thing), ensure_ascii=False, allow_nan=False, default=str)
        text.encode()
    except (ValueError, RecursionError) as error:
        raise RequestIncompleteError(field=_("内容"), reason=_("含有无法保存的字符")) from error
    if "\\u0000" in text:
        raise RequestIncompleteError(field=_("内容"), reason=_("含有无法保存的字符"))


def check_items(columns: Collection[str], resource: ResourceInfo) -> None:
    """Refuse no items at all, items that do not exist, and items that are withheld."""
    if not columns:
        raise RequestIncompleteError(field=_("信息项"), reason=_("至少选择一项"))
    _check_known(columns, resource)
    withheld = [
        item.name_zh
        for item in resource.items
        if item.column in columns and item.share_type is ShareType.WITHHELD
    ]
    if withheld:
        raise ItemsWithheldError(items="、".join(withheld), resource=resource.title)


def check_quota(quota: int) -> None:
    """Refuse a quota outside 1 to the city's largest."""
    largest = read_rules().largest_daily_quota
    if not 1 <= quota <= largest:
        reason = _("应在 1 至 %(largest)s 之间") % {"largest": largest}
        raise RequestIncompleteError(field=_("每日调用上限"), reason=reason)


def check_filter(document: Filter | None, resource: ResourceInfo) -> None:
    """Refuse a filter that is no expression tree or names what the catalogue does not list."""
    if document is not None:
        _check_known(set(list_columns(parse_expression(document))), resource)


def check_reason(state: GrantState, reason: str) -> None:
    """Refuse to suspend or revoke without words the other side can read."""
    if state is not GrantState.ACTIVE and not reason.strip():
        raise RequestIncompleteError(field=_("理由"), reason=_("暂停或撤销授权须写明理由"))


def _check_known(columns: Iterable[str], resource: ResourceInfo) -> None:
    unknown = sorted(set(columns) - {item.column for item in resource.items})
    if unknown:
        raise UnknownItemsError(items="、".join(unknown), resource=resource.title)


def _check_words(new: NewRequest) -> None:
    for label, text in ((_("用途"), new.purpose), (_("依据"), new.basis)):
        if not text.strip():
            raise RequestIncompleteError(field=label, reason=_("不能为空"))


def _check_unmasked(new: NewRequest) -> None:
    _check_within(new.unmasked_items, new.items)
    if new.unmasked_items and not new.justification.strip():
        raise RequestIncompleteError(field=_("明文理由"), reason=_("申请明文须说明必要性"))


def _check_within(columns: Collection[str], asked: Collection[str]) -> None:
    beyond = sorted(set(columns) - set(asked))
    if beyond:
        reason = _("超出申请范围：%(items)s") % {"items": "、".join(beyond)}
        raise RequestIncompleteError(field=_("信息项"), reason=reason)


def _check_times(new: NewRequest, *, today: dt.date) -> None:
    longest = read_rules().longest_validity_days
    if new.valid_until < max(new.valid_from, today):
        raise RequestIncompleteError(field=_("有效期"), reason=_("截止日期已过或早于开始日期"))
    if (new.valid_until - new.valid_from).days > longest:
        reason = _("最长 %(days)s 天") % {"days": longest}
        raise RequestIncompleteError(field=_("有效期"), reason=reason)
