"""What the dashboard's tests share: the committed snapshot, a copy to damage, pages without a browser."""

import functools
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import uvicorn
from starlette.applications import Starlette
from streamlit.components.v2 import manifest_scanner
from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash

import dashboard
from dashboard.common import snapshot as current
from dashboard.server.files import routes
from indicators.paths import SNAPSHOT_VARIABLE
from tests.stores.snapshots import committed

MAIN = Path(dashboard.__file__).parent / "server" / "main.py"


@pytest.fixture(autouse=True)
def _committed_snapshot(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every test begins on the committed snapshot, whatever the environment says."""
    monkeypatch.delenv(SNAPSHOT_VARIABLE, raising=False)


@pytest.fixture(scope="session", autouse=True)
def _packages_scanned_once() -> Iterator[None]:
    """Each run of a page looks for components in every installed package: nine tenths of its time."""
    with pytest.MonkeyPatch.context() as patch:
        scanned = functools.cache(manifest_scanner.scan_component_manifests)
        patch.setattr(manifest_scanner, "scan_component_manifests", scanned)
        yield


@pytest.fixture
def own_snapshot(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of a small snapshot that the dashboard reads and a test may damage.

    The process has opened none before; in the end it has the one again that it had.
    """
    folder = committed(tmp_path / "snapshot")
    monkeypatch.setenv(SNAPSHOT_VARIABLE, str(folder))
    monkeypatch.setattr(current, "_opened", None)
    return folder


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """Where the routes are served, in this very process."""
    server = uvicorn.Server(
        uvicorn.Config(Starlette(routes=routes()), port=0, lifespan="off", log_config=None)
    )
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


@pytest.fixture
def visit() -> Callable[..., AppTest]:
    """Opens a page at an address: `visit("compare", chart="map")`.

    AppTest goes to pages that are files; ours are functions, so we pass it the hash that Streamlit
    gives to a page's address.
    """

    def open_page(page: str, **address: str | list[str]) -> AppTest:
        visitor = AppTest.from_file(str(MAIN), default_timeout=300)
        visitor._page_hash = calc_hash(page)
        for name, value in address.items():
            visitor.query_params[name] = value
        return visitor.run()

    return open_page
