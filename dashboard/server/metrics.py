"""Measure this replica for Prometheus: sessions, time of reruns, caches, snapshot, process.

A separate listener serves them (`governance-risk-dashboard --metrics 127.0.0.1:9501`), never the readers'
port, so that they stay private without any rule in a proxy.
"""

import sys
import time
from collections.abc import Iterable, Iterator
from typing import Any
from wsgiref.simple_server import WSGIServer

import prometheus_client
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from dashboard.server.guard import LOAD, full
from dashboard.server.guard_pace import Load
from dashboard.server.health import readiness

STREAM = "/_stcore/stream"
PREFIX = "governance_risk"
# Seconds; the goals of the project are at 0.2 (p95 of Compare) and 1 (capacity).
BUCKETS = (0.01, 0.025, 0.05, 0.1, 0.2, 0.35, 0.5, 1.0, 2.0, 5.0, 10.0)
# Frames that start or end a run are small; a larger frame is not parsed for the counters.
LARGEST_READ = 16_384

prometheus_client.disable_created_metrics()  # type: ignore[no-untyped-call]


class Recorder:
    """Counters of one process, and the registry that exposes them with the rest."""

    def __init__(self, load: Load = LOAD) -> None:
        self.registry = CollectorRegistry()
        here: dict[str, Any] = {"namespace": PREFIX, "registry": self.registry}
        self.sessions = Gauge("sessions", "Open sessions", **here)
        self.sessions_opened = Counter("sessions_opened", "Sessions opened", **here)
        self.seconds = Histogram(
            "rerun_seconds", "From a reader's message to its answer", buckets=BUCKETS, **here
        )
        self.reruns = Counter("reruns", "Runs by how they ended", ["ended"], **here)
        self.requests = Counter("http_requests", "Requests by group and status", ["group", "status"], **here)
        self.registry.register(Replica(load))
        ProcessCollector(registry=self.registry)

    def rerun(self, seconds: float, ended: str) -> None:
        """Count a run and its seconds, from the reader's message to the end of the answer."""
        self.seconds.observe(seconds)
        self.reruns.labels(ended).inc()


class Replica(Collector):
    """A collector of the guard's, the caches' and the snapshot's state at the time of the request."""

    def __init__(self, load: Load) -> None:
        self.load = load

    def collect(self) -> Iterator[Metric]:
        """Yield the metrics that other parts count."""
        load = self.load
        yield _counter(
            "refused", "Refused requests, frames and sessions by reason", "why", load.refused.items()
        )
        yield _counter("frames_delayed", "Frames that came faster than the pace", "", [("", load.delayed)])
        yield _counter(
            "reruns_joined", "Changes that a later one's run answered", "", [("", load.superseded)]
        )
        yield _gauge("reruns_waiting", "Sessions that wait for their turn", len(load.turns.waiting))
        yield _gauge("sessions_flooding", "Sessions that sent a flood lately", len(load.flooding))
        yield _gauge("full", "1 while no further session is taken", int(full()))
        caches = sorted(_caches())
        yield _counter("cache_hits", "Answers from a cache", "cache", [(name, c.hits) for name, c in caches])
        yield _counter(
            "cache_misses", "Answers that were computed", "cache", [(name, c.misses) for name, c in caches]
        )
        entries = GaugeMetricFamily(f"{PREFIX}_cache_entries", "Answers in a cache", labels=["cache"])
        for name, info in caches:
            entries.add_metric([name], info.currsize)
        yield entries
        yield from _snapshot()


def _snapshot() -> Iterator[Metric]:
    served = readiness()
    yield _gauge("ready", "1 with a snapshot loaded", int(served.ready))
    yield _gauge("last_good_copy", "1 if what is served may not be the newest", int(served.last_good_copy))
    if served.snapshot and served.created:
        info = GaugeMetricFamily(f"{PREFIX}_snapshot_info", "The snapshot served", labels=["id", "created"])
        info.add_metric([served.snapshot, served.created], 1)
        yield info
        built = time.mktime(time.strptime(served.created, "%Y-%m-%d"))
        yield _gauge("snapshot_age_seconds", "Since the day it was built", max(0, int(time.time() - built)))


