"""Limit the requests and websocket frames that strangers may send to Streamlit: an ASGI middleware.

Streamlit trusts its page. Any client may clear the caches of all, read its metrics, ask for the names of
files, and send changes without end. `Guard` lets through only the URLs and websocket frames that our pages
use:

- http: the Streamlit URLs that its page uses, and uploads while there is room for them;
- websocket: the kinds of frames that a page sends, with limits on size and rate.

Limits per address belong to the proxy, which knows the addresses: deploy/nginx.
"""

import os
import time

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from dashboard.server.guard_frames import CLOSE, asks_for_run, judge, supersedes
from dashboard.server.guard_pace import LEFT, Limits, Load, Pace
from dashboard.server.guard_turns import ends_run

# The Streamlit URLs that its page uses are open; all others below these roots are closed.
OWN = ("_stcore/", "component/", "auth/", "oauth2callback")
OPEN = (
    "_stcore/health",
    "_stcore/host-config",
    "_stcore/stream",
    "_stcore/upload_file/",
    "_stcore/bidi-components/",
)
UPLOAD = "_stcore/upload_file/"
FULL = b"This server is full. Please try again in a minute.\n"
RETRY = (b"retry-after", b"30")


def limits() -> Limits:
    """Return the limits of this process; GOVERNANCE_RISK_SESSIONS sets the number of sessions."""
    text = os.environ.get("GOVERNANCE_RISK_SESSIONS", "")
    return Limits(sessions=int(text)) if text.isdecimal() and int(text) else Limits()


LOAD = Load()
LIMITS = limits()


def full() -> bool:
    """Tell if this process takes no further reader now, for readiness."""
    return LOAD.sessions >= LIMITS.sessions


def wait_for_quiet(seconds: float = 1.0, longest: float = 60.0) -> None:
    """Delay background work until no reader has been served for `seconds`."""
    end = time.monotonic() + longest
    time.sleep(seconds)
    while not LOAD.turns.quiet(seconds) and time.monotonic() < end:
        time.sleep(seconds / 4)


class Guard:
    """Wrap an ASGI application; use one for each process, because it counts the load of the process."""

    def __init__(
        self, app: ASGIApp, limits: Limits | None = None, load: Load | None = None, base: str = ""
    ) -> None:
        self.app = app
        self.limits = limits or LIMITS
        self.load = load or LOAD
        self._base = base
        self._connections = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            await self._http(scope, receive, send)
        elif scope["type"] == "websocket":
            await self._websocket(scope, receive, send)
        else:
            await self.app(scope, receive, send)

    def path(self, scope: Scope) -> str:
        """Return the path of a request below the server's base path, without a leading slash."""
        return str(scope["path"]).removeprefix(self._base).lstrip("/")

    async def _http(self, scope: Scope, receive: Receive, send: Send) -> None:
        path = self.path(scope)
        if path.startswith(OWN) and not path.startswith(OPEN):
            await self._refuse(send, 404, "address", b"Not found.\n")
        elif path.startswith(UPLOAD) and scope["method"] == "PUT":
            await self._upload(path, scope, receive, send)
        elif self.load.sessions >= self.limits.sessions and _wants_page(scope):
            await self._refuse(send, 503, "full", FULL)
        else:
            await self.app(scope, receive, send)

    async def _upload(self, path: str, scope: Scope, receive: Receive, send: Send) -> None:
        """Accept a file if few uploads are under way and stored files leave room."""
        if self.load.uploads >= self.limits.uploads:
            await self._refuse(send, 503, "uploads", b"Too many files are being uploaded. Try again.\n")
            return
        mine, all_held = held(path.removeprefix(UPLOAD).partition("/")[0])
        if mine >= self.limits.session_bytes:
            await self._refuse(send, 413, "upload", b"Remove a file before you upload another.\n")
            return
        if all_held >= self.limits.held_bytes:
            await self._refuse(send, 503, "uploads", b"This server stores too many files. Try again later.\n")
            return
        self.load.uploads += 1
        try:
            await self.app(scope, receive, send)
        finally:
            self.load.uploads -= 1

    async def _refuse(self, send: Send, status: int, why: str, text: bytes) -> None:
        self.load.refused[why] += 1
        await send({"type": "http.response.start", "status": status, "headers": _headers(status, text)})
        await send({"type": "http.response.body", "body": text})

    async def _websocket(self, scope: Scope, receive: Receive, send: Send) -> None:
        if self.load.sessions >= self.limits.sessions:
            self.load.refused["full"] += 1
            await receive()
            if "websocket.http.response" in scope.get("extensions", {}):
                await send(
                    {"type": "websocket.http.response.start", "status": 503, "headers": _headers(503, FULL)}
                )
                await send({"type": "websocket.http.response.body", "body": FULL})
            else:
                await send({"type": "websocket.close", "code": 1013})
            return
        self._connections += 1
        self.load.sessions += 1
        guarded = Connection(self._connections, self.limits, self.load, receive, send)
        try:
            await self.app(scope, guarded.receive, guarded.send)
        finally:
            self.load.sessions -= 1
            guarded.end()


