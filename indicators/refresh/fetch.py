"""Publishers' files -> `raw/<source>/`: what is new comes in whole, or what was there stays.

A file is written beside its place, recognised, and renamed; the one that it replaces stays as
`name.previous`. `fetched.json` beside them says where each came from and when (`fetched.py`).
"""

import datetime as dt
import fcntl
import hashlib
import os
import shutil
import threading
from collections.abc import Callable, Generator, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, replace
from email.utils import parsedate_to_datetime
from enum import StrEnum
from fnmatch import fnmatchcase
from pathlib import Path, PurePosixPath
from urllib.parse import urlsplit

from indicators.errors import FetchError, ReaderError
from indicators.model import Source
from indicators.refresh.content import check_content, extract
from indicators.refresh.download import Downloaded, discard, download
from indicators.refresh.download_task import POLICY, DownloadTask, Policy
from indicators.refresh.fetch_record import FetchedRecord, Ledger, write_whole
from indicators.refresh.http_client import Transport
from indicators.refresh.worldbank import ask_api


class State(StrEnum):
    """The state of a file after a fetch."""

    FETCHED = "fetched"
    UNCHANGED = "unchanged"
    BY_HAND = "by hand"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Outcome:
    """The outcome for one file, also in words; `error` if it was refused."""

    source: str
    name: str
    state: State
    text: str
    error: ReaderError | None = None


# Where a file stands, as `source/name`: how many bytes have come, and of how many where that is known.
Watch = Callable[[str, int, int | None], None]


@dataclass(frozen=True, slots=True)
class _Job:
    task: DownloadTask
    transport: Transport
    ledger: Ledger
    raw: Path
    watch: Watch

    def progress(self, have: int, total: int | None) -> None:
        self.watch(self.task.where, have, total)


def fetch(
    sources: Sequence[Source],
    raw: Path,
    policy: Policy = POLICY,
    *,
    told: Callable[[Outcome], None],
    watch: Watch,
    complain: Callable[[str], None],
) -> list[Outcome]:
    """Fetch the files of `sources` into folders below `raw`; what became of each, in their order.

    `told` hears of each as it is done, `watch` (from several threads) of each piece, `complain` of a damaged
    fetched.json. One file that fails fails alone. Raises `FetchError` where a folder cannot be written, or
    another fetch is writing it.
    """
    outcomes = {}
    with ExitStack() as stack:
        jobs = []
        for source in sources:
            ledger = _opened(source, raw, complain, stack)
            for file in source.inputs:
                task = DownloadTask(source, file, raw / source.id / file.path)
                if file.by_hand:
                    outcomes[task.where] = _by_hand(task, raw)
                    told(outcomes[task.where])
                else:
                    jobs.append(_Job(task, Transport(task, policy), ledger, raw, watch))
        done = stack.enter_context(closing(_run_all(jobs, policy)))
        for outcome in done:
            outcomes[f"{outcome.source}/{outcome.name}"] = outcome
            told(outcome)
    wanted = [f"{source.id}/{file.path}" for source in sources for file in source.inputs]
    return [outcomes[where] for where in wanted]


def _opened(source: Source, raw: Path, complain: Callable[[str], None], stack: ExitStack) -> Ledger:
    folder = raw / source.id
    try:
        folder.mkdir(parents=True, exist_ok=True)
        stack.enter_context(_alone(folder))
    except OSError as error:
        raise FetchError(
            str(folder), f"it cannot be used ({error.strerror})", "Name another folder: --raw DIR."
        ) from error
    return Ledger(raw, source.id, complain)


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Keep every other fetch out of a folder: two would write into one partial file."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(handle)
        raise FetchError(str(folder), "another fetch is writing there", "Wait until it is done.") from None
    try:
        yield
    finally:
        os.close(handle)


def _by_hand(task: DownloadTask, raw: Path) -> Outcome:
    there = any(raw.rglob(task.file.path))
    text = "there, placed by hand" if there else f"to be placed by hand below {raw}"
    return Outcome(task.source.id, task.file.path, State.BY_HAND, f"{text}, see {task.file.url}")


def _run_all(jobs: Sequence[_Job], policy: Policy) -> Generator[Outcome]:
    """Yield the outcomes as they come, with limits on parallel jobs in total and per host."""
    slots = threading.BoundedSemaphore(policy.at_once)
    with ExitStack() as stack:
        pools: dict[str | None, ThreadPoolExecutor] = {}
        running: list[Future[Outcome]] = []
        try:
            for job in jobs:
                host = urlsplit(job.task.file.url).hostname
                if host not in pools:
                    pools[host] = stack.enter_context(ThreadPoolExecutor(policy.at_once_per_host))
                running.append(pools[host].submit(_run, job, slots))
            for done in as_completed(running):
                yield done.result()
        except BaseException:  # Ctrl-C too, here or while the caller reports the outcome
            for job in jobs:
                job.transport.end()
            raise


