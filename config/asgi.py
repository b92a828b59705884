"""The server's entry: Django for pages and the API, the gateway beside it without middleware."""

import os
import warnings
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any, TypeAlias

from django.core.asgi import get_asgi_application
from granian.utils.proxies import wrap_asgi_with_proxy_headers

from chengshu.base.look.translations import compile_all

Message: TypeAlias = MutableMapping[str, Any]  # as the ASGI specification has it
Application: TypeAlias = Callable[[Any, Any, Any], Awaitable[None]]

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

# WhiteNoise answers with plain iterators; static files are small, nothing else would be gained.
warnings.filterwarnings("ignore", message="StreamingHttpResponse must consume synchronous")

compile_all()  # only what changed since the last start
_pages: Application = get_asgi_application()

from chengshu.exchange.gateway import api as gateway  # noqa: E402 - needs Django set up first


async def _lead(
    scope: Message,
    receive: Callable[[], Awaitable[Message]],
    send: Callable[[Message], Awaitable[None]],
) -> None:
    """Lead calls below the gateway's prefix to the gateway, everything else to the pages."""
    is_call = scope["type"] == "http" and scope["path"].startswith(f"{gateway.PREFIX}/")
    if is_call or scope["type"] == "lifespan":  # Django does not speak lifespan
        await gateway.application(scope, receive, send)
    else:
        await _pages(scope, receive, send)


# A proxy on this machine says who called and that it was over TLS; nobody else is believed. Without
# it every form behind TLS would be refused, and the record would name the proxy as the caller.
application: Application = wrap_asgi_with_proxy_headers(_lead, trusted_hosts=["127.0.0.1", "::1"])
