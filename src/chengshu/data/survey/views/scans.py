"""Pages of scans: the list, a new one, one with its tables, and its buttons."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from chengshu.base.access import api as access
from chengshu.base.accounts import api as accounts
from chengshu.base.accounts.contracts import Actor
from chengshu.base.errors.api import RefusedError
from chengshu.base.look import api as look
from chengshu.base.look.contracts import Column, Crumb, Filter, TablePage, TableRequest, TableView
from chengshu.data.sources import api as sources
from chengshu.data.survey import api
from chengshu.data.survey.contracts import (
    ScanInfo,
    ScanQuery,
    ScanState,
    ScanTableInfo,
    ScanTableQuery,
    TableState,
)
from chengshu.data.survey.scan_forms import ScanForm
from chengshu.data.survey.scan_words import KINDS, SAMPLINGS, SCAN_STATES, TABLE_STATES
from chengshu.data.survey.views.scan_facts import list_facts, say_next, scan_tag, table_tag

_SECOND = 1000
_CONFLICT = 409
_ACTS: dict[str, tuple[Callable[[Actor, int], ScanInfo], str | Promise]] = {
    "pause": (api.pause_scan, gettext_lazy("扫描已暂停：正在读的表读完即停。")),
    "resume": (api.resume_scan, gettext_lazy("扫描已继续。")),
    "cancel": (api.cancel_scan, gettext_lazy("扫描已取消。")),
}


@look.page
def list_scans(request: HttpRequest) -> HttpResponseBase:
    """Show the scans the person may see, newest first."""
    actor = look.actor(request)
    names = {each.code: each.name for each in sources.list_sources(actor)}
    view = TableView(
        title=_("扫描编目"),
        columns=(
            Column("id", _("编号"), "code", link="url"),
            Column("source", _("数据源"), link="url"),
            Column("organisation", _("所属单位")),
            Column("state", _("状态"), "tag"),
            Column("percent", _("进度"), "progress"),
            Column("total", _("数据表"), "number"),
            Column("refused", _("未能读取"), "number"),
            Column("drafted", _("起草"), "number"),
            Column("rows", _("读取行数"), "number"),
            Column("queued_at", _("提交时间"), "datetime"),
            Column("ended_at", _("结束时间"), "datetime"),
        ),
        filters=(
            Filter("source", _("数据源"), "choice", tuple(names.items())),
            Filter(
                "state", _("状态"), "choice", tuple((s.value, w) for s, w in SCAN_STATES.items())
            ),
        ),
        fetch=lambda asked: _scans(actor, asked, names),
        export_name="scans",
        empty_title=_("还没有扫描"),
        empty_hint=_("选一个数据源开始扫描，系统会读少量数据并起草目录。"),
    )
    context = {"may_scan": access.may(actor, "survey.scan")}
    return look.respond_table(request, view, template="survey/scans.html", context=context)


@look.page
def new_scan(request: HttpRequest) -> HttpResponseBase:
    """Show and take the form of a new scan; its limits start gentle."""
    actor = look.actor(request)
    asked = {name: request.GET.get(name, "") for name in ("source", "tables")}
    form = ScanForm(request.POST or None, initial=asked)
    reach = access.reach(actor, "survey.scan")
    form.offer([
        each for each in sources.list_sources(actor) if reach.covers(each.organisation_code)
    ])
    if request.method == "POST" and form.is_valid():
        try:
            scan = api.start_scan(actor, form.cleaned_data["source"], form.to_options())
        except RefusedError as error:
            look.add_error(form, error)
        else:
            messages.success(request, _("扫描已提交。"))
            return redirect("survey:scan", scan.id)
    crumbs = [Crumb(_("扫描编目"), reverse("survey:scans")), Crumb(_("新扫描"))]
    return render(request, "survey/new_scan.html", {"form": form, "crumbs": crumbs})


@look.page
def show_scan(request: HttpRequest, scan_id: int) -> HttpResponseBase:
    """Show one scan: how far it is, what it cost, its tables and what could not be read."""
    actor = look.actor(request)
    scan = api.get_scan(actor, scan_id)
    context = _context(actor, scan)
    source = sources.get_source(actor, scan.source_code)
    context |= {
        "source": source,
        "by": _name(scan.by),
        "refused": "\n".join(each.table for each in context["findings"]),
        "crumbs": [Crumb(_("扫描编目"), reverse("survey:scans")), Crumb(source.name)],
        "may_scan": access.may(actor, "survey.scan", organisation=scan.organisation_code),
        "may_confirm": access.may(actor, "survey.read_drafts"),
    }
    view = _tables_view(actor, scan)
    return look.respond_table(request, view, template="survey/scan.html", context=context)


@look.page
def show_part(request: HttpRequest, scan_id: int) -> HttpResponseBase:
    """Show how far a scan is; when it no longer goes on, the whole page is asked for again."""
    actor = look.actor(request)
    scan = api.get_scan(actor, scan_id)
    response = render(request, "survey/scan_part.html", _context(actor, scan))
    if not scan.is_active:
        response["HX-Refresh"] = "true"
    return response


@require_POST
@look.page
def turn_scan(request: HttpRequest, scan_id: str, act: str) -> HttpResponseBase:
    """Pause, resume or cancel a scan."""
    turn, sentence = _ACTS[act]
    try:
        turn(look.actor(request), int(scan_id))
    except RefusedError as error:
        if error.status != _CONFLICT:
            raise
        messages.error(request, str(error))
    else:
        messages.success(request, str(sentence))
    return redirect("survey:scan", scan_id)


def _name(username: str) -> str:
    """Return who asked for a scan as people know them."""
    person = accounts.find_person(username)
    return person.name if person else _("系统")


def _context(actor: Actor, scan: ScanInfo) -> dict[str, Any]:
    findings = api.list_scan_tables(
        actor, scan.id, ScanTableQuery(state=TableState.REFUSED, page_size=50)
    )
    reading = api.list_scan_tables(
        actor, scan.id, ScanTableQuery(state=TableState.RUNNING, page_size=2)
    )
    return {
        "scan": scan,
        "state": scan_tag(scan),
        "next": say_next(scan, [row.name for row in reading.rows]),
        "facts": list_facts(scan),
        "findings": [row.finding for row in findings.rows],
        "more_findings": findings.total - len(findings.rows),
        "finished": scan.read + scan.refused,
    }


def _scans(actor: Actor, asked: TableRequest, names: dict[str, str]) -> TablePage:
    state = asked.filters.get("state", "")
    query = ScanQuery(
        source_code=asked.filters.get("source", ""),
        state=ScanState(state) if state else None,
        page=asked.page,
        page_size=asked.page_size,
    )
    page = api.list_scans(actor, query)
    owners = {one.code: one.name for one in accounts.list_organisations()}
    return TablePage(
        [
            {
                "id": scan.id,
                "url": reverse("survey:scan", args=[scan.id]),
                "source": names.get(scan.source_code, scan.source_code),
                "organisation": owners.get(scan.organisation_code, scan.organisation_code),
                "state": scan_tag(scan),
                "percent": scan.percent,
                "total": scan.total,
                "refused": scan.refused,
                "drafted": scan.drafted,
                "rows": scan.rows,
                "queued_at": scan.queued_at,
                "ended_at": scan.ended_at,
            }
            for scan in page.rows
        ],
        page.total,
    )


def _tables_view(actor: Actor, scan: ScanInfo) -> TableView:
    def fetch(asked: TableRequest) -> TablePage:
        state = asked.filters.get("state", "")
        query = ScanTableQuery(
            text=asked.filters.get("q", ""),
            state=TableState(state) if state else None,
            order=f"-{asked.sort}" if asked.sort and asked.descending else asked.sort,
            page=asked.page,
            page_size=asked.page_size,
        )
        page = api.list_scan_tables(actor, scan.id, query)
        return TablePage([_table_row(row) for row in page.rows], page.total)

    return TableView(
        title=_("数据表"),
        columns=(
            Column("name", _("表名"), "code", sortable=True),
            Column("comment", _("注释")),
            Column("kind", _("种类")),
            Column("state", _("状态"), "tag"),
            Column("columns", _("字段"), "number", sortable=True),
            Column("row_count", _("总行数"), "number", sortable=True),
            Column("rows", _("读取行数"), "number", sortable=True),
            Column("sampling", _("读取方式")),
            Column("seconds", _("用时（秒）"), "number"),
            Column("note", _("说明")),
        ),
        filters=(
            Filter("q", _("表名或注释")),
            Filter(
                "state", _("状态"), "choice", tuple((s.value, w) for s, w in TABLE_STATES.items())
            ),
        ),
        fetch=fetch,
        export_name="scan-tables",
        empty_title=_("还没有读到数据表清单"),
        empty_hint=_("扫描开始后，数据源里的表会列在这里。"),
    )


def _table_row(row: ScanTableInfo) -> dict[str, object]:
    estimated = "" if row.is_exact or row.row_count is None else _("总行数为估计值")
    return {
        "name": row.name,
        "comment": row.comment,
        "kind": KINDS.get(row.kind, row.kind),
        "state": table_tag(row.state),
        "columns": row.columns,
        "row_count": row.row_count,
        "rows": row.rows if row.state is TableState.READ else None,
        "sampling": SAMPLINGS[row.sampling] if row.sampling else "",
        "seconds": row.milliseconds / _SECOND if row.state is TableState.READ else None,
        "note": row.finding.sentence if row.finding else estimated,
    }