def _run(job: _Job, slots: threading.BoundedSemaphore) -> Outcome:
    task = job.task
    with slots, job.transport:
        try:
            return _fetch_file(job)
        except ReaderError as error:
            refusal = error
        except OSError as error:
            refusal = task.error(
                f"{error.filename or task.path} cannot be written ({error.strerror or error})",
                "Make room or change the rights there; what was there before is still there.",
            )
        return Outcome(task.source.id, task.file.path, State.REFUSED, str(refusal), refusal)


def _fetch_file(job: _Job) -> Outcome:
    task = job.task
    known = _known(job)
    partial = task.path.with_name(f"{task.path.name}.partial")
    if task.file.api:
        write_whole(partial, ask_api(job.transport, job.progress))
        came = Downloaded(task.file.url, "", "", is_unchanged=False)
    else:
        came = download(job.transport, partial, known, job.progress)
    if came.is_unchanged and known:
        return _unchanged(job, known, _record(job, came, known.member, task.path))
    unpacked = task.path.with_name(f"{task.path.name}.unpacked")
    try:
        member = extract(task, partial, unpacked) if task.file.member else ""
        new = unpacked if task.file.member else partial
        check_content(task, new)
        return _install(job, known, came, new, member)
    finally:
        discard(partial)
        unpacked.unlink(missing_ok=True)


def _known(job: _Job) -> FetchedRecord | None:
    """Return the record of the file in place, if it still describes that file."""
    file, path = job.task.file, job.task.path
    known = job.ledger.get(file.path)
    if known is None or known.url != file.url or not path.is_file() or _sha256(path) != known.sha256:
        return None
    if not fnmatchcase(PurePosixPath(known.member).name, file.member):
        return None
    return known


def _install(job: _Job, known: FetchedRecord | None, came: Downloaded, new: Path, member: str) -> Outcome:
    """Put a good file into its place, and the one that was there beside it."""
    path = job.task.path
    record = _record(job, came, member, new)
    is_there = path.is_file()
    if is_there and _sha256(path) == record.sha256:
        return _unchanged(job, known, record)
    kept = ""
    if is_there:
        previous = path.with_name(f"{path.name}.previous")
        # A copy: at no moment is the good file's own place empty.
        beside = path.with_name(f"{previous.name}.new")
        shutil.copyfile(path, beside)
        os.replace(beside, previous)
        kept = f"; the one before is kept as {previous.name}"
    os.replace(new, path)
    job.ledger.put(job.task.file.path, record)
    return _outcome(job, State.FETCHED, f"{record.bytes:,} bytes{kept}{_remarks(job, known, record)}")


def _unchanged(job: _Job, known: FetchedRecord | None, record: FetchedRecord) -> Outcome:
    """Record that the publisher still offers the file in place."""
    if known is None:
        job.ledger.put(job.task.file.path, record)
        return _outcome(job, State.UNCHANGED, f"it is what was there already{_remarks(job, known, record)}")
    job.ledger.put(
        job.task.file.path,
        replace(
            record,
            since=known.since,
            etag=record.etag or known.etag,
            last_modified=record.last_modified or known.last_modified,
        ),
    )
    return _outcome(job, State.UNCHANGED, f"since {known.since[:10]}{_remarks(job, known, record)}")


def _record(job: _Job, came: Downloaded, member: str, file: Path) -> FetchedRecord:
    now = dt.datetime.now(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return FetchedRecord(
        url=job.task.file.url,
        final_url=came.final_url,
        member=member,
        sha256=_sha256(file),
        bytes=file.stat().st_size,
        fetched=now,
        since=now,
        etag=came.etag,
        last_modified=came.last_modified,
    )


def _remarks(job: _Job, known: FetchedRecord | None, record: FetchedRecord) -> str:
    """Return remarks about a good file: it is older than before, or another copy lies elsewhere."""
    text = ""
    before, after = (_date(one.last_modified) if one else None for one in (known, record))
    if before and after and after < before:
        text += f"; the publisher dates it {after:%Y-%m-%d}, earlier than {before:%Y-%m-%d}, the one before"
    for other in sorted(job.raw.rglob(job.task.path.name)):
        if other.is_file() and _sha256(other) != record.sha256:
            text += f"; {other} is another file of this name, and the build takes one: remove it"
    return text


def _date(text: str) -> dt.datetime | None:
    try:
        return parsedate_to_datetime(text).astimezone(dt.UTC)
    except (TypeError, ValueError):
        return None


def _outcome(job: _Job, state: State, text: str) -> Outcome:
    return Outcome(job.task.source.id, job.task.file.path, state, text)


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
