"""The door for imports in steps: receive, propose, check, confirm; nothing is kept before that."""

import datetime as dt
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO
from uuid import uuid4

from django.db import transaction
from django.utils.translation import gettext as _
from pydantic import TypeAdapter

from chengshu.base.access import api as access
from chengshu.base.accounts import api as accounts
from chengshu.base.accounts.contracts import Actor
from chengshu.base.audit import api as audit
from chengshu.base.clock import api as clock
from chengshu.base.jobs import api as jobs
from chengshu.base.jobs.contracts import JobContext
from chengshu.data.catalog.contracts import (
    ImportChoice,
    ImportOutcome,
    ImportProposal,
    ImportRun,
    ImportState,
)
from chengshu.data.catalog.errors import ImportNotFoundError, ImportStateError
from chengshu.data.catalog.imports import keeping, reading
from chengshu.data.catalog.imports.checking import Checked, check_reading, register_missing
from chengshu.data.catalog.models import ImportRunRow
from chengshu.data.catalog.selectors import classes
from chengshu.data.catalog.selectors import imports as import_selectors
from chengshu.data.catalog.services import imports

IMPORT_JOB = "catalog.import"
AT_ONCE = 300  # entries that are written while the person waits; more become a job
_PERMISSION = "catalog.import"
_LISTED = 20
_KEPT = dt.timedelta(days=7)  # how long a file waits for its person
_PROPOSAL = TypeAdapter(ImportProposal)
_CHOICE = TypeAdapter(ImportChoice)
_OUTCOME = TypeAdapter(ImportOutcome)


def receive_import(actor: Actor, *, name: str, stream: BinaryIO) -> ImportRun:
    """Take a file and propose how to read it; nothing of it is kept in the catalogue yet.

    Raises:
        UnreadableImportError, TooLargeError, UnsafeArchiveError: As they say.
    """
    access.check(actor, _PERMISSION)
    ending = keeping.check_name(name)
    draft = keeping.folder() / f".{uuid4().hex}{ending}"
    try:
        size, digest = keeping.store(stream, draft)
        shown = Path(name.replace("\\", "/")).name
        proposal = reading.propose_file(draft, shown)
        with transaction.atomic():
            row = imports.create_run(actor=actor, name=shown, size=size, digest=digest)
            _keep_proposal(row, proposal, ImportChoice())
            detail = {"name": shown, "digest": digest}
            audit.record(actor, "catalog.receive_import", subject=str(row.pk), detail=detail)
            draft.replace(keeping.name_file(row.pk, digest, ending))
    finally:
        draft.unlink(missing_ok=True)
    return import_selectors.to_run(row)


def repropose_import(actor: Actor, number: int, choice: ImportChoice) -> ImportRun:
    """Propose again for the table and the heading rows that `choice` names."""
    run = get_import(actor, number)
    with transaction.atomic():
        row = imports.lock_run(number=number)
        _demand_open(actor, row)
        proposal = reading.propose_file(_file(run), row.name, choice)
        _keep_proposal(row, proposal, choice)
    return import_selectors.to_run(row)


def _keep_proposal(row: ImportRunRow, proposal: ImportProposal, choice: ImportChoice) -> None:
    chosen = replace(
        choice,
        sheet=proposal.sheet,
        head_row=proposal.head_row,
        head_depth=proposal.head_depth,
        targets=tuple((column.index, column.target) for column in proposal.columns),
    )
    row.proposal = _PROPOSAL.dump_python(proposal, mode="json")
    row.choice = _CHOICE.dump_python(chosen, mode="json")
    row.state = ImportState.RECEIVED
    row.save()


def check_import(actor: Actor, number: int, choice: ImportChoice) -> ImportRun:
    """Read the whole file as `choice` says and tell what would happen; nothing is written."""
    run = get_import(actor, number)
    checked = _check(actor, replace(run, choice=choice))
    with transaction.atomic():
        row = imports.lock_run(number=number)
        _demand_open(actor, row)
        row.choice = _CHOICE.dump_python(choice, mode="json")
        row.outcome = _OUTCOME.dump_python(checked.outcome, mode="json")
        row.state = ImportState.CHECKED
        row.save()
    return import_selectors.to_run(row)


def confirm_import(actor: Actor, number: int) -> ImportRun:
    """Write what was checked: at once, or as a job where it is long.

    Raises:
        ImportStateError: It was not checked, has faults, or is over.
    """
    run = get_import(actor, number)
    with transaction.atomic():
        row = imports.lock_run(number=number)
        _demand_open(actor, row)
        _demand_clean(import_selectors.to_run(row))
        if run.outcome.new + run.outcome.changed > AT_ONCE:
            job = jobs.enqueue(
                actor,
                IMPORT_JOB,
                subject=run.name,
                arguments={"number": number},
                key=f"{IMPORT_JOB}-{number}",
            )
            row.job_id, row.state = job.id, ImportState.WRITING
            row.save()
            return import_selectors.to_run(row)
    return write_import(actor, number)


