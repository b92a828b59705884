"""The way of one call: identify, route, answer; whatever comes of it, record, then let it go."""

import re
import time
from collections.abc import Callable

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation.trans_real import parse_accept_lang_header

from chengshu.base.errors.api import ChengshuError
from chengshu.exchange.gateway import signing
from chengshu.exchange.gateway.desk.calls import Answer, IncomingCall, Reply, Trace, Visit
from chengshu.exchange.gateway.desk.identity import identify, is_signed
from chengshu.exchange.gateway.desk.listing import answer_receipt, answer_resources, list_opened
from chengshu.exchange.gateway.desk.openapi import PREFIX, describe_gateway
from chengshu.exchange.gateway.desk.query import check_length
from chengshu.exchange.gateway.desk.records import conclude, to_json, to_refusal
from chengshu.exchange.gateway.desk.rows import answer_rows
from chengshu.exchange.gateway.errors import NoSuchAddressError, WrongMethodError

_ROUTES: tuple[tuple[re.Pattern[str], Callable[[Visit], Reply]], ...] = (
    (re.compile(rf"{PREFIX}/resources/(?P<key>[A-Za-z0-9_.-]{{1,64}})/rows"), answer_rows),
    (re.compile(rf"{PREFIX}/resources(?P<key>)/?"), answer_resources),
    (re.compile(rf"{PREFIX}/receipts/(?P<key>[0-9a-f]{{32}})"), answer_receipt),
)
_DOCUMENT = f"{PREFIX}/openapi.json"


def answer_call(call: IncomingCall) -> Answer:
    """Return the answer of a call; its record is committed before this returns."""
    started = time.perf_counter()
    with translation.override(choose_language(call.headers.get("accept-language", ""))):
        trace = Trace()
        try:
            reply = _route(call, trace)
            answer = Answer(reply.status, to_json(reply.document), reply.headers)
            return conclude(call, answer, trace, started=started)
        except ChengshuError as error:
            trace.forget_answer()
            refusal = to_refusal(error)
            return conclude(call, refusal, trace, started=started, error=error)


def choose_language(accepted: str) -> str:
    """Return English for those who ask for it before Chinese, else Chinese."""
    for code, _quality in parse_accept_lang_header(accepted):
        if code.startswith(("zh", "en")):
            return "en" if code.startswith("en") else "zh-hans"
    return "zh-hans"


def _route(call: IncomingCall, trace: Trace) -> Reply:
    check_length(call.query)
    found = [
        (route, match) for pattern, route in _ROUTES if (match := pattern.fullmatch(call.path))
    ]
    if not found and call.path != _DOCUMENT:
        raise NoSuchAddressError(kind=_("地址"), key=call.path)
    if call.method != "GET":
        raise WrongMethodError(method=call.method)
    if not found:
        return _describe(call, trace)
    route, match = found[0]
    caller = identify(call, trace)
    return route(Visit(signing.parse_query(call.query), match["key"], caller, trace))


def _describe(call: IncomingCall, trace: Trace) -> Reply:
    opened = list_opened(identify(call, trace).application_code) if is_signed(call) else ()
    return Reply(describe_gateway(opened))
