"""What a replica says of itself, and that a page or a file is made of one snapshot."""

import asyncio
import datetime as dt
import json
import shutil
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import requests
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request

from dashboard.common import snapshot as current
from dashboard.common.files import of_snapshot
from dashboard.server import health
from dashboard.server.app import MIDDLEWARE
from dashboard.server.files import routes
from dashboard.server.health import health_routes, readiness
from indicators.catalogue.catalogue import Catalogue
from indicators.paths import SNAPSHOT_VARIABLE
from indicators.refresh.publish import publish
from indicators.snapshot.snapshot import Snapshot
from tests.stores.snapshots import SNAPSHOT, package_of, put, renewed


@pytest.fixture
def small(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of a small snapshot that a process reads which has opened none before."""
    folder = tmp_path / "snapshot"
    shutil.copytree(SNAPSHOT, folder)
    monkeypatch.setenv(SNAPSHOT_VARIABLE, str(folder))
    monkeypatch.setattr(current, "_opened", None)
    monkeypatch.setattr(current, "_mirrored", None)
    return folder


def answered(route: str) -> tuple[int, bytes]:
    """What a route says, asked in a thread: the browser tests leave an event loop running in this one."""
    ask = {health.HEALTHZ: health._healthz, health.READYZ: health._readyz}[route]
    with ThreadPoolExecutor(1) as thread:
        answer = thread.submit(lambda: asyncio.run(ask(Request({"type": "http"})))).result()
    return answer.status_code, bytes(answer.body)


def ready() -> tuple[int, dict[str, object]]:
    status, body = answered(health.READYZ)
    return status, json.loads(body)


@pytest.fixture(scope="module")
def served() -> Iterator[str]:
    """Where the routes are served behind the middleware of the application, without Streamlit's own."""
    app = Starlette(routes=[*health_routes(), *routes()], middleware=MIDDLEWARE)
    server = uvicorn.Server(uvicorn.Config(app, port=0, lifespan="off", log_config=None))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    end = time.monotonic() + 300
    while not server.started:
        assert thread.is_alive()
        assert time.monotonic() < end
        time.sleep(0.01)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    thread.join(30)


# Alive and ready


def test_ready_names_the_snapshot(small: Path):
    id, created = package_of(small)["id"], package_of(small)["created"][:10]
    assert ready() == (
        200,
        {
            "ready": True,
            "snapshot": id,
            "created": created,
            "last_good_copy": False,
            "why": None,
            "clock": None,
            "full": False,
        },
    )


def test_without_a_snapshot_it_is_alive_and_not_ready_and_says_why(small: Path):
    shutil.rmtree(small)
    status, told = ready()
    assert (status, told["ready"], told["snapshot"]) == (503, False, None)
    assert SNAPSHOT_VARIABLE in str(told["why"])
    assert answered(health.HEALTHZ) == (200, b"alive\n")


def test_it_becomes_ready_once_there_is_one(small: Path, tmp_path: Path):
    shutil.move(small, tmp_path / "away")
    assert ready()[0] == 503
    shutil.move(tmp_path / "away", small)
    assert ready()[0] == 200


@pytest.mark.parametrize("gone", [False, True])
def test_a_folder_that_breaks_while_it_is_served_is_told_and_readers_still_come(small: Path, gone: bool):
    served = readiness()
    shutil.rmtree(small) if gone else (small / "datapackage.json").write_text("{}")
    status, told = ready()
    assert (status, told["snapshot"], told["last_good_copy"]) == (200, served.snapshot, True)
    assert f"last good copy of {served.created}" in str(told["why"])


def test_a_clock_before_the_snapshot_is_told(small: Path, monkeypatch):
    monkeypatch.setattr(current, "today", lambda: dt.date(2020, 1, 1))
    status, told = ready()
    assert (status, told["last_good_copy"]) == (200, False)
    assert "2020-01-01, before the snapshot was built" in str(told["clock"])


def test_a_store_that_cannot_be_read_is_told_until_it_can(
    cache_folder: Path, small: Path, tmp_path: Path, catalogue: Catalogue, monkeypatch
):
    store = tmp_path / "store"
    publish(Snapshot(small, catalogue), store.as_uri())
    monkeypatch.setenv(SNAPSHOT_VARIABLE, store.as_uri())
    status, told = ready()
    assert (status, told["last_good_copy"]) == (200, False)
    store.rename(tmp_path / "away")
    current.refresh()
    status, behind = ready()
    assert (status, behind["snapshot"], behind["last_good_copy"]) == (200, told["snapshot"], True)
    assert "using the last good copy of " in str(behind["why"])
    (tmp_path / "away").rename(store)
    current.refresh()
    assert ready() == (200, told)


# One snapshot for a page and for its files


def test_what_comes_in_the_middle_waits_for_the_next(small: Path, tmp_path: Path):
    newer = renewed(tmp_path / "newer", "newer")
    with current.one_snapshot() as held:
        put(newer, small)
        assert current.snapshot() is held
    assert current.snapshot().id == "newer"


def test_one_readers_hold_is_no_other_readers(small: Path, tmp_path: Path):
    newer = renewed(tmp_path / "newer", "newer")
    with current.one_snapshot() as held, ThreadPoolExecutor(1) as thread:
        put(newer, small)
        assert thread.submit(lambda: current.snapshot().id).result() == "newer" != held.id


def test_rows_are_of_the_snapshot_that_their_address_names_or_there_are_none(
    small: Path, tmp_path: Path, served: str
):
    address = of_snapshot("/files/rows.csv?page=compare")
    assert address.endswith(f"&snapshot={package_of(small)['id']}")
    assert f"# snapshot: {package_of(small)['id']}" in requests.get(served + address, timeout=300).text
    put(renewed(tmp_path / "newer", "newer"), small)
    refused = requests.get(served + address, timeout=300)
    assert (refused.status_code, len(refused.text.splitlines())) == (404, 1)
    assert "Reload the page" in refused.text
    assert "# snapshot: newer" in requests.get(f"{served}/files/rows.csv?page=compare", timeout=300).text
