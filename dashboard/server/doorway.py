"""Refuse requests for strangers' host names, and send the security headers that every answer needs.

A link in a file names the host of the request. So only the names of this server are served: loopback, the
address that it listens on, and the public address (`GOVERNANCE_RISK_ADDRESS`). Probes may use any name.
"""

import asyncio
import ipaddress
import logging
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from dashboard.common.public import VARIABLE, public_address
from dashboard.server.health import HEALTHZ, READYZ

LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
PROBES = frozenset({HEALTHZ, READYZ})
STOPPING = PlainTextResponse(
    "This server is stopping. Try again in a minute.\n",
    503,
    {"Retry-After": "60", "Cache-Control": "no-store"},
)
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Content-Security-Policy": "frame-ancestors 'none'",
}


def host_name(host: str) -> str:
    """Return the name in a Host header, without its port and brackets; empty for one that is not valid."""
    try:
        return (urlsplit(f"//{host}").hostname or "").lower()
    except ValueError:
        return ""


def is_any(address: str) -> bool:
    """Tell if an address to listen on means every address of the machine."""
    try:
        return ipaddress.ip_address(address).is_unspecified
    except ValueError:
        return not address


class Doorway:
    """ASGI middleware around the whole application; `listening` is the address that the server listens on."""

    def __init__(self, app: ASGIApp, listening: str = "127.0.0.1") -> None:
        self.app = app
        public = public_address()
        own = set() if is_any(listening) else {listening.lower()}
        self.names = LOOPBACK | own | ({host_name(urlsplit(public).netloc)} if public else set())

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket") or scope["path"] in PROBES:
            await self.app(scope, receive, send)
        elif host_name(Headers(scope=scope).get("host", "")) not in self.names:
            await self._refuse(scope, receive, send)
        else:
            await self._answer(scope, receive, _dressed(send))

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        started = False

        async def noticing(message: Message) -> None:
            nonlocal started
            started = True
            await send(message)

        try:
            await self.app(scope, receive, noticing)
        except asyncio.CancelledError:
            # The server stops and waits no longer (`serve.GRACE_SECONDS`).
            logging.getLogger("dashboard").warning("stopping: %s was not finished", scope["path"])
            if scope["type"] == "http" and not started:
                await STOPPING(scope, receive, send)

    async def _refuse(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket":
            await receive()
            await send({"type": "websocket.close", "code": 1008})
            return
        line = f"This server has another name. Its operator sets the public address with {VARIABLE}.\n"
        await PlainTextResponse(line, 421, {"Cache-Control": "no-store"})(scope, receive, _dressed(send))


def _dressed(send: Send) -> Send:
    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in HEADERS.items():
                headers.setdefault(name, value)
        await send(message)

    return sending
