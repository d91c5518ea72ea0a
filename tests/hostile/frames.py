"""A client that speaks Streamlit's protocol as bare frames: what a page sends, and what no page would.

python -m tests.hostile.frames       p95 of ten honest sessions, with and without a flood, in turns
"""

import asyncio
import contextlib
import json
import math
import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import websockets
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState

ROOT = Path(__file__).parents[2]
WITHIN = 60.0
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
        self.texts: list[str] = []

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
                    self.texts = []
                elif kind == "delta" and message.delta.new_element.WhichOneof("type") == "plotly_chart":
                    self.texts.append(message.delta.new_element.plotly_chart.spec)
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
            for spec in self.texts
            for trace in json.loads(spec)["data"]
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


@contextlib.contextmanager
def serving(**environment: str) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """The dashboard as `make run` serves it, in a process of its own that ends with the block."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    process = subprocess.Popen(
        [sys.executable, "-c", "from dashboard.server.serve import main; main()", "--port", str(port)],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT), **environment},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    base = f"http://127.0.0.1:{port}"
    try:
        end = time.monotonic() + WITHIN
        while time.monotonic() < end and process.poll() is None:
            with contextlib.suppress(OSError), urllib.request.urlopen(f"{base}/files/health", timeout=2):  # noqa: S310
                break
            time.sleep(0.2)
        yield base, process
    finally:
        process.terminate()
        process.wait(30)


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


async def honest(base: str, seconds: float, sessions: int = 10) -> list[float]:
    """The seconds of every answer to sessions that change the countries of Compare once a second."""
    took: list[float] = []

    async def one(number: int) -> None:
        async with client(base) as reader:
            await reader.run(f"countries={COUNTRIES[number % 6]}")
            await asyncio.sleep(number / sessions)
            end = time.monotonic() + seconds
            while time.monotonic() < end:
                number += 1
                wait = time.monotonic() + 1
                took.append(await reader.run(f"countries=TJK,{COUNTRIES[number % 6]}"))
                await asyncio.sleep(max(0.0, wait - time.monotonic()))

    await asyncio.gather(*(one(number) for number in range(sessions)))
    return took


@contextlib.contextmanager
def attacking(base: str, connections: int) -> Iterator[None]:
    """A flood from a process of its own, so that it takes no time from those who measure."""
    if not connections:
        yield
        return
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.hostile.frames", base, str(connections)],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    time.sleep(3)
    try:
        yield
    finally:
        process.terminate()
        process.wait(20)


def percentile(values: list[float], share: float) -> float:
    return sorted(values)[max(0, math.ceil(share * len(values)) - 1)]


async def measure(base: str, turns: int = 3, seconds: float = 12) -> None:
    """Print p50 and p95 of honest sessions, without and with each flood, in turns."""
    floods = {"none": 0, "one connection": 1, "twenty connections": 20}
    found: dict[str, list[float]] = {name: [] for name in floods}
    await honest(base, 5)  # what is made once is made
    for _ in range(turns):
        for name, connections in floods.items():
            with attacking(base, connections):
                found[name] += await honest(base, seconds)
    for name, took in found.items():
        p50, p95 = percentile(took, 0.5), percentile(took, 0.95)
        ratio = p95 / percentile(found["none"], 0.95)
        print(
            f"{name:20} {len(took):4} answers  p50 {p50 * 1e3:6.0f} ms  "
            f"p95 {p95 * 1e3:6.0f} ms  ratio {ratio:.2f}"
        )


if __name__ == "__main__":
    if len(sys.argv) == 3:
        asyncio.run(flood(sys.argv[1], int(sys.argv[2])))
    else:
        with serving() as (address, _):
            asyncio.run(measure(address))
