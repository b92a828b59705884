"""The page of one dispute: what each department says, and the ruling."""

from collections.abc import Mapping

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from chengshu.base.errors.api import RefusedError
from chengshu.base.look import api as look
from chengshu.base.look.contracts import Crumb
from chengshu.data.claims import api
from chengshu.data.claims.contracts import DisputeInfo
from chengshu.data.claims.forms import RulingForm
from chengshu.data.claims.labels import DISPUTE_KINDS, LEVEL_LABELS
from chengshu.data.claims.views.tones import (
    dispute_tag,
    name_areas,
    name_organisations,
    role_tag,
    say_type,
    share_tag,
    state_tag,
)


@look.page
def show_dispute(request: HttpRequest, dispute_id: int) -> HttpResponseBase:
    """Show a dispute; the bureau finds the form of the ruling below."""
    actor = look.actor(request)
    dispute = api.get_dispute(actor, dispute_id)
    names = name_organisations()
    form = RulingForm(request.POST if request.method == "POST" else None)
    form.offer(dispute, names)
    if request.method == "POST" and form.is_valid():
        try:
            api.rule_dispute(actor, dispute_id, **form.cleaned_data)
        except RefusedError as error:
            look.add_error(form, error)
        else:
            messages.success(request, _("裁定已送达各单位。"))
            return redirect("claims:dispute", dispute_id)
    context = {**_describe(dispute, names), "form": form}
    return render(request, "claims/dispute.html", context, status=422 if form.errors else 200)


def _describe(dispute: DisputeInfo, names: Mapping[str, str]) -> Mapping[str, object]:
    template = dispute.template
    return {
        "dispute": dispute,
        "template": template,
        "level": LEVEL_LABELS[template.level],
        "type": say_type(template.data_type, template.length),
        "floor": share_tag(template.share_type),
        "state": dispute_tag(dispute.state),
        "kind": DISPUTE_KINDS[dispute.kind],
        "area": name_areas()[dispute.area_code],
        "opened_by": names[dispute.opened_by],
        "authority": names[dispute.authority_code] if dispute.authority_code else "",
        "parties": [
            {
                "info": party,
                "name": names[party.department_code],
                "state": state_tag(party.state),
                "role": role_tag(party.role),
                "url": reverse("claims:line", args=[party.claim_id]) if party.holding else "",
            }
            for party in dispute.parties
        ],
        "crumbs": [Crumb(_("要素争议"), reverse("claims:disputes")), Crumb(dispute.number)],
    }
