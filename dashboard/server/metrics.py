"""What this replica does, in Prometheus' text format: sessions, time of reruns, caches, snapshot.

They are served by a listener of their own (`governance-risk-dashboard --metrics 127.0.0.1:9501`), never by
the port that readers reach: no rule of a proxy has to hold for them to stay inside.
"""

import functools
import os
import resource
import sys
import threading
import time
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from dashboard.server.guard import LOAD, full
from dashboard.server.guard_pace import Load
from dashboard.server.health import readiness

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
STREAM = "/_stcore/stream"
PREFIX = "governance_risk"
# Seconds; the goals of the project are at 0.2 (p95 of Compare) and 1 (capacity).
BUCKETS = (0.01, 0.025, 0.05, 0.1, 0.2, 0.35, 0.5, 1.0, 2.0, 5.0, 10.0)
# Frames that start or end a run are small; a large one is not read a second time to be counted.
LARGEST_READ = 16_384

Sample = tuple[str, dict[str, str], float]


class Recorder:
    """Counts of one process. Written by the event loop alone, read by the listener's thread."""

    def __init__(self) -> None:
        self.sessions = 0
        self.sessions_total = 0
        self.reruns: Counter[str] = Counter()
        self.buckets = [0] * (len(BUCKETS) + 1)
        self.seconds = 0.0
        self.requests: Counter[tuple[str, str]] = Counter()

    def rerun(self, seconds: float, ended: str) -> None:
        """A run that took so long, from the reader's message to the last of its answer."""
        self.buckets[bisect_left(BUCKETS, seconds)] += 1
        self.seconds += seconds
        self.reruns[ended] += 1


recorder = Recorder()
_started = time.time()


class Measured:
    """ASGI middleware that counts sessions, requests and the time of reruns; it changes nothing.

    A rerun is measured from the arrival of the message that asks for it to the message that ends it, waiting
    for other sessions included: what a reader waits for, without the network.
    """

    def __init__(self, app: Any, into: Recorder = recorder) -> None:
        self.app = app
        self.into = into

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "websocket" and scope["path"].endswith(STREAM):
            await self._session(scope, receive, send)
        elif scope["type"] == "http":
            await self._request(scope, receive, send)
        else:
            await self.app(scope, receive, send)

    async def _request(self, scope: Any, receive: Any, send: Any) -> None:
        async def sending(message: Any) -> None:
            if message["type"] == "http.response.start":
                self.into.requests[_group(scope["path"]), str(message["status"])] += 1
            await send(message)

        await self.app(scope, receive, sending)

    async def _session(self, scope: Any, receive: Any, send: Any) -> None:
        asked: float | None = None
        accepted = False

        async def receiving() -> Any:
            nonlocal asked
            message = await receive()
            if asked is None and message["type"] == "websocket.receive" and _asks(message.get("bytes")):
                asked = time.perf_counter()
            return message

        async def sending(message: Any) -> None:
            nonlocal asked, accepted
            if message["type"] == "websocket.accept":
                accepted = True
                self.into.sessions += 1
                self.into.sessions_total += 1
            await send(message)
            ended = _ends(message.get("bytes")) if message["type"] == "websocket.send" else None
            if ended and asked is not None:
                self.into.rerun(time.perf_counter() - asked, ended)
                asked = None

        try:
            await self.app(scope, receiving, sending)
        finally:
            self.into.sessions -= accepted


def _asks(frame: bytes | None) -> bool:
    """Whether a reader's frame asks for a run."""
    if not frame:
        return False
    if len(frame) > LARGEST_READ:
        return True
    try:
        return BackMsg.FromString(frame).WhichOneof("type") == "rerun_script"
    except Exception:
        return False  # what is no message is Streamlit's to refuse


def _ends(frame: bytes | None) -> str | None:
    """How a run ended, where a frame of the server says so."""
    if not frame or len(frame) > LARGEST_READ // 16:
        return None
    message = ForwardMsg.FromString(frame)
    if message.WhichOneof("type") != "script_finished":
        return None
    return ForwardMsg.ScriptFinishedStatus.Name(message.script_finished).lower()


def _group(path: str) -> str:
    """The kind of what a path asks for: few names, whatever readers send."""
    first = path.strip("/").partition("/")[0]
    return first if first in {"files", "static", "media", "_stcore", "healthz", "readyz"} else "page"


def text(of: Recorder = recorder, load: Load = LOAD) -> str:
    """Every metric of this process, in Prometheus' text format 0.0.4."""
    return "".join(f"{line}\n" for line in _lines(of, load))


