"""Writes of dispatch: open a case, move it, attach files, load classes."""

import datetime as dt
import re
from collections.abc import Sequence

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from chengshu.base.accounts import api as accounts
from chengshu.base.accounts.contracts import Actor
from chengshu.base.clock import api as clock
from chengshu.base.crypto import api as crypto
from chengshu.operations.dispatch import files as file_store
from chengshu.operations.dispatch import selectors
from chengshu.operations.dispatch.clocks import reset_handling, turn_clock
from chengshu.operations.dispatch.contracts import (
    CaseClassInfo,
    CaseState,
    Move,
    NewCase,
    Upload,
)
from chengshu.operations.dispatch.coordinates import to_wgs84
from chengshu.operations.dispatch.errors import (
    ActionNotAllowedError,
    BadCaseFieldError,
    BadCoordinatesError,
    FileTooLargeError,
    NoteRequiredError,
    StaleCaseError,
    UnknownSourceError,
    UnknownUnitError,
    WrongStateError,
)
from chengshu.operations.dispatch.models import (
    Assignment,
    Case,
    CaseAttachment,
    CaseClass,
    CaseSequence,
    CaseStep,
)
from chengshu.operations.dispatch.posts import holds_post
from chengshu.operations.dispatch.table import ActionRow, Limit, Table, get_table

_AREA = re.compile(r"[0-9]{6}([0-9]{3}){0,2}")
_GRID = re.compile(r"[0-9]{15}")
_REGION_DIGITS = 6
_LONGEST = {"title": 128, "location": 256, "source_key": 128, "reporter": 64, "description": 5000}


@transaction.atomic
def save_classes(*, classes: Sequence[CaseClassInfo]) -> int:
    """Insert or update classes by (code system, code, valid_from)."""
    for info in classes:
        CaseClass.objects.update_or_create(
            code_system=info.code_system,
            code=info.code,
            valid_from=info.valid_from,
            defaults={
                "name": info.name,
                "parent_code": info.parent_code,
                "kind": info.kind,
                "lead_unit": info.lead_unit,
                "limit_amount": info.limit_amount,
                "limit_unit": clock.TimeUnit(info.limit_unit).value,
                "standard": info.standard,
                "version": info.version,
                "valid_to": info.valid_to,
            },
        )
    return len(classes)


def open_case(*, actor: Actor, new: NewCase, uploads: Sequence[Upload]) -> tuple[Case, bool]:
    """Return the case of (source, source_key) and whether it was opened just now."""
    known = _known(new)
    if known is not None:
        return known, False
    try:
        with transaction.atomic():
            return _create(actor, new, uploads), True
    except IntegrityError:
        known = _known(new)  # another process opened it between the look and the insert
        if known is None:
            raise
        return known, False


def _known(new: NewCase) -> Case | None:
    return Case.objects.filter(source=new.source, source_key=new.source_key).first()


def _create(actor: Actor, new: NewCase, uploads: Sequence[Upload]) -> Case:
    table, now = get_table(), clock.now()
    _check_report(new, table)
    info = selectors.get_class(
        new.code_system or table.default_code_system, new.class_code, now.date()
    )
    lead_unit = new.lead_unit or info.lead_unit
    _check_unit(lead_unit)
    case = Case(
        no=_next_number(new.area_code[:_REGION_DIGITS], now.date()),
        title=new.title.strip(),
        description=new.description,
        code_system=info.code_system,
        class_code=info.code,
        class_name=info.name,
        area_code=new.area_code,
        grid_code=new.grid_code,
        location=new.location,
        source=new.source,
        source_key=new.source_key,
        reporter=new.reporter or actor.name,
        reporter_phone=crypto.encrypt(new.reporter_phone) if new.reporter_phone else "",
        reported_by=actor.username,
        lead_unit=lead_unit,
        state=CaseState.REPORTED,
        reported_at=now,
    )
    _place(case, new)
    reset_handling(case, _limit(info, table))
    turn_clock(case, before=CaseState.CLOSED, table=table, now=now)
    case.save()
    _append_step(case, actor, "report", before="", note="", now=now)
    for upload in uploads:
        add_file(actor=actor, case=case, upload=upload)
    return case


def _check_report(new: NewCase, table: Table) -> None:
    if new.source not in table.sources:
        raise UnknownSourceError(field="source", reason="", key=new.source)
    labels = _labels()
    for name in ("title", "source_key"):
        if not getattr(new, name).strip():
            reason = _("“%(label)s”不能为空。") % {"label": labels[name]}
            raise BadCaseFieldError(field=name, reason=reason)
    for name, length in _LONGEST.items():
        if len(getattr(new, name)) > length:
            reason = _("“%(label)s”最多 %(n)s 个字。") % {"label": labels[name], "n": length}
            raise BadCaseFieldError(field=name, reason=reason)
    if not _AREA.fullmatch(new.area_code):
        raise BadCaseFieldError(field="area_code", reason=_("区域应为 6、9 或 12 位区划代码。"))
    if new.grid_code and not _GRID.fullmatch(new.grid_code):
        raise BadCaseFieldError(field="grid_code", reason=_("网格应为 15 位单元网格代码。"))


