"""Pace the frames of a connection: keep their order, and always deliver the newest change.

A reader who sends too fast waits a little. A flood, faster than any reader, keeps its connection and loses
its oldest frames. Closing it would make it return with a new session, which costs more.
"""

import asyncio
import time
from collections import Counter, deque
from dataclasses import dataclass, field
from typing import Any

from starlette.types import Message, Receive

from dashboard.server.guard_turns import Turns

LONG_AGO = -1e9
READ_AGAIN = 0.05
LEFT: Message = {"type": "websocket.disconnect", "code": 1006}


@dataclass(frozen=True, slots=True)
class Limits:
    """Limits of the guard: rates in frames a second, sizes in bytes, times in seconds.

    A connection alone may send `alone` a second. If others sent a frame in the last `company` seconds, all
    connections share `all`, each with `most` at most, and first spend their saved `burst`. New connections
    share `arrivals` after `arrivals_burst` of them; one that would wait longer than `arrival_wait` is closed.

    More than `backlog` waiting frames or `backlog_bytes` are a flood. For `flooded` seconds, flooding
    connections share `flooders`, and new ones save nothing and share `arrivals_flooded`. All connections
    together read ahead `reads` waiting frames a second, so that a flood takes little of the server.
    """

    sessions: int = 500
    alone: float = 60.0
    all: float = 72.0
    most: float = 8.0
    flooders: float = 2.0
    burst: int = 20
    company: float = 3.0
    arrivals: float = 8.0
    arrivals_flooded: float = 4.0
    arrivals_burst: int = 100
    arrival_wait: float = 20.0
    backlog: int = 32
    backlog_bytes: int = 2_000_000
    reads: float = 200.0
    flooded: float = 60.0
    first_frame: float = 30.0
    uploads: int = 16
    session_bytes: int = 25_000_000
    held_bytes: int = 200_000_000


@dataclass(slots=True)
class Bucket:
    """A token bucket whose rate may change from frame to frame."""

    burst: int
    tokens: float
    at: float

    def wait(self, now: float, rate: float, longest: float = float("inf")) -> float:
        """Take a token and return the seconds to wait for it; take none if the wait exceeds `longest`."""
        self.tokens = min(float(self.burst), self.tokens + (now - self.at) * rate)
        self.at = now
        wait = max(0.0, (1.0 - self.tokens) / rate)
        if wait <= longest:
            self.tokens -= 1.0
        return wait


@dataclass(slots=True)
class Load:
    """The current load of a process, and its refusals since the start, by reason."""

    sessions: int = 0
    uploads: int = 0
    delayed: int = 0
    superseded: int = 0
    refused: Counter[str] = field(default_factory=Counter)
    turns: Turns = field(default_factory=Turns)
    flood_at: float = LONG_AGO
    # The time of each flooding connection's last flood.
    flooding: dict[int, float] = field(default_factory=dict)
    arrivals: Bucket = field(
        default_factory=lambda: Bucket(Limits().arrivals_burst, Limits().arrivals_burst, 0)
    )
    reads: Bucket = field(default_factory=lambda: Bucket(200, 200, 0))
    # The connections that sent a frame in this period and in the one before.
    now: set[int] = field(default_factory=set)
    before: set[int] = field(default_factory=set)
    since: float = LONG_AGO

    def active(self, connection: int, now: float, company: float) -> int:
        """Count the connections that sent a frame lately, with this one, which sends one now."""
        if now - self.since > company:
            self.before = self.now if now - self.since <= 2 * company else set()
            self.now = set()
            self.since = now
        self.now.add(connection)
        return len(self.now | self.before) if len(self.before) < 2 else max(len(self.now), len(self.before))


