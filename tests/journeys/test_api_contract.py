"""Guessed calls to every operation of our own OpenAPI document: none may break the server.

Calls run in the test's own process. Each is rolled back, so that the known things stay as they are
and one mistake does not hide behind another.
"""

import traceback
import warnings
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import pytest
import requests
import schemathesis
from django.db import transaction
from django.http import HttpResponseBase
from django.test import Client
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from hypothesis.errors import HypothesisWarning, Unsatisfiable
from schemathesis import Case
from schemathesis.generation import GenerationMode
from schemathesis.schemas import APIOperation

from config.api import api
from tests.journeys.small_world import SAID, harvest, make_world

pytestmark = pytest.mark.journey
EXAMPLES = {GenerationMode.POSITIVE: 9, GenerationMode.NEGATIVE: 3}
SERVER_ERROR = 500
HOST = "http://testserver"


@dataclass
class World:
    """Signed-in people, values that lead to real things, and what broke."""

    clients: dict[str, Client]
    known: dict[str, list[object]]
    calls: int = 0
    broken: dict[str, str] = field(default_factory=dict)


@pytest.fixture
def world(db: None) -> World:
    clients = make_world()
    return World(clients, harvest(clients["anyone"]))


def operations() -> Iterator[APIOperation]:
    schema = schemathesis.openapi.from_dict(api.get_openapi_schema())
    for found in schema.get_all_operations():
        yield found.ok()


def send(client: Client, case: Case) -> HttpResponseBase:
    prepared = requests.Request(**case.as_transport_kwargs(base_url=HOST)).prepare()
    address = urlsplit(str(prepared.url))
    body = prepared.body or b""
    return client.generic(
        str(prepared.method),
        address.path,
        body.encode() if isinstance(body, str) else bytes(body),
        prepared.headers.get("Content-Type", "application/octet-stream"),
        QUERY_STRING=address.query,
    )


def explain(response: HttpResponseBase) -> str:
    cause = getattr(response, "exc_info", None)
    if not cause:
        return str(getattr(response, "content", b"")[:300])
    lines = [line for line in traceback.format_exception(*cause) if "/chengshu/" in line]
    return "".join([*lines[-3:], *traceback.format_exception_only(cause[1])])


def steer(world: World, case: Case, index: int) -> None:
    """Let a call name real things where it can."""
    place = max((at for at in world.known if at in case.path), key=len, default="")
    for name in case.path_parameters if place else ():
        values = world.known[place]
        case.path_parameters[name] = values[index % len(values)]
    for said in (case.body, case.query):
        if isinstance(said, dict):
            said.update({name: SAID[name] for name in said if name in SAID})


def meet(world: World, case: Case, *, who: str, index: int | None) -> None:
    """Send one call; with an index it leads to real things where it names any."""
    if index is not None:
        steer(world, case, index)
    with transaction.atomic():
        response = send(world.clients[who], case)
        transaction.set_rollback(True)
    world.calls += 1
    if response.status_code >= SERVER_ERROR:
        label = f"{case.operation.label} as {who}: {case.as_curl_command()[:600]}"
        world.broken.setdefault(case.operation.label, f"{label}\n{explain(response)}")


def try_operation(world: World, operation: APIOperation, mode: GenerationMode) -> None:
    @settings(
        max_examples=EXAMPLES[mode],
        phases=[Phase.generate],
        derandomize=True,
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(
        case=operation.as_strategy(generation_mode=mode),
        who=st.sampled_from(["anyone", "anyone", *sorted(world.clients)]),
        index=st.sampled_from([0, 1, 2, 3, 4, 5, None, None]),
    )
    def run(case: Case, who: str, index: int | None) -> None:
        meet(world, case, who=who, index=index)

    try:
        run()
    except Unsatisfiable:
        assert mode is GenerationMode.NEGATIVE, operation.label  # nothing in it can be wrong


def test_no_guessed_call_breaks_the_server(world: World) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", HypothesisWarning)
        for operation in operations():
            for mode in EXAMPLES:
                try_operation(world, operation, mode)
    assert world.calls > 500
    assert not world.broken, "\n\n".join(world.broken.values())


def test_strangers_get_a_problem_document_everywhere(db: None) -> None:
    client = Client(raise_request_exception=False)
    for operation in operations():
        path = operation.path.replace("{", "").replace("}", "")
        response = client.generic(operation.method.upper(), path)
        assert response.status_code in {401, 422}, operation.label
        assert response["Content-Type"] == "application/problem+json", operation.label
