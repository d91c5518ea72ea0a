"""Make a file from the snapshot of its page, or refuse it.

The address of the rows behind a chart names the snapshot of the page. A replica that serves another snapshot
answers 404, and the proxy asks the next replica (`deploy/nginx/`). An address without a snapshot gets the
newest.
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
    """ASGI middleware that makes each file from one snapshot: the one that its address names."""

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
        wanted = parse_qs(scope["query_string"].decode("latin-1")).get(SNAPSHOT, [served.id])[0]
        if wanted != served.id:
            line = (
                f"snapshot: this file belongs to another snapshot than {served.id}, which is served now. "
                "Reload the page, or leave out snapshot= for the newest.\n"
            )
            answer = PlainTextResponse(line, 404, {"Cache-Control": "no-store"})
            await answer(scope, receive, send)
            return
        with one_snapshot(served):
            await self.app(scope, receive, send)
