import json
import typing

import pytest
from django.http import Http404, HttpResponse
from django.test import Client, RequestFactory
from ninja.errors import AuthenticationError, HttpError, ValidationError

from chengshu.base.errors.api import NotAllowedError
from config import api

REQUEST = RequestFactory().get("/api/v1/x")


def read(answer: HttpResponse) -> dict[str, object]:
    assert answer["Content-Type"] == "application/problem+json"
    document = json.loads(answer.content)
    assert document["status"] == answer.status_code
    assert isinstance(document, dict)
    return document


@pytest.mark.django_db
def test_the_api_describes_itself_without_leaving_the_house() -> None:
    page = Client().get("/api/v1/docs").content.decode()
    assert "/static/ninja/swagger-ui-bundle.js" in page
    assert "http" not in page
    document = json.loads(Client().get("/api/v1/openapi.json").content)
    assert document["openapi"].startswith("3.")


def test_a_refusal_is_a_problem_document() -> None:
    document = read(api.answer_refusal(REQUEST, NotAllowedError(permission="编制目录")))
    assert document["status"] == 403
    assert document["detail"] == "您没有“编制目录”的权限，请联系本单位管理员授权。"
    assert document["type"] == "urn:chengshu:error:not_allowed"


def test_input_that_does_not_fit_names_each_place() -> None:
    error = ValidationError([{"loc": ("query", "page"), "msg": "must be positive"}, {"loc": 7}])
    document = read(api.answer_validation(REQUEST, error))
    assert document["status"] == 422
    assert document["errors"] == [
        {"place": "query.page", "reason": "must be positive"},
        {"place": "", "reason": ""},
    ]
    assert read(api.answer_validation(REQUEST, ValidationError([])))["errors"] == []


def test_strangers_missing_addresses_and_broken_bodies_get_problems() -> None:
    assert read(api.answer_stranger(REQUEST, AuthenticationError()))["status"] == 401
    assert read(api.answer_missing(REQUEST, Http404()))["status"] == 404
    assert read(api.answer_http_error(REQUEST, HttpError(400, "bad json")))["status"] == 400


def test_no_endpoint_returns_a_tuple() -> None:
    """The framework would read two items as (status, answer)."""
    faults = [
        operation.view_func.__qualname__
        for _prefix, router in api.api._routers
        for path in router.path_operations.values()
        for operation in path.operations
        if str(typing.get_type_hints(operation.view_func).get("return")).startswith("tuple")
    ]
    assert faults == []
