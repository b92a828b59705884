"""What a person says of lines: accept, correct, leave out, open again, take back."""

from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext as _

from chengshu.base.accounts.contracts import Actor
from chengshu.base.clock import api as clock
from chengshu.data.elements import api as elements
from chengshu.data.survey.contracts import Band, Decision, Line, StepKind, Value
from chengshu.data.survey.documents import decision_to_document
from chengshu.data.survey.errors import (
    LineRefusedError,
    NothingToUndoError,
    SecretColumnError,
)
from chengshu.data.survey.labels import label_field, label_line
from chengshu.data.survey.lines import all_lines, find_missing, proposed_values
from chengshu.data.survey.models import DraftedTable, DraftStep
from chengshu.data.survey.services.steps import (
    OPEN,
    add_step,
    change_words,
    lock,
    lock_open,
    put_words,
    save,
    wrong_state,
)
from chengshu.data.survey.sheets import read_sheet

_REACHES = {
    Band.HIGH: frozenset({Band.HIGH}),
    Band.MIDDLE: frozenset({Band.HIGH, Band.MIDDLE}),
    Band.LOW: frozenset(Band),
}
_WORDS_KINDS = (
    StepKind.ACCEPTED,
    StepKind.ACCEPTED_ABOVE,
    StepKind.CORRECTED,
    StepKind.LEFT_OUT,
    StepKind.REOPENED,
    StepKind.JOINED,
)


@transaction.atomic
def accept_line(*, actor: Actor, draft: int, line: str, revision: int) -> None:
    """Accept what a line suggests.

    Raises:
        LineRefusedError: There is no such line, or it lacks something.
        SecretColumnError: It stays out.
    """
    row = lock_open(actor=actor, draft=draft, revision=revision)
    found = _find(row, line)
    _demand_complete(found.values)
    word = _say(actor, found, found.values)
    change_words(actor, row, {line: word}, kind=StepKind.ACCEPTED)


@transaction.atomic
def accept_above(*, actor: Actor, draft: int, band: Band, revision: int) -> int:
    """Accept every undecided line of a band or above that lacks nothing; return how many."""
    row = lock_open(actor=actor, draft=draft, revision=revision)
    taken = [
        line
        for line in all_lines(read_sheet(row))
        if not line.is_decided and not line.missing and line.band in _REACHES[band]
    ]
    if taken:
        words = {line.id: _say(actor, line, line.values) for line in taken}
        change_words(actor, row, words, kind=StepKind.ACCEPTED_ABOVE)
    return len(taken)


@transaction.atomic
def correct_line(
    *, actor: Actor, draft: int, line: str, values: Mapping[str, Value], revision: int
) -> None:
    """Accept a line with the values a person gives; fields not given stay as suggested."""
    row = lock_open(actor=actor, draft=draft, revision=revision)
    found = _find(row, line)
    for name in values:
        if name not in found.fields:
            raise LineRefusedError(field=name, reason=_("此行没有该字段"))
    element = str(values.get("element") or "")
    if element and elements.find_element(actor, element) is None:
        reason = _("没有编码为“%(code)s”的数据元") % {"code": element}
        raise LineRefusedError(field=label_field("element"), reason=reason)
    merged = {**found.values, **values}
    _demand_complete(merged)
    kind = StepKind.CORRECTED if _corrected(found, merged) else StepKind.ACCEPTED
    change_words(actor, row, {line: _say(actor, found, merged)}, kind=kind)


@transaction.atomic
def leave_out(*, actor: Actor, draft: int, line: str, revision: int) -> None:
    """Keep a column out of the entry; one that is gone from the source goes out of it."""
    row = lock_open(actor=actor, draft=draft, revision=revision)
    found = _find(row, line)
    if not found.column:
        raise LineRefusedError(field=label_line(found), reason=_("表级信息不能略去，请修改后确认"))
    word = _say(actor, found, found.values, is_left_out=True)
    change_words(actor, row, {line: word}, kind=StepKind.LEFT_OUT)