def _lines(of: Recorder, load: Load) -> Iterator[str]:
    served = readiness()
    yield from _metric("sessions", "gauge", "Open sessions", [("", {}, of.sessions)])
    yield from _metric("sessions_total", "counter", "Sessions opened", [("", {}, of.sessions_total)])
    yield from _metric("rerun_seconds", "histogram", "From a reader's message to its answer", _histogram(of))
    ended: list[Sample] = [("", {"ended": how}, count) for how, count in sorted(of.reruns.items())]
    yield from _metric("reruns_total", "counter", "Runs by how they ended", ended)
    asked: list[Sample] = [
        ("", {"group": group, "status": status}, count)
        for (group, status), count in sorted(of.requests.items())
    ]
    yield from _metric("http_requests_total", "counter", "Requests by group and status", asked)
    yield from _guard(load)
    caches = sorted(_caches())
    for name, place, what in (
        ("cache_hits_total", 0, "Answers from a cache"),
        ("cache_misses_total", 1, "Answers that were computed"),
    ):
        counted: list[Sample] = [("", {"cache": cache}, info[place]) for cache, info in caches]
        yield from _metric(name, "counter", what, counted)
    held: list[Sample] = [("", {"cache": cache}, info[3]) for cache, info in caches]
    yield from _metric("cache_entries", "gauge", "Answers held", held)
    yield from _metric("ready", "gauge", "1 with a snapshot loaded", [("", {}, int(served.ready))])
    copy: list[Sample] = [("", {}, int(served.last_good_copy))]
    yield from _metric("last_good_copy", "gauge", "1 if what is served may not be the newest", copy)
    if served.snapshot and served.created:
        info: list[Sample] = [("", {"id": served.snapshot, "created": served.created}, 1)]
        yield from _metric("snapshot_info", "gauge", "The snapshot served", info)
        built = time.mktime(time.strptime(served.created, "%Y-%m-%d"))
        age: list[Sample] = [("", {}, max(0, int(time.time() - built)))]
        yield from _metric("snapshot_age_seconds", "gauge", "Since the day it was built", age)
    spent = resource.getrusage(resource.RUSAGE_SELF)
    cpu: list[Sample] = [("", {}, spent.ru_utime + spent.ru_stime)]
    yield from _metric("process_cpu_seconds_total", "counter", "CPU time used", cpu, prefix="")
    memory: list[Sample] = [("", {}, _resident())]
    yield from _metric("process_resident_memory_bytes", "gauge", "Memory held", memory, prefix="")
    start: list[Sample] = [("", {}, _started)]
    yield from _metric("process_start_time_seconds", "gauge", "Start of the process", start, prefix="")


def _guard(load: Load) -> Iterator[str]:
    refused: list[Sample] = [("", {"why": why}, count) for why, count in sorted(load.refused.items())]
    yield from _metric("refused_total", "counter", "Refused requests, frames and sessions by reason", refused)
    delayed: list[Sample] = [("", {}, load.delayed)]
    yield from _metric("frames_delayed_total", "counter", "Frames that came faster than the pace", delayed)
    joined: list[Sample] = [("", {}, load.superseded)]
    yield from _metric("reruns_joined_total", "counter", "Changes that a later one's run answered", joined)
    waiting: list[Sample] = [("", {}, len(load.turns.waiting))]
    yield from _metric("reruns_waiting", "gauge", "Sessions that wait for their turn", waiting)
    flooding: list[Sample] = [("", {}, len(load.flooding))]
    yield from _metric("sessions_flooding", "gauge", "Sessions that sent a flood lately", flooding)
    yield from _metric("full", "gauge", "1 while no further session is taken", [("", {}, int(full()))])


def _metric(
    name: str, kind: str, what: str, samples: Iterable[Sample], prefix: str = f"{PREFIX}_"
) -> Iterator[str]:
    full = f"{prefix}{name}"
    yield f"# HELP {full} {what}."
    yield f"# TYPE {full} {kind}"
    for ending, labels, value in samples:
        named = ",".join(f'{label}="{_escaped(text)}"' for label, text in labels.items())
        yield f"{full}{ending}{f'{{{named}}}' if named else ''} {value:.15g}"


def _histogram(of: Recorder) -> list[Sample]:
    counts, samples, so_far = list(of.buckets), [], 0
    for bound, count in zip((*map(str, BUCKETS), "+Inf"), counts, strict=True):
        so_far += count
        samples.append(("_bucket", {"le": bound}, float(so_far)))
    return [*samples, ("_sum", {}, of.seconds), ("_count", {}, float(so_far))]


def _escaped(text: str) -> str:
    return text.replace("\\", r"\\").replace('"', r"\"").replace("\n", r"\n")


def _caches() -> Iterator[tuple[str, Any]]:
    """Every cache of ours by its module and function, with what it says of itself."""
    for module in [name for name in sys.modules if name.partition(".")[0] in {"dashboard", "indicators"}]:
        for name, value in list(vars(sys.modules[module]).items()):
            if isinstance(value, functools._lru_cache_wrapper) and value.__module__ == module:
                yield f"{module}.{name}", value.cache_info()


def _resident() -> int:
    """Bytes of memory held now; 0 where the system does not tell."""
    try:
        with open("/proc/self/statm", encoding="ascii") as statm:
            return int(statm.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, ValueError, IndexError):
        return 0


class _Answer(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        known = self.path == "/metrics"
        content = (text() if known else "There is only /metrics here.\n").encode()
        self.send_response(200 if known else 404)
        self.send_header("Content-Type", CONTENT_TYPE if known else "text/plain; charset=utf-8")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing: each question of Prometheus would be a line."""


def serve(host: str, port: int) -> ThreadingHTTPServer:
    """Serve `/metrics` at an address, by a thread of its own; raises `OSError` where it is taken."""
    server = ThreadingHTTPServer((host, port), _Answer)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, name="metrics", daemon=True).start()
    return server
