"""The form that asks for a resource."""

import datetime as dt

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from chengshu.base.accounts.contracts import Actor
from chengshu.base.clock import api as clock
from chengshu.base.errors.api import RefusedError
from chengshu.base.look import api as look
from chengshu.exchange.sharing import api
from chengshu.exchange.sharing.contracts import Offer, RequestState
from chengshu.exchange.sharing.forms import AskForm
from chengshu.exchange.sharing.wordings import SHARE_TYPES

_USUAL_VALIDITY = dt.timedelta(days=364)


@look.page
def ask(request: HttpRequest, resource_code: str) -> HttpResponseBase:
    """Show the request form of a resource, and take what was written down."""
    actor = look.actor(request)
    offer = api.get_offer(actor, resource_code)
    form = _build_form(request, offer, actor)
    if request.method == "POST" and form.is_valid():
        try:
            made = api.request_share(actor, form.to_request(resource_code))
        except RefusedError as error:
            look.add_error(form, error)
        else:
            granted = made.state is RequestState.APPROVED
            words = _("已按目录自动授权。") if granted else _("申请已提交，等待提供单位办理。")
            messages.success(request, words)
            return redirect("sharing:request", made.id)
    context = {
        "offer": offer,
        "share_type": SHARE_TYPES.get(offer.share_type),
        "form": form,
        "lines": _list_items(offer, form),
        "can_ask": bool(offer.days) and form.has_applications,
    }
    return render(request, "sharing/ask.html", context, status=422 if form.errors else 200)


def _build_form(request: HttpRequest, offer: Offer, actor: Actor) -> AskForm:
    today = clock.today()
    applications = [
        (info.code, f"{info.name}（{info.code}）")
        for info in api.list_applications(actor)
        if info.active
    ]
    return AskForm(
        request.POST if request.method == "POST" else None,
        columns=[(item.column, item.name_zh) for item in offer.items],
        applications=applications,
        initial={"valid_from": today, "valid_until": today + _USUAL_VALIDITY},
    )


def _list_items(offer: Offer, form: AskForm) -> list[dict[str, object]]:
    """Return the items with their boxes: what is ticked stays ticked when the form comes back."""
    chosen, unmasked = form["items"].value() or (), form["unmasked_items"].value() or ()
    return [
        {
            "item": item,
            "masked": api.is_masked_by_default(item),
            "withheld": item.share_type == "3",
            "chosen": item.column in chosen,
            "unmasked": item.column in unmasked,
        }
        for item in offer.items
    ]
