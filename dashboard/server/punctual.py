"""Close connections that do not ask for anything: a timer around uvicorn's reader of requests."""

import asyncio
from typing import Any

from uvicorn.protocols.http.auto import AutoHTTPProtocol

# Seconds for the head of a request to arrive; a reader on a bad line needs a few.
HEAD_SECONDS = 20.0


class Punctual(AutoHTTPProtocol):  # type: ignore[misc, valid-type]
    """Uvicorn's protocol, which waits for the head of a request no longer than HEAD_SECONDS.

    Uvicorn itself times only the pause between two requests, so that half a request stays open for ever.
    """

    _timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: Any) -> None:
        super().connection_made(transport)
        self._watch()

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        self._watch()

    def connection_lost(self, exc: Exception | None) -> None:
        self._stop()
        super().connection_lost(exc)

    def _watch(self) -> None:
        """Run the timer while no request is being answered."""
        if self.cycle is not None and not self.cycle.response_complete:
            self._stop()
        elif self._timer is None:
            self._timer = self.loop.call_later(HEAD_SECONDS, self._late)

    def _stop(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _late(self) -> None:
        self._timer = None
        answering = self.cycle is not None and not self.cycle.response_complete
        # A websocket takes the connection over, with time-outs of its own.
        if not answering and self.transport.get_protocol() is self:
            self.transport.close()
