"""Coroutines in tests, beside a browser: Playwright keeps a loop running in the thread of the tests."""

import asyncio
import heapq
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

T = TypeVar("T")


class Clock:
    """A clock that stands still while work is done, and jumps over waits."""

    def __init__(self) -> None:
        self.now = 1_000.0

    def monotonic(self) -> float:
        return self.now

    def loop(self) -> asyncio.AbstractEventLoop:
        """Make an event loop that goes by this clock."""
        return _ClockLoop(self)


class _ClockLoop(asyncio.SelectorEventLoop):
    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        super().__init__()

    def time(self) -> float:
        return self._clock.now

    def _run_once(self) -> None:
        timers = self._scheduled  # type: ignore[attr-defined]
        while timers and timers[0].cancelled():
            heapq.heappop(timers)._scheduled = False
            self._timer_cancelled_count -= 1  # type: ignore[attr-defined]
        if timers and not self._ready:  # type: ignore[attr-defined]
            self._clock.now = max(self._clock.now, timers[0].when())
        super()._run_once()  # type: ignore[misc]


def run(coroutine: Coroutine[Any, Any, T], loop: Callable[[], asyncio.AbstractEventLoop] | None = None) -> T:
    """Run a coroutine in a loop and a thread of its own, and return its result."""

    def work() -> T:
        with asyncio.Runner(loop_factory=loop) as runner:
            return runner.run(coroutine)

    with ThreadPoolExecutor(1) as thread:
        return thread.submit(work).result()
