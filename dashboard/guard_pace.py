"""How fast a connection may send: nothing is put in another order, and the newest change always arrives.

A reader who is ahead of the pace waits a little. A flood, further ahead than any reader gets, keeps its
connection and loses its oldest frames: to close it would only invite it back, with a new session to pay for.
"""

import asyncio
import time
from collections import Counter, deque
from collections.abc import Awaitable, Callable, MutableMapping
from dataclasses import dataclass, field
from typing import Any

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
LONG_AGO = -1e9


@dataclass(frozen=True, slots=True)
class Limits:
    """How much is let through; rates in frames a second, sizes in bytes, times in seconds.

    A connection alone may send `alone` a second. If others sent a frame in the last `company` seconds, they
    share `all`, each getting `most` at most, and spend the `burst` that they saved first. New connections
    share `arrivals` after `arrivals_burst` of them; one that would wait longer than `arrival_wait` is closed.

    More than `backlog` frames or `backlog_bytes` waiting are a flood: for `flooded` seconds after it new
    connections save nothing and share `arrivals_flooded`. Frames in waiting are read at `reads` by all
    connections together, so that a flood ends soon after its client leaves and takes little until then.
    """

    sessions: int = 500
    alone: float = 60.0
    all: float = 72.0
    most: float = 4.0
    burst: int = 20
    company: float = 3.0
    arrivals: float = 8.0
    arrivals_flooded: float = 4.0
    arrivals_burst: int = 100
    arrival_wait: float = 20.0
    backlog: int = 32
    backlog_bytes: int = 2_000_000
    reads: float = 1_000.0
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
        """Take a token and say how many seconds to wait for it; one further than `longest` is not taken."""
        self.tokens = min(float(self.burst), self.tokens + (now - self.at) * rate)
        self.at = now
        wait = max(0.0, (1.0 - self.tokens) / rate)
        if wait <= longest:
            self.tokens -= 1.0
        return wait


@dataclass(slots=True)
class Load:
    """What a process has under way now, and what it has refused since its start, by reason."""

    sessions: int = 0
    uploads: int = 0
    delayed: int = 0
    refused: Counter[str] = field(default_factory=Counter)
    flood_at: float = LONG_AGO
    arrivals: Bucket = field(
        default_factory=lambda: Bucket(Limits().arrivals_burst, Limits().arrivals_burst, 0)
    )
    reads: Bucket = field(default_factory=lambda: Bucket(500, 500, 0))
    # Who sent a frame in this stretch of time and in the one before.
    now: set[int] = field(default_factory=set)
    before: set[int] = field(default_factory=set)
    since: float = LONG_AGO

    def active(self, connection: int, now: float, company: float) -> int:
        """How many connections sent a frame lately, with this one, which sends one now."""
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
        self._bytes = 0
        self._first = True
        now = time.monotonic()
        self._bucket = Bucket(limits.burst, 1 if self._flooded(now) else limits.burst, now)

    async def next(self) -> tuple[Message, tuple[str, int] | None]:
        """The next message, or why and with which code the connection is to end."""
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
            ended = await self._read_on(now + wait)
            if ended is not None:
                return ended, None
        return message, None

    def _flooded(self, now: float) -> bool:
        return now - self.load.flood_at < self.limits.flooded

    def _rate(self, now: float) -> float:
        active = self.load.active(self.number, now, self.limits.company)
        return self.limits.alone if active == 1 else min(self.limits.most, self.limits.all / active)

    async def _take(self) -> Message | None:
        """The next message; None if the first frame does not come in time."""
        if self._waiting:
            message = self._waiting.popleft()
            self._bytes -= _size(message)
            return message
        if not self._first:
            return await self._receive()
        try:
            async with asyncio.timeout(self.limits.first_frame):
                return await self._receive()
        except TimeoutError:
            return None

    async def _read_on(self, until: float) -> Message | None:
        """Wait; the disconnect if the client leaves meanwhile, who must not be served to the end."""
        while (left := until - (now := time.monotonic())) > 0:
            if self._waiting and self._waiting[-1]["type"] != "websocket.receive":
                return self._waiting[-1]
            if self.load.reads.wait(now, self.limits.reads, longest=0.0):
                await asyncio.sleep(left)
                break
            try:
                async with asyncio.timeout(left):
                    message = await self._receive()
            except TimeoutError:
                break
            self._waiting.append(message)
            self._bytes += _size(message)
            while len(self._waiting) > self.limits.backlog or self._bytes > self.limits.backlog_bytes:
                self._bytes -= _size(self._waiting.popleft())
                self.load.refused["flood"] += 1
                self.load.flood_at = time.monotonic()
        last = self._waiting[-1] if self._waiting else None
        return last if last is not None and last["type"] != "websocket.receive" else None


def _size(message: Message) -> int:
    return len(message.get("bytes") or message.get("text") or b"")
