"""The page of one request: what was asked, the decision, the clock."""

from collections.abc import Mapping

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from chengshu.base.access import api as access
from chengshu.base.accounts.contracts import Actor
from chengshu.base.errors.api import RefusedError
from chengshu.base.look import api as look
from chengshu.base.look.contracts import TimelineItem
from chengshu.exchange.sharing import api
from chengshu.exchange.sharing.contracts import RequestInfo, RequestState
from chengshu.exchange.sharing.forms import DecisionForm
from chengshu.exchange.sharing.wordings import (
    REQUEST_STATES,
    SHARE_TYPES,
    describe_filter,
    name_organisations,
    name_person,
)


@look.page
def show_request(request: HttpRequest, request_id: int) -> HttpResponseBase:
    """Show a request; who may decide it finds the form below."""
    actor = look.actor(request)
    info = api.get_request(actor, request_id)
    form = _build_form(request, info, actor)
    if request.method == "POST" and form.is_valid():
        try:
            api.decide_request(actor, request_id, form.to_decision())
        except RefusedError as error:
            look.add_error(form, error)
        else:
            messages.success(request, _("已办结。"))
            return redirect("sharing:request", request_id)
    context = _describe(info, actor, form)
    return render(request, "sharing/request.html", context, status=422 if form.errors else 200)


@look.page
@require_POST
def withdraw_request(request: HttpRequest, request_id: int) -> HttpResponseBase:
    """Take one's own pending request back."""
    api.withdraw_request(look.actor(request), request_id)
    messages.success(request, _("申请已撤回。"))
    return redirect("sharing:request", request_id)


def _build_form(request: HttpRequest, info: RequestInfo, actor: Actor) -> DecisionForm:
    asked = info.asked
    return DecisionForm(
        request.POST if request.method == "POST" else None,
        columns=list(_item_names(info, actor).items()),
        asked=asked,
        initial={
            "items": asked.items,
            "unmasked_items": (),
            "daily_quota": asked.daily_quota,
            "valid_until": asked.valid_until,
        },
    )


def _item_names(info: RequestInfo, actor: Actor) -> Mapping[str, str]:
    offer = api.get_offer(actor, info.asked.resource_code)
    return {item.column: item.name_zh for item in offer.items}


def _describe(info: RequestInfo, actor: Actor, form: DecisionForm) -> Mapping[str, object]:
    pending = info.state is RequestState.PENDING
    names, organisations = _item_names(info, actor), name_organisations()
    asked, provider = info.asked, info.provider_code
    chosen, unmasked = form["items"].value() or (), form["unmasked_items"].value() or ()
    return {
        "info": info,
        "asked": asked,
        "applicant": organisations[info.organisation_code],
        "provider": organisations[provider],
        "state": REQUEST_STATES[info.state],
        "share_type": SHARE_TYPES.get(info.share_type),
        "filter": describe_filter(asked.row_filter, names),
        "form": form,
        "lines": [
            {
                "column": column,
                "name": names.get(column, column),
                "chosen": column in chosen,
                "asks_unmasked": column in asked.unmasked_items,
                "unmasked": column in unmasked,
            }
            for column in asked.items
        ],
        "steps": _list_steps(info),
        "may_decide": pending
        and access.may(actor, "sharing.decide_request", organisation=provider),
        "may_withdraw": pending
        and access.may(actor, "sharing.request_share", organisation=info.organisation_code),
    }


def _list_steps(info: RequestInfo) -> list[TimelineItem]:
    steps = [TimelineItem(info.asked_at, _("提交申请"), by=name_person(info.asked_by), tone="good")]
    if info.decided_at is None:
        return [*steps, TimelineItem(None, _("等待提供单位办理"))]
    tone = "good" if info.state is RequestState.APPROVED else "bad"
    words = REQUEST_STATES[info.state].text
    done = TimelineItem(
        info.decided_at, words, by=name_person(info.decided_by), note=info.reason, tone=tone
    )
    return [*steps, done]
