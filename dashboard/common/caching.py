"""Cache a function's answers for the snapshot in use, within a size limit.

All readers share the caches: do not change what they return. A cached value must not hold on to a larger
object, which would stay in memory with it. We do not use Streamlit's own caches, because any visitor can
clear them for everybody. `server.metrics` reports every cache by the name of its function.
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

    The function runs with that snapshot pinned, so that everything it reads comes from the same snapshot.
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
