"""The server's log as JSON lines, one record a line, without personal data.

    {"time": "2026-11-23T10:15:02.117Z", "level": "error", "logger": "dashboard",
     "message": "page failed", "error_id": "5f2c90ab",
     "exception": [{"type": "KeyError", "at": ["main.py:41 <module>"]}]}

What a caller gives as `extra` stands in the record under its name. Addresses of readers, and what follows a
`?`, are taken out of every text. Of an exception the type and the places are kept, not its words: they may
repeat what a reader typed.
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

# What logging itself puts into every record; all else came as `extra`.
_OWN = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "color_message", "taskName"}
_LONGEST = 2000
_FRAMES = 12

_QUERY = re.compile(r"\?[^\s\"'<>]+")
_ADDRESS = re.compile(
    r"(?<![\w.:])(?:(?:\d{1,3}\.){3}\d{1,3}|[0-9a-fA-F]*:[0-9a-fA-F:.]*:[0-9a-fA-F.]*)(?:(?<=\d):\d{1,5})?"
)


def _hidden(found: re.Match[str]) -> str:
    """What stands for a network address; a time of day is none."""
    for piece in (found[0], found[0].rpartition(":")[0]):
        try:
            ipaddress.ip_address(piece.rstrip("."))
        except ValueError:
            continue
        return "[address]"
    return found[0]


def without_readers(text: str) -> str:
    """A text without network addresses and without what follows a `?` in a web address."""
    return _ADDRESS.sub(_hidden, _QUERY.sub("?…", text))[:_LONGEST]


class JsonLines(logging.Formatter):
    """A JSON object a line: `time` (UTC), `level`, `logger`, `message`, what came as `extra`, `exception`."""

    def format(self, record: logging.LogRecord) -> str:
        told: dict[str, Any] = {
            "time": _time(record.created),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": without_readers(record.getMessage()),
        }
        for name, value in vars(record).items():
            if name not in _OWN and name not in told:
                told[name] = value if isinstance(value, int | float | bool) else without_readers(str(value))
        if record.exc_info and record.exc_info[1] is not None:
            told["exception"] = _exception(record.exc_info[1])
        return json.dumps(told, ensure_ascii=False)


def _time(seconds: float) -> str:
    when = dt.datetime.fromtimestamp(seconds, dt.UTC)
    return f"{when:%Y-%m-%dT%H:%M:%S}.{when.microsecond // 1000:03d}Z"


def _exception(error: BaseException) -> list[dict[str, Any]]:
    """An exception and what caused it: of each its type and its last places, innermost last."""
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
    """Write every logger's records to standard error as `kind` says; `text` leaves all as it is."""
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
    """Lead to the root what libraries print by handlers of their own; nothing where the log is not JSON.

    Streamlit gives each of its loggers a handler as its modules are imported: called again after that.
    """
    if not any(isinstance(handler.formatter, JsonLines) for handler in logging.getLogger().handlers):
        return
    for name in list(logging.root.manager.loggerDict):
        if name.partition(".")[0] in {"streamlit", "uvicorn", "websockets", "asyncio", "py"}:
            logger = logging.getLogger(name)
            logger.handlers.clear()
            logger.propagate = True
