"""The table of the rows an order holds."""

from collections.abc import Mapping

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from chengshu.base.accounts.contracts import Actor
from chengshu.base.look.contracts import Column, Filter, TablePage, TableRequest, TableView
from chengshu.data.quality import api as quality
from chengshu.data.quality.contracts import QuarantinedRow, RowState
from chengshu.data.repair import api

_COLUMNS = (
    Column("batch", _("批次"), "code"),
    Column("position", _("行位置"), "number", link="url"),
    Column("key", _("主键")),
    Column("values", _("问题值")),
    Column("reasons", _("原因")),
    Column("state", _("状态"), "tag"),
)


def rows_view(actor: Actor, number: str) -> TableView:
    """Return the table of the rows of one order."""
    words = quality.state_words()

    def fetch(asked: TableRequest) -> TablePage:
        state = asked.filters.get("state")
        page = api.list_order_rows(
            actor,
            number,
            state=RowState(state) if state else None,
            text=asked.filters.get("q", ""),
            limit=asked.page_size,
            offset=asked.offset,
        )
        return TablePage(
            [{**_cells(row), "state": words[row.state]} for row in page.rows], page.total
        )

    states = tuple((state.value, tag.text) for state, tag in words.items())
    return TableView(
        title=_("工单中的问题数据"),
        columns=_COLUMNS,
        filters=(Filter("q", _("主键")), Filter("state", _("状态"), "choice", states)),
        fetch=fetch,
        export_name=f"rows-{number}",
        empty_title=_("没有问题数据"),
        empty_hint=_("按所选条件没有找到工单中的行。"),
    )


def _cells(row: QuarantinedRow) -> Mapping[str, object]:
    return {
        "url": reverse("quality:row", args=[row.id]),
        "batch": row.batch_id,
        "position": row.position + 1,
        "key": row.key,
        "values": "；".join(
            f"{reason.label}：{reason.value}" if reason.label else str(reason.value)
            for reason in row.reasons
            if reason.value is not None
        ),
        "reasons": "；".join(reason.expects for reason in row.reasons),
    }
