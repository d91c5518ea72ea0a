"""Addresses of stores: what is none, what is refused, and what is never shown of one."""

import os
from pathlib import Path

import pytest

from indicators.errors import ReaderError, SnapshotError
from indicators.paths import SNAPSHOT_VARIABLE, is_address, shown
from indicators.refresh.publish import publish
from indicators.snapshot import store
from indicators.snapshot.mirror import open_place
from indicators.snapshot.place import snapshot_folder
from indicators.snapshot.snapshot import Snapshot
from indicators.snapshot.store import Fetch, Store, StoreError
from tests.stores.s3 import BUCKET, S3Server
from tests.stores.snapshots import committed

NO_ADDRESS = "it is no address of a store that is known"


def fetched(store: Store, tmp_path: Path, path: str = "datapackage.json", limit: int = 2**20) -> bytes:
    store.fetch([Fetch((path,), tmp_path / "fetched", limit)])
    return (tmp_path / "fetched").read_bytes()


@pytest.mark.parametrize("given", ["s3://b/p", "gs://b", "file:///x", "fsspec+s3://b", "ftp://x", "s3://"])
def test_what_has_a_scheme_is_an_address(given):
    assert is_address(given)


@pytest.mark.parametrize(
    "given", ["", "/data", "data/snapshot", "~/x", "s3:/b", "C:\\data", "://x", "a b://c"]
)
def test_anything_else_is_a_folder(given):
    assert not is_address(given)


# What is no address


@pytest.mark.parametrize(
    "given",
    [
        "s3://",
        "s3:///x",
        "s3://b/p?no_such_option=1",
        "ftp://x",
        "https://host/x",
        "file://relative",
        "s3://b/a b",
        "nothing://x/y",
        "fsspec+nothing://x",
    ],
)
def test_what_is_no_address_is_one_clear_error(given, monkeypatch, cache_folder: Path):
    monkeypatch.setenv(SNAPSHOT_VARIABLE, given)
    with pytest.raises(SnapshotError) as error:
        snapshot_folder()
    said = str(error.value)
    assert said.startswith(
        f"environment variable {SNAPSHOT_VARIABLE}: no snapshot can be had from {shown(given)}"
    )
    assert NO_ADDRESS in said
    assert "Write a folder, or an address such as s3://bucket/prefix?region=" in said
    assert "\n" not in said


# What is refused, or not there


def test_nothing_larger_than_the_limit_is_fetched(tmp_path: Path):
    (tmp_path / "large").touch()
    os.truncate(tmp_path / "large", 200 * 2**20)
    with pytest.raises(StoreError, match=r"larger than it may be .*209715200 bytes, and 1048576 are allowed"):
        fetched(Store(tmp_path.as_uri()), tmp_path, "large")


def test_what_cannot_be_written_here_is_told(tmp_path: Path):
    (tmp_path / "there").write_bytes(b"there")
    (tmp_path / "fetched").mkdir()
    with pytest.raises(StoreError, match="the copy cannot be written on this machine"):
        fetched(Store(tmp_path.as_uri()), tmp_path, "there")


@pytest.mark.parametrize(
    ("bucket", "secret", "why"),
    [
        ("no-such-bucket", None, "there is no whole snapshot there"),
        (BUCKET, None, "there is no whole snapshot there"),
        (BUCKET, "not-the-secret", "the store refuses access"),
    ],
)
def test_s3_says_why_it_gives_nothing(
    s3: S3Server, tmp_path: Path, cache_folder: Path, monkeypatch, bucket, secret, why
):
    if secret:
        monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", secret)
    with pytest.raises(SnapshotError) as error:
        open_place(s3.address(tmp_path.name, bucket))
    assert f"from s3://{bucket}/{tmp_path.name}: {why} (" in str(error.value)
    assert "hush" not in str(error.value)


