"""One reader of the Dash page: the request that its browser sends when a choice changes."""

import asyncio
import http.client
import json
import time
import urllib.parse
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from benchmarks.protocol import Reply

THREADS = ThreadPoolExecutor(128, thread_name_prefix="dash")
OUTPUT = "figure.figure"
# The inputs of the callback in their order, with the values that the page starts with.
INPUTS: dict[str, Any] = {"indicator": "CPI score", "countries": [], "add": [], "years": [2012, 2025]}


class DashReply(Reply):
    """The answer of a callback, read as a reply of Streamlit is."""

    __slots__ = ("figure",)

    def __init__(self, body: bytes) -> None:
        super().__init__(bytes=len(body), frames=1)
        self.figure = json.loads(body)["response"]["figure"]["figure"]

    def charts(self) -> list[dict[str, Any]]:
        return [self.figure]


class DashSession:
    """A reader with one connection, kept."""

    def __init__(self, base: str) -> None:
        parts = urllib.parse.urlsplit(base)
        self.connection = http.client.HTTPConnection(parts.netloc, timeout=60)
        self.values = dict(INPUTS)
        self.reconnects = 0
        self.gaps: list[float] = []

    async def open(self) -> Reply:
        return await self.change("countries", ["Tajikistan"])

    async def change(self, key: str, value: Any) -> Reply:
        self.values[key] = value
        body = json.dumps(
            {
                "output": OUTPUT,
                "outputs": {"id": "figure", "property": "figure"},
                "inputs": [
                    {"id": id, "property": "value", "value": held} for id, held in self.values.items()
                ],
                "changedPropIds": [f"{key}.value"],
                "parsedChangedPropsIds": [f"{key}.value"],
            }
        )
        start = time.perf_counter()
        status, answer = await asyncio.get_running_loop().run_in_executor(THREADS, self._post, body)
        took = (time.perf_counter() - start) * 1e3
        failed = Reply(bytes=len(answer), faults=[f"status {status}"])
        reply = DashReply(answer) if status == 200 else failed
        reply.milliseconds = took
        return reply

    async def close(self) -> None:
        self.connection.close()

    def _post(self, body: str) -> tuple[int, bytes]:
        self.connection.request("POST", "/_dash-update-component", body, {"Content-Type": "application/json"})
        answer = self.connection.getresponse()
        return answer.status, answer.read()
