"""Report if this replica is alive, and if it may take readers.

    /healthz   200 while the process answers: for restarting it
    /readyz    200 with the snapshot's id once one is loaded, otherwise 503: for sending it readers

A replica that serves its last good copy is ready, and says so: removing it would not help any reader. A full
replica is ready too, and says so: it refuses new readers itself (`server/guard.py`), and removing it would
cut its current readers off from the files of their page.
"""

import logging
from dataclasses import dataclass
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from dashboard.common.snapshot import clock_is_wrong, snapshot, stale
from dashboard.common.text import public
from dashboard.server.guard import full
from indicators.errors import ReaderError

HEALTHZ = "/healthz"
READYZ = "/readyz"
FRESH = {"Cache-Control": "no-store"}


@dataclass(frozen=True, slots=True)
class Readiness:
    """The state of a replica: the id and the day of its snapshot, None without one.

    `why` gives the reason for a missing or outdated snapshot, `clock` what is wrong with the machine's date;
    None if all is well.
    """

    snapshot: str | None
    created: str | None
    why: str | None
    clock: str | None = None

    @property
    def ready(self) -> bool:
        return self.snapshot is not None

    @property
    def last_good_copy(self) -> bool:
        """True if the snapshot served may not be the newest."""
        return self.ready and self.why is not None

    def as_dict(self) -> dict[str, Any]:
        return {
            "ready": self.ready,
            "snapshot": self.snapshot,
            "created": self.created,
            "last_good_copy": self.last_good_copy,
            "why": self.why,
            "clock": self.clock,
            "full": full(),
        }


def readiness() -> Readiness:
    """Return the state of this replica. Never raise: an error becomes part of the answer."""
    try:
        opened = snapshot()
        behind = stale()
        return Readiness(
            opened.id, opened.created.isoformat(), behind.brief if behind else None, clock_is_wrong(opened)
        )
    except ReaderError as error:
        return Readiness(None, None, public(error))
    except Exception:
        logging.getLogger(__name__).exception("the snapshot could not be opened")
        return Readiness(None, None, "the snapshot could not be opened; the server's log says why")


def health_routes() -> list[Route]:
    """Return the two routes, at the root of the server."""
    return [Route(HEALTHZ, _healthz), Route(READYZ, _readyz)]


async def _healthz(_request: Request) -> Response:
    return PlainTextResponse("alive\n", headers=FRESH)


async def _readyz(_request: Request) -> Response:
    # In a thread, because opening a snapshot would delay readers' frames.
    state = await run_in_threadpool(readiness)
    return JSONResponse(state.as_dict(), 200 if state.ready else 503, FRESH)
