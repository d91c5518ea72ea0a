"""Compute the pages' defaults, so that their first readers do not wait."""

import datetime as dt
import logging
import threading
from collections.abc import Callable

from dashboard.pages import PAGES
from indicators.clock import today
from indicators.errors import ReaderError


def warm(patience: Callable[[], None] = lambda: None) -> threading.Thread:
    """Run each page's `warm`, and start a thread that runs each page's `warm_later`; return the thread.

    The thread's work takes longer than a server should take to start. It calls `patience` before each part.
    """
    day = today()
    for page in PAGES:
        for compute in page.warm:
            compute(day)
    thread = threading.Thread(target=_warm_later, args=(day, patience), name="warm", daemon=True)
    thread.start()
    return thread


def _warm_later(day: dt.date, patience: Callable[[], None]) -> None:
    try:
        for page in PAGES:
            for compute in page.warm_later:
                patience()
                compute(day)
    except ReaderError as error:
        logging.getLogger(__name__).error("%s", error)
    except Exception:
        logging.getLogger(__name__).exception("some pages could not be computed at the start")
