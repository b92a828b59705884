"""Progress of a job in words and numbers."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from chengshu.base.look.contracts import Progress, Text

STATES: dict[str, tuple[str | Promise, str]] = {
    "queued": (_("排队中"), "neutral"),
    "running": (_("进行中"), "info"),
    "done": (_("已完成"), "good"),
    "failed": (_("失败"), "bad"),
    "cancelled": (_("已取消"), "caution"),
}
RUNNING = frozenset({"queued", "running"})
AGAIN = frozenset({"failed", "cancelled"})


@dataclass(frozen=True)
class ProgressView:
    """A job as the template prints it; `percent` is None when the total is not known."""

    id: int
    word: Text
    tone: str
    done: int
    total: int
    percent: int | None
    note: str
    title: str
    error: str
    is_running: bool
    may_retry: bool


def view_progress(job: Progress) -> ProgressView:
    """Return what to print of a job."""
    state = str(job.state)
    word, tone = STATES.get(state, (state, "neutral"))
    percent = 100 if state == "done" else None
    if percent is None and job.total > 0:
        percent = min(100, job.done * 100 // job.total)
    return ProgressView(
        id=job.id,
        word=word,
        tone=tone,
        done=job.done,
        total=job.total,
        percent=percent,
        note=job.note,
        title=job.title,
        error=job.error,
        is_running=state in RUNNING,
        may_retry=state in AGAIN,
    )
