"""A build, a fetch or a publication that is killed at any step, or meets a full disk, leaves what was good.

`make test-deep` tries every step; `make test` tries some, those at the end among them.
"""

import datetime as dt
import os
import resource
import shutil
import signal
import subprocess
import sys
import time
import traceback
from collections.abc import Callable, Sequence
from pathlib import Path
from types import SimpleNamespace

import pytest

from indicators.catalogue.catalogue import Catalogue
from indicators.errors import ReaderError
from indicators.refresh.build import build
from indicators.refresh.fetch import Outcome, State
from indicators.refresh.publish import publish
from indicators.refresh.swap import swap
from indicators.snapshot.snapshot import Snapshot
from tests.depth import examples
from tests.stores.snapshots import SNAPSHOT, renewed
from tests.unit.loaders.publishers import write_raw
from tests.unit.loaders.workbooks import small
from tests.unit.refresh.fetching import NAME, NEW, Desk

MONDAY, TUESDAY = dt.date(2026, 11, 23), dt.date(2026, 11, 24)
ROOT = Path(__file__).parents[3]
# Before each of these a process may be killed: Python tells of them before it does them.
STEPS = ("open", "os.rename", "os.remove", "os.rmdir", "os.mkdir", "os.truncate", "ctypes.dlsym")
FAR = 300.0


def in_child(work: Callable[[], object], before: Callable[[], None]) -> int:
    """Do a piece of work in a child of this process; how it ended."""
    child = os.fork()
    if child == 0:
        try:
            before()
            work()
        except BaseException:
            traceback.print_exc()
            os._exit(1)
        os._exit(0)
    return os.waitpid(child, 0)[1]


def is_step(event: str, given: tuple[object, ...], folder: Path) -> bool:
    """Whether an event is a step below a folder; what is removed there is named without its folder."""
    name = str(given[0]) if given else ""
    if event in ("os.remove", "os.rmdir") and not name.startswith("/"):
        return True
    return event == "ctypes.dlsym" or (event in STEPS and name.startswith(str(folder)))


def killed_at(step: int, folder: Path, work: Callable[[], object]) -> bool:
    """Do a piece of work and kill it before a step of its below a folder; False if it ended before that."""
    seen = 0

    def watch(event: str, given: tuple[object, ...]) -> None:
        nonlocal seen
        if is_step(event, given, folder):
            seen += 1
            if seen == step:
                os.kill(os.getpid(), signal.SIGKILL)

    status = in_child(work, lambda: sys.addaudithook(watch))
    assert os.WIFSIGNALED(status) or os.WEXITSTATUS(status) == 0
    return os.WIFSIGNALED(status)


def steps_of(folder: Path, work: Callable[[], object]) -> int:
    """How many steps a piece of work has, counted while it is done."""
    count = folder.parent / "steps"
    seen = 0

    def watch(event: str, given: tuple[object, ...]) -> None:
        nonlocal seen
        seen += is_step(event, given, folder)

    def counted() -> None:
        work()
        count.write_text(str(seen))

    assert in_child(counted, lambda: sys.addaudithook(watch)) == 0
    return int(count.read_text())


