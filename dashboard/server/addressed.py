"""Answer addresses that need no session: computed once for an address and a snapshot, then from a cache.

The API, the light views, their pictures, the feed and the briefs all use `Addressed`. An answer carries an
ETag of the snapshot and the question, so that a reader who has it gets 304 before anything is computed. An
address with `snapshot=ID` never changes: it is answered as known on the day of that snapshot, and may be
cached for ever.
"""

import asyncio
import datetime as dt
import gzip
import hashlib
import logging
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from urllib.parse import parse_qs

import brotli
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import Response

from dashboard.common.files import SNAPSHOT, base_path
from dashboard.common.public import address_of
from dashboard.common.responses import log_failure
from dashboard.common.snapshot import one_snapshot, snapshot
from dashboard.common.text import public
from indicators.clock import today
from indicators.errors import (
    LicenceError,
    QuestionError,
    ReaderError,
    SnapshotError,
    UnknownError,
)
from indicators.snapshot.snapshot import Snapshot

# Bytes of all cached answers together, and of the largest one that is cached.
CACHE_BYTES = 64_000_000
LARGEST = 4_000_000
# Answers computed at once, and requests that wait for their turn. More get 503.
AT_ONCE = 2
WAITING = 64
RETRY_SECONDS = 5
# The snapshot is asked for again after this many seconds.
SNAPSHOT_SECONDS = 0.5
# Smaller answers gain nothing from compression.
SMALLEST = 600
MOST_QUERY = 60_000
FRESH = "public, max-age=60, stale-while-revalidate=600"
FOREVER = "public, max-age=31536000, immutable"
NEVER = "no-store"
_TEXT = ("text/", "application/json", "application/problem+json", "application/atom+xml", "image/svg+xml")
PROGRAM = (".py", ".html", ".js", ".css", ".toml")
_PACKAGES = Path(__file__).parents[1], Path(__file__).parents[2] / "indicators"


class NotHeldError(ReaderError):
    """Refuse an address that names a snapshot which is not served any more."""


@dataclass(frozen=True)
class Question:
    """An address to answer: its snapshot, the day of the answer, and the address of the server."""

    request: Request
    snapshot: Snapshot
    day: dt.date
    is_pinned: bool
    root: str

    @property
    def query(self) -> Mapping[str, str]:
        """Return the parameters without the snapshot's."""
        return {name: value for name, value in self.request.query_params.items() if name != SNAPSHOT}


@dataclass(eq=False)
class Body:
    """The content of an answer, its type and its own headers; compressed copies are added when asked for."""

    content: bytes
    media: str
    headers: Mapping[str, str] = field(default_factory=dict)
    status: int = 200
    copies: dict[str, bytes] = field(default_factory=dict)

    def encoded(self, accepted: str) -> tuple[str, bytes]:
        """Return the name of an encoding that the client accepts, and the content in it."""
        if len(self.content) < SMALLEST or not self.media.startswith(_TEXT):
            return "", self.content
        names = {part.split(";")[0].strip() for part in accepted.split(",")}
        for name, compress in _COMPRESSORS.items():
            if name in names:
                if name not in self.copies:
                    self.copies[name] = compress(self.content)
                return name, self.copies[name]
        return "", self.content


_COMPRESSORS: dict[str, Callable[[bytes], bytes]] = {
    "br": lambda content: brotli.compress(content, quality=5),
    "gzip": lambda content: gzip.compress(content, 6, mtime=0),
}

Make = Callable[[Question], Body]
Refuse = Callable[[Request, int, ReaderError], Body]


class Bodies:
    """Answers by their key, of `limit` bytes together at most; the least recently requested goes first."""

    def __init__(self, limit: int = CACHE_BYTES, largest: int = LARGEST) -> None:
        self._limit, self._largest = limit, largest
        self._bodies: OrderedDict[str, Body] = OrderedDict()
        self._size = 0

    def find(self, key: str) -> Body | None:
        """Return the answer of a key; None if it is not cached."""
        body = self._bodies.get(key)
        if body is not None:
            self._bodies.move_to_end(key)
        return body

    def add(self, key: str, body: Body) -> None:
        """Cache an answer, and remove older ones beyond the limit."""
        if len(body.content) > self._largest or key in self._bodies:
            return
        self._bodies[key] = body
        self._size += _cost(body)
        while self._size > self._limit and len(self._bodies) > 1:
            _, oldest = self._bodies.popitem(last=False)
            self._size -= _cost(oldest)


def _cost(body: Body) -> int:
    """Count an answer with its compressed copies, which text needs at most once more."""
    return 2 * len(body.content) + 500


