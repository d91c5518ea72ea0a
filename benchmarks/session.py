"""One reader's session over the websocket: opened as a browser does, with its cookies, and opened again."""

import asyncio
import http.cookiejar
import time
import urllib.error
import urllib.parse
import urllib.request
from typing import Any

import websockets

from benchmarks.protocol import Reply, View, rerun_frame, take, widget_state

ANSWER_WITHIN = 60.0
RETRY_AFTER = 0.25


class Session:
    """A session on a page below `base`; `follow` opens it again, cookies kept, when its server goes away.

    What a browser holds is kept over a new connection: address, widgets, cookies, the id of the session.
    `reconnects` counts them; `gaps` are the milliseconds from a change, sent or tried on the lost connection,
    to its answer on a new one.
    """

    def __init__(self, base: str, page: str = "", query: str = "", *, follow: bool = False) -> None:
        self.base = base.rstrip("/")
        self.view = View(page=page, query=query, url=f"{self.base}/{page}")
        self.follow = follow
        self.reconnects = 0
        self.gaps: list[float] = []
        self.cookies = http.cookiejar.CookieJar()
        self._socket: Any = None

    async def open(self) -> Reply:
        """Fetch the page for its cookies, connect, run the page once and return its answer."""
        await self._connect()
        return await self._run("")

    async def change(self, key: str, value: Any) -> Reply:
        """Set the widget of `key` and return the answer; KeyError if the page has no such widget."""
        widget = self.view.widgets[key]
        self.view.states[widget.id] = widget_state(widget, value)
        if not self.follow:
            return await self._run(widget.fragment)
        start = time.perf_counter()
        try:
            return await self._run(widget.fragment)
        except (OSError, websockets.ConnectionClosed):
            reply = await self._again(widget.fragment, start + ANSWER_WITHIN)
        self.gaps.append((time.perf_counter() - start) * 1e3)
        return reply

    async def close(self) -> None:
        """Leave."""
        if self._socket is not None:
            await self._socket.close()

    async def _again(self, fragment: str, until: float) -> Reply:
        """Connect again and again until a server answers the change, the whole page as the browser asks."""
        while True:
            try:
                await self._connect()
                self.reconnects += 1
                # Another server knows no fragment of a run that it has not made.
                return await self._run("")
            except (OSError, websockets.WebSocketException):
                if time.perf_counter() > until:
                    raise
                await asyncio.sleep(RETRY_AFTER)

    async def _connect(self) -> None:
        await asyncio.to_thread(self._visit)
        parts = urllib.parse.urlsplit(self.base)
        request = urllib.request.Request(f"{self.base}/_stcore/stream")  # noqa: S310
        self.cookies.add_cookie_header(request)
        held = request.get_header("Cookie")
        words = [
            "streamlit",
            "PLACEHOLDER_AUTH_TOKEN",
            *([self.view.session_id] * bool(self.view.session_id)),
        ]
        self._socket = await websockets.connect(
            f"{self.base.replace('http', 'ws', 1)}/_stcore/stream",
            subprotocols=words,  # type: ignore[arg-type]
            origin=f"{parts.scheme}://{parts.netloc}",  # type: ignore[arg-type]
            additional_headers={"Cookie": held} if held else {},
            max_size=None,
            compression=None,
            ping_interval=None,
            open_timeout=ANSWER_WITHIN,
        )

    def _visit(self) -> None:
        opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.cookies))
        with opener.open(f"{self.base}/{self.view.page}", timeout=ANSWER_WITHIN) as answer:
            answer.read()

    async def _run(self, fragment: str) -> Reply:
        reply = Reply()
        start = time.perf_counter()
        await self._socket.send(rerun_frame(self.view, fragment))
        async with asyncio.timeout(ANSWER_WITHIN):
            while not take(self.view, await self._socket.recv(), reply):
                pass
        reply.milliseconds = (time.perf_counter() - start) * 1e3
        return reply
