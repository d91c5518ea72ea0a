"""How the dashboard is started and configured: warm, private, and plain about what is wrong."""

import asyncio
import contextlib
import gc
import logging
import re
import shutil
import socket
import subprocess
import sys
import threading
import time
import tomllib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
import requests
import streamlit.config
import streamlit.delta_generator
import streamlit.net_util

import dashboard
from dashboard.common import cache
from dashboard.server.app import app, lifespan
from dashboard.server.serve import ROOT

COMMAND = [sys.executable, "-c", "from dashboard.server.serve import main; main()"]
CONFIG = ROOT / ".streamlit" / "config.toml"


def options(table: dict[str, Any], section: str = "") -> Iterator[tuple[str, Any]]:
    """Every option of a configuration by its full name."""
    for name, value in table.items():
        full = f"{section}.{name}" if section else name
        if isinstance(value, dict):
            yield from options(value, full)
        else:
            yield full, value


WRITTEN = dict(options(tomllib.loads(CONFIG.read_text(encoding="utf-8"))))


@pytest.fixture
def lived() -> Iterator[None]:
    """What a lifespan changes in the process is put back, and what it began has ended."""
    access = logging.getLogger("uvicorn.access")
    before = access.disabled
    yield
    for thread in threading.enumerate():
        if thread.name == "warm":
            thread.join()
    access.disabled = before
    gc.unfreeze()


async def _start() -> None:
    async with lifespan(app):
        pass


# Configuration


@pytest.mark.parametrize("name", WRITTEN)
def test_every_option_is_one_that_streamlit_knows(name):
    assert name in streamlit.config.get_config_options()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("browser.gatherUsageStats", False),
        ("browser.serverAddress", "127.0.0.1"),
        ("server.address", "127.0.0.1"),
        ("server.headless", True),
        ("server.showEmailPrompt", False),
        ("server.enableXsrfProtection", True),
        ("client.showErrorDetails", "none"),
        ("client.showErrorLinks", False),
        ("runner.fastReruns", False),
    ],
)
def test_nothing_is_sent_and_no_inside_is_shown(name, value):
    assert WRITTEN[name] == value


def test_no_font_or_logo_comes_from_elsewhere():
    assert not any("://" in str(value) for value in WRITTEN.values())


# Start


def started() -> None:
    """Start as the server does, in a thread: the browser tests leave an event loop running in this one."""
    with ThreadPoolExecutor(1) as thread:
        thread.submit(lambda: asyncio.run(_start())).result()


def test_streamlit_keeps_its_own_address_under_the_name_that_we_set():
    assert hasattr(streamlit.net_util, "_external_ip")


def test_streamlit_keeps_under_the_name_that_we_set_that_it_need_not_look_for_a_shell():
    assert hasattr(streamlit.delta_generator, "_use_warning_has_been_displayed")


def test_no_pages_directory_of_streamlit_stands_beside_the_script():
    """Streamlit would run the first reader's deep link as a page of that directory, and refuse it."""
    script = Path(dashboard.__file__).parent / "server" / "main.py"
    assert script.is_file()
    assert not (script.parent / "pages").exists()


def test_started_it_asks_nobody_for_its_own_address(monkeypatch, lived):
    monkeypatch.setattr(streamlit.net_util, "_external_ip", None)
    started()

    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a connection was opened")

    monkeypatch.setattr(socket, "socket", refuse)
    assert streamlit.net_util.get_external_ip() == "127.0.0.1"


def test_started_it_has_read_the_main_indicators(own_snapshot: Path, monkeypatch, lived):
    monkeypatch.setattr(streamlit.net_util, "_external_ip", None)
    cache.answered_panel.cache_clear()
    started()
    held = [cache.catalogue().indicator(id) for id in cache.snapshot().indicators]
    headline = [indicator for indicator in held if indicator.headline]
    assert cache.answered_panel.cache_info().currsize >= len(headline) > 0


def test_it_starts_without_a_snapshot_and_logs_what_is_missing(
    own_snapshot: Path, monkeypatch, lived, caplog
):
    monkeypatch.setattr(streamlit.net_util, "_external_ip", None)
    shutil.rmtree(own_snapshot)
    started()
    (record,) = [record for record in caplog.records if record.name.startswith("dashboard")]
    assert str(own_snapshot) in record.getMessage()
    assert record.exc_info is None


# Command


def start(*given: str) -> subprocess.CompletedProcess[str]:
    command = [*COMMAND, *given]
    return subprocess.run(command, capture_output=True, text=True, timeout=300, check=False, cwd=ROOT)


def test_a_port_that_is_taken_is_one_line_and_status_2():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        ended = start("--port", str(port))
    assert (ended.returncode, ended.stdout) == (2, "")
    (line,) = ended.stderr.splitlines()
    assert f"127.0.0.1:{port}" in line


@pytest.mark.parametrize("given", [["--port", "70000"], ["--port", "-1"], ["--host", "no.such.host.invalid"]])
def test_an_address_that_is_none_is_one_line_and_status_2(given):
    ended = start(*given)
    assert (ended.returncode, ended.stdout) == (2, "")
    (line,) = ended.stderr.splitlines()
    assert given[1] in line


def test_a_port_that_is_no_number_is_refused_with_the_usage():
    ended = start("--port", "eighty")
    assert ended.returncode == 2
    assert "eighty" in ended.stderr
    assert "Traceback" not in ended.stderr


def _address(log: Path) -> str:
    """The address in a server's log, once it answers there."""
    end = time.monotonic() + 180
    while time.monotonic() < end:
        found = re.search(r"http://\[::1\]:\d+", log.read_text(encoding="utf-8"))
        with contextlib.suppress(requests.ConnectionError):
            if found and requests.get(f"{found[0]}/healthz", timeout=60).ok:
                return found[0]
        time.sleep(0.1)
    raise AssertionError(log.read_text(encoding="utf-8"))


def test_a_free_port_and_ipv6_are_served_and_every_answer_has_its_headers(tmp_path):
    log = tmp_path / "log"
    with log.open("wb") as out:
        given = [*COMMAND, "--host", "::1", "--port", "0"]
        process = subprocess.Popen(given, stdout=out, stderr=out, cwd=ROOT)
    try:
        address = _address(log)
        for path in ("", "files/health", "no/such/file", "_stcore/metrics"):
            answer = requests.get(f"{address}/{path}", timeout=60)
            assert answer.headers["X-Content-Type-Options"] == "nosniff", path
            assert "frame-ancestors" in answer.headers["Content-Security-Policy"], path
        assert requests.get(address, headers={"Host": "evil.example"}, timeout=60).status_code == 421
    finally:
        process.terminate()
        process.wait(60)
