"""The page of what standardisation did to the rows of a batch."""

from collections.abc import Mapping

from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _

from chengshu.base.accounts.contracts import Actor
from chengshu.base.look import api as look
from chengshu.base.look.contracts import (
    Column,
    Crumb,
    Filter,
    TablePage,
    TableRequest,
    TableView,
)
from chengshu.data.ingest import api
from chengshu.data.ingest.contracts import BatchInfo, ChangedCell
from chengshu.data.ingest.wordings import step_titles
from chengshu.data.lake.contracts import ChangeQuery

_LONGEST_ROW = 18  # digits of a row number


@look.page
def list_changes(request: HttpRequest, batch_id: int) -> HttpResponseBase:
    """Show every cell a step changed, before and after, by item, step and row."""
    actor = look.actor(request)
    batch = api.get_batch(actor, batch_id)
    crumbs = [
        Crumb(_("入库批次"), reverse("ingest:batches")),
        Crumb(f"#{batch.id}", reverse("ingest:batch", args=[batch.id])),
        Crumb(_("标准化记录")),
    ]
    context = {
        "batch": batch,
        "crumbs": crumbs,
        "counts": _count_rows(batch),
        "cells": sum(count.cells for count in batch.changes),
    }
    return look.respond_table(
        request, _view(actor, batch), template="ingest/changes.html", context=context
    )


def _view(actor: Actor, batch: BatchInfo) -> TableView:
    titles = step_titles()
    columns = sorted({count.column for count in batch.changes})
    used = sorted({count.step for count in batch.changes})

    def fetch(asked: TableRequest) -> TablePage:
        chosen = asked.filters
        query = ChangeQuery(
            column=chosen.get("column", ""),
            step=chosen.get("step", ""),
            position=_position(chosen.get("row", "")),
            limit=asked.page_size,
            offset=asked.offset,
        )
        page = api.list_changes(actor, batch.id, query)
        return TablePage([_cells(cell) for cell in page.rows], page.total)

    return TableView(
        title=_("标准化记录"),
        columns=(
            Column("row", _("行"), "number"),
            Column("name", _("信息项")),
            Column("step", _("步骤")),
            Column("before", _("原值")),
            Column("after", _("标准化后")),
        ),
        filters=(
            Filter("column", _("信息项"), "choice", tuple((name, name) for name in columns)),
            Filter("step", _("步骤"), "choice", tuple((key, titles.get(key, key)) for key in used)),
            Filter("row", _("行号")),
        ),
        fetch=fetch,
        export_name=f"changes-{batch.id}",
        empty_title=_("没有改动"),
        empty_hint=_("本批次的值来时就是标准写法，或与筛选条件不符。"),
    )


def _position(row: str) -> int | None:
    """Return the position of a row number as people count, from 1."""
    is_number = row.isascii() and row.isdigit() and len(row) <= _LONGEST_ROW
    return int(row) - 1 if is_number else None


def _cells(cell: ChangedCell) -> Mapping[str, object]:
    return {
        "row": cell.position + 1,
        "name": cell.name,
        "step": cell.title,
        "before": _("（空）") if cell.before is None else cell.before,
        "after": _("（空）") if cell.after is None else cell.after,
    }


def _count_rows(batch: BatchInfo) -> list[tuple[str, str, int]]:
    titles = step_titles()
    rows = [
        (count.column, titles.get(count.step, count.step), count.cells) for count in batch.changes
    ]
    return sorted(rows, key=lambda row: -row[2])
