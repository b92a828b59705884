"""The list of drafted tables: what waits, what is aside and why, how far each source is."""

from collections.abc import Sequence

from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _

from chengshu.base.accounts import api as accounts
from chengshu.base.accounts.contracts import Actor
from chengshu.base.look import api as look
from chengshu.base.look.contracts import Column, Filter, TablePage, TableRequest, TableView
from chengshu.data.sources import api as sources
from chengshu.data.survey import api
from chengshu.data.survey.contracts import (
    Band,
    DraftQuery,
    DraftRow,
    DraftState,
    SourceProgress,
)
from chengshu.data.survey.labels import BAND_LABELS, STATE_LABELS
from chengshu.data.survey.views.tones import band_tag, state_tag

_PER_CENT = 100


@look.page
def list_tables(request: HttpRequest) -> HttpResponseBase:
    """Show drafted tables, and how far each source is."""
    actor = look.actor(request)
    progress = api.confirming_progress(actor)
    names = _source_names(actor, progress)
    view = TableView(
        title=_("编目确认"),
        columns=(
            Column("table", _("数据表"), "code", sortable=True, link="url"),
            Column("title", _("建议名称"), sortable=True),
            Column("source", _("数据源")),
            Column("state", _("状态"), "tag"),
            Column("band", _("把握"), "tag"),
            Column("columns", _("字段"), "number", sortable=True),
            Column("row_count", _("行数"), "number", sortable=True),
            Column("undecided", _("待定"), "number", sortable=True),
            Column("note", _("说明")),
        ),
        filters=_filters(names),
        fetch=lambda asked: _fetch(actor, asked, names),
        export_name="survey-drafts",
        empty_title=_("还没有扫描出的表"),
        empty_hint=_("登记数据源并扫描后，系统起草的目录会列在这里等待确认。"),
    )
    context = {"sources": [_bar(each, names) for each in progress]}
    return look.respond_table(request, view, template="survey/drafts.html", context=context)


def _filters(names: dict[str, str]) -> tuple[Filter, ...]:
    return (
        Filter("q", _("表名或建议名称")),
        Filter("source", _("数据源"), "choice", tuple(names.items())),
        Filter("state", _("状态"), "choice", tuple((s.value, t) for s, t in STATE_LABELS.items())),
        Filter("band", _("把握"), "choice", tuple((b.value, t) for b, t in BAND_LABELS.items())),
    )


def _source_names(actor: Actor, progress: Sequence[SourceProgress]) -> dict[str, str]:
    known = {each.code: each.name for each in sources.list_sources(actor)}
    return {each.source_code: known.get(each.source_code, each.source_code) for each in progress}


def _fetch(actor: Actor, asked: TableRequest, names: dict[str, str]) -> TablePage:
    state, band = asked.filters.get("state"), asked.filters.get("band")
    query = DraftQuery(
        text=asked.filters.get("q", ""),
        source=asked.filters.get("source", ""),
        state=DraftState(state) if state else None,
        band=Band(band) if band else None,
        order=f"-{asked.sort}" if asked.sort and asked.descending else asked.sort,
        page=asked.page,
        page_size=asked.page_size,
    )
    page = api.list_drafts(actor, query)
    return TablePage([_row(row, names) for row in page.rows], page.total)


def _row(row: DraftRow, names: dict[str, str]) -> dict[str, object]:
    is_open = row.state in {DraftState.WAITING, DraftState.DRIFTED}
    return {
        "table": row.table,
        "url": reverse("survey:draft", args=[row.id]),
        "title": row.title,
        "source": names.get(row.source_code, row.source_code),
        "state": state_tag(row.state),
        "band": band_tag(row.band),
        "columns": row.columns,
        "row_count": row.row_count,
        "undecided": row.undecided if is_open else None,
        "note": row.aside_reason
        or (_("%(name)s 确认") % {"name": row.confirmed_by} if row.confirmed_by else ""),
    }


def _bar(progress: SourceProgress, names: dict[str, str]) -> dict[str, object]:
    owner = accounts.find_organisation(progress.organisation_code)
    return {
        "name": names[progress.source_code],
        "owner": owner.name if owner else progress.organisation_code,
        "progress": progress,
        "share": round(progress.done * _PER_CENT / progress.total),
        "url": f"?source={progress.source_code}&state={DraftState.WAITING.value}",
    }
