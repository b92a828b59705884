"""Pages of an import: hand over a file, check how it is read and what would change, confirm."""

from collections.abc import Mapping, Sequence

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from chengshu.base.accounts.contracts import Actor
from chengshu.base.errors.api import RefusedError
from chengshu.base.jobs import api as jobs
from chengshu.base.look import api as look
from chengshu.base.look.contracts import Column, Crumb, Filter, TableView, Tag
from chengshu.data.catalog import api
from chengshu.data.catalog.contracts import (
    EntryChange,
    EntryChangeKind,
    ImportChoice,
    ImportKind,
    ImportRun,
    ImportState,
)
from chengshu.data.catalog.forms import ImportForm
from chengshu.data.catalog.guide.layout import get_layout
from chengshu.data.catalog.views.boards import page_of

_STATES = {
    ImportState.RECEIVED: Tag(gettext_lazy("待核对"), "neutral"),
    ImportState.CHECKED: Tag(gettext_lazy("已核对"), "info"),
    ImportState.WRITING: Tag(gettext_lazy("写入中"), "caution"),
    ImportState.DONE: Tag(gettext_lazy("已导入"), "good"),
    ImportState.DISCARDED: Tag(gettext_lazy("已放弃"), "neutral"),
}
_KINDS = {
    EntryChangeKind.NEW: Tag(gettext_lazy("新增"), "good"),
    EntryChangeKind.CHANGED: Tag(gettext_lazy("变更"), "caution"),
    EntryChangeKind.UNCHANGED: Tag(gettext_lazy("无变化"), "neutral"),
    EntryChangeKind.FAULTY: Tag(gettext_lazy("有错误"), "bad"),
}
_SURE, _LIKELY = 0.9, 0.6
_SHOWN_CHANGES = 6


@look.page
def import_entries(request: HttpRequest) -> HttpResponseBase:
    """Take a file; show the imports so far."""
    actor = look.actor(request)
    runs = api.list_imports(actor)
    form = ImportForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        upload = form.cleaned_data["file"]
        try:
            run = api.receive_import(actor, name=upload.name, stream=upload)
        except RefusedError as error:
            look.add_error(form, error)
        else:
            return redirect("catalog:import-run", run.id)
    crumbs = [Crumb(_("信息资源目录"), reverse("catalog:list")), Crumb(_("批量导入"))]
    lines = [{"run": run, "state": _STATES[run.state]} for run in runs]
    context = {"form": form, "crumbs": crumbs, "lines": lines}
    return render(request, "catalog/import.html", context)


@look.page
def show_run(request: HttpRequest, number: int) -> HttpResponseBase:
    """Show one import: its mapping to be checked, what was found, how far it is."""
    actor = look.actor(request)
    run = api.get_import(actor, number)
    if request.method == "POST":
        return _take_choice(request, actor, run)
    if request.GET.get("changes-export"):
        return look.respond_table(request, _changes_view(run))
    return look.respond_table(
        request,
        _faults_view(run),
        template="catalog/import_run.html",
        context=_context(request, actor, run),
    )


def _take_choice(request: HttpRequest, actor: Actor, run: ImportRun) -> HttpResponse:
    choice = _read_choice(request.POST, run)
    try:
        if "propose" in request.POST:
            api.repropose_import(actor, run.id, choice)
        else:
            api.check_import(actor, run.id, choice)
    except RefusedError as error:
        messages.error(request, str(error))
    return redirect("catalog:import-run", run.id)


def _read_choice(values: QueryDict, run: ImportRun) -> ImportChoice:
    known = {target for target, _label in _targets()}
    targets = [
        (column.index, values.get(f"target-{column.index}", "")) for column in run.proposal.columns
    ]
    return ImportChoice(
        sheet=values.get("sheet", "").replace("\x00", ""),
        head_row=_number(values.get("head_row", ""), run.proposal.head_row),
        head_depth=_number(values.get("head_depth", ""), 1),
        targets=tuple((index, name if name in known else "") for index, name in targets),
        provider=values.get("provider", "").replace("\x00", ""),
        creates="creates" in values,
        parent=values.get("parent", "").replace("\x00", ""),
        skips_faulty="skips_faulty" in values,
    )


def _number(text: str, otherwise: int) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 8 else otherwise  # noqa: PLR2004 - eight digits are no line


def _targets() -> list[tuple[str, object]]:
    """Return the fields a column may be read into, as choices."""
    fields = [
        (column.field, column.heading) for column in get_layout().columns if not column.is_info
    ]
    kept = [pair for pair in fields if pair[0] not in {"extensions", "guesses"}]
    listed: tuple[str, object] = ("items", _("信息项名称清单（一格多项）"))
    beside: tuple[str, object] = ("extensions", _("其他说明（保留原列名）"))
    return [("", _("不导入")), *kept, listed, beside]


