"""The edit page of an indicator, with a preview that keeps nothing."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from chengshu.base.accounts import api as accounts
from chengshu.base.accounts.contracts import Actor
from chengshu.base.errors.api import RefusedError
from chengshu.base.look import api as look
from chengshu.data.catalog import api as catalog
from chengshu.operations.vitals import api
from chengshu.operations.vitals.forms import IndicatorForm, initial_of

_POST = ["GET", "POST"]


@require_http_methods(_POST)
@look.page
def add_indicator(request: HttpRequest) -> HttpResponse:
    """Define a new indicator."""
    actor = look.actor(request)
    initial: dict[str, object] = {"owner_code": actor.organisation_code, "person": actor.username}
    return _edit(request, actor, initial=initial)


@require_http_methods(_POST)
@look.page
def edit_indicator(request: HttpRequest, code: str) -> HttpResponse:
    """Change an indicator; a changed computation becomes a new version."""
    actor = look.actor(request)
    return _edit(request, actor, initial=initial_of(api.get_indicator(actor, code).spec), code=code)


def _edit(
    request: HttpRequest, actor: Actor, *, initial: dict[str, object], code: str = ""
) -> HttpResponse:
    form = IndicatorForm(actor, request.POST or None, initial=initial)
    if code:
        form.fields["code"].disabled = True
    context: dict[str, object] = {"form": form, "code": code}
    if request.method == "POST" and form.is_valid():
        try:
            spec = form.to_spec()
            if "preview" not in request.POST:
                info = api.save_indicator(actor, spec)
                messages.success(
                    request, _("指标已保存，当前为第 %(n)s 版。") % {"n": info.version}
                )
                return redirect("vitals:indicator", code=info.spec.code)
            context |= _preview(actor, form)
        except RefusedError as error:
            look.add_error(form, error)
    resource = form["resource_code"].value()
    found = catalog.find_resource(actor, str(resource)) if resource else None
    context["items"] = found.items if found else ()
    return render(request, "vitals/edit.html", context, status=422 if form.errors else 200)


def _preview(actor: Actor, form: IndicatorForm) -> dict[str, object]:
    spec = form.to_spec()
    preview = api.preview_indicator(actor, spec)
    names = accounts.area_names()
    rows = [
        (
            names.get(area, area) if area else _("全市"),
            period,
            api.number_text(value, spec.precision),
        )
        for area, period, value in preview.rows
    ]
    return {"preview": preview, "rows": rows, "unit": spec.unit}