def some(steps: int) -> Sequence[int]:
    """The last steps and some before, or all steps in a long run."""
    wanted = min(examples(4), steps)
    early = {1 + index * steps // wanted for index in range(wanted)}
    return sorted(early | set(range(max(1, steps - 5), steps + 1)))


@pytest.fixture
def one(catalogue: Catalogue) -> Catalogue:
    return small(catalogue, "ti_cpi")


def id_of(out: Path, catalogue: Catalogue) -> str:
    """The id of the snapshot at a place; every file is as recorded."""
    opened = Snapshot(out, catalogue)
    opened.verify()
    return opened.id


def changed(raw: Path) -> None:
    """The publisher's file is another one: the same rows, and other bytes."""
    path = next(raw.rglob("CPI2025_Results.xlsx"))
    path.write_bytes(path.read_bytes() + b"\0" * 8)


def test_a_build_killed_at_any_step_leaves_a_whole_snapshot_and_the_next_succeeds(
    one: Catalogue, tmp_path: Path
) -> None:
    raw, place = write_raw(tmp_path / "raw", one), tmp_path / "place"
    place.mkdir()
    out = place / "snapshot"
    old = build(one, raw, out, today=MONDAY)["id"]
    before = shutil.copytree(raw, tmp_path / "before")
    changed(raw)
    new = build(one, raw, tmp_path / "other", today=TUESDAY)["id"]
    assert old != new

    def again() -> object:
        return build(one, raw, out, today=TUESDAY)

    again()
    build(one, before, out, today=MONDAY)
    steps = steps_of(place, again)
    assert id_of(out, one) == new
    ended = {old: 0, new: 0}
    for step in some(steps):
        build(one, before, out, today=MONDAY)
        assert id_of(out, one) == old
        assert killed_at(step, place, again)
        found = id_of(out, one)
        ended[found] += 1
        assert again()["id"] == new  # type: ignore[index]
        assert id_of(out, one) == new
        assert [path.name for path in place.iterdir() if "partial" in path.name] == []
    print(f"\nbuild: killed at {sum(ended.values())} of {steps} steps; then old, new: {list(ended.values())}")
    assert min(ended.values()) > 0


def test_a_snapshot_that_was_moved_aside_is_put_back_by_the_next_build(
    one: Catalogue, tmp_path: Path
) -> None:
    """Where a system cannot exchange two folders, a build may be killed when neither has the name."""
    raw, out = write_raw(tmp_path / "raw", one), tmp_path / "snapshot"
    old = build(one, raw, out, today=MONDAY)["id"]
    out.rename(tmp_path / "snapshot.previous")
    with pytest.raises(ReaderError):
        build(one, tmp_path / "nowhere", out, today=TUESDAY)
    assert id_of(out, one) == old


def test_two_folders_change_places_at_once(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        (tmp_path / name / name).touch()
    assert swap(tmp_path / "a", tmp_path / "b")
    assert (tmp_path / "a" / "b").exists()
    assert not swap(tmp_path / "a", tmp_path / "none")
    assert (tmp_path / "a" / "b").exists()


def fetch_killed_at_every_step(port: int, raw: Path) -> None:
    """In a process without threads, which can be forked: fetch the new file anew, killed at every step.

    Begins with the old file in its place; prints how many steps there were, and after how many of them
    the old file stood there, and the new one.
    """
    there = SimpleNamespace(port=port, address=lambda path: f"https://localhost:{port}{path}")
    desk = Desk(there, Catalogue.read().source("ti_cpi"), raw)  # type: ignore[arg-type]
    file, record = desk.folder / NAME, desk.folder / "fetched.json"
    old, before = file.read_bytes(), record.read_bytes()
    ended = {True: 0, False: 0}
    step = 0
    while killed_at(step := step + 1, desk.folder, desk.fetch):
        now = file.read_bytes()
        ended[now == old] += 1
        assert status_of(desk.fetch) == 0
        new = file.read_bytes()
        assert now in (old, new)
        assert desk.record().bytes == len(new) != len(old)
        for path in desk.folder.iterdir():
            path.unlink()
        file.write_bytes(old)
        record.write_bytes(before)
    print(step - 1, ended[True], ended[False])


def status_of(work: Callable[[], Outcome]) -> int:
    """0 where a fetch in a child succeeds."""

    def checked() -> None:
        assert work().state in (State.FETCHED, State.UNCHANGED)

    return in_child(checked, lambda: None)


def test_a_fetch_killed_at_any_step_leaves_a_whole_file_and_the_next_succeeds(settled: Desk) -> None:
    settled.offer(NEW, ETag='"2025"')
    do = (
        "import sys; from pathlib import Path; from tests.unit.refresh.test_faults import *; "
        "fetch_killed_at_every_step(int(sys.argv[1]), Path(sys.argv[2]))"
    )
    ended = subprocess.run(
        [sys.executable, "-c", do, str(settled.publisher.port), str(settled.raw)],
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
    )
    assert ended.returncode == 0, ended.stderr
    steps, old, new = map(int, ended.stdout.split())
    print(f"\nfetch: killed at each of {steps} steps; then the old file stood there {old} times, new {new}")
    assert min(old, new) > 0


PUBLISH = """
import sys
from pathlib import Path
from indicators.catalogue.catalogue import Catalogue
from indicators.refresh.publish import publish
from indicators.snapshot.snapshot import Snapshot
publish(Snapshot(Path(sys.argv[1]), Catalogue.read()), sys.argv[2])
"""


def test_a_publication_killed_at_any_file_leaves_a_whole_snapshot(
    catalogue: Catalogue, tmp_path: Path
) -> None:
    """It is killed, with the program that sends, as soon as so many files have come."""
    first = Snapshot(SNAPSHOT, catalogue)
    second = Snapshot(renewed(tmp_path / "new", "new"), catalogue)
    files = sum(path.is_file() for path in second.folder.rglob("*")) + 1
    publish(first, (tmp_path / "first").as_uri())
    tried = 0
    for number in sorted({1 + index * files // examples(1) for index in range(examples(1))} | {files}):
        store = Path(shutil.copytree(tmp_path / "first", tmp_path / f"store{number}"))
        there = len(list(store.rglob("*.*")))
        command = [sys.executable, "-c", PUBLISH, str(second.folder), store.as_uri()]
        child = subprocess.Popen(command, cwd=ROOT, start_new_session=True)
        end = time.monotonic() + FAR
        while child.poll() is None and len(list(store.rglob("*.*"))) < there + number:
            assert time.monotonic() < end
            time.sleep(0.002)
        os.killpg(child.pid, signal.SIGKILL) if child.poll() is None else None
        child.wait()
        content = (store / "datapackage.json").read_bytes()
        (held,) = [
            folder
            for folder in store.iterdir()
            if folder.is_dir()
            and (folder / "datapackage.json").is_file()
            and (folder / "datapackage.json").read_bytes() == content
        ]
        assert id_of(held, catalogue) in (first.id, second.id)
        publish(second, store.as_uri())
        assert (store / "datapackage.json").read_bytes() == (second.folder / "datapackage.json").read_bytes()
        tried += 1
    print(f"\npublish: killed at {tried} of {files} files")


@pytest.mark.parametrize("bytes_allowed", [0, 100, 2_000])
def test_a_build_on_a_full_disk_is_one_clear_line_and_leaves_the_old_snapshot(
    one: Catalogue, tmp_path: Path, bytes_allowed: int
) -> None:
    """A real limit of the system on what a file may hold, met at a write, as a full disk is."""
    raw, out = write_raw(tmp_path / "raw", one), tmp_path / "snapshot"
    old = build(one, raw, out, today=MONDAY)["id"]
    changed(raw)
    said = tmp_path / "said"
    said.touch()

    def limited() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (bytes_allowed, resource.RLIM_INFINITY))

    def work() -> None:
        try:
            build(one, raw, out, today=TUESDAY)
        except ReaderError as error:
            resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
            said.write_text(str(error))

    assert in_child(work, limited) == 0
    assert "could not be written" in said.read_text()
    assert len(said.read_text().splitlines()) == 1
    assert id_of(out, one) == old
    assert not out.with_name("snapshot.partial").exists()
    assert build(one, raw, out, today=TUESDAY)["id"] != old
