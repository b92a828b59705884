"""The list of background work; the page of one job is the shell's own (`look:job`)."""

from collections.abc import Mapping

from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from chengshu.base.console import words
from chengshu.base.jobs import api as jobs
from chengshu.base.jobs.contracts import JobInfo, JobState
from chengshu.base.look import api as look
from chengshu.base.look.contracts import Column, Filter, TablePage, TableRequest, TableView
from chengshu.base.look.contracts import Tag as Pill

STATES = {
    JobState.QUEUED: (_("排队中"), "neutral"),
    JobState.RUNNING: (_("进行中"), "info"),
    JobState.DONE: (_("已完成"), "good"),
    JobState.FAILED: (_("失败"), "bad"),
    JobState.CANCELLED: (_("已取消"), "caution"),
}
COLUMNS = (
    Column("id", _("编号"), "code", sortable=True, link="url"),
    Column("title", _("任务"), link="url"),
    Column("subject", _("对象"), "code"),
    Column("state", _("状态"), "tag"),
    Column("percent", _("进度"), "progress"),
    Column("attempts", _("次数"), "number"),
    Column("by", _("发起人")),
    Column("queued_at", _("提交时间"), "datetime"),
    Column("ended_at", _("结束时间"), "datetime"),
    Column("note", _("说明")),
)


@require_GET
@look.page
def list_jobs(request: HttpRequest) -> HttpResponseBase:
    """List background work, newest first."""
    actor = look.actor(request)

    def fetch(asked: TableRequest) -> TablePage:
        state = asked.filters.get("state", "")
        found = jobs.list_jobs(
            actor,
            state=JobState(state) if state else None,
            subject=asked.filters.get("subject", ""),
            page=asked.page,
            page_size=asked.page_size,
            oldest_first=asked.sort == "id" and not asked.descending,
        )
        return TablePage([_row(job) for job in found.jobs], found.total)

    view = TableView(
        title=_("后台任务"),
        columns=COLUMNS,
        filters=(
            Filter("state", _("状态"), "choice", [(s.value, w) for s, (w, _t) in STATES.items()]),
            Filter("subject", _("对象")),
        ),
        fetch=fetch,
        export_name=gettext("后台任务"),
        default_sort="-id",
        empty_hint=_("入库、核验等较长的工作会在这里排队，并显示进度。"),
    )
    return look.respond_table(request, view, template="console/jobs.html")


def _row(job: JobInfo) -> Mapping[str, object]:
    word, tone = STATES[job.state]
    return {
        "id": job.id,
        "url": reverse("look:job", args=[job.id]),
        "title": job.title,
        "subject": job.subject,
        "state": Pill(word, tone),
        "percent": job.percent,
        "attempts": job.attempts,
        "by": words.name_program(job.by),
        "queued_at": job.queued_at,
        "ended_at": job.ended_at,
        "note": job.error or job.note,
    }
