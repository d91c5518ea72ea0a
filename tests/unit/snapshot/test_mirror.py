"""A snapshot taken from a store: whole and the newest, or the last good one, never a half."""

import datetime as dt
import hashlib
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from indicators.catalogue.catalogue import Catalogue
from indicators.errors import SnapshotError
from indicators.paths import SNAPSHOT_VARIABLE
from indicators.refresh.publish import publish
from indicators.snapshot import mirror, store
from indicators.snapshot.mirror import CACHE_VARIABLE, open_place
from indicators.snapshot.place import snapshot_folder
from indicators.snapshot.snapshot import Snapshot
from tests.stores.s3 import BUCKET, S3Server
from tests.stores.snapshots import PART, SNAPSHOT, committed, files, package_of, put, renewed

COMMITTED = files(SNAPSHOT)
UNFIT = "its files are not what its datapackage.json records"


@pytest.fixture(scope="session")
def snapshot(catalogue: Catalogue) -> Snapshot:
    """A small one, to be published and mirrored."""
    return Snapshot(SNAPSHOT, catalogue)


@pytest.fixture
def there(tmp_path: Path) -> Path:
    """A store that is a folder: `file://` is an address as any other."""
    return committed(tmp_path / "store")


def held(cache_folder: Path) -> list[str]:
    """The copies that are held, and whatever else is, by name."""
    return sorted(path.name for path in cache_folder.glob("*/*") if path.suffix != ".json")


def test_a_copy_has_every_byte_of_the_snapshot(there: Path, cache_folder: Path) -> None:
    place = open_place(there.as_uri())
    assert files(place.folder) == COMMITTED
    assert place.stale is None
    assert place.folder.is_relative_to(cache_folder)


def test_what_is_published_is_copied_byte_for_byte(
    tmp_path: Path, cache_folder: Path, snapshot: Snapshot
) -> None:
    address = (tmp_path / "store").as_uri()
    publish(snapshot, address)
    assert files(open_place(address).folder) == COMMITTED


def test_through_s3_it_is_copied_byte_for_byte(
    s3: S3Server, tmp_path: Path, cache_folder: Path, snapshot: Snapshot
) -> None:
    publish(snapshot, s3.address(tmp_path.name))
    place = open_place(s3.address(tmp_path.name))
    assert files(place.folder) == COMMITTED
    assert place.stale is None


def test_the_variable_may_name_a_store(there: Path, cache_folder: Path, monkeypatch) -> None:
    monkeypatch.setenv(SNAPSHOT_VARIABLE, there.as_uri())
    assert files(snapshot_folder()) == COMMITTED


def test_what_is_held_is_not_fetched_again(there: Path, cache_folder: Path) -> None:
    first = open_place(there.as_uri()).folder
    shutil.rmtree(there / "observations")
    assert open_place(there.as_uri()) == mirror.Place(first)


def test_a_new_snapshot_is_taken_and_the_one_before_it_kept(
    there: Path, tmp_path: Path, cache_folder: Path
) -> None:
    folders = [open_place(there.as_uri()).folder]
    for id in ("second", "third"):
        put(renewed(tmp_path / id, id), there)
        folders.append(open_place(there.as_uri()).folder)
        assert package_of(folders[-1])["id"] == id
    assert held(cache_folder) == sorted(folder.name for folder in folders[1:])


def test_a_snapshot_that_comes_back_is_the_newest_again(
    there: Path, tmp_path: Path, cache_folder: Path
) -> None:
    first = open_place(there.as_uri()).folder
    for id in ("second", "third"):
        put(renewed(tmp_path / id, id), there)
        second = open_place(there.as_uri()).folder
        put(SNAPSHOT, there)
        assert open_place(there.as_uri()).folder == first
        assert held(cache_folder) == sorted([first.name, second.name])


def test_two_addresses_have_copies_of_their_own(there: Path, tmp_path: Path, cache_folder: Path) -> None:
    other = renewed(tmp_path / "other", "other")
    assert files(open_place(there.as_uri()).folder) == COMMITTED
    assert files(open_place(other.as_uri()).folder) == files(other)


