"""Serve bulk downloads: sources as a ZIP file, within their licences, made once and cached for a while.

    files/bulk.csv.zip?sources=ti_cpi,wb_wgi&noncommercial=yes

A thread makes one file at a time: a workbook takes minutes, and the pages work meanwhile. If the reader
leaves, the thread still finishes the file and caches it for the next reader.
"""

import asyncio
import hashlib
import re
import tempfile
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Sequence
from pathlib import Path

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, Response

from dashboard.common import cache
from dashboard.common.responses import answering
from indicators.errors import LicenceError, QuestionError
from indicators.export.bulk import FORMATS, save
from indicators.export.bulk_selection import Selection, check, select
from indicators.snapshot.snapshot import Snapshot

CACHE_BYTES = 200_000_000
WAIT_SECONDS = 5.0
POLL_SECONDS = 0.2
RETRY_SECONDS = 30
SHOWN = 5
YES_NO = {"yes": True, "no": False}


class FileCache:
    """Files in a temporary folder of the process, of `limit` bytes together at most.

    The least recently requested file goes first; the newest file stays, however large.
    """

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._lock = threading.Lock()
        self._folder: tempfile.TemporaryDirectory[str] | None = None
        self._sizes: OrderedDict[Path, int] = OrderedDict()

    def find(self, name: str) -> Path | None:
        """Return the file of this name; None if it is not cached."""
        with self._lock:
            path = self._path(name)
            if path not in self._sizes or not path.is_file():
                return None
            self._sizes.move_to_end(path)
            return path

    def make(self, name: str, write: Callable[[Path], object]) -> Path:
        """Make the file of this name by `write`, and remove older files beyond the limit."""
        with self._lock:
            path = self._path(name)
        write(path)
        with self._lock:
            self._sizes[path] = path.stat().st_size
            self._sizes.move_to_end(path)
            while sum(self._sizes.values()) > self._limit and len(self._sizes) > 1:
                oldest, _ = self._sizes.popitem(last=False)
                oldest.unlink(missing_ok=True)
        return path

    def clear(self) -> None:
        """Remove the folder with all files."""
        with self._lock:
            if self._folder is not None:
                self._folder.cleanup()
            self._folder = None
            self._sizes.clear()

    def _path(self, name: str) -> Path:
        if self._folder is None or not Path(self._folder.name).is_dir():
            self._folder = tempfile.TemporaryDirectory(prefix="governance-risk-bulk-")
            self._sizes.clear()
        return Path(self._folder.name) / name


_files = FileCache(CACHE_BYTES)
_making = threading.Lock()


def clear() -> None:
    """Remove the cached files when the server stops, because the end of the process leaves no time for it."""
    _files.clear()


async def bulk(request: Request) -> Response:
    """Answer with a bulk download; 400 and 403 give a line for each error, 503 the time to retry."""
    end = time.monotonic() + WAIT_SECONDS
    while (answer := await run_in_threadpool(_answer, request)) is None:
        if time.monotonic() > end:
            line = f"Another bulk download is under way. Try again in {RETRY_SECONDS} seconds.\n"
            return PlainTextResponse(line, 503, {"Retry-After": str(RETRY_SECONDS)})
        await asyncio.sleep(POLL_SECONDS)
    return answer


@answering("the file")
def _answer(request: Request) -> Response | None:
    """Answer a request; None while another download is under way."""
    format = request.path_params["format"]
    opened = cache.snapshot()
    wanted = _read(request, format, opened)
    if isinstance(wanted, Response):
        return wanted
    name = _name(opened, wanted, format)
    path = _files.find(name)
    if path is None:
        if not _making.acquire(blocking=False):
            return None
        try:
            path = _files.find(name) or _files.make(name, lambda path: save(opened, wanted, format, path))
        finally:
            _making.release()
    stem = re.sub(r"[^A-Za-z0-9._-]", "-", f"governance-risk_{opened.id}_{format}")
    return FileResponse(
        path, media_type="application/zip", filename=f"{stem}.zip", headers={"Cache-Control": "no-cache"}
    )


def _read(request: Request, format: str, opened: Snapshot) -> Selection | Response:
    """Read the selection of a request, or refuse it."""
    wrong, refused = [], []
    if format not in FORMATS:
        wrong.append(f"format: {format[:20]!r} is not known. Use one of: {', '.join(FORMATS)}.")
    declared = request.query_params.get("noncommercial", "no")
    if declared not in YES_NO:
        wrong.append(f"noncommercial: {declared[:20]!r} is not known. Use one of: {', '.join(YES_NO)}.")
    noncommercial = YES_NO.get(declared, False)
    text = request.query_params.get("sources")
    ids = None if text is None else list(dict.fromkeys(piece.strip() for piece in text.split(",")))
    for id in (ids or [])[: len(cache.catalogue().sources) + SHOWN]:
        try:
            check(opened, id, noncommercial=noncommercial)
        except LicenceError as error:
            refused.append(str(error))
        except QuestionError as error:
            wrong.append(f"sources: {error.what}. {error.todo}")
    if wrong:
        return _lines(wrong, 400)
    if refused:
        return _lines(refused, 403)
    try:
        return select(opened, ids, noncommercial=noncommercial)
    except LicenceError as error:
        return _lines([str(error)], 403)


def _lines(lines: Sequence[str], status: int) -> Response:
    more = [f"and {len(lines) - SHOWN} more"] if len(lines) > SHOWN else []
    return PlainTextResponse("".join(f"{line}\n" for line in [*lines[:SHOWN], *more]), status)


def _name(opened: Snapshot, wanted: Selection, format: str) -> str:
    """Return the file name of a download, unique for its content."""
    taken = ",".join(one.source.id for one in wanted.taken)
    left_out = ",".join(source.id for source, _ in wanted.left_out)
    content = f"{opened.id} {format} {taken} {left_out} {wanted.noncommercial}"
    return f"{hashlib.sha256(content.encode()).hexdigest()}.zip"
