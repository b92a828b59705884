"""What the page of a scan says of it in words and figures."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from chengshu.base.look.contracts import Tag
from chengshu.data.survey.contracts import ScanInfo, ScanState, TableState
from chengshu.data.survey.scan_words import SCAN_STATES, TABLE_STATES
from chengshu.data.survey.windows import OFF_HOURS

_SECOND = 1000
_TONES = {
    ScanState.QUEUED: "neutral",
    ScanState.RUNNING: "info",
    ScanState.WAITING: "caution",
    ScanState.PAUSED: "caution",
    ScanState.DONE: "good",
    ScanState.FAILED: "bad",
    ScanState.CANCELLED: "neutral",
}
_TABLE_TONES = {
    TableState.WAITING: "neutral",
    TableState.RUNNING: "info",
    TableState.READ: "good",
    TableState.REFUSED: "bad",
    TableState.LEFT: "neutral",
}


def scan_tag(scan: ScanInfo) -> Tag:
    """Return the state of a scan as a coloured word."""
    return Tag(SCAN_STATES[scan.state], _TONES[scan.state])


def table_tag(state: TableState) -> Tag:
    """Return the state of a table as a coloured word."""
    return Tag(TABLE_STATES[state], _TABLE_TONES[state])


def say_next(scan: ScanInfo, reading: Sequence[str]) -> str:
    """Return what a scan is doing, or when and how it goes on."""
    if scan.is_inferring:
        return _("已读完，正在起草目录。")
    if scan.state is ScanState.RUNNING and reading:
        return _("正在读 %(tables)s") % {"tables": "、".join(reading)}
    if scan.opens_at is not None:
        return _("时间窗口 %(at)s 打开，届时自动继续。") % {"at": f"{scan.opens_at:%m-%d %H:%M}"}
    if scan.state is ScanState.PAUSED:
        return _("已读的不会重读，继续后从下一张表开始。")
    return scan.note


def list_facts(scan: ScanInfo) -> list[tuple[str, str]]:
    """Return how gently a scan reads and what it has cost the source, as labelled words."""
    options = scan.options
    limits = _("每表 %(rows)s 行、%(seconds)s 秒") % {
        "rows": f"{options.rows:,}",
        "seconds": f"{options.seconds:g}",
    }
    facts = [
        (_("上限"), limits),
        (_("时间窗口"), _say_window(options.window)),
        (_("范围"), "、".join(options.tables) or _("全部数据表")),
        (_("同时连接"), str(scan.connections or "—")),
        (_("查询次数"), f"{scan.queries:,}"),
        (_("源库累计用时"), _("%(n)s 秒") % {"n": f"{scan.milliseconds / _SECOND:,.1f}"}),
        (_("占用"), _say_load(scan)),
    ]
    if scan.gone:
        facts.append((_("源库已没有"), "、".join(scan.gone)))
    return facts


def _say_window(window: str) -> str:
    words = {"": _("随时"), OFF_HOURS: _("非工作时间")}
    return words.get(window, window)


def _say_load(scan: ScanInfo) -> str:
    """Return how many connections were busy on average while the scan ran."""
    if scan.started_at is None or scan.ended_at is None:
        return "—"
    seconds = max((scan.ended_at - scan.started_at).total_seconds(), 0.001)
    busy = scan.milliseconds / _SECOND / seconds
    return _("平均 %(n)s 个连接，历时 %(s)s 秒") % {"n": f"{busy:.2f}", "s": f"{seconds:,.0f}"}
