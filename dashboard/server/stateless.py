"""Answer the addresses that need no session before anything of Streamlit sees them: an ASGI middleware.

It stands before the guard: a server that is full of readers still answers these.
"""

from starlette.routing import Router
from starlette.types import ASGIApp, Receive, Scope, Send

from dashboard.server import api, feed, light
from dashboard.server.addressed import Addressed
from dashboard.server.api.openapi import ROOT as API
from dashboard.server.light.routes import ROOT as LIGHT

PREFIXES = (API, LIGHT, feed.ROOT)


class Stateless:
    """Route the addresses below `PREFIXES`; pass everything else on."""

    def __init__(self, app: ASGIApp, addressed: Addressed, base: str = "") -> None:
        self.app = app
        self._prefixes = tuple(f"{base}/{prefix}/" for prefix in PREFIXES)
        self._router = Router(
            [*api.routes(addressed, base), *light.routes(addressed, base), *feed.routes(addressed, base)],
            redirect_slashes=False,
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        is_ours = scope["type"] == "http" and f"{scope['path']}/".startswith(self._prefixes)
        await (self._router if is_ours else self.app)(scope, receive, send)