def test_the_same_id_with_other_content_is_another_snapshot(
    there: Path, tmp_path: Path, cache_folder: Path
) -> None:
    first = open_place(there.as_uri()).folder
    put(renewed(tmp_path / "other", package_of(there)["id"]), there)
    second = open_place(there.as_uri()).folder
    assert second != first
    assert (files(first), files(second)) == (COMMITTED, files(there))


def test_a_copy_that_is_damaged_here_is_fetched_anew(there: Path, cache_folder: Path) -> None:
    folder = open_place(there.as_uri()).folder
    (folder / PART).write_bytes(b"damaged")
    assert open_place(there.as_uri()) == mirror.Place(folder)
    assert files(folder) == COMMITTED
    assert held(cache_folder) == [folder.name]


ASK = "import sys; from indicators.snapshot.mirror import open_place; print(open_place(sys.argv[1]).folder)"


def test_several_processes_take_it_at_once(there: Path, cache_folder: Path) -> None:
    command = [sys.executable, "-c", ASK, there.as_uri()]
    asking = [
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) for _ in range(4)
    ]
    said = [process.communicate() for process in asking]
    assert [error for _, error in said] == [""] * 4
    (folder,) = {out for out, _ in said}
    assert files(Path(folder.strip())) == COMMITTED
    assert held(cache_folder) == [Path(folder.strip()).name]


def test_what_a_process_left_behind_is_removed_after_an_hour(there: Path, cache_folder: Path) -> None:
    folder = open_place(there.as_uri()).folder
    old, young = (folder.with_name(f"{folder.name}.partial-{age}") for age in ("old", "young"))
    for path in (old, young):
        shutil.copytree(folder, path)
    os.utime(old, (time.time() - 3700,) * 2)
    open_place(there.as_uri())
    assert held(cache_folder) == sorted([folder.name, young.name])


# What is not whole is never taken


def spoiled(folder: Path) -> None:
    """Damage a file that keeps its size."""
    content = bytearray((folder / PART).read_bytes())
    content[500:600] = bytes(100)
    (folder / PART).write_bytes(content)


HALVES: dict[str, tuple[Callable[[Path], object], str]] = {
    "a part missing": (lambda folder: (folder / PART).unlink(), UNFIT),
    "a part damaged": (spoiled, UNFIT),
    "a part longer": (lambda folder: (folder / PART).open("ab").write(b"more"), UNFIT),
    "a datapackage cut short": (
        lambda folder: os.truncate(folder / "datapackage.json", 9000),
        "its datapackage.json is damaged",
    ),
    "a datapackage of 200 MB": (
        lambda folder: os.truncate(folder / "datapackage.json", 200 * 2**20),
        "a file there is larger than it may be",
    ),
}


@pytest.mark.parametrize("half", HALVES)
def test_a_half_never_takes_the_place_of_the_good(
    there: Path, tmp_path: Path, cache_folder: Path, half: str
) -> None:
    first = open_place(there.as_uri()).folder
    new = renewed(tmp_path / "new", "new")
    put(new, there)
    spoil, why = HALVES[half]
    spoil(there)
    place = open_place(there.as_uri())
    assert place.folder == first
    assert place.stale is not None
    assert place.stale.why == why
    assert held(cache_folder) == [first.name]
    assert files(first) == COMMITTED
    put(new, there)
    mended = open_place(there.as_uri())
    assert mended.stale is None
    assert files(mended.folder) == files(new)


def test_new_parts_beneath_the_old_datapackage_are_not_taken(
    there: Path, tmp_path: Path, cache_folder: Path
) -> None:
    """The state while a program that knows nothing of snapshots overwrites one, parts first."""
    put(renewed(tmp_path / "new", "new"), there)
    shutil.copy(SNAPSHOT / "datapackage.json", there)
    with pytest.raises(SnapshotError, match=UNFIT):
        open_place(there.as_uri())
    assert held(cache_folder) == []