class Pace:
    """The messages of one connection, each when it may pass."""

    def __init__(self, number: int, limits: Limits, load: Load, receive: Receive) -> None:
        self.number, self.limits, self.load = number, limits, load
        self._receive = receive
        self._waiting: deque[Message] = deque()
        self._reading: asyncio.Future[Message] | None = None
        self._bytes = 0
        self._first = True
        self.gone = False
        now = time.monotonic()
        self._bucket = Bucket(limits.burst, 1 if self._flooded(now) else limits.burst, now)

    async def next(self) -> tuple[Message, tuple[str, int] | None]:
        """Return the next message, or the reason and the code for ending the connection."""
        if self.gone:
            return LEFT, None
        message = await self._take()
        if message is None:
            return {}, ("silent", 1008)
        if message["type"] != "websocket.receive":
            return message, None
        now = time.monotonic()
        wait = self._bucket.wait(now, self._rate(now))
        if self._first:
            self._first = False
            limits = self.limits
            rate = limits.arrivals_flooded if self._flooded(now) else limits.arrivals
            wait = max(wait, self.load.arrivals.wait(now, rate, limits.arrival_wait))
            if wait > limits.arrival_wait:
                return {}, ("arrivals", 1013)
        if wait:
            self.load.delayed += 1
            ended = await self._rest(wait)
            if ended is not None:
                return ended, None
            if self.gone:
                return LEFT, None
        return message, None

    async def _rest(self, seconds: float) -> Message | None:
        loop = asyncio.get_running_loop()
        over: asyncio.Future[None] = loop.create_future()
        timer = loop.call_later(seconds, over.set_result, None)
        try:
            return await self.read_on(over)
        finally:
            timer.cancel()

    def following(self) -> bytes | None:
        """Return the next waiting frame, if there is one."""
        return self._waiting[0].get("bytes") if self._waiting else None

    def take_following(self) -> Message:
        """Take the next waiting message out of the queue."""
        message = self._waiting.popleft()
        self._bytes -= _size(message)
        return message

    def _flooded(self, now: float) -> bool:
        return now - self.load.flood_at < self.limits.flooded

    def _rate(self, now: float) -> float:
        active = self.load.active(self.number, now, self.limits.company)
        if active == 1:
            return self.limits.alone
        most = min(self.limits.most, self.limits.all / active)
        if self.number not in self.load.flooding:
            return most
        self.load.flooding = {
            one: at for one, at in self.load.flooding.items() if now - at < self.limits.flooded
        }
        return min(most, self.limits.flooders / max(1, len(self.load.flooding)))

    async def _take(self) -> Message | None:
        """Return the next message; None if the first frame does not come in time."""
        if self._waiting:
            return self.take_following()
        if not self._first:
            return await self._one()
        try:
            async with asyncio.timeout(self.limits.first_frame):
                return await self._one()
        except TimeoutError:
            return None

    async def read_on(self, until: asyncio.Future[None]) -> Message | None:
        """Read ahead until `until` is done; return the disconnect at once if the client leaves."""
        while not until.done() and not self._left():
            if self.load.reads.wait(time.monotonic(), self.limits.reads, longest=0.0):
                await asyncio.wait({until}, timeout=READ_AGAIN)
                continue
            reading = self._read()
            ends: set[asyncio.Future[Any]] = {until, reading}
            await asyncio.wait(ends, return_when=asyncio.FIRST_COMPLETED)
            if reading.done():
                self._keep(await self._one())
        return self._waiting[-1] if self._left() else None

    def _read(self) -> asyncio.Future[Message]:
        """Start reading one message, or return the reading that is under way."""
        if self._reading is None:
            self._reading = asyncio.ensure_future(self._receive())
        return self._reading

    async def _one(self) -> Message:
        reading = self._read()
        try:
            return await reading
        finally:
            self._reading = None

    def close(self) -> None:
        """Stop reading for a connection that has ended."""
        self.load.flooding.pop(self.number, None)
        if self._reading is not None:
            self._reading.cancel()

    def _keep(self, message: Message) -> None:
        """Queue a message, and drop the oldest ones beyond the limits."""
        self._waiting.append(message)
        self._bytes += _size(message)
        while len(self._waiting) > self.limits.backlog or self._bytes > self.limits.backlog_bytes:
            self._bytes -= _size(self._waiting.popleft())
            self.load.refused["flood"] += 1
            self.load.flood_at = self.load.flooding[self.number] = time.monotonic()

    def _left(self) -> bool:
        """Tell if the client's last message is a disconnect."""
        return bool(self._waiting) and self._waiting[-1]["type"] != "websocket.receive"


def _size(message: Message) -> int:
    return len(message.get("bytes") or message.get("text") or b"")
