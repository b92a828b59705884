"""Claimed elements become items of catalogue drafts, through the door of catalog."""

from dataclasses import replace

from django.db import connection
from django.utils.translation import gettext as _

from chengshu.base.accounts.contracts import Actor
from chengshu.base.crypto import api as crypto
from chengshu.data.catalog import api as catalog
from chengshu.data.catalog.contracts import (
    Guess,
    ItemDraft,
    ResourceDraft,
    ResourceInfo,
    ResourceState,
    ShareType,
)
from chengshu.data.claims.contracts import Holding, Template
from chengshu.data.claims.errors import BadHoldingError
from chengshu.data.claims.naming import column_of

_KEY_DIGITS = 12
_DATABASE = "3"  # 信息资源格式: 数据库
_EXCHANGE = "1"  # 共享方式: 库表交换
_TITLE_CONFIDENCE = 0.5
Place = tuple[str, str]  # entry and column


def draft_item(actor: Actor, department: str, *, template: Template, holding: Holding) -> Place:
    """Make the held field an item of the catalogue and return where it stands.

    An entry named by the claim keeps what it says: a field it lists already is found, another
    one is added as a change. Without one, all claims on the same table share one draft.

    Raises:
        BadHoldingError: The named entry is not the department's.
        WrongStateError: The entry is in review just now.
    """
    key = holding.resource_key or entry_key(department, holding.system, holding.table)
    _lock(key)
    entry = catalog.find_resource(actor, key, working=True)
    if holding.resource_key and (entry is None or entry.provider_code != department):
        raise BadHoldingError(field=_("目录"), reason=_("“%(key)s”不是本单位的目录") % {"key": key})
    found = _find_item(entry, holding.field) if entry else ""
    if found and holding.resource_key:
        return key, found
    draft = catalog.get_draft(actor, key) if entry else _begin(key, department, holding)
    column = found or _free_column(draft, column_of(holding.field, template.code))
    items = _put(draft.items, _item(template, holding, column))
    changed = replace(draft, items=items)
    if not holding.resource_key:
        changed = _share_as_items(changed, holding)
    catalog.draft_resource(actor, changed)
    return key, column


def drop_item(actor: Actor, place: Place, *, template: Template) -> None:
    """Take an item out of a draft again that only a claim had put there; nothing else."""
    key, column = place
    entry = catalog.find_resource(actor, key, working=True) if key else None
    item = entry.find_item(column) if entry else None
    if entry is None or item is None or item.note != _mark(template):
        return
    if entry.state is not ResourceState.DRAFT:
        return
    _lock(key)
    draft = catalog.get_draft(actor, key)
    left = tuple(item for item in draft.items if item.column != column)
    catalog.draft_resource(actor, replace(draft, items=left))


def entry_key(department: str, system: str, table: str) -> str:
    """Return the key of the entry that all claims on one table share."""
    text = "\n".join((department, system, table)).encode()
    return f"claim_{crypto.digest(text, 'sha256')[:_KEY_DIGITS]}"


def _lock(key: str) -> None:
    """Let one claim at a time write to an entry: items are read, added and written back."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"claims:{key}"])


def _find_item(entry: ResourceInfo, field: str) -> str:
    names = {item.source_column: item.column for item in reversed(entry.items)}
    return names.get(field) or names.get(field.lower(), "")


def _begin(key: str, department: str, holding: Holding) -> ResourceDraft:
    title = _("%(table)s（%(system)s）") % {"table": holding.table, "system": holding.system}
    evidence = _("由要素认领按系统和数据表生成，请改成便于查找的名称")
    return ResourceDraft(
        key=key,
        title=title[:255],
        provider_code=department,
        format=_DATABASE,
        share_mode=_EXCHANGE,
        system_code=holding.system,
        data_range=holding.coverage,
        guesses=(Guess("title", evidence, _TITLE_CONFIDENCE),),
    )


def _item(template: Template, holding: Holding, column: str) -> ItemDraft:
    return ItemDraft(
        column=column,
        name_zh=template.name_zh,
        data_type=holding.data_type,
        length=holding.length,
        scale=template.scale,
        code_table=holding.code_table,
        share_type=holding.share_type,
        source_column=holding.field,
        note=_mark(template),
        element=template.element_code,
    )


def _mark(template: Template) -> str:
    return f"要素 {template.code}"


def _free_column(draft: ResourceDraft, column: str) -> str:
    taken = {item.column for item in draft.items}
    wanted, number = column, 2
    while wanted in taken:
        wanted, number = f"{column[:58]}_{number}", number + 1
    return wanted


def _put(items: tuple[ItemDraft, ...], new: ItemDraft) -> tuple[ItemDraft, ...]:
    """Return the items with one of the same column replaced, else added at the end."""
    if all(item.column != new.column for item in items):
        return (*items, new)
    return tuple(new if item.column == new.column else item for item in items)


def _share_as_items(draft: ResourceDraft, holding: Holding) -> ResourceDraft:
    """Return the draft with the share type its items add up to, as the guide asks."""
    kinds = {item.share_type for item in draft.items if item.share_type}
    kind = kinds.pop() if len(kinds) == 1 else ShareType.CONDITIONAL
    condition = draft.share_condition or holding.share_condition
    return replace(
        draft,
        share_type=kind,
        share_condition=condition if kind is ShareType.CONDITIONAL else "",
        no_share_basis=draft.no_share_basis or holding.no_share_basis,
    )