@pytest.mark.parametrize(
    "change",
    [
        {"sources": 7},
        {"resources": 7},
        {"resources": [{"name": "a", "path": "a.parquet", "hash": "sha256:0"}]},
        {"resources": [{"name": "a", "path": "a.parquet", "hash": "sha256:0", "bytes": -1}]},
        {"resources": [{"name": "a", "path": "a.parquet", "hash": "sha256:0", "bytes": 2**40}]},
        {"resources": [{"name": "a", "path": "../a.parquet", "hash": "sha256:0", "bytes": 1}]},
        {"resources": [{"path": "a.parquet", "hash": "sha256:0", "bytes": 1}]},
        {"resources": [{"name": "a", "parts": [{"path": "a", "hash": "sha256:0", "bytes": 1}]}]},
        {"id": "../../elsewhere"},
        {"id": ""},
        {"created": "yesterday"},
    ],
)
def test_a_datapackage_that_records_no_snapshot_is_refused(change: dict[str, Any]) -> None:
    content = json.dumps(package_of(SNAPSHOT) | change).encode()
    with pytest.raises(store.StoreError, match=r"its datapackage\.json is damaged"):
        mirror.package_of(content)


@pytest.mark.parametrize("content", [b"", b"[]", b"[" * 200_000, b"\xff\xfe", b"{}"])
def test_a_datapackage_of_nothing_is_refused(content: bytes) -> None:
    with pytest.raises(store.StoreError, match=r"its datapackage\.json is damaged"):
        mirror.package_of(content)


class Changing(store.Store):
    """A store in which another snapshot takes the place of the first while that is being read."""

    def __init__(self, address: str) -> None:
        super().__init__(address)
        self.changes = list(CHANGES)

    def fetch(self, wanted: Any, **settings: Any) -> None:
        super().fetch(wanted, **settings)
        if self.changes and wanted[0].paths == ("datapackage.json",):
            self.changes.pop(0)()


CHANGES: list[Callable[[], object]] = []


def test_a_snapshot_that_changes_while_it_is_read_is_read_once_more(
    there: Path, tmp_path: Path, cache_folder: Path, monkeypatch
) -> None:
    second, third = renewed(tmp_path / "second", "second"), renewed(tmp_path / "third", "third")
    monkeypatch.setattr(mirror, "Store", Changing)
    monkeypatch.setitem(globals(), "CHANGES", [lambda: put(second, there)])
    assert files(open_place(there.as_uri()).folder) == files(second)
    put(SNAPSHOT, there)
    shutil.rmtree(cache_folder)
    monkeypatch.setitem(globals(), "CHANGES", [lambda: put(second, there), lambda: put(third, there)])
    with pytest.raises(SnapshotError, match=UNFIT):
        open_place(there.as_uri())


# The last good copy


def test_without_its_store_the_last_good_copy_is_used_and_told(
    there: Path, tmp_path: Path, cache_folder: Path
) -> None:
    put(renewed(tmp_path / "new", "new", created="2026-11-20"), there)
    good = open_place(there.as_uri()).folder
    shutil.rmtree(there)
    before = dt.datetime.now(dt.UTC)
    place = open_place(there.as_uri())
    assert place.folder == good
    assert place.stale is not None
    assert place.stale.created == dt.date(2026, 11, 20)
    assert place.stale.confirmed is not None
    assert place.stale.confirmed < before
    assert place.stale.notice == (
        "The snapshot's place cannot be read (there is no whole snapshot there); using the last good copy of "
        f"2026-11-20, confirmed {place.stale.confirmed:%Y-%m-%d %H:%M} UTC."
    )
    assert place.stale.brief == "using the last good copy of 2026-11-20: there is no whole snapshot there"


def test_where_the_last_copy_is_damaged_too_the_one_before_it_is_used(
    there: Path, tmp_path: Path, cache_folder: Path
) -> None:
    first = open_place(there.as_uri()).folder
    put(renewed(tmp_path / "new", "new"), there)
    second = open_place(there.as_uri()).folder
    spoiled(second)
    shutil.rmtree(there)
    assert open_place(there.as_uri()).folder == first


