"""An object store by its address: files fetched and sent, within a time that is bounded.

Any address that `pyarrow.fs.FileSystem.from_uri` knows: `s3://`, `gs://`, `abfs://`, `file://`, and, where
the package fsspec is installed, `fsspec+...://`. Credentials come from the environment, as each library reads
it.
"""

import json
import os
import re
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from indicators.paths import shown

TRANSFER = Path(__file__).with_name("transfer.py")
# Seconds until a store that has not answered is given up: for one small file, and for a whole snapshot.
FOR_ONE = 20.0
FOR_ALL = 120.0

WHAT_TO_WRITE = (
    "Write a folder, or an address such as s3://bucket/prefix?region=eu-central-1, gs://bucket/prefix, or "
    "s3://bucket/prefix?scheme=https&endpoint_override=host:9000 for another S3 server."
)

_REASONS = {
    "address": "it is no address of a store that is known",
    "missing": "there is no whole snapshot there",
    "large": "a file there is larger than it may be",
    "here": "the copy cannot be written on this machine",
}
_ACCESS = re.compile(
    r"access.?denied|forbidden|permission|signature|invalid.?access.?key|credential|unauth|\b40[13]\b", re.I
)
_NETWORK = re.compile(r"network|curl|could not (connect|resolve)|timed? ?out|unavailable|unreachable", re.I)


class StoreError(Exception):
    """What a store did not do: `why` in a few words for any reader, `detail` for who runs the server."""

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
        self._ask(
            [{"do": "fetch", "paths": file.paths, "to": str(file.to), "limit": file.limit} for file in files],
            seconds,
        )

    def send(self, files: Sequence[Send], *, seconds: float | None = None) -> int:
        """Write files of this machine to the store, and return how many it did not have.

        Raises `StoreError`, and some may then be written.
        """
        return self._ask(
            [
                {"do": "send", "from": str(file.source), "path": file.path, "same": file.same}
                for file in files
            ],
            seconds,
        ).count("sent")

    def _ask(self, tasks: list[dict[str, Any]], seconds: float | None) -> list[str]:
        """Have `transfer.py` do tasks, some at once; raises `StoreError` where one could not be done."""
        seconds = seconds or (FOR_ONE if len(tasks) == 1 else FOR_ALL)
        # Not on the command line, which every user of the machine can read.
        request = json.dumps({"address": _completed(self.address), "tasks": tasks})
        try:
            ended = subprocess.run(  # noqa: S603
                [sys.executable, "-P", str(TRANSFER)],
                input=request.encode(),
                capture_output=True,
                timeout=seconds,
                check=False,
            )
        except subprocess.TimeoutExpired:
            raise StoreError("the store does not answer", f"not within {seconds:g} seconds") from None
        except OSError as error:
            raise StoreError("the store could not be asked", str(error)) from None
        try:
            answer = json.loads(ended.stdout)
        except ValueError:  # as where Azure's library finds no credentials
            said = ended.stderr.decode(errors="replace")
            raise StoreError(
                "the store could not be asked", self._safe(f"pyarrow broke off: {said}")
            ) from None
        if "done" in answer:
            return list(answer["done"])
        raise self._error(answer["kind"], answer["text"])

    def _error(self, kind: str, text: str) -> StoreError:
        why = _REASONS.get(kind)
        if why is None and _ACCESS.search(text):
            why = "the store refuses access"
        elif why is None and _NETWORK.search(text):
            why = "the store does not answer"
        return StoreError(why or "the store answers with an error", self._safe(text), kind=kind)

    def _safe(self, text: str) -> str:
        """What a library said, on one line and without credentials."""
        if ":" in self.address.partition("://")[2].rpartition("@")[0]:
            return "no details are shown of an address with credentials: put those into the environment"
        for address in (_completed(self.address), self.address):
            text = text.replace(address, self.shown)
        line = " ".join(text.split())
        return line if len(line) <= 300 else f"{line[:300]}…"


def _completed(address: str) -> str:
    """An address with what its library would otherwise ask the network for, or wait for too long."""
    scheme, _, rest = address.partition("://")
    query = rest.partition("?")[2]
    more = ""
    region = os.environ.get("AWS_REGION") or os.environ.get("AWS_DEFAULT_REGION")
    if scheme == "s3" and region and "region=" not in query:
        more = f"region={region}"
    elif scheme in ("gs", "gcs") and "retry_limit_seconds=" not in query:
        more = f"retry_limit_seconds={FOR_ONE / 2:g}"
    return f"{address}{('&' if query else '?') if more else ''}{more}"
