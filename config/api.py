"""The JSON API at /api/v1/: session sign-in, CSRF, problem+json for every refusal."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError
from ninja.security import SessionAuth

from chengshu.base.errors.api import (
    ChengshuError,
    InvalidInputError,
    NotFoundError,
    Problem,
    to_problem,
)
from chengshu.base.look.errors import SignInRequiredError

# Routers of rooms: (prefix below /api/v1, dotted name), e.g. ("/vitals/", "…vitals.urls.router").
ROUTERS: tuple[tuple[str, str], ...] = (
    ("/sources/", "chengshu.data.sources.urls.router"),
    ("/base/", "chengshu.base.console.urls.router"),
    ("/elements/", "chengshu.data.elements.urls.router"),
    ("/catalog/", "chengshu.data.catalog.urls.router"),
    ("/survey/", "chengshu.data.survey.urls.router"),
    ("/claims/", "chengshu.data.claims.urls.router"),
    ("/standardisation/", "chengshu.data.standardisation.urls.router"),
    ("/lake/", "chengshu.data.lake.urls.router"),
    ("/ingest/", "chengshu.data.ingest.urls.router"),
    ("/rules/", "chengshu.data.rules.urls.router"),
    ("/quality/", "chengshu.data.quality.urls.router"),
    ("/repair/", "chengshu.data.repair.urls.router"),
    ("/sharing/", "chengshu.exchange.sharing.urls.router"),
    ("/gateway/", "chengshu.exchange.gateway.urls.router"),
    ("/matching/", "chengshu.exchange.matching.urls.router"),
    ("/vitals/", "chengshu.operations.vitals.urls.router"),
    ("/warning/", "chengshu.operations.warning.urls.router"),
    ("/dispatch/", "chengshu.operations.dispatch.urls.router"),
)
PROBLEM_TYPE = "application/problem+json"

api = NinjaAPI(
    title="Chengshu 城枢",
    version="1",
    urls_namespace="api",
    auth=SessionAuth(),
    docs_url="docs",
)
for _prefix, _router in ROUTERS:
    api.add_router(_prefix, _router)


def respond_problem(request: HttpRequest, problem: Problem, **more: object) -> HttpResponse:
    """Return RFC 9457 problem details."""
    document = {
        "type": problem.type,
        "title": problem.title,
        "status": problem.status,
        "detail": problem.detail,
        "nature": problem.nature,
        "data": problem.data,
        **more,
    }
    response = api.create_response(request, document, status=problem.status)
    response["Content-Type"] = PROBLEM_TYPE
    return response


@api.exception_handler(ChengshuError)
def answer_refusal(request: HttpRequest, error: ChengshuError) -> HttpResponse:
    """Answer an error of our tree."""
    return respond_problem(request, to_problem(error))


@api.exception_handler(ValidationError)
def answer_validation(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """Answer input that does not fit the schema; `errors` names each place."""
    faults = [_fault(one) for one in error.errors]
    first = faults[0] if faults else {"place": "", "reason": ""}
    problem = to_problem(InvalidInputError(field=first["place"], reason=first["reason"]))
    return respond_problem(request, problem, errors=faults)


@api.exception_handler(AuthenticationError)
def answer_stranger(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
    """Answer a call without a session."""
    return respond_problem(request, to_problem(SignInRequiredError()))


@api.exception_handler(Http404)
def answer_missing(request: HttpRequest, error: Http404) -> HttpResponse:
    """Answer an address that leads nowhere."""
    return respond_problem(request, to_problem(NotFoundError(kind=_("地址"), key=request.path)))


@api.exception_handler(HttpError)
def answer_http_error(request: HttpRequest, error: HttpError) -> HttpResponse:
    """Answer what ninja itself refuses, such as a body that is no JSON."""
    problem = to_problem(InvalidInputError(field=_("请求"), reason=str(error)))
    return respond_problem(request, replace(problem, status=error.status_code))


def _fault(error: Mapping[str, object]) -> dict[str, str]:
    place = error.get("loc", ())
    parts = place if isinstance(place, Sequence) else ()
    return {"place": ".".join(str(part) for part in parts), "reason": str(error.get("msg", ""))}
