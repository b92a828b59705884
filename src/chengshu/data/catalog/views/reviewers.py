"""The page of who reviews: chief data officers, delegations."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from chengshu.base.accounts.contracts import Actor
from chengshu.base.errors.api import RefusedError
from chengshu.base.look import api as look
from chengshu.base.look.contracts import Crumb, Tag
from chengshu.data.catalog import api
from chengshu.data.catalog.contracts import DelegationInfo
from chengshu.data.catalog.forms import ChiefForm, DelegationForm


@look.page
def show_reviewers(request: HttpRequest) -> HttpResponseBase:
    """Show who reviews, and in whose place."""
    return _render(request, delegation=DelegationForm(), chief=ChiefForm())


@require_POST
@look.page
def delegate(request: HttpRequest) -> HttpResponseBase:
    """Let a colleague review in one's place for some days."""
    form = DelegationForm(request.POST)
    if form.is_valid():
        try:
            api.delegate_reviews(look.actor(request), **form.cleaned_data)
        except RefusedError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("委托已保存，每一步都会写明受谁委托。"))
            return redirect("catalog:reviewers")
    return _render(request, delegation=form, chief=ChiefForm())


@require_POST
@look.page
def name_chief(request: HttpRequest) -> HttpResponseBase:
    """Name the chief data officer of a department."""
    form, actor = ChiefForm(request.POST), look.actor(request)
    form.offer(api.list_chiefs(actor))
    if form.is_valid():
        values = form.cleaned_data
        try:
            api.name_chief(actor, values["organisation"], values["username"])
        except RefusedError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("首席数据官已保存。"))
            return redirect("catalog:reviewers")
    return _render(request, delegation=DelegationForm(), chief=form)


@require_POST
@look.page
def revoke(request: HttpRequest, number: int) -> HttpResponseBase:
    """End one's own delegation at once."""
    try:
        api.revoke_delegation(look.actor(request), number)
    except RefusedError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("委托已收回。"))
    return redirect("catalog:reviewers")


def _render(request: HttpRequest, *, delegation: DelegationForm, chief: ChiefForm) -> HttpResponse:
    actor = look.actor(request)
    chiefs = api.list_chiefs(actor)
    chief.offer(chiefs)
    context = {
        "delegation": delegation if api.may_delegate(actor) else None,
        "chief": chief if chiefs else None,
        "chiefs": [each for each in chiefs if each.username],
        "lines": [_line(each, actor) for each in api.list_delegations(actor)],
        "crumbs": [Crumb(_("目录审核"), reverse("catalog:reviews")), Crumb(_("审核人与委托"))],
    }
    return render(request, "catalog/reviewers.html", context)


def _line(each: DelegationInfo, actor: Actor) -> dict[str, object]:
    waiting = Tag(_("已结束"), "neutral") if each.is_over else Tag(_("未开始"), "info")
    return {
        "info": each,
        "state": Tag(_("生效中"), "good") if each.is_active else waiting,
        "may_revoke": each.by == actor.username and not each.is_over,
    }
