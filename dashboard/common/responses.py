"""Answer requests for files with one-line errors that reveal nothing internal."""

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
    """Log the exception that is being handled, and return the id of its record for the reader."""
    error_id = secrets.token_hex(4)
    logging.getLogger("dashboard").exception("error %s: %s", error_id, what, extra={"error_id": error_id})
    return error_id


def refuse(message: str, status: int = 400) -> Response:
    """Refuse a request, and say why."""
    return PlainTextResponse(f"{message.strip()}\n", status_code=status)


def answering(what: str) -> Callable[[Callable[P, R]], Callable[P, R | Response]]:
    """Let a function that answers a request answer its errors too: 400, 503 without a snapshot, else 500.

    `what` names the content, as in "the rows".
    """

    def wrap(answer: Callable[P, R]) -> Callable[P, R | Response]:
        @functools.wraps(answer)
        def answer_or_refusal(*args: P.args, **kwargs: P.kwargs) -> R | Response:
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
                    f"{what.capitalize()} could not be written. Ask the operator of this server to look up "
                    f"error {error_id} in its log.",
                    500,
                )

        return answer_or_refusal

    return wrap
