"""The door to drafted tables: read them, say what is right, hand them to the catalogue."""

from collections.abc import Mapping
from dataclasses import replace

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from chengshu.base.access import api as access
from chengshu.base.accounts import api as accounts
from chengshu.base.accounts.contracts import Actor
from chengshu.base.audit import api as audit
from chengshu.base.look.contracts import TaskCard
from chengshu.data.catalog import api as catalog
from chengshu.data.catalog.contracts import Attachment, ResourceState
from chengshu.data.survey.contracts import (
    Act,
    Band,
    DraftInfo,
    DraftPage,
    DraftQuery,
    DraftState,
    SourceProgress,
    Value,
)
from chengshu.data.survey.errors import DraftNotFoundError, DraftStateError
from chengshu.data.survey.labels import STATE_LABELS
from chengshu.data.survey.selectors import drafts as selectors
from chengshu.data.survey.services import decisions, joining, life, submitting
from chengshu.data.survey.services.submitting import Submission

_READ = "survey.read_drafts"
_CONFIRM = "survey.confirm_draft"
_ASIDE = "survey.set_aside"
_ATTACH = "catalog.attach"
_CLEAR = "survey.clear_secret"
_OPEN = frozenset({DraftState.WAITING, DraftState.DRIFTED})
_ASIDE_FROM = frozenset({DraftState.WAITING, DraftState.GONE})
_EVERYTHING = DraftQuery()


def list_drafts(actor: Actor, query: DraftQuery = _EVERYTHING) -> DraftPage:
    """Return one page of the drafted tables the actor may see."""
    access.check(actor, _READ)
    return selectors.list_drafts(query=query, reach=access.reach(actor, _READ))


def confirming_progress(actor: Actor) -> tuple[SourceProgress, ...]:
    """Return how far the confirming of each source is that the actor may see."""
    access.check(actor, _READ)
    return selectors.list_progress(reach=access.reach(actor, _READ))


def get_draft(actor: Actor, draft: int) -> DraftInfo:
    """Return one drafted table with its lines and what the actor may do with it.

    Raises:
        DraftNotFoundError: There is none, or the actor may not know of it.
    """
    owner = _owner(actor, draft)
    info = selectors.find_draft(draft=draft)
    if info is None:
        raise DraftNotFoundError(kind="", key=draft)
    return replace(info, acts=_acts(actor, info, owner))


def find_next_draft(actor: Actor, draft: int) -> int | None:
    """Return the next table of the same source that waits for the actor's word, or None."""
    _owner(actor, draft)
    return selectors.find_next(draft=draft, reach=access.reach(actor, _CONFIRM))


def accept_line(actor: Actor, draft: int, line: str, *, revision: int) -> None:
    """Accept what a line suggests; `revision` is what the person saw."""
    _check(actor, _CONFIRM, draft)
    with transaction.atomic():
        decisions.accept_line(actor=actor, draft=draft, line=line, revision=revision)
        _record(actor, _CONFIRM, draft, detail={"step": "accept", "lines": [line]})


def accept_above(actor: Actor, draft: int, band: Band, *, revision: int) -> int:
    """Accept every undecided line of a band or above; return how many."""
    _check(actor, _CONFIRM, draft)
    with transaction.atomic():
        count = decisions.accept_above(actor=actor, draft=draft, band=band, revision=revision)
        if count:
            detail = {"step": "accept_above", "band": band.value, "count": count}
            _record(actor, _CONFIRM, draft, detail=detail)
    return count


def correct_line(
    actor: Actor, draft: int, line: str, *, values: Mapping[str, Value], revision: int
) -> None:
    """Accept a line with the values given; fields not given stay as suggested."""
    _check(actor, _CONFIRM, draft)
    with transaction.atomic():
        decisions.correct_line(
            actor=actor, draft=draft, line=line, values=values, revision=revision
        )
        detail = {"step": "correct", "lines": [line], "values": dict(values)}
        _record(actor, _CONFIRM, draft, detail=detail)


def leave_out_line(actor: Actor, draft: int, line: str, *, revision: int) -> None:
    """Keep a column out of the entry."""
    _check(actor, _CONFIRM, draft)
    with transaction.atomic():
        decisions.leave_out(actor=actor, draft=draft, line=line, revision=revision)
        _record(actor, _CONFIRM, draft, detail={"step": "leave_out", "lines": [line]})


def reopen_line(actor: Actor, draft: int, line: str, *, revision: int) -> None:
    """Make a decided line undecided again."""
    _check(actor, _CONFIRM, draft)
    with transaction.atomic():
        decisions.reopen_line(actor=actor, draft=draft, line=line, revision=revision)
        _record(actor, _CONFIRM, draft, detail={"step": "reopen", "lines": [line]})


def join_entry(actor: Actor, draft: int, key: str, *, revision: int) -> None:
    """Make a table the source of an entry that exists; submitting it becomes a change of that."""
    _check(actor, _CONFIRM, draft)
    with transaction.atomic():
        joining.join_entry(actor=actor, draft=draft, key=key, revision=revision)
        _record(actor, _CONFIRM, draft, detail={"step": "join", "entry": key})


