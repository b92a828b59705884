"""The page where a person confirms one drafted table, and what he says there."""

from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from chengshu.base.accounts.contracts import Actor
from chengshu.base.errors.api import InvalidInputError, RefusedError
from chengshu.base.look import api as look
from chengshu.data.survey import api
from chengshu.data.survey.contracts import DraftInfo
from chengshu.data.survey.forms import LineForm
from chengshu.data.survey.views.names import Names, list_choices, read_names
from chengshu.data.survey.views.saying import SUBMIT, VERBS, Said
from chengshu.data.survey.views.sheet import compose_sheet


@look.page
def show_draft(request: HttpRequest, draft: int) -> HttpResponseBase:
    """Show a drafted table; `?open=` names the line whose evidence and form are shown."""
    actor = look.actor(request)
    info = api.get_draft(actor, draft)
    names = _names(actor, info)
    opened = request.GET.get("open", "")
    line = info.find_line(opened)
    form = LineForm(line, list_choices(line, names)) if line else None
    return _render(request, info, names, form=form)


@require_POST
@look.page
def say(request: HttpRequest, draft: int) -> HttpResponseBase:
    """Take what a person says; `do` is `verb` or `verb:line`. Refusals stay on the page."""
    actor = look.actor(request)
    verb, _sign, target = request.POST.get("do", "").partition(":")
    if verb not in VERBS:
        raise InvalidInputError(field=_("操作"), reason=verb)
    try:
        note = VERBS[verb](Said(request, actor, draft, target))
    except RefusedError as error:
        return _refuse(request, actor, draft, error=error)
    if verb == SUBMIT:
        return _go_on(request, actor, draft, note=note)
    if not look.is_partial(request):
        messages.success(request, note)
        return redirect("survey:draft", draft)
    info = api.get_draft(actor, draft)
    return _render(request, info, _names(actor, info), note=note)


def _names(actor: Actor, info: DraftInfo) -> Names:
    return read_names(actor, info.column_lines)


def _refuse(
    request: HttpRequest, actor: Actor, draft: int, *, error: RefusedError
) -> HttpResponseBase:
    """Show a refusal on the page; what was typed stays where a line was being corrected.

    A line that lacks something answers an acceptance by opening, so that it can be filled in.
    """
    info = api.get_draft(actor, draft)
    verb, _sign, target = request.POST.get("do", "").partition(":")
    line = info.find_line(target)
    opens = line is not None and (verb == "save" or (verb == "accept" and bool(line.missing)))
    if not look.is_partial(request):
        messages.error(request, str(error))
        url = reverse("survey:draft", args=[draft])
        return redirect(f"{url}?{urlencode({'open': target})}" if opens else url)
    names = _names(actor, info)
    typed = request.POST if verb == "save" else None
    form = LineForm(line, list_choices(line, names), typed) if line and opens else None
    return _render(request, info, names, form=form, fault=str(error))


def _go_on(request: HttpRequest, actor: Actor, draft: int, *, note: str) -> HttpResponseBase:
    """Lead to the next table that waits, or back to this one."""
    messages.success(request, note)
    following = api.find_next_draft(actor, draft)
    url = reverse("survey:draft", args=[following or draft])
    if not look.is_partial(request):
        return redirect(url)
    response = HttpResponse()
    response["HX-Redirect"] = url
    return response


def _render(
    request: HttpRequest,
    info: DraftInfo,
    names: Names,
    *,
    form: LineForm | None = None,
    note: str = "",
    fault: str = "",
) -> HttpResponse:
    context = compose_sheet(look.actor(request), info, names, form=form)
    template = "survey/parts/sheet.html" if look.is_partial(request) else "survey/draft.html"
    response = render(request, template, {**context, "note": note, "fault": fault})
    patch_vary_headers(response, ["HX-Request"])
    return response
