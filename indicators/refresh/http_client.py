"""Asking a publisher's server, politely and with suspicion: one `Transport` for each file.

TLS is always verified, against the certificates that REQUESTS_CA_BUNDLE names or those of certifi. Proxies
are those of the environment. No password is sent, not even one of .netrc. Redirects are followed by hand,
each checked like the first address. Every wait ends: silence, a drip, a head that never ends, a server
that asks for patience again and again.
"""

import datetime as dt
import http
import importlib.metadata
import itertools
import random
import re
import socket
import ssl
import threading
import time
import weakref
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from email.utils import parsedate_to_datetime
from http.client import HTTPException
from typing import Any, TypeVar
from urllib.parse import urljoin

import requests
from urllib3.exceptions import HTTPError
from urllib3.exceptions import TimeoutError as LateError

from indicators.errors import FetchError
from indicators.refresh.address_check import GuardedAdapter, PrivateAddressError, check_address
from indicators.refresh.download_task import DownloadTask, Policy

T = TypeVar("T")

PIECE = 65536
PLAIN = ("", "identity")
REDIRECTS = (301, 302, 303, 307, 308)
BROKEN_OFF = (ssl.SSLEOFError, ssl.SSLZeroReturnError)
TEMPORARY = (408, 429, 500, 502, 503, 504)
LATER = "Fetch it again later; what was there before is still there."
USER_AGENT = (
    f"governance-risk/{importlib.metadata.version('governance-risk')} (open governance risk dashboard)"
)

_jitter = random.SystemRandom()


class PassingError(Exception):
    """A failure that another attempt may not meet; `wait` is how many seconds the server asks for."""

    def __init__(self, what: str, todo: str = LATER, *, wait: float | None = None) -> None:
        super().__init__(what)
        self.what, self.todo, self.wait = what, todo, wait


class _Session(requests.Session):
    """A session over https alone that follows no redirect itself."""

    def __init__(self, adapter: GuardedAdapter) -> None:
        super().__init__()
        self.adapters.clear()
        self.mount("https://", adapter)
        self.headers["User-Agent"] = USER_AGENT
        self.auth = _unchanged  # otherwise requests looks for a password in .netrc

    def get_redirect_target(self, resp: Any) -> None:
        """Return None: requests would read the whole body of a redirect, however large, to find the next."""


def _unchanged(request: requests.PreparedRequest) -> requests.PreparedRequest:
    return request


