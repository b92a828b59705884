"""The door of dispatch: report a case, act on it, list it."""

from collections.abc import Sequence

from django.db import transaction
from django.urls import reverse

from chengshu.base.access import api as access
from chengshu.base.accounts.contracts import Actor
from chengshu.base.audit import api as audit
from chengshu.base.clock import api as clock
from chengshu.base.look.contracts import TaskCard
from chengshu.operations.dispatch import files as file_store
from chengshu.operations.dispatch import selectors, services
from chengshu.operations.dispatch.contracts import (
    CaseClassInfo,
    CaseCounts,
    CaseDetail,
    CaseFile,
    CaseInfo,
    CasePage,
    CaseQuery,
    Move,
    NewCase,
    Upload,
)
from chengshu.operations.dispatch.errors import ActionNotAllowedError
from chengshu.operations.dispatch.table import get_table

__all__ = [
    "act",
    "attach_file",
    "count_cases",
    "get_case",
    "list_case_classes",
    "list_case_tasks",
    "list_cases",
    "list_sources",
    "list_states",
    "may_report",
    "my_cases",
    "read_file",
    "report_case",
    "save_case_classes",
]

_MOST_TASKS = 50


def save_case_classes(actor: Actor, classes: Sequence[CaseClassInfo]) -> int:
    """Insert or update case classes by (code system, code, valid_from) and return their number."""
    access.check(actor, "dispatch.define_classes")
    with transaction.atomic():
        count = services.save_classes(classes=classes)
        systems = sorted({info.code_system for info in classes})
        audit.record(
            actor,
            "dispatch.save_case_classes",
            subject=",".join(systems),
            detail={"classes": count},
        )
    return count


def list_case_classes(actor: Actor, *, code_system: str = "") -> tuple[CaseClassInfo, ...]:
    """Return the classes valid today, of one code system or of all."""
    access.check(actor, "dispatch.view")
    return selectors.list_classes(code_system, clock.today())


def list_states() -> tuple[tuple[str, str], ...]:
    """Return (state, title) of every state in the order of the loop."""
    return tuple((state.value, str(row.title)) for state, row in get_table().states.items())


def list_sources() -> tuple[tuple[str, str], ...]:
    """Return (source, title) of every source."""
    return tuple((key, str(title)) for key, title in get_table().sources.items())


def report_case(actor: Actor, case: NewCase, *, files: Sequence[Upload] = ()) -> CaseInfo:
    """Open a case, or return the one already opened for (source, source_key)."""
    access.check(actor, "dispatch.report")
    with transaction.atomic():
        row, is_new = services.open_case(actor=actor, new=case, uploads=files)
        if is_new:
            audit.record(
                actor,
                "dispatch.report_case",
                subject=row.no,
                detail={"class": row.class_code, "source": row.source, "key": row.source_key},
            )
    return selectors.case_info(row)


def act(actor: Actor, case_no: str, move: Move) -> CaseInfo:
    """Make `move` on a case; refused when the table, the role or the version forbids it.

    Raises:
        CaseNotFoundError: There is no such case for this actor.
        ActionNotAllowedError: No post of the actor carries the action on this case.
        WrongStateError: The action does not start from the present state.
        StaleCaseError: The case has moved since the caller saw it.
    """
    access.check(actor, "dispatch.act")
    selectors.get_case_row(actor, case_no)
    try:
        with transaction.atomic():
            row = services.move_case(actor=actor, case_no=case_no, move=move)
            audit.record(
                actor,
                f"dispatch.{move.action}",
                subject=case_no,
                detail={"state": row.state, "version": row.version, "unit": row.lead_unit},
            )
    except ActionNotAllowedError:
        audit.record(actor, f"dispatch.{move.action}", subject=case_no, outcome="refused")
        raise
    return selectors.case_info(row)


def attach_file(actor: Actor, case_no: str, upload: Upload) -> CaseFile:
    """Attach one photo or document; the same bytes are kept once."""
    access.check(actor, "dispatch.act")
    case = selectors.get_case_row(actor, case_no)
    with transaction.atomic():
        row = services.add_file(actor=actor, case=case, upload=upload)
        audit.record(actor, "dispatch.attach_file", subject=case_no, detail={"digest": row.digest})
    return selectors.file_info(row)


def read_file(actor: Actor, case_no: str, file_id: int) -> tuple[CaseFile, bytes]:
    """Return one file of a case with its bytes."""
    access.check(actor, "dispatch.view")
    row = selectors.get_file_row(actor, case_no, file_id)
    audit.record(actor, "dispatch.read_file", subject=case_no, detail={"digest": row.digest})
    return selectors.file_info(row), file_store.load(row.digest)


def get_case(actor: Actor, case_no: str) -> CaseDetail:
    """Return a case with flow, files and the actions permitted to `actor`."""
    access.check(actor, "dispatch.view")
    detail = selectors.get_detail(actor, case_no)
    audit.record(actor, "dispatch.get_case", subject=case_no)
    return detail


def list_cases(actor: Actor, query: CaseQuery) -> CasePage:
    """Return one page of the cases `actor` may see."""
    access.check(actor, "dispatch.view")
    return selectors.list_page(actor, query)


def my_cases(actor: Actor) -> tuple[CaseInfo, ...]:
    """Return the open cases that wait for `actor`, most urgent first."""
    access.check(actor, "dispatch.view")
    return selectors.list_waiting(actor)


def list_case_tasks(actor: Actor) -> tuple[TaskCard, ...]:
    """Return the cases that wait for `actor` as cards of the start page."""
    if not access.may(actor, "dispatch.view"):
        return ()
    return tuple(
        TaskCard(
            title=case.title,
            kind=case.state_title,
            url=reverse("dispatch:case", args=[case.no]),
            due_at=case.due_at,
            light=case.light,
            organisation=case.lead_unit_name,
            note=case.class_name,
        )
        for case in selectors.list_waiting(actor)[:_MOST_TASKS]
    )


def may_report(actor: Actor) -> bool:
    """Return whether `actor` may report cases."""
    return access.may(actor, "dispatch.report")


def count_cases(actor: Actor) -> CaseCounts:
    """Return the numbers of the cases `actor` may see."""
    access.check(actor, "dispatch.view")
    return selectors.count_cases(actor)