def undo_step(actor: Actor, draft: int) -> tuple[str, ...]:
    """Take back the last step on lines; return its lines."""
    _check(actor, _CONFIRM, draft)
    with transaction.atomic():
        lines = decisions.undo(actor=actor, draft=draft)
        _record(actor, _CONFIRM, draft, detail={"step": "undo", "lines": list(lines)})
    return lines


def submit_draft(actor: Actor, draft: int, *, revision: int) -> Submission:
    """Hand a table over whose every line is decided; its entry goes to department review."""
    _check(actor, _CONFIRM, draft)
    with transaction.atomic():
        done = submitting.submit_draft(actor=actor, draft=draft, revision=revision)
        _record(actor, _CONFIRM, draft, detail={"step": "submit", **vars(done)})
    return done


def set_aside(actor: Actor, draft: int, *, reason: str) -> None:
    """Keep a table out of the catalogue, with a reason."""
    _check(actor, _ASIDE, draft)
    with transaction.atomic():
        life.set_aside(actor=actor, draft=draft, reason=reason)
        _record(actor, _ASIDE, draft, detail={"step": "set_aside", "reason": reason})


def take_back(actor: Actor, draft: int, *, reason: str) -> None:
    """Let a table that was set aside wait for confirmation again, with a reason."""
    _check(actor, _ASIDE, draft)
    with transaction.atomic():
        life.take_back(actor=actor, draft=draft, reason=reason)
        _record(actor, _ASIDE, draft, detail={"step": "take_back", "reason": reason})


def attach_table(actor: Actor, draft: int) -> None:
    """Bind the published entry of a table to it, so that its data can be loaded.

    Raises:
        DraftStateError: No entry of the table is published, or it is bound already.
    """
    _check(actor, _ATTACH, draft)
    info = get_draft(actor, draft)
    if Act.ATTACH not in info.acts:
        raise DraftStateError(table=info.table, state=STATE_LABELS[info.state])
    catalog.attach_source(actor, info.resource_key, Attachment(info.source_code, info.table))


def clear_secret(actor: Actor, draft: int, line: str, *, reason: str) -> None:
    """Rule that a column held for a secret is none; only the bureau may, with a reason."""
    _check(actor, _CLEAR, draft)
    with transaction.atomic():
        decisions.clear_secret(actor=actor, draft=draft, line=line, reason=reason)
        _record(actor, _CLEAR, draft, detail={"lines": [line], "reason": reason})


def list_draft_tasks(actor: Actor) -> tuple[TaskCard, ...]:
    """Return one card per source with tables that wait for the actor's word."""
    reach = access.reach(actor, _CONFIRM)
    return tuple(_card(each) for each in selectors.list_progress(reach=reach) if each.open)


def _card(progress: SourceProgress) -> TaskCard:
    owner = accounts.find_organisation(progress.organisation_code)
    drifted = progress.drifted + progress.gone
    note = _("其中 %(count)s 张有变化") % {"count": drifted} if drifted else ""
    return TaskCard(
        title=_("%(count)s 张表待确认") % {"count": progress.open},
        kind=_("编目"),
        url=f"{reverse('survey:drafts')}?source={progress.source_code}",
        organisation=owner.name if owner else progress.organisation_code,
        note=note,
    )


def _acts(actor: Actor, info: DraftInfo, owner: str) -> tuple[Act, ...]:
    """Return what the actor may do with a drafted table as it stands, for showing buttons."""
    is_open = info.state in _OPEN
    kinds = {line.is_secret and not line.is_cleared for line in info.column_lines}
    wanted = {
        Act.DECIDE: (_CONFIRM, is_open),
        Act.UNDO: (_CONFIRM, is_open and decisions.may_undo(draft=info.id)),
        Act.SUBMIT: (_CONFIRM, is_open and info.undecided == 0),
        Act.SET_ASIDE: (_ASIDE, info.state in _ASIDE_FROM),
        Act.TAKE_BACK: (_ASIDE, info.state is DraftState.ASIDE),
        Act.ATTACH: (_ATTACH, _is_unattached(actor, info)),
        Act.CLEAR_MARK: (_CLEAR, is_open and True in kinds),
    }
    return tuple(
        act
        for act, (permission, fits) in wanted.items()
        if fits and not actor.is_system and access.may(actor, permission, organisation=owner)
    )


def _is_unattached(actor: Actor, info: DraftInfo) -> bool:
    """Tell whether the table has a published entry that no table is bound to."""
    if not info.resource_key or info.state not in {DraftState.CONFIRMED, DraftState.DRIFTED}:
        return False
    entry = catalog.find_resource(actor, info.resource_key)
    is_public = entry is not None and entry.state is ResourceState.PUBLISHED
    return is_public and entry is not None and entry.attachment is None


def _owner(actor: Actor, draft: int) -> str:
    """Return whose table it is; unknown to those who may not see it."""
    access.check(actor, _READ)
    owner = selectors.find_owner(draft=draft)
    if owner is None or not access.reach(actor, _READ).covers(owner):
        raise DraftNotFoundError(kind="", key=draft)
    return owner


def _check(actor: Actor, permission: str, draft: int) -> None:
    access.check(actor, permission, organisation=_owner(actor, draft))


def _record(actor: Actor, action: str, draft: int, *, detail: Mapping[str, object]) -> None:
    row = selectors.get_name(draft=draft)
    audit.record(actor, action, subject=row, detail={"draft": draft, **detail})
