"""An object store by its address: files fetched and sent, within a time that is bounded.

Addresses are `s3://`, `gs://`, `abfs://` and `file://`; obstore talks to them. Credentials come from the
environment, as obstore reads it: variables such as AWS_ACCESS_KEY_ID, or the identity of the machine.
"""

import asyncio
import os
import re
from collections.abc import Coroutine, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import parse_qsl, unquote

import obstore
from obstore.exceptions import BaseError, NotFoundError, PermissionDeniedError, UnauthenticatedError
from obstore.store import LocalStore, ObjectStore, S3Store, from_url

from indicators.paths import shown

T = TypeVar("T")

# Seconds until a store that has not answered is given up: for one small file, and for a whole snapshot.
FOR_ONE = 20.0
FOR_ALL = 120.0
AT_ONCE = 8

WHAT_TO_WRITE = (
    "Write a folder, or an address such as s3://bucket/prefix?region=eu-central-1, gs://bucket/prefix, or "
    "s3://bucket/prefix?scheme=https&endpoint_override=host:9000 for another S3 server."
)

_REASONS = {
    "address": "it is not the address of a known kind of store",
    "missing": "there is no whole snapshot there",
    "large": "a file there is larger than it may be",
    "here": "the copy cannot be written on this machine",
    "access": "the store refuses access",
    "silent": "the store does not answer",
}
_NETWORK = re.compile(r"error sending request|connect|timed? ?out|dns|error decoding response", re.I)
_S3_OPTIONS = {"region", "scheme", "endpoint_override"}


class StoreError(Exception):
    """A failure of a store: `why` in a few words for any reader, `detail` for the operator."""

    def __init__(self, why: str, detail: str = "", *, kind: str = "store") -> None:
        self.why = why
        self.detail = detail
        self.kind = kind
        super().__init__(f"{why} ({detail})" if detail else why)


@dataclass(frozen=True)
class Fetch:
    """A file to fetch: the first of `paths` that is there, into `to`; at most `limit` bytes."""

    paths: tuple[str, ...]
    to: Path
    limit: int


@dataclass(frozen=True)
class Send:
    """A file to send to `path`, unless the store has one of its size in one of the places `same`."""

    source: Path
    path: str
    same: tuple[str, ...] = ()


class Store:
    """A folder of an object store. Its paths are below that folder."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.shown = shown(address)

    def fetch(self, files: Sequence[Fetch], *, seconds: float | None = None) -> None:
        """Write files of the store to this machine; raises `StoreError`, and some may then be written."""
        self._run([(_fetch, file) for file in files], seconds)

    def send(self, files: Sequence[Send], *, seconds: float | None = None) -> int:
        """Write files of this machine to the store, and return how many it did not have.

        Raises `StoreError`, and some may then be written.
        """
        return sum(self._run([(_send, file) for file in files], seconds, mkdir=True))

    def _run(
        self, tasks: Sequence[tuple[Any, Fetch | Send]], seconds: float | None, *, mkdir: bool = False
    ) -> list[bool]:
        """Do tasks, some at once, within a time; raises `StoreError` for the first that cannot be done."""
        seconds = seconds or (FOR_ONE if len(tasks) == 1 else FOR_ALL)

        async def run_all() -> list[bool]:
            store = _opened(self.address, seconds, mkdir=mkdir)
            turns = asyncio.Semaphore(AT_ONCE)

            async def run(do: Any, task: Fetch | Send) -> bool:
                async with turns:
                    return bool(await do(store, task))

            return await asyncio.gather(*(run(do, task) for do, task in tasks))

        try:
            return _in_thread(asyncio.wait_for(run_all(), seconds))
        except TimeoutError:
            raise StoreError(_REASONS["silent"], f"not within {seconds:g} seconds", kind="silent") from None
        except _TaskError as error:
            raise self._error(error.kind, str(error)) from None
        except (BaseError, OSError) as error:
            kind = "store"
            if isinstance(error, PermissionDeniedError | UnauthenticatedError):
                kind = "access"
            elif _NETWORK.search(str(error)):
                kind = "silent"
            raise self._error(kind, str(error).partition("\n\nDebug source")[0]) from None

    def _error(self, kind: str, text: str) -> StoreError:
        return StoreError(_REASONS.get(kind, "the store answers with an error"), self._safe(text), kind=kind)

    def _safe(self, text: str) -> str:
        """Return a library's message on one line and without credentials."""
        if ":" in self.address.partition("://")[2].rpartition("@")[0]:
            return "no details are shown of an address with credentials: put those into the environment"
        line = " ".join(text.replace(self.address, self.shown).split())
        return line if len(line) <= 300 else f"{line[:300]}…"


