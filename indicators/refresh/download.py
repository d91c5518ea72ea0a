"""One file over HTTP into `name.partial`, gone on with where an earlier attempt broke off.

What is needed to go on stands in `name.partial.json`: the address, the server's mark of the content and its
size. Without a mark there is nothing to go on with: the parts of two editions would make one file.
"""

import json
import os
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from re import fullmatch

from indicators.errors import FetchError
from indicators.refresh.download_task import DownloadTask
from indicators.refresh.fetch_record import FetchedRecord, write_whole
from indicators.refresh.http_client import PLAIN, Answer, PassingError, Transport

# How many bytes have come, and of how many where that is known.
Progress = Callable[[int, int | None], None]


@dataclass(frozen=True, slots=True)
class Downloaded:
    """An answer that was good: its address, and the marks that the next request is made conditional with."""

    final_url: str
    etag: str
    last_modified: str
    is_unchanged: bool


@dataclass(frozen=True, slots=True)
class _Begun:
    """A partial file with `have` bytes; `mark` is the server's identifier of the content."""

    url: str
    mark: str
    total: int | None
    have: int

    @property
    def headers(self) -> dict[str, str]:
        return {"Range": f"bytes={self.have}-", "If-Range": self.mark}


def download(
    transport: Transport, partial: Path, known: FetchedRecord | None, progress: Progress
) -> Downloaded:
    """Fetch the task's file into `partial`, whole; nothing is written where the publisher's is `known`.

    Raises `FetchError` where it cannot be had; what came of it is kept where it can be gone on with.
    """
    return transport.persist(lambda: _attempt(transport, partial, known, progress))


def discard(partial: Path) -> None:
    """Remove what came of a file, and what is needed to go on with it."""
    _note(partial).unlink(missing_ok=True)
    partial.unlink(missing_ok=True)


def _attempt(
    transport: Transport, partial: Path, known: FetchedRecord | None, progress: Progress
) -> Downloaded:
    try:
        return _ask(transport, partial, known, progress)
    except FetchError:  # no part worth resuming, unlike after a PassingError
        discard(partial)
        raise


def _ask(transport: Transport, partial: Path, known: FetchedRecord | None, progress: Progress) -> Downloaded:
    task = transport.task
    begun = _begun(task, partial)
    asking = begun.headers if begun else _conditions(known)
    # Parts of a packed answer cannot be gone on with; what publishers offer is packed already.
    with transport.get(task.file.url, {"Accept-Encoding": "identity", **asking}) as answer:
        if answer.status == 304 and known and not begun:
            return _downloaded(answer, is_unchanged=True)
        if begun and (answer.status == 416 or (answer.status == 206 and not _goes_on(answer, begun))):
            discard(partial)
            raise PassingError("the server cannot go on where it broke off", wait=0.0)
        if not (answer.status == 200 or (answer.status == 206 and begun)):
            raise answer.refusal()
        _write(task, answer, partial, begun if answer.status == 206 else None, progress)
        return _downloaded(answer, is_unchanged=False)


def _downloaded(answer: Answer, *, is_unchanged: bool) -> Downloaded:
    headers = answer.headers
    return Downloaded(
        answer.url, headers.get("ETag", ""), headers.get("Last-Modified", ""), is_unchanged=is_unchanged
    )


def _conditions(known: FetchedRecord | None) -> dict[str, str]:
    """Return the headers that request no body if the publisher still offers the `known` content."""
    conditions = {
        "If-None-Match": known.etag if known else "",
        "If-Modified-Since": known.last_modified if known else "",
    }
    return {name: value for name, value in conditions.items() if value}


def _goes_on(answer: Answer, begun: _Begun) -> bool:
    """Tell whether a part begins where the last one ended, and belongs to a file of the same size."""
    found = fullmatch(
        r"bytes ([0-9]{1,18})-([0-9]{1,18})/([0-9]{1,18})", answer.headers.get("Content-Range", "")
    )
    return bool(
        found
        and int(found[1]) == begun.have
        and int(found[2]) == int(found[3]) - 1
        and begun.total in (None, int(found[3]))
        and answer.encoding in PLAIN
    )


def _write(
    task: DownloadTask, answer: Answer, partial: Path, begun: _Begun | None, progress: Progress
) -> None:
    have = begun.have if begun else 0
    is_plain = answer.encoding in PLAIN
    total = have + answer.length if is_plain and answer.length is not None else None
    if begun is None:
        discard(partial)
        mark = _mark(answer.headers)
        if mark and is_plain:
            _keep(partial, _Begun(task.file.url, mark, total, 0))
    with partial.open("ab") as file:
        for piece in answer.pieces(task.limit - have):
            file.write(piece)
            have += len(piece)
            progress(have, total)
        file.flush()
        os.fsync(file.fileno())
    if total not in (None, have):
        raise PassingError(f"{have} bytes came of {total}")


def _mark(headers: Mapping[str, str]) -> str:
    """Return the value of If-Range: a strong ETag, otherwise a date; empty if parts are not available."""
    if headers.get("Accept-Ranges", "").strip().lower() == "none":
        return ""
    etag = headers.get("ETag", "")
    return etag if etag.startswith('"') else headers.get("Last-Modified", "")


def _note(partial: Path) -> Path:
    return partial.with_name(f"{partial.name}.json")


def _keep(partial: Path, begun: _Begun) -> None:
    write_whole(_note(partial), json.dumps(asdict(begun)).encode())


def _begun(task: DownloadTask, partial: Path) -> _Begun | None:
    """Return what an earlier attempt left to resume; None if its note is damaged."""
    try:
        stored = json.loads(_note(partial).read_text(encoding="utf-8"))
        begun = _Begun(str(stored["url"]), str(stored["mark"]), stored["total"], partial.stat().st_size)
    except (OSError, ValueError, TypeError, KeyError):
        return None
    fits = begun.total is None or (isinstance(begun.total, int) and begun.have < begun.total)
    return begun if begun.url == task.file.url and begun.mark and begun.have and fits else None
