"""Tells a screen when something on it has changed: server-sent events, at most every 5 s."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace

from asgiref.sync import sync_to_async
from django.db import close_old_connections

from chengshu.base.accounts.contracts import Actor
from chengshu.base.clock import api as clock
from chengshu.base.crypto import api as crypto
from chengshu.base.errors.api import RefusedError
from chengshu.screens.cockpit import api

INTERVAL = 5.0  # seconds; DESIGN §7: charts update at most every 5 s
_AT_REST = clock.now()


def take_fingerprint(actor: Actor, code: str) -> str:
    """Return a digest of everything the screen shows except the moment itself.

    Raises:
        RefusedError: The actor may no longer see the screen.
    """
    close_old_connections()
    try:
        screen = replace(api.get_screen(actor, code), at=_AT_REST)
        return crypto.digest(repr(screen).encode())
    finally:
        close_old_connections()


async def tell_changes(actor: Actor, code: str) -> AsyncIterator[str]:
    """Yield an event per change, and a comment in between that keeps the line open."""
    known = ""
    yield f"retry: {int(INTERVAL * 1000)}\n\n"
    while True:
        try:
            present = await sync_to_async(take_fingerprint)(actor, code)
        except RefusedError:
            yield "event: closed\ndata: \n\n"
            return
        if present != known:
            yield f"event: screen\nid: {present[:16]}\ndata: {present[:16]}\n\n"
        else:
            yield ": still here\n\n"
        known = present
        await asyncio.sleep(INTERVAL)
