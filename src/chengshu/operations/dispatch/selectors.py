"""Reads of dispatch: cases as frozen data."""

import datetime as dt
from collections import Counter
from collections.abc import Mapping

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import Substr
from django.utils.translation import gettext as _

from chengshu.base.accounts import api as accounts
from chengshu.base.accounts.contracts import Actor
from chengshu.base.clock import api as clock
from chengshu.base.crypto import api as crypto
from chengshu.operations.dispatch.clocks import light_of
from chengshu.operations.dispatch.contracts import (
    CaseClassInfo,
    CaseCounts,
    CaseDetail,
    CaseFile,
    CaseInfo,
    CasePage,
    CaseQuery,
    CaseState,
    FlowStep,
    PermittedAction,
)
from chengshu.operations.dispatch.errors import (
    CaseNotFoundError,
    FileNotFoundInCaseError,
    UnknownClassError,
)
from chengshu.operations.dispatch.models import Case, CaseAttachment, CaseClass, CaseStep
from chengshu.operations.dispatch.posts import permitted_rows, visible_to, waiting_for
from chengshu.operations.dispatch.table import ActionRow, get_table

OPEN = Q(state__in=[state for state in CaseState if state not in {"closed", "voided"}])
_SORTS = frozenset({"no", "reported_at", "due_at", "state", "title", "class_name", "lead_unit"})
_DISTRICT_DIGITS = 6
_PHONE_HEAD, _PHONE_TAIL = 3, 2


def get_case_row(actor: Actor, case_no: str) -> Case:
    """Return the case when `actor` may see it.

    Raises:
        CaseNotFoundError: There is none, or it is not for this actor.
    """
    row = Case.objects.filter(visible_to(actor), no=case_no).first()
    if row is None:
        raise CaseNotFoundError(kind="", key=case_no)
    return row


def get_class(code_system: str, code: str, on: dt.date) -> CaseClassInfo:
    """Return the class valid on a day.

    Raises:
        UnknownClassError: No class of that code is valid then.
    """
    rows = _valid(on).filter(code_system=code_system, code=code).order_by("-valid_from")
    row = rows.first()
    if row is None:
        raise UnknownClassError(field="class_code", reason="", key=code, system=code_system)
    return class_info(row)


def list_classes(code_system: str, on: dt.date) -> tuple[CaseClassInfo, ...]:
    """Return the classes valid on a day, of one code system or, when empty, of all."""
    rows = _valid(on)
    if code_system:
        rows = rows.filter(code_system=code_system)
    return tuple(class_info(row) for row in rows)


def _valid(on: dt.date) -> QuerySet[CaseClass]:
    return CaseClass.objects.filter(
        Q(valid_to__isnull=True) | Q(valid_to__gte=on), valid_from__lte=on
    )


def class_info(row: CaseClass) -> CaseClassInfo:
    """Return a class as frozen data."""
    return CaseClassInfo(
        code_system=row.code_system,
        code=row.code,
        name=row.name,
        parent_code=row.parent_code,
        kind=row.kind,
        lead_unit=row.lead_unit,
        limit_amount=row.limit_amount,
        limit_unit=row.limit_unit,
        standard=row.standard,
        version=row.version,
        valid_from=row.valid_from,
        valid_to=row.valid_to,
    )


def get_detail(actor: Actor, case_no: str) -> CaseDetail:
    """Return a case with everything its page shows."""
    row = get_case_row(actor, case_no)
    return CaseDetail(
        case=case_info(row),
        reporter_phone=mask_phone(crypto.decrypt(row.reporter_phone)) if row.reporter_phone else "",
        flow=tuple(_flow_step(step) for step in row.steps.all()),
        files=tuple(file_info(file) for file in row.files.all()),
        actions=tuple(_permitted(one) for one in permitted_rows(actor, row, get_table())),
    )


def mask_phone(number: str) -> str:
    """Return a telephone number with all but its first three and last two signs hidden."""
    shown = _PHONE_HEAD + _PHONE_TAIL
    if len(number) <= shown:
        return "*" * len(number)
    hidden = "*" * (len(number) - shown)
    return f"{number[:_PHONE_HEAD]}{hidden}{number[-_PHONE_TAIL:]}"


def get_file_row(actor: Actor, case_no: str, file_id: int) -> CaseAttachment:
    """Return one file of a case that `actor` may see.

    Raises:
        FileNotFoundInCaseError: The case has no such file.
    """
    row = get_case_row(actor, case_no).files.filter(pk=file_id).first()
    if row is None:
        raise FileNotFoundInCaseError(kind="", key=str(file_id))
    return row


def list_page(actor: Actor, query: CaseQuery) -> CasePage:
    """Return one page of the cases `actor` may see."""
    rows = Case.objects.filter(visible_to(actor), _matches(query))
    key = query.sort.removeprefix("-")
    order = query.sort if key in _SORTS else "-reported_at"
    start = (max(query.page, 1) - 1) * query.page_size
    tie = "-no" if order.startswith("-") else "no"
    chosen = rows.order_by(order, tie)[start : start + query.page_size]
    return CasePage(rows=case_infos(chosen), total=rows.count())


