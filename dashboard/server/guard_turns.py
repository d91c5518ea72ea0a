"""Whose script runs next: a few at once, and first who has used the server least.

Scripts are threads under one interpreter lock. Twenty at once do not end sooner than three at a time do; they
keep the event loop from its work, and everybody waits. So a run waits for its turn, and a reader who changes
a filter now and then goes before a connection that asks without end.
"""

import asyncio
import math
import time
from dataclasses import dataclass, field

from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

# A frame that says that a run has ended is shorter than this; only such are looked into.
ENDING_BYTES = 256
HALF = 10.0
AGAIN = ForwardMsg.FINISHED_EARLY_FOR_RERUN


@dataclass(slots=True)
class Use:
    """The seconds that a connection's runs took lately; half of them are forgotten in `HALF` seconds."""

    seconds: float = 0.0
    at: float = 0.0

    def add(self, seconds: float, now: float) -> None:
        self.seconds = self.seconds * math.pow(2.0, (self.at - now) / HALF) + seconds
        self.at = now

    def weight(self, now: float) -> float:
        return self.seconds * math.pow(2.0, (self.at - now) / HALF)


@dataclass(slots=True)
class Turns:
    """`at_once` runs have a turn, for `lease` seconds at most: then they go on, but others may start."""

    at_once: int = 3
    lease: float = 0.5
    running: dict[int, float] = field(default_factory=dict)
    waiting: dict[int, asyncio.Future[None]] = field(default_factory=dict)
    used: dict[int, Use] = field(default_factory=dict)
    ended: float = 0.0
    _ends: dict[int, asyncio.TimerHandle] = field(default_factory=dict)

    def quiet(self, seconds: float) -> bool:
        """Whether nobody has or wants a turn, nor had one in these last seconds."""
        return not self.running and not self.waiting and time.monotonic() - self.ended >= seconds

    def ask(self, connection: int) -> asyncio.Future[None]:
        """A turn: done when it comes. Who has one keeps it while nobody waits: a change replaces its run."""
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        if connection in self.running and not self.waiting:
            turn.set_result(None)
        elif connection not in self.running and len(self.running) < self.at_once:
            self._start(connection)
            turn.set_result(None)
        else:
            self.waiting[connection] = turn
        return turn

    def withdraw(self, connection: int) -> None:
        """The connection waits no longer, if it still does."""
        self.waiting.pop(connection, None)

    def end(self, connection: int) -> None:
        """The connection's run has ended, or has had its time; the next may start."""
        since = self.running.pop(connection, None)
        if since is None:
            return
        self._ends.pop(connection).cancel()
        now = self.ended = time.monotonic()
        self.used.setdefault(connection, Use()).add(now - since, now)
        # One whose run is still under way waits for its end.
        unused, ready = Use(), [one for one in self.waiting if one not in self.running]
        if ready and len(self.running) < self.at_once:
            lightest = min(ready, key=lambda one: self.used.get(one, unused).weight(now))
            turn = self.waiting.pop(lightest)
            self._start(lightest)
            if not turn.done():
                turn.set_result(None)

    def leave(self, connection: int) -> None:
        """The connection is closed."""
        self.withdraw(connection)
        self.end(connection)
        self.used.pop(connection, None)

    def _start(self, connection: int) -> None:
        self.running[connection] = time.monotonic()
        self._ends[connection] = asyncio.get_running_loop().call_later(self.lease, self.end, connection)


def ends_run(data: bytes | None) -> bool:
    """Whether a frame from Streamlit says that a run has ended and that none follows of itself."""
    if data is None or len(data) >= ENDING_BYTES:
        return False
    message = ForwardMsg()
    message.ParseFromString(data)
    return message.WhichOneof("type") == "script_finished" and message.script_finished != AGAIN
