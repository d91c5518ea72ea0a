"""A file is made of the snapshot that its page was made of, or not at all.

The address of the rows behind a chart names the snapshot of the page. Of several replicas one may serve a
newer one already, or this one since the page was drawn: it answers 404, and the proxy asks the next replica
(`deploy/nginx/`). An address that names none is answered from the newest.
"""

from urllib.parse import parse_qs

from starlette.concurrency import run_in_threadpool
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from dashboard.common.files import SNAPSHOT
from dashboard.common.snapshot import one_snapshot, snapshot
from indicators.errors import ReaderError

FILES = "/files/"


class OneSnapshot:
    """ASGI middleware: a file is made of one snapshot, and of the one that its address names."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or FILES not in scope["path"]:
            await self.app(scope, receive, send)
            return
        try:
            served = await run_in_threadpool(snapshot)
        except ReaderError:
            await self.app(scope, receive, send)  # the route says what is wrong
            return
        asked = parse_qs(scope["query_string"].decode("latin-1")).get(SNAPSHOT, [served.id])[0]
        if asked != served.id:
            line = (
                "snapshot: this file belongs to a page that was made from another snapshot than "
                f"{served.id}, which is served now. Reload the page, or leave out snapshot= for the newest.\n"
            )
            answer = PlainTextResponse(line, 404, {"Cache-Control": "no-store"})
            await answer(scope, receive, send)
            return
        with one_snapshot(served):
            await self.app(scope, receive, send)
