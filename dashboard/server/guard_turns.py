"""Schedule script runs: a few at once, and first the connection that used the server least.

Scripts are threads under one interpreter lock. Twenty at once do not finish sooner than three at a time, but
they block the event loop. So each run waits for its turn, and a reader who changes a filter now and then runs
before a connection that asks all the time.
"""

import asyncio
import math
import time
from dataclasses import dataclass, field

from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

# A frame that ends a run is shorter than this; longer frames are not parsed.
ENDING_BYTES = 256
HALF = 10.0
AGAIN = ForwardMsg.FINISHED_EARLY_FOR_RERUN


@dataclass(slots=True)
class Use:
    """The seconds that a connection's runs took lately; they decay by half in `HALF` seconds."""

    seconds: float = 0.0
    at: float = 0.0

    def add(self, seconds: float, now: float) -> None:
        self.seconds = self.seconds * math.pow(2.0, (self.at - now) / HALF) + seconds
        self.at = now

    def weight(self, now: float) -> float:
        return self.seconds * math.pow(2.0, (self.at - now) / HALF)


@dataclass(slots=True)
class Turns:
    """The turns of runs: `at_once` at a time. After `lease` seconds a run goes on, but others may start."""

    at_once: int = 3
    lease: float = 0.5
    running: dict[int, float] = field(default_factory=dict)
    waiting: dict[int, asyncio.Future[None]] = field(default_factory=dict)
    used: dict[int, Use] = field(default_factory=dict)
    ended: float = 0.0
    _ends: dict[int, asyncio.TimerHandle] = field(default_factory=dict)

    def quiet(self, seconds: float) -> bool:
        """Tell if no connection has or wants a turn, or had one in these last seconds."""
        return not self.running and not self.waiting and time.monotonic() - self.ended >= seconds

    def ask(self, connection: int) -> asyncio.Future[None]:
        """Return a turn, done when it comes. A running connection keeps its turn while no other waits."""
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
        """Remove the connection from the queue, if it still waits."""
        self.waiting.pop(connection, None)

    def end(self, connection: int) -> None:
        """End the connection's run or lease, and start the next run."""
        since = self.running.pop(connection, None)
        if since is None:
            return
        self._ends.pop(connection).cancel()
        now = self.ended = time.monotonic()
        self.used.setdefault(connection, Use()).add(now - since, now)
        # A connection whose run is still under way waits for its end.
        unused, ready = Use(), [one for one in self.waiting if one not in self.running]
        if ready and len(self.running) < self.at_once:
            lightest = min(ready, key=lambda one: self.used.get(one, unused).weight(now))
            turn = self.waiting.pop(lightest)
            self._start(lightest)
            if not turn.done():
                turn.set_result(None)

    def leave(self, connection: int) -> None:
        """Forget a closed connection."""
        self.withdraw(connection)
        self.end(connection)
        self.used.pop(connection, None)

    def _start(self, connection: int) -> None:
        self.running[connection] = time.monotonic()
        self._ends[connection] = asyncio.get_running_loop().call_later(self.lease, self.end, connection)


def ends_run(data: bytes | None) -> bool:
    """Tell if a frame from Streamlit says that a run has ended without another to follow."""
    if data is None or len(data) >= ENDING_BYTES:
        return False
    message = ForwardMsg()
    message.ParseFromString(data)
    return message.WhichOneof("type") == "script_finished" and message.script_finished != AGAIN