def _labels() -> dict[str, str]:
    return {
        "title": _("标题"),
        "source_key": _("来源编号"),
        "location": _("地点"),
        "reporter": _("反映人"),
        "description": _("情况描述"),
    }


def _place(case: Case, new: NewCase) -> None:
    if new.longitude is None and new.latitude is None:
        return
    if new.longitude is None or new.latitude is None:
        raise BadCoordinatesError(reason=_("经度和纬度须同时填写。"))
    case.longitude, case.latitude = to_wgs84(new.longitude, new.latitude, new.coordinate_system)
    case.declared_longitude, case.declared_latitude = new.longitude, new.latitude
    case.coordinate_system = new.coordinate_system


def _limit(info: CaseClassInfo, table: Table) -> Limit:
    if info.limit_amount is None:
        return table.default_limit
    return Limit(amount=info.limit_amount, unit=info.limit_unit)


def _next_number(region: str, day: dt.date) -> str:
    row, _created = CaseSequence.objects.get_or_create(region=region, day=day)
    CaseSequence.objects.filter(pk=row.pk).update(last=F("last") + 1)  # locks the row
    row.refresh_from_db()
    return f"{region}{day:%Y%m%d}{row.last:06d}"


def _check_unit(code: str) -> None:
    if code and accounts.find_organisation(code) is None:
        raise UnknownUnitError(field="lead_unit", reason="", unit=code)


@transaction.atomic
def move_case(*, actor: Actor, case_no: str, move: Move) -> Case:
    """Take one step of the transition table, whole or not at all."""
    case = Case.objects.select_for_update().get(no=case_no)
    table, now = get_table(), clock.now()
    row = table.actions[move.action]
    _check_move(actor, case, row, move=move)
    before = CaseState(case.state)
    if row.needs_unit:
        _assign(case, move.unit or case.lead_unit, now)
    case.state = row.target
    turn_clock(case, before=before, table=table, now=now)
    if row.resets_handling:
        _withdraw(case, table, now)
    case.version += 1
    case.closed_at = now if row.target in {CaseState.CLOSED, CaseState.VOIDED} else None
    case.save()
    _append_step(case, actor, row.action, before=before, note=move.note.strip(), now=now)
    for upload in move.files:
        add_file(actor=actor, case=case, upload=upload)
    return case


def _check_move(actor: Actor, case: Case, row: ActionRow, *, move: Move) -> None:
    if move.version is not None and move.version != case.version:
        raise StaleCaseError(reason="", seen=move.version, present=case.version)
    if not holds_post(actor, row, case):
        raise ActionNotAllowedError(permission=str(row.title), action=str(row.title))
    if CaseState(case.state) not in row.origins:
        title = get_table().states[CaseState(case.state)].title
        raise WrongStateError(reason="", action=str(row.title), state=str(title))
    if row.note_required and not move.note.strip():
        raise NoteRequiredError(field="note", reason="", action=str(row.title))


def _assign(case: Case, unit: str, now: dt.datetime) -> None:
    if not unit:
        raise UnknownUnitError(field="lead_unit", reason="", unit="")
    _check_unit(unit)
    case.lead_unit = unit
    Assignment.objects.create(case=case, unit_code=unit, assigned_at=now)


def _withdraw(case: Case, table: Table, now: dt.datetime) -> None:
    case.assignments.filter(ended_at__isnull=True).update(ended_at=now)
    info = selectors.get_class(case.code_system, case.class_code, clock.day_of(case.reported_at))
    reset_handling(case, _limit(info, table))


def _append_step(
    case: Case, actor: Actor, action: str, *, before: str, note: str, now: dt.datetime
) -> None:
    CaseStep.objects.create(
        case=case,
        sequence=case.version,
        at=now,
        username=actor.username,
        name=actor.name,
        organisation_code=actor.organisation_code,
        action=action,
        from_state=before,
        to_state=case.state,
        note=note,
        unit_code=case.lead_unit,
    )


@transaction.atomic
def add_file(*, actor: Actor, case: Case, upload: Upload) -> CaseAttachment:
    """Attach one file; the same bytes attached again give the same line.

    Raises:
        FileTooLargeError: The file, or the number of files, exceeds the limit.
        FileRefusedError: The type is not among the accepted ones.
    """
    limits = get_table().files
    media_type = file_store.check_upload(upload, limits)
    digest = file_store.store(upload.content)
    known = CaseAttachment.objects.filter(case=case, digest=digest).first()
    if known is not None:
        return known
    if case.files.count() >= limits.max_count:
        raise FileTooLargeError(what=_("每个案件的附件数"), limit=limits.max_count)
    return CaseAttachment.objects.create(
        case=case,
        name=file_store.clean_name(upload.name),
        media_type=media_type,
        size=len(upload.content),
        digest=digest,
        at=clock.now(),
        username=actor.username,
    )
