"""Who calls: the signature, the key, the clock, the nonce, the application."""

import re

from chengshu.base.clock import api as clock
from chengshu.base.crypto import api as crypto
from chengshu.exchange.gateway import signing
from chengshu.exchange.gateway.contracts import Algorithm, SignedParts
from chengshu.exchange.gateway.desk.calls import Caller, IncomingCall, Trace
from chengshu.exchange.gateway.errors import (
    ForgedSignatureError,
    KeyDisabledError,
    StaleCallError,
    UnknownKeyError,
    UnsignedCallError,
)
from chengshu.exchange.gateway.selectors import find_key_row, works
from chengshu.exchange.gateway.services.calls import use_nonce
from chengshu.exchange.sharing import api as sharing
from chengshu.exchange.sharing.errors import ApplicationDisabledError

CLOCK_SKEW = 300  # seconds either way
_SHAPES = {
    signing.HEADER_KEY: re.compile(r"[A-Za-z0-9]{1,32}"),
    signing.HEADER_ALGORITHM: re.compile("|".join(Algorithm)),
    signing.HEADER_TIME: re.compile(r"\d{1,12}", re.ASCII),
    signing.HEADER_NONCE: re.compile(r"[A-Za-z0-9_-]{16,64}"),
    signing.HEADER_SIGNATURE: re.compile(r"[0-9a-f]{64}"),
}


def identify(call: IncomingCall, trace: Trace) -> Caller:
    """Return the application that signed the call; the nonce is used up by this.

    Raises:
        UnauthenticatedError: Its kind says what is wrong with the signature.
        ApplicationDisabledError: The signature is good, the application is switched off.
    """
    headers = {name: _read_header(call, name) for name in _SHAPES}
    trace.key_id = headers[signing.HEADER_KEY]
    key = find_key_row(key_id=trace.key_id)
    if key is None:
        raise UnknownKeyError(key=trace.key_id)
    application = sharing.get_application(key.application_code)
    trace.caller = Caller(key.key_id, application.code, application.organisation_code)
    parts = _parts_of(call, headers)
    expected = signing.signature_of(crypto.decrypt(key.secret, context=key.key_id), parts)
    if not crypto.same(expected, headers[signing.HEADER_SIGNATURE]):
        raise ForgedSignatureError
    trace.is_proved = True
    now = clock.now()
    skew = abs(int(parts.time) - int(now.timestamp()))
    if skew > CLOCK_SKEW:
        raise StaleCallError(skew=skew, limit=CLOCK_SKEW)
    if not works(key, at=now):
        raise KeyDisabledError(key=key.key_id)
    use_nonce(key_id=key.key_id, nonce=parts.nonce)
    if not application.active:
        raise ApplicationDisabledError(application=application.code)
    return trace.caller


def is_signed(call: IncomingCall) -> bool:
    """Say whether a call carries any part of a signature."""
    return any(name.lower() in call.headers for name in _SHAPES)


def _read_header(call: IncomingCall, name: str) -> str:
    value = call.headers.get(name.lower(), "")
    if not _SHAPES[name].fullmatch(value):
        raise UnsignedCallError(header=name)
    return value


def _parts_of(call: IncomingCall, headers: dict[str, str]) -> SignedParts:
    return SignedParts(
        algorithm=Algorithm(headers[signing.HEADER_ALGORITHM]),
        key_id=headers[signing.HEADER_KEY],
        method=call.method,
        path=call.path,
        query=signing.parse_query(call.query),
        body=call.body,
        time=headers[signing.HEADER_TIME],
        nonce=headers[signing.HEADER_NONCE],
    )
