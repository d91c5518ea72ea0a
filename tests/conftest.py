"""What many tests share: the catalogue and the committed snapshot, each read once; an S3 server."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from indicators.catalogue.catalogue import Catalogue
from indicators.paths import DATA
from indicators.snapshot.mirror import CACHE_VARIABLE
from indicators.snapshot.snapshot import Snapshot
from tests.depth import register_profiles
from tests.servers import Server, serving
from tests.stores.s3 import KEY, SECRET, S3Server

register_profiles()


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    return Catalogue.read()


@pytest.fixture(scope="session")
def snapshot(catalogue: Catalogue) -> Snapshot:
    """The committed one, whatever the environment says."""
    return Snapshot(DATA / "snapshot", catalogue)


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The dashboard on the committed snapshot, one for all tests of a worker that only read."""
    with serving(tmp_path_factory.mktemp("server") / "log") as running:
        yield running


@pytest.fixture
def cache_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the copies of snapshots are kept that a test takes from a store; nothing is there yet."""
    folder = tmp_path / "cache"
    monkeypatch.setenv(CACHE_VARIABLE, str(folder))
    return folder


@pytest.fixture(scope="session")
def s3_process(tmp_path_factory: pytest.TempPathFactory) -> Iterator[S3Server]:
    server = S3Server(tmp_path_factory.mktemp("s3"))
    yield server
    server.stop()


@pytest.fixture
def s3(s3_process: S3Server, monkeypatch: pytest.MonkeyPatch) -> Iterator[S3Server]:
    """A real S3 server, with its credentials in the environment; it runs again after the test."""
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", KEY)
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", SECRET)
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    yield s3_process
    s3_process.start()