def test_a_library_that_breaks_off_is_an_error_and_not_the_end(tmp_path: Path, monkeypatch):
    monkeypatch.setattr(store, "TRANSFER", tmp_path / "aborts.py")
    (tmp_path / "aborts.py").write_text("import os; os.abort()")
    with pytest.raises(StoreError, match="the store could not be asked"):
        fetched(Store(tmp_path.as_uri()), tmp_path)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (
            "AWS Error ACCESS_DENIED during HeadObject operation: No response body.",
            "the store refuses access",
        ),
        ("AWS Error INVALID_ACCESS_KEY_ID during GetObject operation", "the store refuses access"),
        (
            "google::cloud::Status(PERMISSION_DENIED: no storage.objects.get access)",
            "the store refuses access",
        ),
        (
            "AWS Error NETWORK_CONNECTION: curlCode: 6, Could not resolve hostname",
            "the store does not answer",
        ),
        ("google::cloud::Status(UNAVAILABLE: Retry policy exhausted", "the store does not answer"),
        ("AWS Error INTERNAL_FAILURE during HeadObject operation", "the store answers with an error"),
    ],
)
def test_what_a_library_says_is_told_in_a_few_words(text, why):
    assert Store("s3://b/p")._error("store", text).why == why


# What is asked of the network unless the address says it


def test_the_region_of_the_environment_is_taken_unless_the_address_names_one(monkeypatch):
    monkeypatch.delenv("AWS_REGION", raising=False)
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-central-1")
    assert store._completed("s3://b/p") == "s3://b/p?region=eu-central-1"
    assert store._completed("s3://b/p?scheme=http") == "s3://b/p?scheme=http&region=eu-central-1"
    assert store._completed("s3://b/p?region=x") == "s3://b/p?region=x"
    assert store._completed("file:///p") == "file:///p"


# What is never shown


@pytest.mark.parametrize(
    ("given", "seen"),
    [
        ("s3://bucket/prefix", "s3://bucket/prefix"),
        ("s3://bucket/prefix?region=x&endpoint_override=http://h:1", "s3://bucket/prefix"),
        ("s3://KEY:hush@bucket/prefix", "s3://…@bucket/prefix"),
        ("s3://KEY:hu/sh@bucket/prefix?region=x", "s3://…@bucket/prefix"),
        ("s3://KEY:hu?sh@bucket", "s3://…@bucket"),
        ("s3://KEY:hu@sh@bucket", "s3://…@bucket"),
        (
            "abfs://container@account.dfs.core.windows.net/p?sig=hush",
            "abfs://…@account.dfs.core.windows.net/p",
        ),
        ("s3:/KEY:hush@bucket", "…@bucket"),
        ("/data/snapshot", "/data/snapshot"),
    ],
)
def test_a_place_is_shown_without_its_credentials(given, seen):
    assert shown(given) == seen


@pytest.mark.parametrize(
    "given",
    [
        "ftp://KEY:hush@host/x",
        "s3://KEY:hu/hush@bucket/p",
        "s3://KEY:hush@",
        "s3://KEY:hush@bucket/p?scheme=http&endpoint_override=127.0.0.1:9&region=x",
        "s3://bucket/a b?token=hush",
        "s3:/KEY:hush@bucket",
        "file://KEY:hush@bucket",
    ],
)
def test_no_error_shows_credentials(given, monkeypatch, cache_folder: Path, snapshot: Snapshot):
    monkeypatch.setenv(SNAPSHOT_VARIABLE, given)
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    for ask in (snapshot_folder, lambda: publish(snapshot, given)):
        with pytest.raises(ReaderError) as error:
            ask()
        assert "hush" not in str(error.value)
        assert "KEY" not in str(error.value)


def test_no_notice_shows_credentials(s3: S3Server, tmp_path: Path, cache_folder: Path, snapshot: Snapshot):
    address = s3.address(tmp_path.name).replace("s3://", "s3://tester:hush-hush-secret@")
    publish(snapshot, address)
    open_place(address)
    s3.stop()
    stale = open_place(address).stale
    assert stale is not None
    assert stale.why == "the store does not answer"
    assert "hush" not in f"{stale.notice} {stale.brief} {stale.detail}"


def test_an_address_is_on_no_command_line(tmp_path: Path, monkeypatch):
    """Every user of a machine can read those of all processes."""
    committed(tmp_path / "store")
    given = []
    run = store.subprocess.run

    def noted(command, **settings):
        given.append(command)
        return run(command, **settings)

    monkeypatch.setattr(store.subprocess, "run", noted)
    fetched(Store((tmp_path / "store").as_uri()), tmp_path)
    assert len(given) == 1
    assert "store" not in " ".join(given[0][3:])
    assert not any("://" in word for word in given[0])