class Addressed:
    """Answer requests from a cache shared by all addresses, a few computations at a time."""

    def __init__(self, *, at_once: int = AT_ONCE, waiting: int = WAITING) -> None:
        self._bodies = Bodies()
        self._turns = asyncio.Semaphore(at_once)
        self._most_waiting = waiting
        self._waiting = 0
        self._computing: dict[str, asyncio.Future[Body]] = {}
        self._served: tuple[float, Snapshot] | None = None

    async def answer(self, request: Request, make: Make, refuse: Refuse) -> Response:
        """Answer a request by `make`, or its errors by `refuse`; both run in a thread."""
        try:
            return await self._answer(request, make)
        except ReaderError as error:
            return _response(request, refuse(request, status_of(error), error), {"Cache-Control": NEVER})

    async def _answer(self, request: Request, make: Make) -> Response:
        if request.method != "POST" and len(request.scope["query_string"]) > MOST_QUERY:
            raise QuestionError("address", "its query is too long", f"Write at most {MOST_QUERY} characters.")
        served = await self._snapshot()
        pinned = parse_qs(request.scope["query_string"].decode("latin-1")).get(SNAPSHOT, [""])[0]
        if pinned and pinned != served.id:
            what = f"snapshot {pinned[:40]!r} is not held here any more"
            raise NotHeldError("snapshot", what, f"Leave out snapshot= for today's, {served.id}.")
        day = served.created if pinned else today()
        root = address_of(str(request.base_url), base_path()).rstrip("/")
        asked = f"{request.method == 'POST'} {root} {request.url.path}?{request.url.query}"
        key = hashlib.blake2b(
            f"{build()} {served.id} {day} {asked}".encode("utf-8", "replace"), digest_size=16
        ).hexdigest()
        headers = {"ETag": f'"{key}"', "Cache-Control": FOREVER if pinned else FRESH}
        if _has(request.headers, key):
            return Response(status_code=304, headers=headers)
        body = self._bodies.find(key)
        if body is None:
            question = Question(request, served, day, bool(pinned), root)
            body = await self._computed(key, question, make)
        if body.status != 200:
            headers = {"Cache-Control": NEVER}
        return _response(request, body, headers)

    async def _snapshot(self) -> Snapshot:
        now = time.monotonic()
        if self._served is None or now - self._served[0] > SNAPSHOT_SECONDS:
            self._served = (now, await run_in_threadpool(snapshot))
        return self._served[1]

    async def _computed(self, key: str, question: Question, make: Make) -> Body:
        """Compute an answer once, however many clients ask for it at the same time."""
        if key in self._computing:
            return await asyncio.shield(self._computing[key])
        if self._waiting >= self._most_waiting:
            raise BusyError("server", "too many answers are being computed", "Try again in a few seconds.")
        self._waiting += 1
        task = asyncio.ensure_future(self._compute(key, question, make))
        self._computing[key] = task
        # A client that leaves does not end the work for the others.
        task.add_done_callback(lambda _: self._computing.pop(key, None))
        return await asyncio.shield(task)

    async def _compute(self, key: str, question: Question, make: Make) -> Body:
        try:
            async with self._turns:
                body = await run_in_threadpool(_made, question, make)
        finally:
            self._waiting -= 1
        if body.status == 200:
            self._bodies.add(key, body)
        return body


class BusyError(ReaderError):
    """Refuse a request while too many others wait."""


class PictureError(ReaderError):
    """Refuse a picture of a chart that the server cannot draw."""


class FailedError(ReaderError):
    """Report a failure of ours, with the id of its record in the log."""


def status_of(error: ReaderError) -> int:
    """Return the HTTP status of an error: 403 licence, 404 unknown, 422 no answer, 5xx not by the client."""
    match error:
        case LicenceError():
            return 403
        case UnknownError() | NotHeldError():
            return 404
        case QuestionError():
            return 422
        case SnapshotError() | BusyError():
            return 503
        case FailedError():
            return 500
        case PictureError():
            return 501
    return 400


def words_of(error: ReaderError) -> dict[str, str]:
    """Return an error in parts for strangers: where, what, what to do, and all of it in one line."""
    return {
        "where": public(error).partition(": ")[0],
        "what": error.what.rstrip("."),
        "todo": error.todo,
        "detail": public(error),
    }


def _made(question: Question, make: Make) -> Body:
    with one_snapshot(question.snapshot):
        try:
            return make(question)
        except SnapshotError as error:
            logging.getLogger("dashboard").warning("%s", error)
            raise
        except ReaderError:
            raise
        except Exception:
            error_id = log_failure(f"{question.request.url.path} could not be answered")
            raise FailedError(
                "server",
                "this address could not be answered",
                f"Ask the operator of this server to look up error {error_id} in its log.",
            ) from None


def _response(request: Request, body: Body, headers: Mapping[str, str]) -> Response:
    encoding, content = body.encoded(request.headers.get("accept-encoding", ""))
    every = {"X-Content-Type-Options": "nosniff", "Vary": "Accept-Encoding", **body.headers, **headers}
    if encoding:
        every["Content-Encoding"] = encoding
    if body.status == 503:
        every["Retry-After"] = str(RETRY_SECONDS)
    if request.method == "HEAD":
        every["Content-Length"] = str(len(content))
        content = b""
    return Response(content, body.status, every, body.media)


def _has(headers: Headers, key: str) -> bool:
    return any(key in tag for tag in headers.get("if-none-match", "").split(","))


@lru_cache(maxsize=1)
def build() -> str:
    """Return a hash of the program's files: answers of another version are other answers."""
    digest = hashlib.blake2b(digest_size=8)
    for folder in _PACKAGES:
        for path in sorted(path for path in folder.rglob("*") if path.suffix in PROGRAM):
            digest.update(path.read_bytes())
    return digest.hexdigest()