class _TaskError(Exception):
    """A task that cannot be done, with a `kind` of `_REASONS`."""

    def __init__(self, kind: str, text: str) -> None:
        self.kind = kind
        super().__init__(text)


def _in_thread(work: Coroutine[Any, Any, T]) -> T:
    """Run a coroutine in a thread of its own: the caller's may have a running event loop."""

    async def run() -> T:
        return await work

    with ThreadPoolExecutor(1) as pool:
        return pool.submit(lambda: asyncio.run(run())).result()


def _opened(address: str, seconds: float, *, mkdir: bool) -> ObjectStore:
    """Return the store and the folder that an address names; raises `_TaskError` if it is invalid."""
    scheme, _, rest = address.partition("://")
    place, _, query = rest.partition("?")
    options = dict(parse_qsl(query, keep_blank_values=True))
    if re.search(r"\s", address) or scheme not in ("s3", "gs", "abfs", "file"):
        raise _TaskError("address", f"{scheme}:// is unknown, or the address holds a blank")
    if set(options) - (_S3_OPTIONS if scheme == "s3" else set()):
        raise _TaskError("address", f"only s3:// takes options: {', '.join(sorted(_S3_OPTIONS))}")
    if scheme == "file":
        return _folder(place, mkdir=mkdir)
    # One request has the whole time, and what is retried does not start anew.
    client: Any = {"timeout": timedelta(seconds=seconds), "connect_timeout": timedelta(seconds=5)}
    retry: Any = {"max_retries": 2, "retry_timeout": timedelta(seconds=seconds)}
    try:
        if scheme == "s3":
            return _s3(place, options, client, retry)
        other: Any = from_url
        opened: ObjectStore = other(f"{scheme}://{place}", client_options=client, retry_config=retry)
        return opened
    except (BaseError, ValueError) as error:
        raise _TaskError("address", str(error)) from error


def _folder(place: str, *, mkdir: bool) -> ObjectStore:
    folder = Path(unquote(place))
    if not folder.is_absolute():
        raise _TaskError("address", "a file:// address begins with three slashes")
    if not mkdir and not folder.is_dir():
        raise _TaskError("missing", str(folder))
    return LocalStore(folder, mkdir=mkdir)


def _s3(place: str, options: dict[str, str], client: Any, retry: Any) -> ObjectStore:
    credentials, _, path = place.rpartition("@")
    bucket, _, prefix = path.partition("/")
    if not bucket:
        raise _TaskError("address", "It names no bucket")
    config: Any = {}
    if credentials:
        key, _, secret = credentials.partition(":")
        config |= {"access_key_id": unquote(key), "secret_access_key": unquote(secret)}
    region = options.get("region") or os.environ.get("AWS_REGION") or os.environ.get("AWS_DEFAULT_REGION")
    if region:
        config["region"] = region
    if "endpoint_override" in options:
        endpoint = options["endpoint_override"]
        scheme = options.get("scheme", "https")
        config["endpoint"] = endpoint if "://" in endpoint else f"{scheme}://{endpoint}"
        client["allow_http"] = config["endpoint"].startswith("http://")
    return S3Store(
        bucket, prefix=prefix.rstrip("/") or None, config=config, client_options=client, retry_config=retry
    )


async def _fetch(store: ObjectStore, file: Fetch) -> bool:
    """Write the first of some paths that is there to a file here; nothing larger than a limit is read."""
    for path in file.paths:
        try:
            result = await obstore.get_async(store, path)
        except (NotFoundError, FileNotFoundError):
            continue
        size = result.meta["size"]
        if size > file.limit:
            raise _TaskError("large", f"{path} has {size} bytes, and {file.limit} are allowed")
        content = await result.bytes_async()
        try:
            file.to.parent.mkdir(parents=True, exist_ok=True)
            file.to.write_bytes(content)
        except OSError as error:
            raise _TaskError("here", f"{error.filename}: {error.strerror}") from error
        return True
    raise _TaskError("missing", file.paths[-1])


async def _send(store: ObjectStore, file: Send) -> bool:
    """Put a file at a path, unless one of the places known to hold the same has one of its size."""
    content = file.source.read_bytes()
    for place in file.same:
        try:
            size = (await obstore.head_async(store, place))["size"]
        except (NotFoundError, FileNotFoundError):
            continue
        if size == len(content):
            if place != file.path:
                await obstore.copy_async(store, place, file.path)
            return False
    await obstore.put_async(store, file.path, content)
    return True