def _demand_clean(run: ImportRun) -> None:
    if run.state is not ImportState.CHECKED:
        raise ImportStateError(name=run.name, reason=_("请先核对"))
    if run.outcome.faulty and not run.choice.skips_faulty:
        raise ImportStateError(name=run.name, reason=_("请先改正错误，或选择跳过有错误的目录"))


def write_import(actor: Actor, number: int, *, job: JobContext | None = None) -> ImportRun:
    """Read the file once more and keep everything in one transaction, or nothing.

    Raises:
        ImportStateError: The catalogue has changed since the check.
    """
    run = get_import(actor, number)
    _say(job, 1, _("读取文件"))
    with transaction.atomic():
        row = imports.lock_run(number=number)
        if row.state == ImportState.DONE:  # a job that was started again after its last step
            return import_selectors.to_run(row)
        if run.choice.creates:
            register_missing(actor, run.outcome.new_providers, parent=run.choice.parent)
        checked = _check(actor, run)
        _demand_same(run, checked.outcome)
        names = {each.code: each.name for each in accounts.list_organisations()}
        imports.save_planned(
            actor=actor,
            run=row,
            planned=checked.planned,
            names=names,
            stop=job.stop_if_cancelled if job else _go_on,
        )
        row.state, row.done_at = ImportState.DONE, clock.now()
        row.outcome = _OUTCOME.dump_python(
            replace(checked.outcome, new_providers=run.outcome.new_providers), mode="json"
        )
        row.save()
        detail = {"new": checked.outcome.new, "changed": checked.outcome.changed}
        audit.record(actor, "catalog.import", subject=str(number), detail=detail)
    keeping.forget(number, run.digest)
    _say(job, 3, _("已写入"))
    return import_selectors.to_run(row)


def _go_on() -> None:
    """Nobody can cancel what is written at once."""


def _demand_open(actor: Actor, row: ImportRunRow) -> None:
    """Refuse what is over or being written; a job that failed or was cancelled holds nothing."""
    job = jobs.get_job(actor, row.job_id) if row.job_id is not None else None
    if row.state == ImportState.WRITING and job is not None and not job.is_pending:
        row.state = ImportState.CHECKED
    imports.demand_open(row)


def _say(job: JobContext | None, done: int, note: str) -> None:
    if job is not None:
        job.advance(done, 3, note)


def _demand_same(run: ImportRun, now: ImportOutcome) -> None:
    """Refuse to write something other than what the person saw."""
    seen = run.outcome
    if (seen.new, seen.changed, seen.faulty) != (now.new, now.changed, now.faulty):
        raise ImportStateError(name=run.name, reason=_("目录在核对之后有变化，请重新核对"))


def discard_import(actor: Actor, number: int) -> None:
    """Give an import up; the file is removed."""
    run = get_import(actor, number)
    with transaction.atomic():
        row = imports.lock_run(number=number)
        _demand_open(actor, row)
        row.state, row.done_at = ImportState.DISCARDED, clock.now()
        row.save()
        audit.record(actor, "catalog.discard_import", subject=str(number))
    keeping.forget(number, run.digest)


def get_import(actor: Actor, number: int) -> ImportRun:
    """Return one import; only who began it works on it, whoever sees all drafts may look.

    Raises:
        ImportNotFoundError: There is none, or it is another person's.
    """
    access.check(actor, _PERMISSION)
    run = import_selectors.get_run(number=number)
    if run.by != actor.username and not access.reach(actor, _PERMISSION).everything:
        raise ImportNotFoundError(key=number)
    return run


def list_imports(actor: Actor) -> tuple[ImportRun, ...]:
    """Return the latest imports: one's own, or all for who may import everywhere."""
    access.check(actor, _PERMISSION)
    everything = access.reach(actor, _PERMISSION).everything
    return import_selectors.list_runs(by=None if everything else actor.username, limit=_LISTED)


def may_register(actor: Actor) -> bool:
    """Tell whether the actor may register providers that are not known yet."""
    return access.may(actor, "accounts.save_organisation")


def _file(run: ImportRun) -> Path:
    path = keeping.find_file(run.id, run.digest)
    if path is None:
        raise ImportNotFoundError(key=run.id)
    return path


def _check(actor: Actor, run: ImportRun) -> Checked:
    tree = frozenset(node.code for node in classes.list_classes())
    found = reading.read_file(_file(run), run.name, run, classes=tree)
    return check_reading(found, run.choice, reach=access.reach(actor, _PERMISSION))


def forget_old_files() -> int:
    """Remove the files of imports that nobody came back for; return how many."""
    return keeping.forget_old(before=clock.now() - _KEPT)
