"""The page of one grant: what it opens, its versions, and the buttons that change it."""

from collections.abc import Callable, Mapping

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from chengshu.base.access import api as access
from chengshu.base.errors.api import RefusedError
from chengshu.base.look import api as look
from chengshu.base.look.contracts import TimelineItem
from chengshu.data.catalog.contracts import ItemInfo
from chengshu.exchange.sharing import api
from chengshu.exchange.sharing.contracts import GrantInfo, GrantState
from chengshu.exchange.sharing.forms import ChangeForm
from chengshu.exchange.sharing.wordings import (
    GRANT_STANDINGS,
    describe_filter,
    name_organisations,
    name_person,
)

_CHANGES: Mapping[str, Callable[..., GrantInfo]] = {
    "suspend": api.suspend_grant,
    "resume": api.resume_grant,
    "revoke": api.revoke_grant,
}
_STEPS = {GrantState.ACTIVE: "good", GrantState.SUSPENDED: "caution", GrantState.REVOKED: "bad"}


@look.page
def show_grant(request: HttpRequest, number: str) -> HttpResponseBase:
    """Show a grant; its provider may suspend, resume or revoke it here."""
    actor = look.actor(request)
    versions = api.list_grant_versions(actor, number)
    form = ChangeForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        change = _CHANGES[form.cleaned_data["change"]]
        try:
            change(actor, number, reason=form.cleaned_data["reason"])
        except RefusedError as error:
            look.add_error(form, error)
        else:
            messages.success(request, _("授权已变更，下一次调用即生效。"))
            return redirect("sharing:grant", number)
    grant, organisations = versions[0], name_organisations()
    offer = api.get_offer(actor, grant.resource_code)
    names = {item.column: item.name_zh for item in offer.items}
    context = {
        "grant": grant,
        "standing": GRANT_STANDINGS[api.grant_standing(grant)],
        "applicant": organisations[grant.organisation_code],
        "provider": organisations[grant.provider_code],
        "filter": describe_filter(grant.row_filter, names),
        "lines": [_line(item, grant) for item in offer.items if item.column in grant.items],
        "steps": [_step(version) for version in versions],
        "form": form,
        "may_change": grant.state is not GrantState.REVOKED
        and access.may(actor, "sharing.change_grant", organisation=grant.provider_code),
        "is_suspended": grant.state is GrantState.SUSPENDED,
    }
    return render(request, "sharing/grant.html", context, status=422 if form.errors else 200)


def _line(item: ItemInfo, grant: GrantInfo) -> dict[str, object]:
    masked = api.is_masked_by_default(item) and item.column not in grant.unmasked_items
    return {"item": item, "masked": masked}


def _step(version: GrantInfo) -> TimelineItem:
    words = {
        GrantState.ACTIVE: _("生效"),
        GrantState.SUSPENDED: _("暂停"),
        GrantState.REVOKED: _("撤销"),
    }
    title = _("第 %(version)s 版：%(state)s") % {
        "version": version.version,
        "state": words[version.state],
    }
    return TimelineItem(
        version.changed_at,
        title,
        by=name_person(version.changed_by),
        note=version.reason,
        tone=_STEPS[version.state],
    )