def _context(request: HttpRequest, actor: Actor, run: ImportRun) -> dict[str, object]:
    is_open = run.state in {ImportState.RECEIVED, ImportState.CHECKED}
    job = jobs.get_job(actor, run.job_id) if run.job_id else None
    is_stuck = run.state is ImportState.WRITING and job is not None and not job.is_pending
    return {
        "run": run,
        "state": _STATES[run.state],
        "is_open": is_open or is_stuck,
        "is_checked": run.state is not ImportState.RECEIVED,
        "is_table": run.proposal.kind is ImportKind.TABLE,
        "may_write": _may_write(run) and (is_open or is_stuck),
        "job": job if run.state is ImportState.WRITING else None,
        "changes": look.build_table(request, _changes_view(run)),
        "columns": _columns(run),
        "targets": _targets(),
        "organisations": api.list_providers(actor),
        "may_register": api.may_register(actor),
        "crumbs": [
            Crumb(_("信息资源目录"), reverse("catalog:list")),
            Crumb(_("批量导入"), reverse("catalog:import")),
            Crumb(run.name),
        ],
    }


def _may_write(run: ImportRun) -> bool:
    outcome = run.outcome
    is_clean = not outcome.faulty or run.choice.skips_faulty
    return run.state is not ImportState.RECEIVED and is_clean and outcome.new + outcome.changed > 0


def _columns(run: ImportRun) -> list[dict[str, object]]:
    chosen = dict(run.choice.targets)
    return [
        {
            "column": column,
            "target": chosen.get(column.index, column.target),
            "sure": _sure(column.confidence, column.target),
            "is_changed": chosen.get(column.index, column.target) != column.target,
        }
        for column in run.proposal.columns
    ]


def _sure(confidence: float, target: str) -> Tag | None:
    if not target or not confidence:
        return None
    if confidence >= _SURE:
        return Tag(_("确定"), "good")
    return Tag(_("较有把握"), "info") if confidence >= _LIKELY else Tag(_("请核对"), "caution")


def _faults_view(run: ImportRun) -> TableView:
    rows: list[dict[str, object]] = [
        {
            "kind": Tag(_("提示"), "neutral") if fault.is_note else Tag(_("错误"), "bad"),
            "place": _place(fault.sheet, fault.row, fault.column),
            "heading": fault.heading,
            "value": fault.value[:60],
            "sentence": fault.sentence,
        }
        for fault in run.outcome.faults
    ]
    return TableView(
        title=_("错误和提示"),
        columns=(
            Column("kind", _("类别"), "tag"),
            Column("place", _("位置")),
            Column("heading", _("列")),
            Column("value", _("现有内容")),
            Column("sentence", _("如何修改")),
        ),
        filters=(Filter("q", _("位置、列或内容")),),
        fetch=page_of(rows, ("place", "heading", "value", "sentence")),
        export_name="import-faults",
        empty_title=_("没有错误"),
        empty_hint=_("每个单元格都能读懂。"),
    )


def _place(sheet: str, row: int, column: str) -> str:
    parts = [_("第 %(row)s 行") % {"row": row}] if row else []
    if column:
        parts.append(_("%(column)s 列") % {"column": column})
    return " ".join([sheet, *parts])


def _changes_view(run: ImportRun) -> TableView:
    is_done = run.state is ImportState.DONE
    rows: list[dict[str, object]] = [
        _change(change, is_done=is_done) for change in run.outcome.changes
    ]
    return TableView(
        title=_("逐条结果"),
        columns=(
            Column("kind", _("结果"), "tag"),
            Column("title", _("信息资源名称"), sortable=True, link="url"),
            Column("provider", _("提供单位"), sortable=True),
            Column("what", _("变更内容")),
        ),
        filters=(Filter("q", _("名称或单位")),),
        fetch=page_of(rows, ("title", "provider")),
        export_name="import-changes",
        name="changes",
        empty_title=_("没有读到目录"),
        empty_hint=_("请核对表头所在行和列的对应关系。"),
    )


def _change(change: EntryChange, *, is_done: bool) -> dict[str, object]:
    exists = is_done or change.kind in {EntryChangeKind.CHANGED, EntryChangeKind.UNCHANGED}
    is_there = exists and change.kind is not EntryChangeKind.FAULTY
    return {
        "kind": _KINDS[change.kind],
        "title": change.title or "—",
        "provider": change.provider,
        "what": change.reason or _describe(change),
        "url": reverse("catalog:entry", args=[change.key]) if is_there and change.key else "",
    }


def _describe(change: EntryChange) -> str:
    shown: Sequence[str] = [
        f"{each.label}：{each.before[:40]} → {each.after[:40]}"
        for each in change.changes[:_SHOWN_CHANGES]
    ]
    rest = len(change.changes) - len(shown)
    more = [_("另 %(count)s 项") % {"count": rest}] if rest else []
    return "；".join([*shown, *more])


@require_POST
@look.page
def confirm_run(request: HttpRequest, number: int) -> HttpResponseBase:
    """Write what was checked."""
    try:
        run = api.confirm_import(look.actor(request), number)
    except RefusedError as error:
        messages.error(request, str(error))
        return redirect("catalog:import-run", number)
    if run.state is ImportState.DONE:
        counts: Mapping[str, object] = vars(run.outcome)
        messages.success(request, _("已导入：新增 %(new)s 条草稿，变更 %(changed)s 条。") % counts)
    return redirect("catalog:import-run", number)


@require_POST
@look.page
def discard_run(request: HttpRequest, number: int) -> HttpResponseBase:
    """Give an import up."""
    try:
        api.discard_import(look.actor(request), number)
    except RefusedError as error:
        messages.error(request, str(error))
        return redirect("catalog:import-run", number)
    messages.success(request, _("已放弃这次导入，目录没有任何改动。"))
    return redirect("catalog:import")
