"""Words of scans: states, how rows were chosen, and findings in the language of the day."""

from collections.abc import Iterator, Mapping
from types import ModuleType

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from chengshu.base.errors.api import ChengshuError
from chengshu.data.sources import errors as source_errors
from chengshu.data.sources.contracts import Sampling
from chengshu.data.survey import errors
from chengshu.data.survey.contracts.scans import ScanState, TableState

Label = str | Promise

SCAN_STATES: Mapping[ScanState, Label] = {
    ScanState.QUEUED: _("排队中"),
    ScanState.RUNNING: _("扫描中"),
    ScanState.WAITING: _("等待时间窗口"),
    ScanState.PAUSED: _("已暂停"),
    ScanState.DONE: _("已完成"),
    ScanState.FAILED: _("失败"),
    ScanState.CANCELLED: _("已取消"),
}
TABLE_STATES: Mapping[TableState, Label] = {
    TableState.WAITING: _("待读取"),
    TableState.RUNNING: _("读取中"),
    TableState.READ: _("已读取"),
    TableState.REFUSED: _("未能读取"),
    TableState.LEFT: _("未读取"),
}
SAMPLINGS: Mapping[Sampling, Label] = {
    Sampling.ALL: _("全部行"),
    Sampling.SYSTEM: _("按页抽样"),
    Sampling.SPREAD: _("均匀抽样"),
    Sampling.FIRST: _("开头若干行"),
}
KINDS: Mapping[str, Label] = {"table": _("表"), "view": _("视图"), "file": _("文件")}


def say_finding(code: str, words: Mapping[str, str]) -> str:
    """Return why a table could not be read."""
    kind = _KINDS_OF_ERROR.get(code)
    return str(kind(**words)) if kind else code


def label_scan_state(state: ScanState) -> str:
    """Return the word of a state."""
    return str(SCAN_STATES[state])


def _errors_of(module: ModuleType) -> Iterator[type[ChengshuError]]:
    for thing in vars(module).values():
        if isinstance(thing, type) and issubclass(thing, ChengshuError):
            yield thing


_KINDS_OF_ERROR: Mapping[str, type[ChengshuError]] = {
    kind.code: kind for module in (source_errors, errors) for kind in _errors_of(module)
}
