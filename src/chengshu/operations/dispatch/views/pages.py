"""Desk pages: the list of cases, one case, a report."""

import datetime as dt
from collections.abc import Mapping

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from chengshu.base.accounts import api as accounts
from chengshu.base.accounts.contracts import Actor
from chengshu.base.errors.api import RefusedError
from chengshu.base.look import api as look
from chengshu.base.look.contracts import (
    Column,
    Crumb,
    Filter,
    MapLayer,
    TablePage,
    TableRequest,
    TableView,
    Tag,
    TimelineItem,
)
from chengshu.operations.dispatch import api
from chengshu.operations.dispatch.contracts import CaseDetail, CaseInfo, CaseQuery, FlowStep
from chengshu.operations.dispatch.forms import ActForm, ReportForm, read_uploads

_TONES = {
    "reported": "info",
    "accepted": "info",
    "dispatched": "caution",
    "handling": "caution",
    "suspended": "neutral",
    "handled": "info",
    "verified": "good",
    "closed": "good",
    "voided": "neutral",
}
_STEP_TONES = {"return": "caution", "rework": "caution", "suspend": "caution", "close": "good"}


def lights() -> tuple[tuple[str, object], ...]:
    """Return the lights with their words."""
    return (
        ("green", gettext_lazy("正常")),
        ("yellow", gettext_lazy("临期")),
        ("red", gettext_lazy("超期")),
    )


@require_GET
@look.page
def list_cases(request: HttpRequest) -> HttpResponseBase:
    """Show the cases the actor may see, with filters and exports."""
    actor = look.actor(request)
    context = {"counts": api.count_cases(actor), "may_report": api.may_report(actor)}
    return look.respond_table(
        request, case_table(actor), template="dispatch/list.html", context=context
    )


def case_table(actor: Actor) -> TableView:
    """Return the table of cases."""
    names = accounts.area_names()
    districts = [(code, name) for code, name in names.items() if len(code) == len("219900")]
    return TableView(
        title=gettext_lazy("案件"),
        columns=(
            Column("no", gettext_lazy("案件编号"), "code", sortable=True, link="url"),
            Column("title", gettext_lazy("标题"), sortable=True, link="url"),
            Column("class_name", gettext_lazy("类别"), sortable=True),
            Column("area", gettext_lazy("区域")),
            Column("lead_unit", gettext_lazy("主办单位"), sortable=True),
            Column("state", gettext_lazy("状态"), "tag", sortable=True),
            Column("light", gettext_lazy("时限"), "tag"),
            Column("due_at", gettext_lazy("截止时间"), "datetime", sortable=True),
            Column("reported_at", gettext_lazy("上报时间"), "datetime", sortable=True),
        ),
        filters=(
            Filter("q", gettext_lazy("编号、标题、地点")),
            Filter("state", gettext_lazy("状态"), "choice", api.list_states()),
            Filter("light", gettext_lazy("时限"), "choice", lights()),
            Filter("area", gettext_lazy("区域"), "choice", districts),
            Filter("source", gettext_lazy("来源"), "choice", api.list_sources()),
            Filter("since", gettext_lazy("上报自"), "date"),
        ),
        fetch=lambda asked: _fetch(actor, asked, names),
        export_name="cases",
        default_sort="-reported_at",
        empty_title=gettext_lazy("没有符合条件的案件"),
        empty_hint=gettext_lazy("调整筛选条件，或上报一个新案件。"),
    )


def _fetch(actor: Actor, asked: TableRequest, names: Mapping[str, str]) -> TablePage:
    chosen = asked.filters
    sort = f"{'-' if asked.descending else ''}{asked.sort or 'reported_at'}"
    found = api.list_cases(
        actor,
        CaseQuery(
            text=chosen.get("q", ""),
            states=[chosen["state"]] if chosen.get("state") else (),
            light=chosen.get("light", ""),
            area_code=chosen.get("area", "").removesuffix("00"),
            source=chosen.get("source", ""),
            reported_from=parse_day(chosen.get("since", "")),
            sort=sort,
            page=asked.page,
            page_size=asked.page_size,
        ),
    )
    return TablePage([_row(case, names) for case in found.rows], found.total)


def parse_day(text: str) -> dt.date | None:
    """Return the day written as ISO, or None."""
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        return None


def _row(case: CaseInfo, names: Mapping[str, str]) -> Mapping[str, object]:
    return {
        "no": case.no,
        "url": reverse("dispatch:case", args=[case.no]),
        "title": case.title,
        "class_name": case.class_name,
        "area": names.get(case.area_code, case.area_code),
        "lead_unit": case.lead_unit_name,
        "state": state_tag(case),
        "light": light_tag(case),
        "due_at": case.due_at,
        "reported_at": case.reported_at,
    }


def state_tag(case: CaseInfo) -> Tag:
    """Return the state as a coloured word."""
    return Tag(case.state_title, _TONES[case.state])


