"""The page of one line: the template, what the department says, the steps people take."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import cast

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from chengshu.base.accounts.contracts import Actor
from chengshu.base.errors.api import RefusedError
from chengshu.base.look import api as look
from chengshu.base.look.contracts import Crumb
from chengshu.data.claims import api
from chengshu.data.claims.contracts import ClaimAction, ClaimInfo, ClaimState
from chengshu.data.claims.forms import ClaimForm, DeclineForm, ReasonForm
from chengshu.data.claims.labels import LEVEL_LABELS
from chengshu.data.claims.views.offers import claim_form, list_system_choices
from chengshu.data.claims.views.tones import (
    event_line,
    name_areas,
    name_organisations,
    role_tag,
    say_result,
    say_type,
    share_tag,
    state_tag,
)

_DONE: Mapping[ClaimAction, Promise] = {
    ClaimAction.CLAIM: gettext_lazy("已认领。"),
    ClaimAction.DECLINE: gettext_lazy("已答复。"),
    ClaimAction.OBJECT: gettext_lazy("异议已提交数据局。"),
    ClaimAction.SUBMIT: gettext_lazy("已提交规范性审核。"),
    ClaimAction.APPROVE: gettext_lazy("规范性审核已通过。"),
    ClaimAction.RETURN: gettext_lazy("已退回单位修改。"),
    ClaimAction.LIST: gettext_lazy("已列入全市清单。"),
}
_ANSWERS = {ClaimAction.CLAIM, ClaimAction.DECLINE, ClaimAction.OBJECT}


@dataclass
class Forms:
    """The forms of the page; the one that was sent carries its errors."""

    claim: ClaimForm | None
    decline: DeclineForm
    object: ReasonForm
    back: ReasonForm
    used_entry: str = ""

    def of(self, action: ClaimAction) -> forms.Form | None:
        """Return the form of a step; None where the step asks nothing."""
        asked: dict[ClaimAction, forms.Form | None] = {
            ClaimAction.CLAIM: self.claim,
            ClaimAction.DECLINE: self.decline,
            ClaimAction.OBJECT: self.object,
            ClaimAction.RETURN: self.back,
        }
        return asked.get(action)


@look.page
def show_line(request: HttpRequest, line_id: int) -> HttpResponseBase:
    """Show one line, and take a step where one is sent."""
    actor = look.actor(request)
    info = api.get_claim(actor, line_id)
    action = _read_action(request)
    made = _forms(request, actor, info, action=action)
    if action is not None:
        form = made.of(action)
        if form is None or form.is_valid():
            answer = _take(request, actor, info, action=action, form=form)
            if answer is not None:
                return answer
    context = _describe(actor, info, made)
    has_errors = action is not None
    return render(request, "claims/line.html", context, status=422 if has_errors else 200)


def _read_action(request: HttpRequest) -> ClaimAction | None:
    text = request.POST.get("action", "")
    return ClaimAction(text) if text in set(ClaimAction) else None


def _forms(
    request: HttpRequest, actor: Actor, info: ClaimInfo, *, action: ClaimAction | None
) -> Forms:
    def data(wanted: ClaimAction) -> QueryDict | None:
        return request.POST if action is wanted else None

    claim, used = (
        claim_form(request, actor, info, is_sent=action is ClaimAction.CLAIM)
        if ClaimAction.CLAIM in info.actions or action is ClaimAction.CLAIM
        else (None, "")
    )
    return Forms(
        claim=claim,
        decline=DeclineForm(data(ClaimAction.DECLINE), label=_("不适用原因"), prefix="decline"),
        object=ReasonForm(data(ClaimAction.OBJECT), label=_("异议理由"), prefix="object"),
        back=ReasonForm(data(ClaimAction.RETURN), label=_("退回意见"), prefix="back"),
        used_entry=used,
    )


def _take(
    request: HttpRequest,
    actor: Actor,
    info: ClaimInfo,
    *,
    action: ClaimAction,
    form: forms.Form | None,
) -> HttpResponse | None:
    """Take the step; return where to go next, or None with the refusal shown."""
    try:
        after = _STEPS[action](actor, info.id, form)
    except RefusedError as error:
        if form is None:
            messages.error(request, str(error))
        else:
            look.add_error(form, error)
        return None
    messages.success(request, _say(after, action))
    if info.state is ClaimState.ISSUED and action in _ANSWERS:
        following = api.find_next(actor, info.id)
        if following is not None:
            return redirect(f"{reverse('claims:line', args=[following.id])}?after={info.id}")
    return redirect("claims:line", info.id)


def _say(after: ClaimInfo, action: ClaimAction) -> str:
    if action is ClaimAction.CLAIM and after.state is ClaimState.DISPUTED:
        return _("“%(name)s”已有单位认领，已提交数据局裁定。") % {"name": after.template.name_zh}
    return f"“{after.template.name_zh}”{_DONE[action]}"


def _claim(actor: Actor, line_id: int, form: forms.Form | None) -> ClaimInfo:
    return api.claim_element(actor, line_id, cast(ClaimForm, form).to_holding())


def _reason(form: forms.Form | None) -> str:
    return str(form.cleaned_data["reason"]) if form else ""


_STEPS: Mapping[ClaimAction, Callable[[Actor, int, forms.Form | None], ClaimInfo]] = {
    ClaimAction.CLAIM: _claim,
    ClaimAction.DECLINE: lambda actor, line_id, form: api.decline_element(
        actor, line_id, reason=_reason(form), uses=bool(form and form.cleaned_data["uses"])
    ),
    ClaimAction.OBJECT: lambda actor, line_id, form: api.object_to_element(
        actor, line_id, reason=_reason(form)
    ),
    ClaimAction.SUBMIT: lambda actor, line_id, _form: api.submit_claim(actor, line_id),
    ClaimAction.APPROVE: lambda actor, line_id, _form: api.approve_claim(actor, line_id),
    ClaimAction.RETURN: lambda actor, line_id, form: api.return_claim(
        actor, line_id, reason=_reason(form)
    ),
    ClaimAction.LIST: lambda actor, line_id, _form: api.list_claim(actor, line_id),
}


def _describe(actor: Actor, info: ClaimInfo, made: Forms) -> Mapping[str, object]:
    template, held = info.template, info.holding
    decides = ClaimAction.CLAIM in info.actions
    return {
        "info": info,
        "template": template,
        "held": held,
        "level": LEVEL_LABELS[template.level],
        "department": name_organisations()[info.department_code],
        "area": name_areas()[info.area_code],
        "state": state_tag(info.state),
        "role": role_tag(info.role),
        "floor": share_tag(template.share_type),
        "declared": share_tag(held.share_type) if held else None,
        "type": say_type(template.data_type, template.length),
        "held_type": say_type(held.data_type, held.length) if held else "",
        "results": [say_result(result) for result in info.results],
        "actions": {action.value for action in info.actions},
        "forms": made,
        "suggestions": api.suggest_holdings(actor, info.id) if decides else (),
        "systems": list_system_choices(actor, info.department_code) if decides else (),
        "timeline": [event_line(event) for event in api.list_events(actor, info.id)],
        "crumbs": [Crumb(_("要素认领"), reverse("claims:list")), Crumb(template.name_zh)],
    }
