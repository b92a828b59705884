"""Pages of refused rows: list with exports, one row with its reasons, waiver."""

from collections.abc import Mapping

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from chengshu.base.access import api as access
from chengshu.base.accounts.contracts import Actor
from chengshu.base.errors.api import RefusedError
from chengshu.base.look import api as look
from chengshu.base.look.contracts import Column, Filter, TablePage, TableRequest, TableView, Tag
from chengshu.data.quality import api
from chengshu.data.quality.contracts import QuarantinedRow, RowQuery, RowState
from chengshu.data.quality.forms import WaiveForm
from chengshu.data.quality.wordings import ROW_STATES

_COLUMNS = (
    Column("resource", _("资源")),
    Column("batch", _("批次"), "code"),
    Column("position", _("行位置"), "number", link="url"),
    Column("key", _("主键")),
    Column("values", _("问题值")),
    Column("reasons", _("原因")),
    Column("state", _("状态"), "tag"),
)
_WARNED = Tag(_("合格（有提示）"), "info")
_STATE = Filter(
    "state",
    _("状态"),
    "choice",
    tuple((state.value, tag.text) for state, tag in ROW_STATES.items()),
)


def _rows_view(actor: Actor) -> TableView:
    """Return the table of refused rows."""

    def fetch(asked: TableRequest) -> TablePage:
        chosen = asked.filters
        batch = chosen.get("batch", "")
        query = RowQuery(
            resource_code=chosen.get("resource", ""),
            batch_id=int(batch) if batch.isascii() and batch.isdigit() else None,
            rule=chosen.get("rule", ""),
            state=RowState(chosen["state"]) if chosen.get("state") else None,
            text=chosen.get("q", ""),
            warned=chosen.get("warned") == "1",
            limit=asked.page_size,
            offset=asked.offset,
        )
        page = api.list_quarantined(actor, query)
        return TablePage([_cells(row) for row in page.rows], page.total)

    warned = Filter("warned", _("提示"), "choice", (("1", _("合格但有提示的行")),))
    return TableView(
        title=_("问题数据"),
        columns=_COLUMNS,
        filters=(
            Filter("q", _("主键")),
            Filter("resource", _("资源代码")),
            Filter("batch", _("批次")),
            Filter("rule", _("规则代码")),
            _STATE,
            warned,
        ),
        fetch=fetch,
        export_name="rows",
        empty_title=_("没有问题数据"),
        empty_hint=_("质检未通过的行会列在这里，逐行写明原因。"),
    )


@look.page
def list_rows(request: HttpRequest) -> HttpResponseBase:
    """Show refused rows of every batch the person may see."""
    return look.respond_table(request, _rows_view(look.actor(request)))


@look.page
def show_row(request: HttpRequest, row_id: str) -> HttpResponseBase:
    """Show one row with all reasons; a person with the right may waive it."""
    actor = look.actor(request)
    row = api.get_quarantined(actor, row_id)
    form = WaiveForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            api.waive_row(actor, row_id, reason=form.cleaned_data["reason"])
        except RefusedError as error:
            look.add_error(form, error)
        else:
            messages.success(request, _("已豁免该行。"))
            return redirect("quality:row", row_id)
    is_open = row.state is RowState.QUARANTINED and bool(row.reasons)
    context = {
        "row": row,
        "place": row.position + 1,
        "cells": [(row.labels.get(name, name), value) for name, value in row.values.items()],
        "state": ROW_STATES[row.state] if row.reasons else _WARNED,
        "end": str(row.state),
        "form": form if is_open and access.may(actor, "quality.waive") else None,
    }
    return render(request, "quality/row.html", context)


def _cells(row: QuarantinedRow) -> Mapping[str, object]:
    reasons = row.reasons or row.warnings
    return {
        "url": reverse("quality:row", args=[row.id]),
        "resource": row.resource_title,
        "batch": row.batch_id,
        "position": row.position + 1,
        "key": row.key,
        "values": "；".join(
            f"{reason.label}：{reason.value}" if reason.label else str(reason.value)
            for reason in reasons
            if reason.value is not None
        ),
        "reasons": "；".join(reason.expects for reason in reasons),
        "state": ROW_STATES[row.state] if row.reasons else _WARNED,
    }
