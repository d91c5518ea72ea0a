"""A client that speaks Streamlit's protocol as bare frames: what a page sends, and what no page would."""

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator
from typing import Any

import websockets
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState

from benchmarks.protocol import figure_of

WITHIN = 300.0
PAGE = "compare"
COUNTRIES = ("TJK", "KGZ", "KAZ", "UZB", "TKM", "AFG")
AGAIN = ForwardMsg.ScriptFinishedStatus.Value("FINISHED_EARLY_FOR_RERUN")


def rerun(
    page: str = PAGE, query: str = "", widgets: int = 0, hashes: int = 0, fragment: str = "", click: str = ""
) -> bytes:
    """A frame that asks for a run, with so many widget states and hashes of no meaning."""
    message = BackMsg()
    message.rerun_script.fragment_id = fragment
    if click:
        message.rerun_script.widget_states.widgets.append(WidgetState(id=click, trigger_value=True))
    message.rerun_script.page_name = page
    message.rerun_script.query_string = query
    for number in range(widgets):
        message.rerun_script.widget_states.widgets.append(WidgetState(id=f"w{number}", string_value="x"))
    message.rerun_script.cached_message_hashes.extend(f"{number:032x}" for number in range(hashes))
    return bytes(message.SerializeToString())


def frame(kind: str) -> bytes:
    """A frame of one of the kinds that are a mere flag: `clear_cache`, `load_git_info`, `stop_script` ..."""
    return bytes(BackMsg(**{kind: True}).SerializeToString())


def file_urls(names: int) -> bytes:
    message = BackMsg()
    message.file_urls_request.request_id = "r"
    message.file_urls_request.file_names.extend(f"{number}.csv" for number in range(names))
    return bytes(message.SerializeToString())


def operation(payload: str) -> bytes:
    message = BackMsg()
    getattr(message.backend_operation_request, payload).SetInParent()
    return bytes(message.SerializeToString())


class Client:
    """A websocket to the server, as a browser opens it."""

    def __init__(self, stream: Any) -> None:
        self.stream = stream
        self.session = ""
        self.fragment = ""
        self.kinds: list[str] = []
        self.figures: list[dict[str, Any]] = []

    async def send(self, data: bytes | str) -> None:
        await self.stream.send(data)

    async def kind(self, wanted: str) -> Any:
        """The next message of a kind."""
        async with asyncio.timeout(WITHIN):
            while True:
                message = ForwardMsg()
                message.ParseFromString(await self.stream.recv())
                kind = message.WhichOneof("type")
                self.kinds.append(str(kind))
                if kind == "new_session":
                    self.session = message.new_session.initialize.session_id or self.session
                    self.figures = []
                elif kind == "delta" and (figure := figure_of(message.delta.new_element)) is not None:
                    self.figures.append(figure)
                if kind == wanted:
                    return message

    async def run(self, query: str = "", page: str = PAGE) -> float:
        """Ask for a run and read its answer; the seconds that it took."""
        start = time.perf_counter()
        await self.send(rerun(page, query))
        while (await self.kind("script_finished")).script_finished == AGAIN:
            pass
        return time.perf_counter() - start

    def lines(self) -> set[str]:
        """The names of the lines of the last run's charts."""
        return {
            trace["name"]
            for figure in self.figures
            for trace in figure["data"]
            if trace.get("mode") == "lines" and trace.get("name")
        }

    async def closed(self) -> int:
        """Read until the server closes, and its code."""
        async with asyncio.timeout(WITHIN):
            with contextlib.suppress(websockets.ConnectionClosed):
                while True:
                    await self.stream.recv()
        return int(self.stream.close_code)


@contextlib.asynccontextmanager
async def client(base: str, session: str = "", compression: str | None = None) -> AsyncIterator[Client]:
    """A client for the block; `session` is the id that a page sends when it comes back."""
    stream = await websockets.connect(
        f"{base.replace('http', 'ws', 1)}/_stcore/stream",
        subprotocols=["streamlit", "PLACEHOLDER_AUTH_TOKEN", *([session] * bool(session))],  # type: ignore[list-item]
        origin=base,  # type: ignore[arg-type]
        max_size=None,
        compression=compression,
        open_timeout=WITHIN,
        close_timeout=2,
    )
    try:
        yield Client(stream)
    finally:
        await stream.close()


async def flood(base: str, connections: int = 1, frames: bytes = b"") -> None:
    """Send changes as fast as the server takes them, until cancelled; what is closed is opened again."""

    async def one() -> None:
        while True:
            with contextlib.suppress(OSError, websockets.WebSocketException):
                async with client(base) as attacker:

                    async def drain() -> None:
                        async for _ in attacker.stream:
                            pass

                    reading = asyncio.create_task(drain())
                    try:
                        number = 0
                        while True:
                            number += 1
                            await attacker.send(frames or rerun(query=f"countries={COUNTRIES[number % 6]}"))
                            # A send that need not wait would let nobody else run here.
                            await asyncio.sleep(0)
                    finally:
                        reading.cancel()
            await asyncio.sleep(0.05)

    await asyncio.gather(*(one() for _ in range(connections)))