@transaction.atomic
def reopen_line(*, actor: Actor, draft: int, line: str, revision: int) -> None:
    """Make a line undecided again."""
    row = lock_open(actor=actor, draft=draft, revision=revision)
    found = _find(row, line)
    if found.decision is None:
        raise LineRefusedError(field=label_line(found), reason=_("此行尚未确认"))
    change_words(actor, row, {line: None}, kind=StepKind.REOPENED)


@transaction.atomic
def undo(*, actor: Actor, draft: int) -> tuple[str, ...]:
    """Take back the last step on lines since the last scan or submission; return its lines.

    Raises:
        NothingToUndoError: No such step is left.
    """
    row = lock_open(actor=actor, draft=draft)
    step = find_undoable(row)
    if step is None:
        raise NothingToUndoError(table=row.table)
    put_words(row, step.before)
    if step.kind == StepKind.JOINED:
        row.resource_key = ""
    step.undone_by = actor.username
    step.undone_at = clock.now()
    step.save()
    save(row)
    return tuple(step.before)


def may_undo(*, draft: int) -> bool:
    """Tell whether `undo` would find a step."""
    return find_undoable(DraftedTable.objects.get(pk=draft)) is not None


def find_undoable(row: DraftedTable) -> DraftStep | None:
    """Return the step that `undo` would take back, or None."""
    if row.state not in OPEN:
        return None
    steps = row.steps.filter(revision=row.revision, undone_at=None).order_by("-number")
    submitted = steps.filter(kind=StepKind.SUBMITTED).first()
    if submitted is not None:
        steps = steps.filter(number__gt=submitted.number)
    return steps.filter(kind__in=_WORDS_KINDS).first()


@transaction.atomic
def clear_secret(*, actor: Actor, draft: int, line: str, reason: str) -> None:
    """Rule that a column is not a secret, with a reason; it then waits for the officer's word.

    Raises:
        LineRefusedError: No reason is given, or the column is not held for a secret.
    """
    row = lock(actor=actor, draft=draft)
    if row.state not in OPEN:
        raise wrong_state(row)
    found = next((one for one in all_lines(read_sheet(row)) if one.id == line), None)
    if found is None or not found.is_secret or found.is_cleared:
        raise LineRefusedError(field=line, reason=_("此字段未被判为秘密字段"))
    if not reason.strip():
        raise LineRefusedError(field=_("解除理由"), reason=_("必须写明为什么不是秘密字段"))
    row.cleared = [*row.cleared, line]
    add_step(actor, row, StepKind.CLEARED, after={line: None}, reason=reason.strip())
    save(row)


def _find(row: DraftedTable, line: str) -> Line:
    found = next((one for one in all_lines(read_sheet(row)) if one.id == line), None)
    if found is None:
        raise LineRefusedError(field=line, reason=_("表中没有这一行"))
    if found.is_secret and not found.is_cleared:
        raise SecretColumnError(column=found.column)
    return found


def _demand_complete(values: Mapping[str, Value]) -> None:
    for name in find_missing(values):
        raise LineRefusedError(field=label_field(name), reason=_("必须填写"))


def _say(
    actor: Actor, line: Line, values: Mapping[str, Value], *, is_left_out: bool = False
) -> Mapping[str, object]:
    decision = Decision(
        values=dict(values),
        by=actor.username,
        by_name=actor.name,
        at=clock.now(),
        is_left_out=is_left_out,
        corrected=() if is_left_out else _corrected(line, values),
    )
    return decision_to_document(decision)


def _corrected(line: Line, values: Mapping[str, Value]) -> tuple[str, ...]:
    """Return the fields where a person says something else than the machine proposes."""
    proposed = proposed_values(line.fields, line.proposals)
    return tuple(name for name in line.fields if values[name] != proposed[name])