class Transport:
    """The requests of one task. `with` starts its clock; `end` may be called by any thread, at any time."""

    def __init__(self, task: DownloadTask, policy: Policy) -> None:
        self.task = task
        self.policy = policy
        self._session = _Session(GuardedAdapter(policy.reachable, self._opened))
        self._sockets: weakref.WeakSet[socket.socket] = weakref.WeakSet()
        self._lock = threading.Lock()
        self._deadline = 0.0
        self._ended = threading.Event()
        self._is_late = False

    def __enter__(self) -> "Transport":
        self._deadline = time.monotonic() + self.policy.file_seconds
        return self

    def __exit__(self, *_: object) -> None:
        self._session.close()

    def end(self) -> None:
        """Give up: waits end, connections are cut, and whatever is asked next is refused."""
        self._ended.set()
        self._cut()

    def persist(self, attempt: Callable[[], T]) -> T:
        """Return the result of `attempt`, retried with growing pauses if it raises `PassingError`.

        Raises `FetchError` after the last attempt, past the deadline of the file, and where the server asks
        for a longer wait than anybody has.
        """
        for number in itertools.count(1):
            self._check_going()
            try:
                return attempt()
            except PassingError as error:
                self._pause(error, number)
        raise AssertionError("counting does not end")

    def _pause(self, error: PassingError, number: int) -> None:
        self._check_going()
        growing = self.policy.backoff_seconds * 2 ** (number - 1) * _jitter.uniform(0.5, 1.5)
        wait = min(growing, self.policy.longest_wait_seconds) if error.wait is None else error.wait
        if wait > self.policy.longest_wait_seconds:
            until = dt.datetime.now(dt.UTC) + dt.timedelta(seconds=min(wait, 10**10))
            raise self.task.error(
                f"{error.what}, and asks to wait for {wait:.0f} seconds",
                f"Fetch it again after {until:%Y-%m-%d %H:%M} UTC.",
            ) from error
        if number == self.policy.attempts or time.monotonic() + wait > self._deadline:
            raise self.task.error(f"{error.what}; given up after attempt {number}", error.todo) from error
        self._ended.wait(wait)

    def _check_going(self) -> None:
        if self._ended.is_set():
            raise self.task.error("interrupted", LATER)

    @contextmanager
    def get(self, url: str, headers: Mapping[str, str]) -> Iterator["Answer"]:
        """Yield the answer to a GET, whatever its status, at the end of all redirects.

        Raises `FetchError` for an address that may not be asked, and `PassingError` where no answer came.
        """
        visited: list[str] = []
        while True:
            if url in visited:
                raise self._led_astray(f"it leads in a circle: {' -> '.join([*visited, url])}")
            if len(visited) > self.policy.redirects:
                raise self._led_astray(f"it leads on more than {self.policy.redirects} times, last to {url}")
            visited.append(url)
            with closing(self._ask(url, headers)) as response:
                location = response.headers.get("Location")
                if response.status_code not in REDIRECTS or not location:
                    with self._at_most(self._deadline - time.monotonic()):
                        yield Answer(self, response, url)
                    return
            url = self._next(url, location)

    def _next(self, url: str, location: str) -> str:
        # Requests reads headers as Latin-1; servers write addresses into them as UTF-8.
        location = location.encode("latin-1", "replace").decode("utf-8", "replace")
        try:
            return urljoin(url, location)
        except ValueError:
            raise self._led_astray(f"it leads to {location}, which is not an address") from None

    def _led_astray(self, what: str) -> FetchError:
        return self.task.error(what, self.task.mend_address)

    def _ask(self, url: str, headers: Mapping[str, str]) -> requests.Response:
        try:
            request = self._session.prepare_request(requests.Request("GET", url, headers=dict(headers)))
        except (requests.RequestException, ValueError) as error:
            raise self._led_astray(f"it leads to {url}, which is not an address") from error
        address = request.url or url
        check_address(self.task, address, self.policy.port)
        settings = self._session.merge_environment_settings(address, {}, True, None, None)
        with self._at_most(min(self.policy.answer_seconds, self._deadline - time.monotonic())):
            try:
                response = self._session.send(
                    request,
                    allow_redirects=False,
                    timeout=(self.policy.connect_seconds, self.policy.silence_seconds),
                    **settings,
                )
                self.check_uncut()  # a head that we cut seems to end, and its body to be empty
                return response
            except PrivateAddressError as error:
                raise self.task.error(f"{error}", f"It is not asked. {self.task.mend_address}") from error
            except (OSError, HTTPError, HTTPException, ValueError) as error:
                raise self.explained(error) from error

    @contextmanager
    def _at_most(self, seconds: float) -> Iterator[None]:
        """Cut the connections after so long: a time-out of requests starts anew with every byte."""
        self._is_late = False
        timer = threading.Timer(max(seconds, 0.0), self._run_late)
        timer.daemon = True
        timer.start()
        try:
            yield
        finally:
            timer.cancel()

    def _run_late(self) -> None:
        self._is_late = True
        self._cut()

    def _opened(self, connection: socket.socket) -> None:
        with self._lock:
            self._sockets.add(connection)
        if self._ended.is_set() or self._is_late:
            self._cut()

    def _cut(self) -> None:
        with self._lock:
            for connection in self._sockets:
                with suppress(OSError):
                    connection.shutdown(socket.SHUT_RDWR)

    def check_uncut(self) -> None:
        """Raise `PassingError` where we cut the connection: a body without a length would seem to end."""
        if self._ended.is_set():
            raise PassingError("interrupted")
        if self._is_late:
            raise PassingError("it takes too long")

    def explained(self, error: Exception) -> Exception:
        """Return the error of a failed request: to be tried again, or not."""
        self.check_uncut()
        for cause in _causes(error):
            if isinstance(cause, ssl.SSLCertVerificationError):
                return self.task.error(
                    f"the server's certificate is not valid ({cause.verify_message})",
                    "Try again later. Behind a proxy that opens TLS, name its certificates in "
                    f"REQUESTS_CA_BUNDLE. {self.task.by_hand}",
                )
            if isinstance(cause, socket.gaierror):
                return PassingError(
                    f"its host has no address ({cause.strerror})",
                    "Check the connection to the internet, and HTTPS_PROXY where there is a proxy.",
                )
            if isinstance(cause, ssl.SSLError) and not isinstance(cause, BROKEN_OFF):
                return PassingError(
                    f"TLS fails ({cause.reason or cause})", "Check REQUESTS_CA_BUNDLE, or wait."
                )
            if isinstance(cause, requests.exceptions.ProxyError):
                return PassingError("the proxy does not let it through", "Check HTTPS_PROXY.")
            if isinstance(cause, LateError | TimeoutError):
                return PassingError("the server does not answer in time")
        if isinstance(error, requests.exceptions.InvalidSchema):
            return self.task.error(f"the proxy cannot be used ({error})", "Check HTTPS_PROXY.")
        if not isinstance(error, HTTPError | HTTPException | requests.RequestException | ConnectionError):
            return self.task.error(f"TLS cannot be set up ({error})", "Check REQUESTS_CA_BUNDLE.")
        return PassingError("the connection broke off")