def light_tag(case: CaseInfo) -> Tag | str:
    """Return the light as a coloured word; nothing while no clock runs."""
    tones = {"green": "good", "yellow": "caution", "red": "bad"}
    words = dict(lights())
    return Tag(words[case.light], tones[case.light]) if case.light else ""


@require_GET
@look.page
def show_case(request: HttpRequest, case_no: str) -> HttpResponse:
    """Show one case: facts, clock, flow, files, and what this actor may do."""
    detail = api.get_case(look.actor(request), case_no)
    form = act_form(detail)
    context = {**case_context(detail, form), "place": _place(detail.case)}
    return render(request, "dispatch/case.html", context)


def _place(case: CaseInfo) -> tuple[MapLayer, ...]:
    if case.longitude is None or case.latitude is None:
        return ()
    name = case.location or case.title
    return look.place_on_city(name, longitude=case.longitude, latitude=case.latitude)


def act_form(detail: CaseDetail) -> ActForm:
    """Return a fresh form for the next step."""
    return ActForm(detail.actions, detail.case.lead_unit, initial={"version": detail.case.version})


def case_context(detail: CaseDetail, form: ActForm) -> dict[str, object]:
    """Return what the desk and phone pages of a case show."""
    names = accounts.area_names()
    units = {one.code: one.name for one in accounts.list_organisations()}
    return {
        "case": detail.case,
        "area_name": names.get(detail.case.area_code, detail.case.area_code),
        "state": state_tag(detail.case),
        "reporter_phone": detail.reporter_phone,
        "files": detail.files,
        "actions": detail.actions,
        "form": form,
        "limit": limit_words(detail.case),
        "steps": [_step(step, units) for step in reversed(detail.flow)],
        "crumbs": (
            Crumb(_("案件"), reverse("dispatch:list")),
            Crumb(detail.case.no),
        ),
    }


def limit_words(case: CaseInfo) -> str:
    """Return the limit of the present stage in words, or an empty string."""
    if case.limit_amount is None:
        return ""
    units = {
        "urgent_hour": _("紧急工作时"),
        "working_hour": _("工作时"),
        "working_day": _("工作日"),
        "natural_day": _("自然日"),
    }
    return f"{case.limit_amount.normalize():f} {units[case.limit_unit]}"


def _step(step: FlowStep, units: Mapping[str, str]) -> TimelineItem:
    place = units.get(step.organisation_code, step.organisation_code)
    by = " · ".join(part for part in (step.name, place) if part)
    title = step.action_title
    if step.action == "dispatch":
        title = f"{title} → {units.get(step.unit_code, step.unit_code)}"
    return TimelineItem(
        at=step.at, title=title, by=by, note=step.note, tone=_STEP_TONES.get(step.action, "info")
    )


@require_POST
@look.page
def act_on_case(request: HttpRequest, case_no: str) -> HttpResponse:
    """Take one step; a refusal comes back with the text still in the form."""
    return take_step(request, case_no, face="dispatch/case.html", home="dispatch:case")


def take_step(request: HttpRequest, case_no: str, *, face: str, home: str) -> HttpResponse:
    """Take the step of the button pressed and go back to the case."""
    actor = look.actor(request)
    detail = api.get_case(actor, case_no)
    form = ActForm(detail.actions, detail.case.lead_unit, request.POST, request.FILES)
    if form.is_valid():
        try:
            case = api.act(actor, case_no, form.to_move())
        except RefusedError as error:
            look.add_error(form, error)
        else:
            done = _("已办理，案件现为“%(state)s”。") % {"state": case.state_title}
            messages.success(request, done)
            return redirect(home, case_no=case_no)
    context = {**case_context(detail, form), "place": _place(detail.case)}
    return render(request, face, context, status=422)


@require_http_methods(["GET", "POST"])
@look.page
def report_case(request: HttpRequest) -> HttpResponse:
    """Show the report form, or open the case."""
    actor = look.actor(request)
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = ReportForm(actor, *sent)
    if sent and form.is_valid():
        try:
            files = read_uploads(form.cleaned_data["photos"])
            case = api.report_case(actor, form.to_case(), files=files)
        except RefusedError as error:
            look.add_error(form, error)
        else:
            messages.success(request, _("案件 %(no)s 已上报。") % {"no": case.no})
            return redirect("dispatch:case", case_no=case.no)
    status = 422 if form.errors else 200
    return render(request, "dispatch/report.html", {"form": form}, status=status)


@require_GET
@look.page
def show_file(request: HttpRequest, case_no: str, file_id: int) -> HttpResponse:
    """Send one file of a case; images show in the page, the rest is saved."""
    info, content = api.read_file(look.actor(request), case_no, file_id)
    response = HttpResponse(content, content_type=info.media_type)
    is_image = info.media_type.startswith("image/")
    response["Content-Disposition"] = (
        content_disposition_header(not is_image, info.name) or "inline"
    )
    return response
