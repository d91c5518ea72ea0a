"""Replay the first message after a reconnect, so that a click survives the restart of a replica.

The browser reopens its session here and sends the reader's click. A new session does not know any widget yet,
so it draws the page of the address and loses the click. The same message, sent again, finds the widgets and
changes the page.
"""

import asyncio
from typing import Any

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from dashboard.common.sessions import session_before

LARGEST = 1_000_000


class Returning:
    """ASGI middleware that replays the first message of a session that should resume but is new."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        before = None
        if scope["type"] == "websocket":
            before = session_before(Headers(scope=scope).get("sec-websocket-protocol", ""))
        if before is None:
            await self.app(scope, receive, send)
            return
        first: Message | None = None
        is_new: bool | None = None
        again: asyncio.Future[Message | None] | None = asyncio.get_running_loop().create_future()
        coming: asyncio.Future[Message] | None = None

        async def receiving() -> Message:
            nonlocal first, again, coming
            if again is None and coming is None:
                return await receive()
            coming = coming or asyncio.ensure_future(receive())
            if again is not None:
                ends: set[asyncio.Future[Any]] = {coming, again}
                await asyncio.wait(ends, return_when=asyncio.FIRST_COMPLETED)
                if again.done():
                    repeated, again = again.result(), None
                    if repeated is not None:
                        return repeated
            message, coming = await coming, None
            if first is None and _asks(message):
                first = message
            return message

        async def sending(message: Message) -> None:
            nonlocal is_new
            await send(message)
            if first is None or again is None or again.done() or message["type"] != "websocket.send":
                return
            frame = _read(message.get("bytes"))
            if frame is None:
                return
            if frame.WhichOneof("type") == "new_session" and is_new is None:
                is_new = frame.new_session.initialize.session_id != before
                if not is_new:
                    again.set_result(None)
            elif frame.WhichOneof("type") == "script_finished":
                again.set_result(first if is_new else None)

        try:
            await self.app(scope, receiving, sending)
        finally:
            if coming is not None:
                coming.cancel()


def _asks(message: Message) -> bool:
    frame = message.get("bytes") if message["type"] == "websocket.receive" else None
    try:
        return bool(frame) and BackMsg.FromString(frame).WhichOneof("type") == "rerun_script"
    except Exception:
        return False  # Streamlit refuses an invalid message


def _read(frame: bytes | None) -> ForwardMsg | None:
    return ForwardMsg.FromString(frame) if frame and len(frame) < LARGEST else None
