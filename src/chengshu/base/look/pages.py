"""Pages: who may enter, how errors become pages, how tables answer."""

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Concatenate, ParamSpec

from django.contrib.auth.views import redirect_to_login
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.cache import add_never_cache_headers, patch_vary_headers

from chengshu.base.errors.api import ChengshuError, to_problem
from chengshu.base.look.contracts import TableView
from chengshu.base.look.errors import SignInRequiredError
from chengshu.base.look.exports import FORMATS, respond_export
from chengshu.base.look.shell import is_partial
from chengshu.base.look.tables import lay_out, parameter, table_id

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponseBase]


def page(view: View[P]) -> View[P]:
    """Make `view` a page: only for signed-in people, refusals shown as pages, never cached."""

    @wraps(view)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return ask_to_sign_in(request)
        try:
            response = view(request, *args, **kwargs)
        except ChengshuError as error:
            response = respond_error(request, error)
        add_never_cache_headers(response)
        return response

    return guarded


def ask_to_sign_in(request: HttpRequest) -> HttpResponse:
    """Return the way to the sign-in page, for a browser or for htmx within a page."""
    answer = redirect_to_login(request.get_full_path())
    if not is_partial(request):
        return answer
    response = respond_error(request, SignInRequiredError())
    response["HX-Redirect"] = answer.url
    return response


def respond_error(request: HttpRequest, error: ChengshuError) -> HttpResponse:
    """Return the page of an error, or its message for htmx to show within the page."""
    problem = to_problem(error)
    context = {"problem": problem}
    if is_partial(request):
        response = render(request, "look/parts/error.html", context, status=problem.status)
        response["HX-Retarget"] = "#messages"
        response["HX-Reswap"] = "innerHTML show:top"
        return response
    return render(request, "look/error.html", context, status=problem.status)


def respond_table(
    request: HttpRequest,
    view: TableView,
    *,
    template: str = "look/list.html",
    context: Mapping[str, object] | None = None,
) -> HttpResponseBase:
    """Return a table as a page, as the part htmx asks for, or as an export."""
    extension = request.GET.get(parameter(view, "export"), "")
    if view.exports and extension in FORMATS:
        return respond_export(request, view, extension)
    table = lay_out(request, view)
    values = {**(context or {}), "table": table}
    if is_partial(request) and request.headers.get("HX-Target") == table_id(view):
        template = "look/parts/table.html"
    response = render(request, template, values)
    patch_vary_headers(response, ["HX-Request"])
    return response


def add_error(form: BaseForm, error: ChengshuError) -> None:
    """Put a refusal on a form: at the field its data names, else above all fields."""
    field = str(error.data.get("field", ""))
    form.add_error(field if field in form.fields else None, str(error))
