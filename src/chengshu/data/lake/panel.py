"""What the lake shows on the page of an entry: a few rows, masked as anybody sees them."""

from django.urls import reverse
from django.utils.translation import gettext as _

from chengshu.base.access import api as access
from chengshu.base.accounts.contracts import Actor
from chengshu.base.audit import api as audit
from chengshu.data.catalog import api as catalog
from chengshu.data.catalog.contracts import EntryPanel
from chengshu.data.lake import browsing, queries, selectors
from chengshu.data.lake.contracts import RowQuery
from chengshu.data.lake.masking import mask_table

_ROWS, _COLUMNS, _LONGEST = 3, 6, 40


def show_sample(actor: Actor, key: str) -> EntryPanel | None:
    """Return three rows of the newest snapshot to whom rows may be shown; looking is recorded."""
    resource = catalog.find_resource(actor, key)
    if resource is None or resource.attachment is None:
        return None
    if not access.may(actor, "lake.read_rows", organisation=resource.provider_code):
        return None
    title = _("样例数据（已脱敏）")
    snapshot = selectors.find_latest(key)
    if snapshot is None:
        return EntryPanel(title, empty=_("还没有入库的数据。"), is_wide=True)
    items = resource.items[:_COLUMNS]
    asked = RowQuery(key, tuple(item.column for item in items), limit=_ROWS)
    rows = queries.read_rows(queries.Place(resource, snapshot), asked)
    shown = mask_table(rows, masks=browsing.masks_of(resource))
    audit.record(actor, "lake.read_rows", subject=key, detail={"limit": _ROWS, "sample": True})
    return EntryPanel(
        title,
        columns=[item.name_zh or item.column for item in items],
        rows=[[_word(value) for value in row.values()] for row in shown.to_pylist()],
        note=_("共 %(rows)s 行，查看已写入审计记录") % {"rows": f"{snapshot.rows:,}"},
        url=reverse("lake:latest-rows", args=[key]),
        action=_("查看更多"),
        is_wide=True,
    )


def _word(value: object) -> str:
    text = "" if value is None else str(value)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
