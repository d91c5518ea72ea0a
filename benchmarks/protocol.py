"""Streamlit's own protocol, as its browser page speaks it: frames out, frames in, nothing sent here.

A `View` is what a browser tab holds: the address, the widgets and their states, the messages that it was
told to keep. `rerun_frame` makes the frame that a change sends; `take` reads one frame of the answer into
the view and into a `Reply`. The protobufs are those of the installed Streamlit, which must be the server's.
"""

import json
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState

# What `script_finished` says when another run of the same script follows at once (`st.rerun`).
AGAIN = ForwardMsg.ScriptFinishedStatus.Value("FINISHED_EARLY_FOR_RERUN")
BROKEN = ForwardMsg.ScriptFinishedStatus.Value("FINISHED_WITH_COMPILE_ERROR")
ID_PREFIX = "$$ID-"
# The field of a widget's state that holds its value, by kind of widget.
LISTS = ("multiselect", "button_group")
TEXTS = ("selectbox", "radio", "text_input")


@dataclass(frozen=True, slots=True)
class Widget:
    """A widget that the page has drawn: its element id, its kind, the fragment that it reruns ("" is all)."""

    id: str
    kind: str
    fragment: str = ""


def figure_of(element: Any) -> dict[str, Any] | None:
    """Return the Plotly figure that an element draws; None for one that draws none."""
    figure: dict[str, Any] | None = None
    kind = element.WhichOneof("type")
    if kind == "plotly_chart":
        figure = json.loads(element.plotly_chart.spec)
    elif kind == "bidi_component" and element.bidi_component.component_name == "chart":
        figure = json.loads(element.bidi_component.bytes)["figure"]
    return figure


@dataclass(slots=True)
class Reply:
    """The reply to one change: its time, its size and its elements.

    `elements` are the elements of the reply, those too that the server only named because the view held them.
    """

    milliseconds: float = math.nan
    bytes: int = 0
    frames: int = 0
    named: int = 0
    elements: list[Any] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    def charts(self) -> list[dict[str, Any]]:
        """Return the Plotly figures of the reply."""
        return [figure for element in self.elements if (figure := figure_of(element)) is not None]

    def text(self) -> str:
        """Return the words of the reply: its Markdown, HTML, alerts and headings."""
        words = []
        for element in self.elements:
            kind = element.WhichOneof("type")
            body = getattr(getattr(element, kind), "body", "") if kind else ""
            if isinstance(body, str):
                words.append(body)
        return "\n".join(words)


@dataclass(slots=True)
class View:
    """The state of a page in a browser tab."""

    page: str = ""
    query: str = ""
    url: str = ""
    page_hash: str = ""
    session_id: str = ""
    widgets: dict[str, Widget] = field(default_factory=dict)
    states: dict[str, WidgetState] = field(default_factory=dict)
    held: dict[str, ForwardMsg] = field(default_factory=dict)


def widget_state(widget: Widget, value: Any) -> WidgetState:
    """Return the state that a browser sends for a widget set to `value`; TypeError for another kind."""
    state = WidgetState(id=widget.id)
    if widget.kind in LISTS:
        chosen = [value] if isinstance(value, str) else value
        state.string_array_value.data.extend(str(one) for one in chosen)
    elif widget.kind in TEXTS:
        state.string_value = str(value)
    elif widget.kind == "slider":
        state.double_array_value.data.extend(
            float(one) for one in (value if isinstance(value, Sequence) else [value])
        )
    elif widget.kind == "checkbox":
        state.bool_value = bool(value)
    elif widget.kind == "number_input":
        state.double_value = float(value)
    elif widget.kind == "button":
        state.trigger_value = True
    else:
        raise TypeError(f"no value can be set on a {widget.kind}")
    return state


def rerun_frame(view: View, fragment: str = "") -> bytes:
    """Return the frame that asks for a run with the view's widgets, or for a run of one fragment."""
    message = BackMsg()
    rerun = message.rerun_script
    rerun.query_string = view.query
    rerun.page_name = view.page
    rerun.page_script_hash = view.page_hash
    rerun.fragment_id = fragment
    for state in view.states.values():
        rerun.widget_states.widgets.add().CopyFrom(state)
    rerun.cached_message_hashes.extend(view.held)
    rerun.context_info.timezone = "UTC"
    rerun.context_info.locale = "en-US"
    rerun.context_info.url = view.url
    frame: bytes = message.SerializeToString()
    return frame


def take(view: View, frame: bytes, reply: Reply) -> bool:
    """Read one frame into the view and the reply; True when the answer is complete."""
    message = ForwardMsg()
    message.ParseFromString(frame)
    reply.bytes += len(frame)
    reply.frames += 1
    kind = message.WhichOneof("type")
    if kind == "ref_hash":
        reply.named += 1
        known = view.held.get(message.ref_hash)
        if known is None:
            reply.faults.append("the server named a message that it never sent")
            return False
        message, kind = known, known.WhichOneof("type")
    elif message.metadata.cacheable and message.hash:
        view.held[message.hash] = message
    if kind == "new_session":
        view.session_id = message.new_session.initialize.session_id or view.session_id
        view.page_hash = message.new_session.page_script_hash or view.page_hash
    elif kind == "navigation":
        view.page_hash = message.navigation.page_script_hash or view.page_hash
    elif kind == "page_info_changed":
        view.query = message.page_info_changed.query_string
    elif kind == "page_not_found":
        reply.faults.append("the page does not exist")
    elif kind == "delta" and message.delta.WhichOneof("type") == "new_element":
        _element(view, message.delta, reply)
    elif kind == "script_finished":
        if message.script_finished == BROKEN:
            reply.faults.append("the script does not compile")
        return message.script_finished != AGAIN
    return False


def _element(view: View, delta: Any, reply: Reply) -> None:
    element = delta.new_element
    reply.elements.append(element)
    kind = element.WhichOneof("type")
    if kind is None:
        return
    content = getattr(element, kind)
    if kind == "exception":
        reply.faults.append(f"{content.type}: {content.message[:200]}")
    identity = getattr(content, "id", "")
    if identity.startswith(ID_PREFIX):
        key = identity.removeprefix(ID_PREFIX).split("-", 1)[-1]
        view.widgets[key] = Widget(identity, kind, delta.fragment_id)


def percentile(values: Iterable[float], share: float) -> float:
    """Return the value that a `share` of the values do not exceed (nearest rank); NaN if there are none."""
    ordered = sorted(values)
    if not ordered:
        return math.nan
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)]
