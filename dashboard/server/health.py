"""Whether this replica is alive, and whether it may be sent readers.

    /healthz   200 while the process answers: for restarting it
    /readyz    200 with the snapshot's id once one is loaded, otherwise 503: for sending it readers

A replica that serves its last good copy is ready, and says so: taking it out would help no reader. One that
is full is ready too, and says so: it sends new readers away itself (dashboard/guard.py), and to take it out
would cut those it has from the files of their page.
"""

import logging
from dataclasses import dataclass
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from dashboard.common.snapshot import behind, snapshot
from dashboard.server.guard import full
from indicators.errors import ReaderError

HEALTHZ = "/healthz"
READYZ = "/readyz"
FRESH = {"Cache-Control": "no-store"}


@dataclass(frozen=True, slots=True)
class Readiness:
    """What a replica serves: the id and the day of its snapshot, None without one.

    `why` says why there is none, or why the one served may not be the newest; None where all is well.
    """

    snapshot: str | None
    created: str | None
    why: str | None

    @property
    def ready(self) -> bool:
        return self.snapshot is not None

    @property
    def last_good_copy(self) -> bool:
        """Whether what is served may not be the newest."""
        return self.ready and self.why is not None

    def as_dict(self) -> dict[str, Any]:
        return {
            "ready": self.ready,
            "snapshot": self.snapshot,
            "created": self.created,
            "last_good_copy": self.last_good_copy,
            "why": self.why,
            "full": full(),
        }


def readiness() -> Readiness:
    """What this replica can serve now. Never raises: what cannot be opened is the answer."""
    try:
        opened = snapshot()
        return Readiness(opened.id, opened.created.isoformat(), behind())
    except ReaderError as error:
        return Readiness(None, None, str(error))
    except Exception:
        logging.getLogger(__name__).exception("the snapshot could not be opened")
        return Readiness(None, None, "the snapshot could not be opened; the server's log says why")


def health_routes() -> list[Route]:
    """The two routes, at the root of the server."""
    return [Route(HEALTHZ, _healthz), Route(READYZ, _readyz)]


async def _healthz(_request: Request) -> Response:
    return PlainTextResponse("alive\n", headers=FRESH)


async def _readyz(_request: Request) -> Response:
    # In a thread: a snapshot in a folder may have to be opened, and no reader's frame shall wait for that.
    found = await run_in_threadpool(readiness)
    return JSONResponse(found.as_dict(), 200 if found.ready else 503, FRESH)
