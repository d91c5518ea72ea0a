"""Cache what a function answers, for the snapshot in use and within a bound.

Caches are shared by all readers: nobody may change what they return. A cached value must not hold on to a
larger object, which would stay in memory for as long as it does. Nothing is in Streamlit's own caches, which
any visitor can clear for everybody. `server.metrics` reports every cache by the name of its function.
"""

import functools
from collections.abc import Callable
from typing import Any, ParamSpec, TypeVar

from dashboard.common.snapshot import one_snapshot, snapshot
from indicators.snapshot.snapshot import Snapshot

P = ParamSpec("P")
R = TypeVar("R")


def per_snapshot(maxsize: int) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Cache a function's last `maxsize` answers by its arguments and by the snapshot in use.

    The function runs with that snapshot pinned: whatever it asks is answered from the same one.
    """

    def decorate(function: Callable[P, R]) -> Callable[P, R]:
        @functools.lru_cache(maxsize=maxsize)
        def answer(opened: Snapshot, *args: Any, **kwargs: Any) -> R:
            with one_snapshot(opened):
                return function(*args, **kwargs)

        @functools.wraps(function)
        def cached(*args: P.args, **kwargs: P.kwargs) -> R:
            return answer(snapshot(), *args, **kwargs)  # type: ignore[arg-type]  # all are hashable

        cached.cache_info = answer.cache_info  # type: ignore[attr-defined]
        cached.cache_clear = answer.cache_clear  # type: ignore[attr-defined]
        return cached

    return decorate