def _gauge(name: str, what: str, value: float) -> Metric:
    return GaugeMetricFamily(f"{PREFIX}_{name}", what, value=value)


def _counter(name: str, what: str, label: str, counts: Iterable[tuple[str, float]]) -> Metric:
    """Make a counter with a value for each word of a label, or with one value without a label."""
    family = CounterMetricFamily(f"{PREFIX}_{name}", what, labels=[label] if label else [])
    for word, count in counts:
        family.add_metric([word] if label else [], count)
    return family


def _caches() -> Iterator[tuple[str, Any]]:
    """Yield every cache of ours by its module and function, with its statistics."""
    for module in [name for name in sys.modules if name.partition(".")[0] in {"dashboard", "indicators"}]:
        for name, value in list(vars(sys.modules[module]).items()):
            if hasattr(value, "cache_info") and value.__module__ == module:
                yield f"{module}.{name}", value.cache_info()


recorder = Recorder()


class Measured:
    """ASGI middleware that counts sessions, requests and the time of reruns; it changes nothing.

    The time of a rerun runs from the message that asks for it to the message that ends it. It includes the
    wait for other sessions, but not the network.
    """

    def __init__(self, app: ASGIApp, into: Recorder = recorder) -> None:
        self.app = app
        self.into = into

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket" and scope["path"].endswith(STREAM):
            await self._session(scope, receive, send)
        elif scope["type"] == "http":
            await self._request(scope, receive, send)
        else:
            await self.app(scope, receive, send)

    async def _request(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                self.into.requests.labels(_group(scope["path"]), str(message["status"])).inc()
            await send(message)

        await self.app(scope, receive, sending)

    async def _session(self, scope: Scope, receive: Receive, send: Send) -> None:
        asked: float | None = None
        accepted = False

        async def receiving() -> Message:
            nonlocal asked
            message = await receive()
            if asked is None and message["type"] == "websocket.receive" and _asks(message.get("bytes")):
                asked = time.perf_counter()
            return message

        async def sending(message: Message) -> None:
            nonlocal asked, accepted
            if message["type"] == "websocket.accept":
                accepted = True
                self.into.sessions.inc()
                self.into.sessions_opened.inc()
            await send(message)
            ended = _ends(message.get("bytes")) if message["type"] == "websocket.send" else None
            if ended and asked is not None:
                self.into.rerun(time.perf_counter() - asked, ended)
                asked = None

        try:
            await self.app(scope, receiving, sending)
        finally:
            self.into.sessions.dec(accepted)


def _asks(frame: bytes | None) -> bool:
    """Tell if a reader's frame asks for a run."""
    if not frame:
        return False
    if len(frame) > LARGEST_READ:
        return True
    try:
        return str(BackMsg.FromString(frame).WhichOneof("type")) == "rerun_script"
    except Exception:
        return False  # Streamlit refuses an invalid message


def _ends(frame: bytes | None) -> str | None:
    """Return the status of a run if a frame of the server ends it."""
    if not frame or len(frame) > LARGEST_READ // 16:
        return None
    message = ForwardMsg.FromString(frame)
    if message.WhichOneof("type") != "script_finished":
        return None
    return str(ForwardMsg.ScriptFinishedStatus.Name(message.script_finished)).lower()


GROUPS = frozenset({"api", "files", "static", "media", "_stcore", "healthz", "readyz", "v"})


def _group(path: str) -> str:
    """Return the group of a path: a few names, whatever readers request."""
    first = path.strip("/").partition("/")[0]
    return first if first in GROUPS else "page"


def serve(host: str, port: int) -> WSGIServer:
    """Serve the metrics at an address in a thread; raises `OSError` if the address is taken."""
    server, _ = prometheus_client.start_http_server(port, host, recorder.registry)
    return server