def list_waiting(actor: Actor) -> tuple[CaseInfo, ...]:
    """Return the cases that wait for `actor`, most urgent first."""
    rows = Case.objects.filter(OPEN, waiting_for(actor, get_table()))
    return case_infos(rows.order_by("due_at", "no"))


def count_cases(actor: Actor) -> CaseCounts:
    """Return the numbers of the cases `actor` may see."""
    rows = Case.objects.filter(visible_to(actor)).order_by()
    now = clock.now()
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    by_state = Counter(dict(rows.values_list("state").annotate(Count("pk"))))
    districts = rows.annotate(district=Substr("area_code", 1, _DISTRICT_DIGITS))
    return CaseCounts(
        total=by_state.total(),
        open=by_state.total() - by_state["closed"] - by_state["voided"],
        closed=by_state["closed"],
        overdue=rows.filter(OPEN, due_at__lt=now).count(),
        today=rows.filter(reported_at__gte=midnight).count(),
        by_state=dict(by_state),
        by_class=dict(rows.values_list("class_name").annotate(Count("pk"))),
        by_area=dict(districts.values_list("district").annotate(Count("pk"))),
    )


def _matches(query: CaseQuery) -> Q:
    exact = {
        "class_code": query.class_code,
        "lead_unit": query.lead_unit,
        "source": query.source,
        "area_code__startswith": query.area_code,
    }
    condition = Q(**{key: value for key, value in exact.items() if value})
    if query.states:
        condition &= Q(state__in=query.states)
    if query.text:
        condition &= _contains(query.text)
    if query.light:
        condition &= _shines(query.light)
    return condition & _reported_between(query.reported_from, query.reported_to)


def _contains(text: str) -> Q:
    columns = ("no", "title", "location", "description", "class_name")
    condition = Q(pk__in=())
    for column in columns:
        condition |= Q(**{f"{column}__icontains": text})
    return condition


def _shines(light: str) -> Q:
    now = clock.now()
    return OPEN & {
        "red": Q(due_at__lt=now),
        "yellow": Q(yellow_at__lte=now, due_at__gte=now),
        "green": Q(yellow_at__gt=now),
    }.get(light, Q(pk__in=()))


def _reported_between(first: dt.date | None, last: dt.date | None) -> Q:
    condition = Q()
    if first is not None:
        condition &= Q(reported_at__date__gte=first)
    if last is not None:
        condition &= Q(reported_at__date__lte=last)
    return condition


def case_infos(rows: QuerySet[Case]) -> tuple[CaseInfo, ...]:
    """Return many cases as frozen data with one look-up of the units' names."""
    names = {one.code: one.name for one in accounts.list_organisations()}
    return tuple(case_info(row, names) for row in rows)


def case_info(row: Case, names: Mapping[str, str] | None = None) -> CaseInfo:
    """Return one case as frozen data, with its clock as it stands now."""
    table = get_table()
    state = CaseState(row.state)
    now = clock.now()
    return CaseInfo(
        no=row.no,
        title=row.title,
        description=row.description,
        code_system=row.code_system,
        class_code=row.class_code,
        class_name=row.class_name,
        area_code=row.area_code,
        grid_code=row.grid_code,
        location=row.location,
        longitude=row.longitude,
        latitude=row.latitude,
        coordinate_system=row.coordinate_system,
        source=row.source,
        source_title=str(table.sources[row.source]),
        source_key=row.source_key,
        reporter=row.reporter,
        lead_unit=row.lead_unit,
        lead_unit_name=_unit_name(row.lead_unit, names),
        state=state,
        state_title=str(table.states[state].title),
        version=row.version,
        reported_at=row.reported_at,
        closed_at=row.closed_at,
        clock_started_at=row.clock_started_at,
        due_at=row.due_at,
        limit_amount=row.limit_amount,
        limit_unit=row.limit_unit,
        light=light_of(row, now),
        is_overdue=row.due_at is not None and now > row.due_at,
    )


def _unit_name(code: str, names: Mapping[str, str] | None) -> str:
    if not code:
        return ""
    if names is not None:
        return names.get(code, code)
    found = accounts.find_organisation(code)
    return found.name if found else code


def _flow_step(row: CaseStep) -> FlowStep:
    return FlowStep(
        sequence=row.sequence,
        at=row.at,
        username=row.username,
        name=_("系统") if row.username.startswith("system:") else row.name,
        organisation_code=row.organisation_code,
        action=row.action,
        action_title=str(get_table().action_title(row.action)),
        from_state=row.from_state,
        to_state=row.to_state,
        note=row.note,
        unit_code=row.unit_code,
    )


def file_info(row: CaseAttachment) -> CaseFile:
    """Return one file as frozen data."""
    return CaseFile(
        id=row.pk,
        name=row.name,
        media_type=row.media_type,
        size=row.size,
        digest=row.digest,
        at=row.at,
        username=row.username,
    )


def _permitted(row: ActionRow) -> PermittedAction:
    return PermittedAction(
        action=row.action,
        title=str(row.title),
        note_required=row.note_required,
        needs_unit=row.needs_unit,
        style=row.style,
    )
