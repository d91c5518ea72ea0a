"""A reader without a browser: Streamlit's own protocol over a websocket, and files by address."""

import asyncio
import re
import time
import urllib.parse
from collections.abc import Iterator
from dataclasses import dataclass, field

import websockets
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.Element_pb2 import Element
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.util import calc_hash
from websockets.asyncio.client import ClientConnection, connect

from deploy.trial.site import get

LARGEST = 50_000_000
IDS = re.compile(rb'Snapshot ([\w-]{1,64}), built|snapshot=([\w-]{1,64})|"snapshot": ?"([\w-]{1,64})"')
ROWS = re.compile(rb"/files/rows\.\{format\}\?[\x21-\x7e]+?snapshot=[\w-]+")
TROUBLE = (b"could not be shown", b"no snapshot", b"not what datapackage.json records")


@dataclass(frozen=True)
class View:
    """The result of one run: its elements, the snapshots that they name, and the time it took."""

    elements: frozenset[bytes]
    shown: frozenset[str]
    snapshots: frozenset[str]
    rows: str | None
    seconds: float
    ended: str

    @property
    def trouble(self) -> bool:
        """Tell whether the reader sees an error."""
        return self.ended != "finished_successfully" or any(
            words in element for words in TROUBLE for element in self.elements
        )


def _shown(element: Element) -> Iterator[str]:
    """Yield what a reader sees of an element: words, a chart, a table's address."""
    kind = element.WhichOneof("type")
    if kind == "markdown":
        yield element.markdown.body
    elif kind == "plotly_chart":
        yield element.plotly_chart.spec
    elif kind == "heading":
        yield element.heading.body


@dataclass
class Reader:
    """One window of a browser: it keeps its cookie, connects again when cut off, and says what it saw."""

    address: str
    page: str = "compare"
    query: str = ""
    cookie: str = ""
    reconnected: int = 0
    _connection: ClientConnection | None = field(default=None, repr=False)

    async def open(self) -> None:
        """Fetch the page, as a browser does, and open the session."""
        if not self.cookie:
            status, headers, _ = await asyncio.to_thread(get, f"{self.address}/{self.page}")
            if status != 200:
                raise ConnectionError(f"the page answers {status}")
            self.cookie = headers.get("Set-Cookie", "").partition(";")[0]
        stream = f"{self.address.replace('http', 'ws', 1)}/_stcore/stream"
        headers = {"Cookie": self.cookie, "Origin": self.address}
        self._connection = await connect(
            stream, subprotocols=[websockets.Subprotocol("streamlit")], additional_headers=headers,
            max_size=LARGEST, compression=None, open_timeout=30,
        )  # fmt: skip

    async def look(self, **changed: str) -> View:
        """Ask for the page with something changed in its address, connecting again until it is there."""
        query = dict(urllib.parse.parse_qsl(self.query)) | changed
        self.query = urllib.parse.urlencode(query, safe=",")
        begun = time.monotonic()
        for _ in range(60):
            try:
                if self._connection is None:
                    await self.open()
                return await self._run(begun)
            except (OSError, websockets.WebSocketException):
                self._connection = None
                self.reconnected += 1
                await asyncio.sleep(0.5)  # a browser waits as long before it tries again
        raise ConnectionError("cut off for 30 seconds")

    async def _run(self, begun: float) -> View:
        assert self._connection is not None
        message = BackMsg()
        message.rerun_script.query_string = self.query
        message.rerun_script.page_script_hash = calc_hash(self.page)
        await self._connection.send(message.SerializeToString())
        elements: list[bytes] = []
        shown: set[str] = set()
        while True:
            frame = await asyncio.wait_for(self._connection.recv(), 60)
            assert isinstance(frame, bytes)
            came = ForwardMsg.FromString(frame)
            kind = came.WhichOneof("type")
            if kind == "delta":
                elements.append(came.delta.SerializeToString())
                shown |= set(_shown(came.delta.new_element))
            elif kind == "script_finished":
                ended = ForwardMsg.ScriptFinishedStatus.Name(came.script_finished).lower()
                break
        ids = {next(filter(None, found)).decode() for one in elements for found in IDS.findall(one)}
        rows = next((found[0].decode() for one in elements if (found := ROWS.search(one))), None)
        return View(
            frozenset(elements), frozenset(shown), frozenset(ids), rows, time.monotonic() - begun, ended
        )

    async def knock(self, address: str) -> int:
        """Return the status of a session requested with this address as its origin; 101 if it opens."""
        stream = f"{address.replace('http', 'ws', 1)}/_stcore/stream"
        try:
            async with connect(stream, additional_headers={"Origin": self.address}, compression=None):
                return 101
        except websockets.InvalidStatus as refused:
            return refused.response.status_code

    async def file(self, rows: str) -> tuple[int, str | None]:
        """Return the status of the file behind a chart, and the snapshot that the file names."""
        address = f"{self.address}{rows.format(format='csv')}"
        status, _, content = await asyncio.to_thread(get, address, {"Cookie": self.cookie})
        found = re.search(rb"^# snapshot: (.+)$", content, re.M)
        return status, found[1].decode().strip() if found else None

    async def close(self) -> None:
        if self._connection is not None:
            await self._connection.close()
