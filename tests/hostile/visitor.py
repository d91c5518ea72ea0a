"""A reader without a browser: a session of a real server, by Streamlit's own protocol and by http."""

import contextlib
import logging
import time
from collections.abc import Mapping
from dataclasses import dataclass, field

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.sync.client import ClientConnection, connect

FAR = 300.0
# What Streamlit calls a run that gives way to the next, and one that ended as it should.
EARLY, WHOLE = ForwardMsg.FINISHED_EARLY_FOR_RERUN, ForwardMsg.FINISHED_SUCCESSFULLY


@dataclass
class Seen:
    """What one run sent: its texts, the names of its widgets by key, and how it ended."""

    status: int | None = None
    texts: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    exceptions: list[str] = field(default_factory=list)
    bytes: int = 0
    kinds: set[str] = field(default_factory=set)

    @property
    def text(self) -> str:
        return "\n".join(self.texts).replace("\\", "")

    @property
    def is_whole(self) -> bool:
        return self.status == WHOLE and not self.errors and not self.exceptions


class Visitor:
    """One session; `with Visitor(address) as visitor: visitor.run("compare", "chart=map")`."""

    def __init__(self, address: str) -> None:
        self.address = address
        # Whole messages each time: what a session has seen is its own affair.
        logging.getLogger("websockets").setLevel(logging.WARNING)
        self._open = contextlib.ExitStack()
        self.widgets: dict[str, str] = {}
        self._states: dict[str, WidgetState] = {}
        self._page = ("", "")

    def __enter__(self) -> "Visitor":
        self._socket: ClientConnection = self._open.enter_context(
            connect(
                f"{self.address.replace('http', 'ws', 1)}/_stcore/stream",
                origin=self.address,  # type: ignore[arg-type]
                subprotocols=["streamlit", "PLACEHOLDER_AUTH_TOKEN"],  # type: ignore[list-item]
                max_size=None,
                open_timeout=FAR,
            )
        )
        return self

    def __exit__(self, *_: object) -> None:
        self._open.close()

    def run(self, page: str, query: str = "", choices: Mapping[str, str] | None = None) -> Seen:
        """Open a page at an address, with selectboxes or text inputs set, and wait for its end."""
        if (page, query) != self._page:
            self._states.clear()
        self._page = (page, query)
        message = BackMsg()
        rerun = message.rerun_script
        rerun.query_string, rerun.page_name = query, page
        rerun.context_info.url = f"{self.address}/{page}"
        for key, value in (choices or {}).items():
            self._states[key] = WidgetState(id=self.widgets[key], string_value=value)
        rerun.widget_states.widgets.extend(self._states.values())
        self._socket.send(message.SerializeToString())
        return self._read()

    def _read(self) -> Seen:
        seen = Seen()
        end = time.monotonic() + FAR
        while True:
            data = self._socket.recv(timeout=end - time.monotonic())
            if isinstance(data, str):
                continue
            seen.bytes += len(data)
            message = ForwardMsg.FromString(data)
            kind = message.WhichOneof("type")
            if kind == "delta":
                self._note(message, seen)
            elif kind == "script_finished" and message.script_finished != EARLY:
                seen.status = message.script_finished
                return seen

    def _note(self, message: ForwardMsg, seen: Seen) -> None:
        if message.delta.WhichOneof("type") != "new_element":
            return
        element = message.delta.new_element
        kind = element.WhichOneof("type")
        if kind is None:
            return
        seen.kinds.add(kind)
        body = getattr(element, kind)
        if kind == "exception":
            seen.exceptions.append(f"{body.type}: {body.message}")
        if kind in ("alert", "markdown", "heading", "html", "text"):
            seen.texts.append(body.body)
        if kind == "alert" and body.format == body.ERROR:
            seen.errors.append(body.body)
        if id := getattr(body, "id", ""):
            self.widgets[id.rpartition("-None-")[2] or id] = id
            # `$$ID-<hash>-<key>`: a key of ours has hyphens of its own.
            parts = id.split("-", 2)
            if len(parts) == 3:
                self.widgets[parts[2]] = id
