"""How a file's address answers where there is no file: in one line, and never with what went wrong inside."""

import functools
import logging
import secrets
from collections.abc import Callable
from typing import ParamSpec, TypeVar

from starlette.responses import PlainTextResponse, Response

from dashboard.common.text import public
from indicators.errors import ReaderError, SnapshotError

P = ParamSpec("P")
R = TypeVar("R")


def log_failure(what: str) -> str:
    """Log the exception that is being handled; the id under which it stands there, for the reader."""
    error_id = secrets.token_hex(4)
    logging.getLogger("dashboard").exception("error %s: %s", error_id, what, extra={"error_id": error_id})
    return error_id


def refuse(message: str, status: int = 400) -> Response:
    """What cannot be answered, and why."""
    return PlainTextResponse(f"{message.strip()}\n", status_code=status)


def telling(what: str) -> Callable[[Callable[P, R]], Callable[P, R | Response]]:
    """Make a function that answers a request tell of its errors: 400, 503 without a snapshot, 500 with an id.

    `what` names what it writes, as in "the rows".
    """

    def wrap(answer: Callable[P, R]) -> Callable[P, R | Response]:
        @functools.wraps(answer)
        def told(*args: P.args, **kwargs: P.kwargs) -> R | Response:
            try:
                return answer(*args, **kwargs)
            except SnapshotError as error:
                logging.getLogger("dashboard").warning("%s", error)
                return refuse(public(error), 503)
            except ReaderError as error:
                return refuse(public(error))
            except Exception:
                error_id = log_failure(f"{what} could not be written")
                return refuse(
                    f"{what.capitalize()} could not be written. Whoever runs this server finds what happened "
                    f"in its log under error {error_id}.",
                    500,
                )

        return told

    return wrap
