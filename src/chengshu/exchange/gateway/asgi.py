"""The gateway's own ASGI application: no page middleware, a few threads for database and lake."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import structlog
from django.db import InterfaceError, OperationalError, close_old_connections
from django.utils import translation
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from chengshu.base.errors.api import BrokenError, ChengshuError, TooLargeError
from chengshu.exchange.gateway.desk.calls import Answer, IncomingCall
from chengshu.exchange.gateway.desk.desk import answer_call, choose_language
from chengshu.exchange.gateway.desk.records import to_refusal
from chengshu.exchange.gateway.errors import DatabaseAwayError

THREADS = 8
LARGEST_BODY = 64 * 1024
_METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]
_log = structlog.get_logger(__name__)


def build_application(answer: Callable[[IncomingCall], Answer] = answer_call) -> Starlette:
    """Return the application; `answer` runs in one of its threads, never in the event loop."""
    threads = ThreadPoolExecutor(THREADS, thread_name_prefix="gateway")

    async def serve(request: Request) -> Response:
        language = choose_language(request.headers.get("accept-language", ""))
        body = await _read_body(request)
        if body is None:
            limit = f"{LARGEST_BODY} B"
            return _refuse(TooLargeError(what="body", limit=limit), language)
        call = _to_call(request, body)
        loop = asyncio.get_running_loop()
        try:
            return _respond(await loop.run_in_executor(threads, _answer_afresh, answer, call))
        except (OperationalError, InterfaceError) as error:
            _log.warning("gateway_database_away", reason=str(error))
            return _refuse(DatabaseAwayError(reason="database"), language)

    return Starlette(
        routes=[Route("/{path:path}", serve, methods=_METHODS)],
        exception_handlers={Exception: _break},
    )


def _answer_afresh(answer: Callable[[IncomingCall], Answer], call: IncomingCall) -> Answer:
    """Answer with a connection that is alive: one that died with the server is replaced."""
    close_old_connections()
    try:
        return answer(call)
    finally:
        close_old_connections()


async def _read_body(request: Request) -> bytes | None:
    """Return the body, or None when it is larger than any call needs."""
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > LARGEST_BODY:
            return None
    return body


def _to_call(request: Request, body: bytes) -> IncomingCall:
    return IncomingCall(
        method=request.method,
        path=request.url.path,
        query=request.scope["query_string"].decode("latin-1"),
        headers={name.lower(): value for name, value in request.headers.items()},
        body=body,
        address=request.client.host if request.client else "",
    )


def _respond(answer: Answer) -> Response:
    return Response(
        answer.body, answer.status, headers=dict(answer.headers), media_type=answer.media_type
    )


def _refuse(error: ChengshuError, language: str) -> Response:
    with translation.override(language):
        answer = to_refusal(error)
    return _respond(answer)


async def _break(request: Request, error: Exception) -> Response:
    _log.error("gateway_broken", path=request.url.path, exc_info=error)
    return _refuse(BrokenError(), choose_language(request.headers.get("accept-language", "")))


application = build_application()
