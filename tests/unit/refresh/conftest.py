"""The publisher of the tests of fetching, one for them all, and a desk of its own for each."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from indicators.catalogue.catalogue import Catalogue
from indicators.refresh.fetch import State
from tests.unit.refresh.fetching import OLD, Desk, Publisher, write_certificate


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_certificate(tmp_path_factory.mktemp("tls") / "good.pem", "localhost", "127.0.0.1")


@pytest.fixture(scope="session")
def publisher(certificate: Path) -> Iterator[Publisher]:
    with Publisher(certificate) as server:
        yield server
        server.shutdown()


@pytest.fixture
def desk(
    publisher: Publisher,
    certificate: Path,
    catalogue: Catalogue,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Desk:
    for name in [name for name in os.environ if name.lower().endswith("_proxy")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(certificate))
    return Desk(publisher, catalogue.source("ti_cpi"), tmp_path / "raw")


@pytest.fixture
def settled(desk: Desk) -> Desk:
    """A desk that has fetched last year's file."""
    desk.offer(OLD, ETag='"2024"')
    assert desk.fetch().state is State.FETCHED
    return desk
