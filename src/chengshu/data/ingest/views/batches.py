"""Pages of batches: list, one batch with its counts, verdict, way and refused rows."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from chengshu.base.access import api as access
from chengshu.base.accounts import api as accounts
from chengshu.base.accounts.contracts import Actor
from chengshu.base.look import api as look
from chengshu.base.look.contracts import (
    Column,
    Crumb,
    Filter,
    Series,
    TablePage,
    TableRequest,
    TableView,
    TimelineItem,
)
from chengshu.data.ingest import api
from chengshu.data.ingest.contracts import BatchInfo, BatchQuery, BatchState
from chengshu.data.ingest.wordings import EXPLAINED, MODES, STATES
from chengshu.data.quality import api as quality
from chengshu.data.quality.contracts import RowQuery, Verdict

_SHOWN_ROWS = 10
_COLUMNS = (
    Column("id", _("批次"), "code", link="url"),
    Column("title", _("资源"), link="url"),
    Column("organisation", _("数源部门")),
    Column("mode", _("方式")),
    Column("source_count", _("来源行数"), "number"),
    Column("landed", _("落地"), "number"),
    Column("accepted", _("合格"), "number"),
    Column("quarantined", _("问题数据"), "number"),
    Column("started_at", _("开始时间"), "datetime"),
    Column("state", _("状态"), "tag"),
)
_FILTERS = (
    Filter("q", _("资源名称或代码")),
    Filter(
        "state",
        _("状态"),
        "choice",
        tuple((state.value, tag.text) for state, tag in STATES.items()),
    ),
)


@look.page
def list_batches(request: HttpRequest) -> HttpResponseBase:
    """Show the batches the person may see, the latest first."""
    return look.respond_table(request, _batches_view(look.actor(request)))


@look.page
def show_batch(request: HttpRequest, batch_id: int) -> HttpResponseBase:
    """Show one batch: counts, verdict per rule, its way, and the first refused rows."""
    actor = look.actor(request)
    batch = api.get_batch(actor, batch_id)
    verdict = quality.get_verdict(actor, batch_id) if batch.judged_at else None
    refused = quality.list_quarantined(actor, RowQuery(batch_id=batch_id, limit=_SHOWN_ROWS))
    context = {
        "batch": batch,
        "state": STATES[batch.state],
        "explained": EXPLAINED.get(batch.state, ""),
        "mode": MODES.get(batch.mode, batch.mode),
        "organisation": _name_of(batch.organisation_code, {}),
        "verdict": verdict,
        "bars": _bars(verdict),
        "raised": [count for count in verdict.by_rule if count.raised] if verdict else [],
        "refused": refused,
        "steps": _steps(batch),
        "changed": sum(count.cells for count in batch.changes),
        "may_load": access.may(actor, "ingest.load", organisation=batch.organisation_code),
        "crumbs": [Crumb(_("入库批次"), reverse("ingest:batches")), Crumb(f"#{batch.id}")],
        "reasons": [count for count in verdict.by_rule if count.failed] if verdict else [],
        "ways": _ways(verdict) if verdict else [],
    }
    return render(request, "ingest/batch.html", context)


@dataclass(frozen=True)
class Way:
    """Where some of a batch's rows went; `share` of those it is a part of, from 0 to 1."""

    label: object
    rows: int
    share: float
    query: str = ""
    is_part: bool = False


def _ways(verdict: Verdict) -> list[Way]:
    """Return the way of the rows: landed, accepted or refused, and what became of the refused."""
    landed = max(verdict.landed, 1)
    ways = [
        Way(_("落地"), verdict.landed, 1.0),
        Way(_("合格"), verdict.accepted, verdict.accepted / landed),
        Way(_("问题数据"), verdict.quarantined, verdict.quarantined / landed, "state="),
    ]
    if verdict.warned:
        ways.insert(
            2, Way(_("有提示"), verdict.warned, verdict.warned / landed, "warned=1", is_part=True)
        )
    refused, words = max(verdict.quarantined, 1), quality.state_words()
    return ways + [
        Way(words[state].text, rows, rows / refused, f"state={state.value}", is_part=True)
        for state, rows in verdict.states.items()
        if rows
    ]


def _bars(verdict: Verdict | None) -> object:
    failed = [count for count in verdict.by_rule if count.failed] if verdict else []
    if not failed:
        return None
    return look.bar_chart(
        categories=[f"{count.label} {count.title}".strip() for count in failed],
        series=[Series(_("问题行数"), [count.failed for count in failed])],
        horizontal=True,
    )


def _steps(batch: BatchInfo) -> list[TimelineItem]:
    source = gettext("不详") if batch.source_count is None else f"{batch.source_count:,}"
    landed = gettext("来源 %(source)s 行，落地 %(landed)s 行，其中错行 %(misshapen)s 行")
    counts = {"source": source, "landed": f"{batch.landed:,}", "misshapen": batch.misshapen}
    judged = gettext("合格 %(accepted)s 行，问题数据 %(quarantined)s 行")
    verdict = {"accepted": f"{batch.accepted:,}", "quarantined": f"{batch.quarantined:,}"}
    steps = [TimelineItem(batch.started_at, _("开始读取"), batch.by, batch.table)]
    if batch.landed_at:
        steps.append(TimelineItem(batch.landed_at, _("落地"), note=landed % counts, tone="info"))
    if batch.judged_at:
        steps.append(TimelineItem(batch.judged_at, _("质检"), note=judged % verdict, tone="info"))
    if batch.ended_at:
        tag = STATES[batch.state]
        number = gettext("快照 %(number)s") % {"number": batch.snapshot_id}
        note = number if batch.snapshot_id else batch.note
        steps.append(TimelineItem(batch.ended_at, tag.text, note=note, tone=tag.tone))
    return steps


def _batches_view(actor: Actor) -> TableView:
    names: dict[str, str] = {}

    def fetch(asked: TableRequest) -> TablePage:
        chosen = asked.filters
        query = BatchQuery(
            text=chosen.get("q", ""),
            state=BatchState(chosen["state"]) if chosen.get("state") else None,
            limit=asked.page_size,
            offset=asked.offset,
        )
        page = api.list_batches(actor, query)
        return TablePage([_cells(batch, names) for batch in page.rows], page.total)

    return TableView(
        title=_("入库批次"),
        columns=_COLUMNS,
        filters=_FILTERS,
        fetch=fetch,
        export_name="batches",
        empty_title=_("还没有入库批次"),
        empty_hint=_("目录挂接数据源后，按更新周期自动入库，也可手动发起。"),
    )


def _cells(batch: BatchInfo, names: dict[str, str]) -> Mapping[str, object]:
    return {
        "url": reverse("ingest:batch", args=[batch.id]),
        "id": batch.id,
        "title": batch.resource_title,
        "organisation": _name_of(batch.organisation_code, names),
        "mode": MODES.get(batch.mode, batch.mode),
        "source_count": batch.source_count,
        "landed": batch.landed,
        "accepted": batch.accepted,
        "quarantined": batch.quarantined,
        "started_at": batch.started_at,
        "state": STATES[batch.state],
    }


def _name_of(code: str, names: dict[str, str]) -> str:
    if code not in names:
        organisation = accounts.find_organisation(code)
        names[code] = organisation.name if organisation else code
    return names[code]