class Connection:
    """One websocket: its frames are checked and paced before the application sees them."""

    def __init__(self, number: int, limits: Limits, load: Load, receive: Receive, send: Send) -> None:
        self.number, self.load = number, load
        self._pace = Pace(number, limits, load, receive)
        self._send = send
        self._closed = False

    async def receive(self) -> Message:
        """Return the next message that may pass, when it may."""
        while True:
            message, refused = await self._pace.next()
            if refused is not None:
                return await self._close(*refused)
            if message["type"] != "websocket.receive":
                return message
            data = message.get("bytes")
            if data is None:
                return await self._close("text", 1003)
            verdict = judge(data)
            if verdict is None:
                return await self._turn(message) if asks_for_run(data) else message
            if verdict in CLOSE:
                return await self._close(verdict, CLOSE[verdict])
            self.load.refused[verdict] += 1

    async def _turn(self, message: Message) -> Message:
        """Wait for a turn, and return the newest of the messages that one run answers together.

        Return the disconnect if the reader leaves meanwhile.
        """
        turn = self.load.turns.ask(self.number)
        try:
            left = await self._pace.read_on(turn)
        finally:
            self.load.turns.withdraw(self.number)
        if left is not None or self._pace.gone:
            return left or LEFT
        while (later := self._pace.following()) and supersedes(later, message["bytes"]):
            message = self._pace.take_following()
            self.load.superseded += 1
        return message

    def end(self) -> None:
        """Free the turn and the pace of a connection that has ended."""
        self.load.turns.leave(self.number)
        self._pace.close()

    async def send(self, message: Message) -> None:
        """Pass on the application's messages until the connection is closed or lost.

        Later messages are dropped without an error: `receive` reports the end, and Streamlit stops.
        """
        if ends_run(message.get("bytes")):
            self.load.turns.end(self.number)
        if self._closed or self._pace.gone:
            return
        if message["type"] == "websocket.close":
            self._closed = True
        try:
            await self._send(message)
        except OSError:
            # The disconnect itself arrives behind everything that the client sent before it left.
            self._pace.gone = True

    async def _close(self, why: str, code: int) -> Message:
        self.load.refused[why] += 1
        if not self._closed:
            self._closed = True
            await self._send({"type": "websocket.close", "code": code})
        return {"type": "websocket.disconnect", "code": code}


def held(session: str) -> tuple[int, int]:
    """Return the bytes of the uploaded files of one session, and of all sessions."""
    from streamlit.runtime import Runtime

    if not Runtime.exists():
        return 0, 0
    storage = Runtime.instance().uploaded_file_mgr.file_storage  # type: ignore[attr-defined]
    sizes = {
        owner: sum(len(file.data) for file in list(files.values())) for owner, files in list(storage.items())
    }
    return sizes.get(session, 0), sum(sizes.values())


def _wants_page(scope: Scope) -> bool:
    """Tell if a browser asks for a page to show, rather than for a part of one."""
    return scope["method"] == "GET" and any(
        name == b"accept" and value.startswith(b"text/html") for name, value in scope["headers"]
    )


def _headers(status: int, text: bytes) -> list[tuple[bytes, bytes]]:
    plain = [
        (b"content-type", b"text/plain; charset=utf-8"),
        (b"content-length", str(len(text)).encode()),
        (b"cache-control", b"no-store"),
    ]
    return [*plain, RETRY] if status == 503 else plain
