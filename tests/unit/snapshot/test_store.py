"""Addresses of stores: invalid ones, refused ones, and the parts that are never shown."""

import asyncio
import contextlib
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from obstore.store import S3Store

from indicators.errors import ReaderError, SnapshotError
from indicators.paths import SNAPSHOT_VARIABLE, is_address, shown
from indicators.refresh.publish import publish
from indicators.snapshot.mirror import open_place
from indicators.snapshot.place import snapshot_folder
from indicators.snapshot.snapshot import Snapshot
from indicators.snapshot.store import Fetch, Send, Store, StoreError, _opened
from tests.stores.s3 import BUCKET, S3Server

NO_ADDRESS = "it is not the address of a known kind of store"


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


@pytest.mark.parametrize(
    ("given", "environment", "region"),
    [
        ("s3://b/p", "eu-central-1", "eu-central-1"),
        ("s3://b/p?region=eu-west-1", "eu-central-1", "eu-west-1"),
        ("s3://b/p?region=eu-west-1", None, "eu-west-1"),
    ],
)
def test_region_of_the_environment_is_used_unless_the_address_names_one(
    monkeypatch, given: str, environment: str | None, region: str
):
    monkeypatch.delenv("AWS_REGION", raising=False)
    monkeypatch.delenv("AWS_DEFAULT_REGION", raising=False)
    if environment:
        monkeypatch.setenv("AWS_DEFAULT_REGION", environment)
    opened = _opened(given, 1, mkdir=False)
    assert isinstance(opened, S3Store)
    assert opened.config["region"] == region


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


# Slow and silent servers


@pytest.fixture
def endpoint(request) -> Iterator[str]:
    """A server that answers every request as the test's parameter does."""
    listener = socket.create_server(("127.0.0.1", 0))
    threading.Thread(target=_serve, args=(listener, request.param), daemon=True).start()
    yield f"127.0.0.1:{listener.getsockname()[1]}"
    listener.close()


def _serve(listener: socket.socket, answer: Callable[[socket.socket], object]) -> None:
    while True:
        try:
            connection, _ = listener.accept()
        except OSError:
            return
        threading.Thread(target=answer, args=(connection,), daemon=True).start()


def _silent(connection: socket.socket) -> None:
    """Take the request and say nothing."""
    while connection.recv(4096):
        pass


def _closing(connection: socket.socket) -> None:
    """Take the request and hang up."""
    connection.recv(4096)
    connection.close()


def _dying(connection: socket.socket) -> None:
    """Promise a file and break off in it."""
    connection.recv(4096)
    connection.sendall(HEAD + b"half")
    connection.close()


def _dripping(connection: socket.socket) -> None:
    """Send a byte at a time, far apart."""
    connection.recv(4096)
    connection.sendall(HEAD)
    with contextlib.suppress(OSError):
        while True:
            connection.sendall(b".")
            time.sleep(0.2)


HEAD = (
    b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\nETag: x\r\n"
    b"Last-Modified: Tue, 24 Nov 2026 00:00:00 GMT\r\n\r\n"
)


GIVEN_UP = "the store (does not answer|answers with an error)"


def _s3(endpoint: str) -> Store:
    return Store(f"s3://K:S@b/p?scheme=http&endpoint_override={endpoint}&region=x")


@pytest.mark.parametrize("endpoint", [_silent, _closing, _dying, _dripping], indirect=True)
def test_server_that_does_not_send_the_file_is_given_up(endpoint: str, tmp_path: Path):
    with pytest.raises(StoreError, match=GIVEN_UP):
        _s3(endpoint).fetch([Fetch(("file",), tmp_path / "to", 2**20)], seconds=2)
    assert not (tmp_path / "to").exists()


@pytest.mark.parametrize("endpoint", [_silent, _closing], indirect=True)
def test_server_that_does_not_take_the_file_is_given_up(endpoint: str, tmp_path: Path):
    (tmp_path / "file").write_bytes(b"content")
    with pytest.raises(StoreError, match=GIVEN_UP):
        _s3(endpoint).send([Send(tmp_path / "file", "file", ("file",))], seconds=2)


@pytest.mark.parametrize("endpoint", [_silent, _dripping], indirect=True)
def test_process_ends_though_a_server_keeps_it_waiting(endpoint: str):
    """The interpreter must not wait at its end for requests that were given up."""
    code = (
        "import sys; from pathlib import Path; from indicators.snapshot.store import *\n"
        "try: Store(sys.argv[1]).fetch([Fetch(('a',), Path('x'), 9**9)], seconds=1)\n"
        "except StoreError as error: print(error.detail)"
    )
    address = f"s3://K:S@b/p?scheme=http&endpoint_override={endpoint}&region=x"
    ended = subprocess.run(
        [sys.executable, "-c", code, address], capture_output=True, text=True, timeout=120, check=True
    )
    assert ended.stdout == "not within 1 seconds\n"


def test_store_is_usable_inside_a_running_event_loop(tmp_path: Path):
    (tmp_path / "there").write_bytes(b"there")

    async def ask() -> bytes:
        return fetched(Store(tmp_path.as_uri()), tmp_path, "there")

    assert asyncio.run(ask()) == b"there"
