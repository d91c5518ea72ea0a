"""Bulk downloads by address: the allowed whole of sources as a ZIP file, made once and kept for a while.

    files/bulk.csv.zip?sources=ti_cpi,wb_wgi&noncommercial=yes

One is made at a time, in a thread: a workbook takes minutes, and the pages go on meanwhile. A reader who
leaves does no harm: the file is made to its end and kept for the next.
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
from dashboard.server.responses import telling
from indicators.errors import LicenceError, QuestionError
from indicators.export.bulk import FORMATS, save
from indicators.export.bulk_selection import Selection, check, select
from indicators.snapshot.snapshot import Snapshot

KEPT_BYTES = 200_000_000
WAIT_SECONDS = 5.0
POLL_SECONDS = 0.2
RETRY_SECONDS = 30
SHOWN = 5
YES_NO = {"yes": True, "no": False}


class Kept:
    """Files in a temporary folder of the process, of `limit` bytes together at most.

    What was asked for the longest time ago goes first; the file that was made last stays, however large.
    """

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._lock = threading.Lock()
        self._folder: tempfile.TemporaryDirectory[str] | None = None
        self._sizes: OrderedDict[Path, int] = OrderedDict()

    def find(self, name: str) -> Path | None:
        """The file of this name, None where it is not kept."""
        with self._lock:
            path = self._path(name)
            if path not in self._sizes or not path.is_file():
                return None
            self._sizes.move_to_end(path)
            return path

    def make(self, name: str, write: Callable[[Path], object]) -> Path:
        """The file of this name as `write` makes it; what then is too much is removed."""
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
        """Remove the folder with all that is kept."""
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


_kept = Kept(KEPT_BYTES)
_making = threading.Lock()


def clear() -> None:
    """Remove what is kept: a server that is told to stop leaves no time for it at the end of the process."""
    _kept.clear()


async def bulk(request: Request) -> Response:
    """A bulk download; 400 and 403 say in a line each what is wrong, 503 when to come again."""
    end = time.monotonic() + WAIT_SECONDS
    while (answer := await run_in_threadpool(_answer, request)) is None:
        if time.monotonic() > end:
            line = "Another bulk download is being made. Come again in half a minute.\n"
            return PlainTextResponse(line, 503, {"Retry-After": str(RETRY_SECONDS)})
        await asyncio.sleep(POLL_SECONDS)
    return answer


@telling("the file")
def _answer(request: Request) -> Response | None:
    """The answer to a request, None while another download is being made."""
    format = request.path_params["format"]
    opened = cache.snapshot()
    wanted = _read(request, format, opened)
    if isinstance(wanted, Response):
        return wanted
    name = _name(opened, wanted, format)
    path = _kept.find(name)
    if path is None:
        if not _making.acquire(blocking=False):
            return None
        try:
            path = _kept.find(name) or _kept.make(name, lambda path: save(opened, wanted, format, path))
        finally:
            _making.release()
    stem = re.sub(r"[^A-Za-z0-9._-]", "-", f"governance-risk_{opened.id}_{format}")
    return FileResponse(
        path, media_type="application/zip", filename=f"{stem}.zip", headers={"Cache-Control": "no-cache"}
    )


def _read(request: Request, format: str, opened: Snapshot) -> Selection | Response:
    """What a request asks for, or the refusal of it."""
    wrong, refused = [], []
    if format not in FORMATS:
        wrong.append(f"format: {format[:20]!r} is not known. Use one of: {', '.join(FORMATS)}.")
    declared = request.query_params.get("noncommercial", "no")
    if declared not in YES_NO:
        wrong.append(f"noncommercial: {declared[:20]!r} is not known. Use one of: {', '.join(YES_NO)}.")
    noncommercial = YES_NO.get(declared, False)
    given = request.query_params.get("sources")
    ids = None if given is None else list(dict.fromkeys(piece.strip() for piece in given.split(",")))
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
    """The name under which a download is kept: one for each content."""
    taken = ",".join(one.source.id for one in wanted.taken)
    left_out = ",".join(source.id for source, _ in wanted.left_out)
    content = f"{opened.id} {format} {taken} {left_out} {wanted.noncommercial}"
    return f"{hashlib.sha256(content.encode()).hexdigest()}.zip"