class Answer:
    """An answer's head, and its body piece by piece."""

    def __init__(self, transport: Transport, response: requests.Response, url: str) -> None:
        self._transport = transport
        self._response = response
        self.url = url
        self.status = response.status_code
        self.headers: Mapping[str, str] = response.headers

    @property
    def encoding(self) -> str:
        return self.headers.get("Content-Encoding", "").strip().lower()

    @property
    def length(self) -> int | None:
        """The bytes to come as the server says, compressed where they are; None where it does not."""
        text = self.headers.get("Content-Length", "")
        return int(text) if re.fullmatch("[0-9]{1,18}", text) else None

    def pieces(self, limit: int) -> Iterator[bytes]:
        """Yield the unpacked body; raises `FetchError` past `limit` bytes, before reading if that is known.

        Raises `PassingError` where the body is cut, silent or a drip.
        """
        task, policy = self._transport.task, self._transport.policy
        if self.encoding not in (*PLAIN, "gzip", "x-gzip", "deflate"):
            raise task.error(f"it comes packed as {self.encoding!r}, which nobody asked for", LATER)
        if (self.length or 0) > limit:
            raise task.too_big()
        received, measured, since = 0, 0, time.monotonic()
        while piece := self._read():
            received += len(piece)
            if received > limit:
                raise task.too_big()
            yield piece
            if time.monotonic() - since > policy.slow_seconds:
                if received - measured < policy.slowest_bytes:
                    raise PassingError(f"it only drips: {received} bytes came")
                measured, since = received, time.monotonic()
        self._transport.check_uncut()

    def _read(self) -> bytes:
        try:
            # Not `read`: that waits for a whole piece, and a drip never trips its time-out.
            return bytes(self._response.raw.read1(PIECE, decode_content=True) or b"")
        except (OSError, HTTPError, HTTPException) as error:
            raise self._transport.explained(error) from error

    def refusal(self) -> Exception:
        """Return the error of a status that is not a success: to be tried again, or not."""
        task = self._transport.task
        known = {status.value: f" {status.phrase}" for status in http.HTTPStatus}
        what = f"the server answers {self.status}{known.get(self.status, '')}"
        if self.status in TEMPORARY:
            return PassingError(what, wait=_retry_after(self.headers.get("Retry-After", "").strip()))
        if self.status in (401, 403):
            return task.error(what, f"The publisher refuses programs. {task.by_hand}")
        if self.status in (404, 410):
            return task.error(what, f"The publisher has moved or removed it. {task.mend_address}")
        return task.error(what, f"Open {self.url} in a browser to see why. {task.mend_address}")


def _retry_after(text: str) -> float | None:
    """Return the seconds that a Retry-After means, a number or a date; None if it means neither."""
    if re.fullmatch("[0-9]{1,9}", text):
        return float(text)
    try:
        until = parsedate_to_datetime(text)
    except (TypeError, ValueError):
        return None
    return max((until.astimezone(dt.UTC) - dt.datetime.now(dt.UTC)).total_seconds(), 0.0)


def _causes(error: BaseException) -> Iterator[BaseException]:
    """Yield the error and those inside it: urllib3 and requests keep them in different places."""
    seen: list[BaseException] = []
    waiting: list[object] = [error]
    while waiting:
        cause = waiting.pop(0)
        if isinstance(cause, BaseException) and not any(cause is other for other in seen):
            seen.append(cause)
            yield cause
            waiting += [cause.__cause__, cause.__context__, getattr(cause, "reason", None), *cause.args]
