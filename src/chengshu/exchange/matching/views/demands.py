"""Pages of demands: asking, and one demand with its steps."""

from collections.abc import Mapping

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from chengshu.base.accounts import api as accounts
from chengshu.base.accounts.contracts import OrganisationKind
from chengshu.base.errors.api import RefusedError
from chengshu.base.look import api as look
from chengshu.base.look.contracts import Crumb, TimelineItem
from chengshu.exchange.matching import api
from chengshu.exchange.matching.contracts import DemandAction, DemandInfo, EventInfo, Move
from chengshu.exchange.matching.forms import DemandForm, StepForm
from chengshu.exchange.matching.labels import (
    ACTION_LABELS,
    CYCLE_LABELS,
    MODE_LABELS,
    URGENCY_LABELS,
)
from chengshu.exchange.matching.views.tones import name_organisations, state_tag

_KINDS = {OrganisationKind.DEPARTMENT, OrganisationKind.BUREAU}
_WARNINGS = {
    DemandAction.NO_SOURCE,
    DemandAction.RETURN,
    DemandAction.REFUSE,
    DemandAction.REWORK,
    DemandAction.WITHDRAW,
}


@look.page
def ask(request: HttpRequest) -> HttpResponseBase:
    """Show and take the form of a new demand."""
    actor = look.actor(request)
    form = DemandForm(request.POST if request.method == "POST" else None)
    form.offer([(info.code, info.name) for info in api.list_demanders(actor)])
    if request.method == "POST" and form.is_valid():
        try:
            saved = api.submit_demand(actor, form.to_demand())
        except RefusedError as error:
            look.add_error(form, error)
        else:
            messages.success(request, _("需求已提交数据局。"))
            return redirect("matching:demand", saved.id)
    crumbs = [Crumb(_("供需对接"), reverse("matching:board")), Crumb(_("提出需求"))]
    status = 422 if form.errors else 200
    return render(request, "matching/ask.html", {"form": form, "crumbs": crumbs}, status=status)


@look.page
def revise(request: HttpRequest, demand_id: int) -> HttpResponseBase:
    """Show and take the form of a demand that is said anew."""
    actor = look.actor(request)
    info = api.get_demand(actor, demand_id)
    if DemandAction.REVISE not in info.actions:
        messages.info(request, _("该需求已进入办理，不能再修改；需要变动时，请撤回后重新提出。"))
        return redirect("matching:demand", demand_id)
    form = DemandForm(request.POST if request.method == "POST" else None, initial=vars(info.asked))
    code = info.asked.organisation_code
    form.offer([(code, name_organisations()[code])])
    if request.method == "POST" and form.is_valid():
        try:
            api.act(actor, demand_id, Move(DemandAction.REVISE, asked=form.to_demand()))
        except RefusedError as error:
            look.add_error(form, error)
        else:
            messages.success(request, _("修改已保存。"))
            return redirect("matching:demand", demand_id)
    context = {"form": form, "info": info, "crumbs": _crumbs(info)}
    return render(request, "matching/ask.html", context, status=422 if form.errors else 200)


@look.page
def show_demand(request: HttpRequest, demand_id: int) -> HttpResponseBase:
    """Show one demand, and take a step where one is sent."""
    actor = look.actor(request)
    info = api.get_demand(actor, demand_id)
    sent = _sent_form(request)
    if sent is not None and sent.is_valid():
        try:
            api.act(actor, demand_id, sent.to_move())
        except RefusedError as error:
            look.add_error(sent, error)
        else:
            messages.success(request, _("已办理。"))
            return redirect("matching:demand", demand_id)
    context = {
        **_describe(info),
        "steps": _steps(info, sent),
        "timeline": [_line(event) for event in api.list_events(actor, demand_id)],
    }
    return render(request, "matching/demand.html", context, status=422 if sent else 200)


def _sent_form(request: HttpRequest) -> StepForm | None:
    action = request.POST.get("action", "")
    if action not in set(DemandAction) - {DemandAction.REVISE.value}:
        return None
    form = StepForm(request.POST)
    form.offer(DemandAction(action), _providers())
    return form


def _providers() -> list[tuple[str, str]]:
    found = accounts.list_organisations()
    return [(info.code, info.name) for info in found if info.kind in _KINDS]


def _steps(info: DemandInfo, sent: StepForm | None) -> list[Mapping[str, object]]:
    """Return each step the person may take with its form; the one sent keeps its errors."""
    steps: list[Mapping[str, object]] = []
    for action in info.actions:
        if action is DemandAction.REVISE:
            continue  # a page of its own
        is_sent = sent is not None and sent.data.get("action") == action.value
        form = sent if is_sent and sent else _blank(action, info)
        words = {"label": ACTION_LABELS[action], "form": form, "is_open": is_sent}
        steps.append(words | {"tone": "danger" if action in _WARNINGS else ""})
    return steps


def _blank(action: DemandAction, info: DemandInfo) -> StepForm:
    initial = {"action": action.value, "resource_key": info.resource_key}
    form = StepForm(initial=initial, auto_id=f"id_{action.value}_%s")
    form.offer(action, _providers())
    return form


def _describe(info: DemandInfo) -> Mapping[str, object]:
    names, asked = name_organisations(), info.asked
    return {
        "info": info,
        "asked": asked,
        "state": state_tag(info.state),
        "organisation": names[asked.organisation_code],
        "provider": names[info.provider_code] if info.provider_code else "",
        "frequency": CYCLE_LABELS.get(asked.frequency, asked.frequency),
        "mode": MODE_LABELS.get(asked.mode, asked.mode),
        "urgency": URGENCY_LABELS[asked.urgency],
        "may_revise": DemandAction.REVISE in info.actions,
        "crumbs": [_crumbs(info)[0], Crumb(info.number)],
    }


def _crumbs(info: DemandInfo) -> list[Crumb]:
    at = reverse("matching:demand", args=[info.id])
    return [
        Crumb(_("供需对接"), reverse("matching:board")),
        Crumb(info.number, at),
        Crumb(_("修改需求")),
    ]


def _line(event: EventInfo) -> TimelineItem:
    title = ACTION_LABELS[event.action] if event.action else _("提出需求")
    tone = "bad" if event.action in _WARNINGS else "info"
    return TimelineItem(event.at, title, by=event.by, note=event.reason, tone=tone)
