"""Everything the page of a drafted table prints."""

from collections import Counter

from django.urls import reverse
from django.utils.translation import gettext as _

from chengshu.base.accounts import api as accounts
from chengshu.base.accounts.contracts import Actor
from chengshu.base.look.contracts import Crumb, TimelineItem
from chengshu.data.sources import api as sources
from chengshu.data.survey.contracts import Band, DraftInfo, DraftState, Line, Proposal, StepInfo
from chengshu.data.survey.forms import LineForm
from chengshu.data.survey.labels import BAND_LABELS, STEP_LABELS
from chengshu.data.survey.views.lines import Shown, show_lines
from chengshu.data.survey.views.names import Names
from chengshu.data.survey.views.tones import band_shape, state_tag

_NAMED = 3
_MONTH = 30.44  # days


def compose_sheet(
    actor: Actor, info: DraftInfo, names: Names, *, form: LineForm | None
) -> dict[str, object]:
    """Return the context of the page and of its changing part."""
    opened = form.line.id if form else ""
    tables = show_lines(info.table_lines, names, opened=opened, form=form)
    columns = show_lines(info.column_lines, names, opened=opened, form=form)
    is_drifted = info.state is DraftState.DRIFTED
    return {
        "info": info,
        "source": _source_name(actor, info),
        "owner": _owner_name(info),
        "state": state_tag(info.state),
        "acts": {act.value for act in info.acts},
        "tables": [each for each in tables if not each.line.drifts],
        "moved": [each for each in tables if each.line.drifts],
        "columns": [each for each in columns if each.line.drifts] if is_drifted else columns,
        "same": [each for each in columns if not each.line.drifts] if is_drifted else [],
        "is_drifted": is_drifted,
        "joined": info.state is DraftState.WAITING and bool(info.resource_key),
        "opened": opened,
        "bands": _bands((*info.table_lines, *info.column_lines)),
        "facts": _facts(info),
        "waiting": _waiting((*tables, *columns)),
        "done": info.lines - info.undecided,
        "timeline": [_step(step) for step in info.steps],
        "crumbs": [Crumb(_("编目确认"), reverse("survey:drafts")), Crumb(info.table)],
    }


def _source_name(actor: Actor, info: DraftInfo) -> str:
    known = {each.code: each.name for each in sources.list_sources(actor)}
    return known.get(info.source_code, info.source_code)


def _owner_name(info: DraftInfo) -> str:
    owner = accounts.find_organisation(info.organisation_code)
    return owner.name if owner else info.organisation_code


def _bands(lines: tuple[Line, ...]) -> list[dict[str, object]]:
    """Return how many undecided lines each band has."""
    counts = Counter(line.band for line in lines if not line.is_decided)
    ready = Counter(line.band for line in lines if not line.is_decided and not line.missing)
    return [
        {
            "name": band.value,
            "label": BAND_LABELS[band],
            "shape": band_shape(band),
            "count": counts[band],
            "above": ready[band] + (ready[Band.HIGH] if band is Band.MIDDLE else 0),
        }
        for band in Band
    ]


def _facts(info: DraftInfo) -> list[tuple[str, str]]:
    """Return what was measured of the table and is not confirmed."""
    rows = f"{info.row_count:,}" if info.row_count is not None else _("未知")
    found = [(_("行数"), rows)]
    growth = info.facts.get("growth")
    if growth is not None and growth.value:
        found.append((_("每月新增约"), _rows_a_month(growth)))
    time = info.facts.get("time_column")
    if time is not None and time.value:
        found.append((_("时间字段"), _latest(time)))
    if info.comment:
        found.append((_("源表注释"), info.comment))
    return found


def _latest(time: Proposal) -> str:
    """Return the time column with the latest day seen in it."""
    latest = next((each.words.get("latest", "") for each in time.evidence), "")
    words = {"column": str(time.value), "latest": latest}
    return _("%(column)s（最近 %(latest)s）") % words if latest else str(time.value)


def _rows_a_month(growth: Proposal) -> str:
    """Return the rows a month as a person says them: in rows, below one a month in words."""
    rows = float(growth.value or 0) * _MONTH
    return _("不足 1 行") if rows < 1 else _("%(rows)s 行") % {"rows": f"{rows:,.0f}"}


def _waiting(shown: tuple[Shown, ...]) -> str:
    """Name the first lines that still wait."""
    names = [each.label for each in shown if not each.line.is_decided]
    return "、".join(names[:_NAMED]) + ("…" if len(names) > _NAMED else "")


def _step(step: StepInfo) -> TimelineItem:
    touched = [line.partition(":")[2] for line in step.lines if line.startswith("c:")]
    note = "、".join(touched[:_NAMED])
    if len(step.lines) > _NAMED:
        note = _("%(count)s 行") % {"count": len(step.lines)}
    title = str(STEP_LABELS[step.kind])
    return TimelineItem(
        at=step.at,
        title=_("%(step)s（已撤销）") % {"step": title} if step.is_undone else title,
        by=step.by_name,
        note=step.reason or note,
        tone="neutral" if step.is_undone else "info",
    )
