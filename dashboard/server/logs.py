"""Log JSON lines, one record a line, without personal data.

    {"time": "2026-11-23T10:15:02.117Z", "level": "error", "logger": "dashboard",
     "message": "page failed", "error_id": "5f2c90ab",
     "exception": [{"type": "KeyError", "at": ["main.py:41 <module>"]}]}

A caller's `extra` values stand in the record under their names. Readers' addresses and the query after a `?`
are removed from every text. A record holds an exception's type and places, but not its message, which may
repeat a reader's input.
"""

import datetime as dt
import ipaddress
import json
import logging
import re
import sys
import traceback
from pathlib import Path
from typing import Any

KINDS = ("text", "json")

# The attributes that logging puts into every record; all others came as `extra`.
_OWN = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "color_message", "taskName"}
_LONGEST = 2000
_FRAMES = 12

_QUERY = re.compile(r"\?[^\s\"'<>]+")
_ADDRESS = re.compile(
    r"(?<![\w.:])(?:(?:\d{1,3}\.){3}\d{1,3}|[0-9a-fA-F]*:[0-9a-fA-F:.]*:[0-9a-fA-F.]*)(?:(?<=\d):\d{1,5})?"
)


def _hidden(match: re.Match[str]) -> str:
    """Replace a network address by `[address]`; leave a time of day as it is."""
    for piece in (match[0], match[0].rpartition(":")[0]):
        try:
            ipaddress.ip_address(piece.rstrip("."))
        except ValueError:
            continue
        return "[address]"
    return match[0]


def without_readers(text: str) -> str:
    """Remove network addresses, and the query of web addresses, from a text."""
    return _ADDRESS.sub(_hidden, _QUERY.sub("?…", text))[:_LONGEST]


class JsonLines(logging.Formatter):
    """Format a record as JSON: `time` (UTC), `level`, `logger`, `message`, every `extra`, `exception`."""

    def format(self, record: logging.LogRecord) -> str:
        fields: dict[str, Any] = {
            "time": _time(record.created),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": without_readers(record.getMessage()),
        }
        for name, value in vars(record).items():
            if name not in _OWN and name not in fields:
                fields[name] = value if isinstance(value, int | float | bool) else without_readers(str(value))
        if record.exc_info and record.exc_info[1] is not None:
            fields["exception"] = _exception(record.exc_info[1])
        return json.dumps(fields, ensure_ascii=False)


def _time(seconds: float) -> str:
    when = dt.datetime.fromtimestamp(seconds, dt.UTC)
    return f"{when:%Y-%m-%dT%H:%M:%S}.{when.microsecond // 1000:03d}Z"


def _exception(error: BaseException) -> list[dict[str, Any]]:
    """Describe an exception and its causes: for each its type and its last places, innermost last."""
    chain: list[dict[str, Any]] = []
    seen: set[int] = set()
    one: BaseException | None = error
    while one is not None and id(one) not in seen and len(chain) < _FRAMES:
        seen.add(id(one))
        frames = traceback.extract_tb(one.__traceback__)[-_FRAMES:]
        at = [f"{Path(frame.filename).name}:{frame.lineno} {frame.name}" for frame in frames]
        chain.append({"type": type(one).__name__, "at": at})
        one = one.__cause__ or (None if one.__suppress_context__ else one.__context__)
    return chain


def configure(kind: str) -> None:
    """Write every logger's records to standard error as JSON; the kind `text` changes nothing."""
    if kind != "json":
        return
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    logging.captureWarnings(True)
    adopt()


def adopt() -> None:
    """Route the records of libraries' own handlers to the root logger, if the log is JSON.

    Streamlit gives each of its loggers a handler at import, so call this again after the imports.
    """
    if not any(isinstance(handler.formatter, JsonLines) for handler in logging.getLogger().handlers):
        return
    for name in list(logging.root.manager.loggerDict):
        if name.partition(".")[0] in {"streamlit", "uvicorn", "websockets", "asyncio", "py"}:
            logger = logging.getLogger(name)
            logger.handlers.clear()
            logger.propagate = True