@pytest.mark.parametrize("record", [b"", b"{}", b"[]", b'{"confirmed": 7}', b'{"confirmed": "2026-11-24"}'])
def test_a_copy_whose_record_is_damaged_is_not_trusted(
    there: Path, cache_folder: Path, record: bytes
) -> None:
    folder = open_place(there.as_uri()).folder
    folder.with_name(f"{folder.name}.json").write_bytes(record)
    assert open_place(there.as_uri()) == mirror.Place(folder)
    folder.with_name(f"{folder.name}.json").write_bytes(record)
    shutil.rmtree(there)
    with pytest.raises(SnapshotError, match="No earlier copy is held"):
        open_place(there.as_uri())


# Where copies are kept


def test_copies_are_kept_in_the_cache_of_the_user(there: Path, tmp_path: Path, monkeypatch) -> None:
    monkeypatch.delenv(CACHE_VARIABLE, raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "xdg"))
    name = hashlib.sha256(there.as_uri().encode()).hexdigest()[:16]
    assert open_place(there.as_uri()).folder.parent == tmp_path / "xdg" / "governance-risk" / name
    monkeypatch.delenv("XDG_CACHE_HOME")
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    assert open_place(there.as_uri()).folder.is_relative_to(tmp_path / "home" / ".cache" / "governance-risk")


def test_a_cache_that_cannot_be_made_is_one_clear_error(there: Path, tmp_path: Path, monkeypatch) -> None:
    (tmp_path / "file").write_text("no folder")
    monkeypatch.setenv(CACHE_VARIABLE, str(tmp_path / "file"))
    with pytest.raises(SnapshotError, match=CACHE_VARIABLE):
        open_place(there.as_uri())


# A real store that fails


def test_a_server_that_is_stopped_leaves_the_last_good_copy(
    s3: S3Server, tmp_path: Path, cache_folder: Path, snapshot: Snapshot, catalogue: Catalogue
) -> None:
    address = s3.address(tmp_path.name)
    publish(snapshot, address)
    first = open_place(address)
    s3.stop()
    stopped = open_place(address)
    assert stopped.folder == first.folder
    assert stopped.stale is not None
    assert stopped.stale.why == "the store does not answer"
    assert f"using the last good copy of {snapshot.created}, confirmed " in stopped.stale.notice
    s3.start()
    assert open_place(address) == first
    new = Snapshot(renewed(tmp_path / "new", "new"), catalogue)
    publish(new, address)
    assert files(open_place(address).folder) == files(new.folder)


def test_a_server_that_hangs_is_given_up(
    s3: S3Server, tmp_path: Path, cache_folder: Path, snapshot: Snapshot, monkeypatch
) -> None:
    address = s3.address(tmp_path.name)
    publish(snapshot, address)
    first = open_place(address)
    s3.hang()
    monkeypatch.setattr(store, "FOR_ONE", 1.0)
    place = open_place(address)
    assert place.folder == first.folder
    assert place.stale is not None
    assert (place.stale.why, place.stale.detail) == ("the store does not answer", "not within 1 seconds")


def test_what_s3_holds_by_halves_is_not_taken(
    s3: S3Server, tmp_path: Path, cache_folder: Path, snapshot: Snapshot, catalogue: Catalogue
) -> None:
    address = s3.address(tmp_path.name)
    publish(snapshot, address)
    first = open_place(address)
    new = renewed(tmp_path / "new", "new")
    alone = [store.Send(new / "datapackage.json", "datapackage.json")]
    store.Store(address).send(alone)
    place = open_place(address)
    assert place.folder == first.folder
    assert place.stale is not None
    assert place.stale.why == UNFIT
    publish(Snapshot(new, catalogue), address)
    assert files(open_place(address).folder) == files(new)


def test_without_a_copy_and_a_server_there_is_one_clear_error(
    s3: S3Server, tmp_path: Path, cache_folder: Path
) -> None:
    s3.stop()
    with pytest.raises(SnapshotError) as error:
        open_place(s3.address(tmp_path.name))
    assert str(error.value).startswith(
        f"environment variable {SNAPSHOT_VARIABLE}: no snapshot can be had from "
        f"s3://{BUCKET}/{tmp_path.name}: the store does not answer ("
    )
