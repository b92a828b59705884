"""Middleware: security headers, errors of pages, Chinese first, sign-out after idleness."""

from collections.abc import Callable

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponseBase
from django.utils import translation
from django.utils.translation import gettext as _

from chengshu.base.clock import api as clock_api
from chengshu.base.errors.api import ChengshuError, NotFoundError
from chengshu.base.look.pages import respond_error

GetResponse = Callable[[HttpRequest], HttpResponseBase]

POLICY = "; ".join((
    "default-src 'self'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data: blob:",
    "worker-src 'self'",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
))
HEADERS = {
    "Content-Security-Policy": POLICY,
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), payment=(), geolocation=(self)",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
SEEN = "seen"
SEEN_STEP = 60  # seconds; the session is written at most once a minute
WALL_PREFIX = "/screens/"  # a wall display is watched, not clicked


class HeadersMiddleware:
    """Sends the security headers; a view may set its own value first."""

    def __init__(self, get_response: GetResponse) -> None:
        """Keep the next step."""
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Add what the answer lacks."""
        response = self._get_response(request)
        for name, value in HEADERS.items():
            response.setdefault(name, value)
        return response


class LanguageMiddleware:
    """Chinese unless the person chose otherwise; API callers may ask by Accept-Language."""

    def __init__(self, get_response: GetResponse) -> None:
        """Keep the next step."""
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer in the language of the cookie, or of an API call's header."""
        language = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        if not language and request.path.startswith("/api/"):
            language = translation.get_language_from_request(request)
        if language not in dict(settings.LANGUAGES):
            language = settings.LANGUAGE_CODE
        with translation.override(language):
            response = self._get_response(request)
        response.setdefault("Content-Language", language)
        return response


class ErrorMiddleware:
    """Turns an error of our tree that a page let through into its page.

    An address with a NUL, which the database cannot even look up, leads nowhere. The API's schemas
    refuse it in their own words.
    """

    def __init__(self, get_response: GetResponse) -> None:
        """Keep the next step."""
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Pass the request on."""
        if "\x00" in request.path and not request.path.startswith("/api/"):
            address = request.path.replace("\x00", "\N{REPLACEMENT CHARACTER}")
            return respond_error(request, NotFoundError(kind=_("地址"), key=address))
        return self._get_response(request)

    def process_exception(
        self, request: HttpRequest, exception: Exception
    ) -> HttpResponseBase | None:
        """Answer an error of our tree; leave all others to Django."""
        if isinstance(exception, ChengshuError):
            return respond_error(request, exception)
        return None


class IdleMiddleware:
    """Signs a person out after `SESSION_IDLE_SECONDS` without a request of their own."""

    def __init__(self, get_response: GetResponse) -> None:
        """Keep the next step."""
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """End an idle session, or note that the person was seen."""
        if request.user.is_authenticated:
            self._watch(request, int(clock_api.now().timestamp()))
        return self._get_response(request)

    @staticmethod
    def _watch(request: HttpRequest, now: int) -> None:
        seen = int(request.session.get(SEEN, now))
        wall = request.path.startswith(WALL_PREFIX)
        if now - seen > settings.SESSION_IDLE_SECONDS and not wall:
            logout(request)
            messages.info(request, _("长时间没有操作，已自动退出，请重新登录。"))
            return
        polling = request.headers.get("X-Poll") == "1" and not wall
        if SEEN not in request.session or (now - seen >= SEEN_STEP and not polling):
            request.session[SEEN] = now
