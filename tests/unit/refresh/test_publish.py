"""A snapshot is put into a store: whole before it is seen, and no file there is lost."""

import shutil
from pathlib import Path

import pytest

from indicators.catalogue.catalogue import Catalogue
from indicators.errors import ReaderError, SnapshotError
from indicators.refresh.publish import publish
from indicators.snapshot.mirror import open_place
from indicators.snapshot.snapshot import Snapshot
from tests.stores.s3 import S3Server
from tests.stores.snapshots import PART, SNAPSHOT, committed, files, put, renewed

COMMITTED = files(SNAPSHOT)
NUMBER = len(COMMITTED) - 1  # without datapackage.json


@pytest.fixture(scope="session")
def snapshot(catalogue: Catalogue) -> Snapshot:
    """A small one, to be published and mirrored."""
    return Snapshot(SNAPSHOT, catalogue)


@pytest.fixture
def new(tmp_path: Path, catalogue: Catalogue) -> Snapshot:
    return Snapshot(renewed(tmp_path / "new", "new"), catalogue)


def test_a_store_holds_the_snapshot_in_a_folder_and_its_record_beside_it(tmp_path: Path, snapshot: Snapshot):
    published = publish(snapshot, (tmp_path / "a" / "store").as_uri())
    assert (published.files, published.sent) == (NUMBER, NUMBER)
    there = files(tmp_path / "a" / "store")
    assert there.pop("datapackage.json") == COMMITTED["datapackage.json"]
    (folder,) = {path.partition("/")[0] for path in there}
    assert folder.startswith(f"{snapshot.id}-")
    assert {path.removeprefix(f"{folder}/"): content for path, content in there.items()} == COMMITTED


def test_the_folder_of_a_published_snapshot_is_one_itself(
    tmp_path: Path, cache_folder: Path, snapshot: Snapshot
):
    """So that a replica can be held at one, or a copy be made with any other tool."""
    publish(snapshot, (tmp_path / "store").as_uri())
    (folder,) = [path for path in (tmp_path / "store").iterdir() if path.is_dir()]
    assert files(open_place(folder.as_uri()).folder) == COMMITTED
    Snapshot(folder, snapshot.catalogue).verify()


def test_what_was_there_stays_as_it_was(tmp_path: Path, snapshot: Snapshot, new: Snapshot):
    store = tmp_path / "store"
    publish(snapshot, store.as_uri())
    before = files(store)
    publish(new, store.as_uri())
    after = files(store)
    assert after.pop("datapackage.json") == files(new.folder)["datapackage.json"]
    before.pop("datapackage.json")
    assert before.items() <= after.items()


def test_it_takes_the_place_of_a_snapshot_that_was_put_there_as_a_folder(
    tmp_path: Path, cache_folder: Path, new: Snapshot
):
    store = tmp_path / "store"
    put(SNAPSHOT, store)
    published = publish(new, store.as_uri())
    assert published.sent == 1
    assert files(open_place(store.as_uri()).folder) == files(new.folder)


def test_what_the_store_has_is_not_sent_again(
    s3: S3Server, tmp_path: Path, cache_folder: Path, snapshot, new
):
    address = s3.address(tmp_path.name)
    assert publish(snapshot, address).sent == NUMBER
    assert publish(snapshot, address).sent == 0
    assert publish(new, address).sent == 1
    assert files(open_place(address).folder) == files(new.folder)
    assert publish(new, address, everything=True).sent == NUMBER


def test_a_file_that_is_damaged_there_is_mended_by_sending_everything(
    tmp_path: Path, cache_folder: Path, snapshot: Snapshot
):
    store = tmp_path / "store"
    publish(snapshot, store.as_uri())
    (part,) = store.glob(f"*/{PART}")
    part.write_bytes(bytes(part.stat().st_size))
    assert publish(snapshot, store.as_uri()).sent == 0
    with pytest.raises(SnapshotError):
        open_place(store.as_uri())
    publish(snapshot, store.as_uri(), everything=True)
    assert files(open_place(store.as_uri()).folder) == COMMITTED


def test_one_that_broke_off_is_finished_by_the_next(tmp_path: Path, cache_folder: Path, snapshot, new):
    store = tmp_path / "store"
    publish(snapshot, store.as_uri())
    before = (store / "datapackage.json").read_bytes()
    publish(new, store.as_uri())
    (store / "datapackage.json").write_bytes(before)
    (folder,) = store.glob("new-*")
    shutil.rmtree(folder / "observations")
    (folder / "datapackage.json").unlink()
    assert files(open_place(store.as_uri()).folder) == COMMITTED
    publish(new, store.as_uri())
    assert files(open_place(store.as_uri()).folder) == files(new.folder)


def test_a_damaged_snapshot_is_not_published(tmp_path: Path, catalogue: Catalogue):
    own = committed(tmp_path / "own")
    (own / PART).write_bytes(b"damaged")
    with pytest.raises(SnapshotError, match="is not what datapackage"):
        publish(Snapshot(own, catalogue), (tmp_path / "store").as_uri())
    assert not (tmp_path / "store").exists()


@pytest.mark.parametrize(
    ("bucket", "secret", "why"),
    [
        ("no-such-bucket", None, "could not be published"),
        (None, "not-the-secret", "the store refuses access"),
    ],
)
def test_a_store_that_does_not_take_it_is_one_clear_error(
    s3: S3Server, tmp_path: Path, snapshot: Snapshot, monkeypatch, bucket, secret, why
):
    if secret:
        monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", secret)
    address = s3.address(tmp_path.name, bucket) if bucket else s3.address(tmp_path.name)
    with pytest.raises(ReaderError, match=why) as error:
        publish(snapshot, address)
    assert str(error.value).startswith(f"{address.partition('?')[0]}: ")


@pytest.mark.parametrize("given", ["somewhere", "/no/such/folder", "s3:/bucket"])
def test_a_folder_is_no_address(snapshot: Snapshot, given):
    with pytest.raises(ReaderError, match="Write a folder, or an address"):
        publish(snapshot, given)
