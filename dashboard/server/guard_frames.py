"""Separate frames that our pages send to Streamlit from all others."""

from typing import Any

from google.protobuf.message import DecodeError
from streamlit.proto.BackMsg_pb2 import BackMsg

# A frame of a long session is about 40 kB: the states of the widgets and the hashes of the page's elements.
MOST_BYTES = 512_000
MOST_WIDGETS = 500
MOST_HASHES = 8_000
MOST_FILES = 20

# Close codes for frames that no page sends; a frame with another verdict is dropped.
CLOSE = {"size": 1009, "protobuf": 1002, "widgets": 1008, "hashes": 1008, "files": 1008}

PAGE_SENDS = frozenset(
    {"rerun_script", "stop_script", "app_heartbeat", "file_urls_request", "backend_operation_request"}
)

# Values that a widget sends once, when it is used, rather than with every frame.
CLICKS = frozenset({"trigger_value", "string_trigger_value", "json_trigger_value", "chat_input_value"})


def judge(data: bytes) -> str | None:
    """Return the reason why a frame from a client may not pass, or None.

    A key of `CLOSE` ends the connection. Any other word names a kind of message that Streamlit's page can
    send by a key or a menu (`clear_cache`, `load_git_info`): drop it, and the session continues.
    """
    if len(data) > MOST_BYTES:
        return "size"
    message = BackMsg()
    try:
        message.ParseFromString(data)
    except DecodeError:
        return "protobuf"
    kind = message.WhichOneof("type")
    if kind not in PAGE_SENDS:
        return str(kind or "empty")
    return _too_much(kind, message)


def asks_for_run(data: bytes) -> bool:
    """Tell if a frame that passed `judge` asks for a run of the script."""
    return str(BackMsg.FromString(data).WhichOneof("type")) == "rerun_script"


def supersedes(later: bytes, earlier: bytes) -> bool:
    """Tell if one run for the later of two frames, which both ask for a run, answers the earlier too.

    A change of the page's choices carries all of them. A click is in one frame only, and a fragment's run
    answers for the fragment only, so both must run. Streamlit itself joins changes in this way.
    """
    if judge(later) is not None:
        return False
    after = BackMsg.FromString(later)
    if after.WhichOneof("type") != "rerun_script" or after.rerun_script.fragment_id:
        return False
    before = BackMsg.FromString(earlier).rerun_script
    return not before.fragment_id and not any(
        widget.WhichOneof("value") in CLICKS for widget in before.widget_states.widgets
    )


def _too_much(kind: str, message: Any) -> str | None:
    if kind == "rerun_script":
        if len(message.rerun_script.widget_states.widgets) > MOST_WIDGETS:
            return "widgets"
        if len(message.rerun_script.cached_message_hashes) > MOST_HASHES:
            return "hashes"
    elif kind == "file_urls_request" and len(message.file_urls_request.file_names) > MOST_FILES:
        return "files"
    elif kind == "backend_operation_request":
        # Rows of a long table. Readers need neither deferred downloads nor the installation of files.
        payload = message.backend_operation_request.WhichOneof("payload")
        return None if payload == "dataframe_chunk" else "operation"
    return None
