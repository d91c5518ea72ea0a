"""A reader whose replica has gone loses no click.

The browser opens its session again, here, and sends what the reader clicked; but a session that is new
knows no widget yet, so that it draws the page of the address and the click is gone. Then the same message is
given to it once more: now the widgets are known, and the click is a change.
"""

import asyncio
from typing import Any

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

LARGEST = 1_000_000


def session_before(scope: Any) -> str | None:
    """The session that a websocket asks to go on with, as Streamlit's browser side names it; else None."""
    for name, value in scope["headers"]:
        if name == b"sec-websocket-protocol":
            parts = [part.strip() for part in value.decode("latin-1").split(",")]
            return parts[2] if len(parts) > 2 and parts[2] else None
    return None


class Returning:
    """ASGI middleware: the first message of a session that was meant to go on, and is new, is given twice."""

    def __init__(self, app: Any) -> None:
        self.app = app

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        before = session_before(scope) if scope["type"] == "websocket" else None
        if before is None:
            await self.app(scope, receive, send)
            return
        first: Any = None
        is_new: bool | None = None
        again: asyncio.Future[Any] | None = asyncio.get_running_loop().create_future()
        coming: asyncio.Task[Any] | None = None

        async def receiving() -> Any:
            nonlocal first, again, coming
            if again is None and coming is None:
                return await receive()
            coming = coming or asyncio.create_task(receive())
            if again is not None:
                await asyncio.wait({coming, again}, return_when=asyncio.FIRST_COMPLETED)
                if again.done():
                    repeated, again = again.result(), None
                    if repeated is not None:
                        return repeated
            message, coming = await coming, None
            if first is None and _asks(message):
                first = message
            return message

        async def sending(message: Any) -> None:
            nonlocal is_new
            await send(message)
            if first is None or again is None or again.done() or message["type"] != "websocket.send":
                return
            told = _read(message.get("bytes"))
            if told is None:
                return
            if told.WhichOneof("type") == "new_session" and is_new is None:
                is_new = told.new_session.initialize.session_id != before
                if not is_new:
                    again.set_result(None)
            elif told.WhichOneof("type") == "script_finished":
                again.set_result(first if is_new else None)

        try:
            await self.app(scope, receiving, sending)
        finally:
            if coming is not None:
                coming.cancel()


def _asks(message: Any) -> bool:
    frame = message.get("bytes") if message["type"] == "websocket.receive" else None
    try:
        return bool(frame) and BackMsg.FromString(frame).WhichOneof("type") == "rerun_script"
    except Exception:
        return False  # what is no message is Streamlit's to refuse


def _read(frame: bytes | None) -> ForwardMsg | None:
    return ForwardMsg.FromString(frame) if frame and len(frame) < LARGEST else None
