"""Openings and floods of Streamlit's own, tried on the real server: what is refused, and who still reads."""

import asyncio
import contextlib
import urllib.error
import urllib.request
from collections.abc import Iterator

import pytest
import websockets

from tests.hostile.frames import Client, client, file_urls, flood, frame, operation, rerun
from tests.loops import run
from tests.servers import serving

SESSIONS = 30
# Generous: the server is to answer at all, on a machine with other work.
SOON = 300.0


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    log = tmp_path_factory.mktemp("floods") / "log"
    with serving(log, GOVERNANCE_RISK_SESSIONS=str(SESSIONS)) as server:
        yield server.address


def status(address: str, method: str = "GET", accept: str = "*/*") -> int:
    asked = urllib.request.Request(address, method=method, headers={"Accept": accept})  # noqa: S310
    try:
        with urllib.request.urlopen(asked, timeout=SOON) as answer:  # noqa: S310
            return int(answer.status)
    except urllib.error.HTTPError as refused:
        return refused.code


async def reads(reader: Client) -> None:
    """A reader changes a filter and is shown what was asked for."""
    async with asyncio.timeout(SOON):
        await reader.run("countries=TJK,KGZ")
        assert reader.lines() == {"Tajikistan", "Kyrgyzstan"}


@pytest.mark.parametrize(
    "path",
    ["_stcore/metrics", "_stcore/agent/openapi.json", "_stcore/agent/mcp", "_stcore/script-health-check",
     "_stcore/allowed-message-origins", "component/a/b", "auth/login", "oauth2callback", "%5fstcore/metrics",
     "_stcore%2fmetrics", "compare/%2e%2e/_stcore/metrics"],
)  # fmt: skip
def test_addresses_that_no_page_asks_for_are_closed(base, path):
    assert status(f"{base}/{path}") in (400, 404)


def test_addresses_that_pages_ask_for_are_open_and_an_upload_needs_its_token(base):
    assert status(f"{base}/_stcore/health") == 200
    assert status(f"{base}/_stcore/host-config") == 200
    assert status(f"{base}/files/health") == 200
    assert status(f"{base}/_stcore/upload_file/nobody/file", "PUT") == 403


HARMLESS = {
    "clear_cache": frame("clear_cache"),
    "load_git_info": frame("load_git_info"),
    "set_run_on_save": frame("set_run_on_save"),
    "debug_disconnect_websocket": frame("debug_disconnect_websocket"),
    "debug_shutdown_runtime": frame("debug_shutdown_runtime"),
    "deferred_file": operation("deferred_file"),
    "install_skills": operation("install_skills"),
    "empty": b"",
    "stop_script": frame("stop_script"),
    "app_heartbeat": frame("app_heartbeat"),
    "a long address": rerun(query="countries=TJK&" + "x=1&" * 25_000),
}
ENDS = {
    "text": ("hello", 1003),
    "no protobuf": (b"\xff" * 50, 1002),
    "600 widgets": (rerun(widgets=600), 1008),
    "9,000 hashes": (rerun(hashes=9_000), 1008),
    "1,000 files": (file_urls(1_000), 1008),
    "19 MB": (rerun(query="a" * 19_000_000), 1009),
    "100 MB": (rerun(query="a" * 100_000_000), 1009),
}


@pytest.mark.parametrize("name", HARMLESS)
def test_a_frame_that_is_left_out_changes_nothing_for_who_sent_it(base, name):
    async def tried() -> None:
        async with client(base) as reader:
            await reads(reader)
            await reader.send(HARMLESS[name])
            await reads(reader)

    run(tried())


@pytest.mark.parametrize("name", ENDS)
@pytest.mark.parametrize("compression", [None, "deflate"])
def test_a_frame_that_no_page_sends_closes_its_connection_and_no_other(base, name, compression):
    sent, code = ENDS[name]

    async def tried() -> None:
        async with client(base) as reader, client(base, compression=compression) as stranger:
            await reader.run()
            with contextlib.suppress(websockets.ConnectionClosed):
                await stranger.send(sent)
            # A frame cut off by the server while it is still sent can lose the code on its way.
            assert await stranger.closed() in {code, 1006}
            await reads(reader)

    run(tried())


@pytest.mark.parametrize("frames", [b"", frame("clear_cache"), frame("app_heartbeat"), file_urls(20)])
def test_during_a_flood_others_read_on(base, frames):
    async def tried() -> None:
        async with client(base) as reader:
            attack = asyncio.create_task(flood(base, 3, frames))
            for _ in range(3):
                await reads(reader)
            assert not attack.done()
            attack.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await attack
            await reads(reader)

    run(tried())


def test_of_changes_faster_than_the_pace_the_newest_is_shown_in_the_end(base):
    async def tried() -> None:
        async with client(base) as reader, client(base) as other:
            await reads(reader)
            await reads(other)
            for number in range(40):
                await reader.send(rerun(query=f"countries={('TJK', 'KAZ')[number % 2]}"))
            await reader.send(rerun(query="countries=TJK,UZB"))
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(SOON):
                    while reader.lines() != {"Tajikistan", "Uzbekistan"}:
                        await reader.kind("script_finished")
            assert reader.lines() == {"Tajikistan", "Uzbekistan"}

    run(tried())


def test_a_session_comes_back_by_its_id_and_a_guessed_id_gives_a_new_one(base):
    async def tried() -> None:
        async with client(base) as reader:
            await reads(reader)
            mine = reader.session
        async with client(base, session=mine) as again:
            await reads(again)
            assert again.session == mine
        for guess in (mine[:-1] + ("0" if mine[-1] != "0" else "1"), "0" * 32, "..%2f..%2fetc", "x" * 4_000):
            async with client(base, session=guess) as stranger:
                await reads(stranger)
                assert stranger.session not in {mine, guess}

    run(tried())


def test_sessions_beyond_the_bound_are_answered_503_and_those_open_read_on(base):
    async def tried() -> None:
        async with contextlib.AsyncExitStack() as stack:
            reader = await stack.enter_async_context(client(base))
            refused: list[int] = []
            for _ in range(SESSIONS + 5):
                try:
                    await stack.enter_async_context(client(base))
                except websockets.InvalidStatus as answer:
                    refused.append(answer.response.status_code)
            assert len(refused) >= 6
            assert set(refused) == {503}
            page = f"{base}/compare"
            assert await asyncio.to_thread(status, page, accept="text/html") == 503
            assert await asyncio.to_thread(status, f"{base}/_stcore/health") == 200
            await reads(reader)
        async with client(base) as later:
            await reads(later)
        assert status(page, accept="text/html") == 200

    run(tried())


def test_how_much_was_tried_is_said(capsys):
    with capsys.disabled():
        print(f"\nhostile frames: {len(HARMLESS)} left out or passed, {2 * len(ENDS)} closed, 4 floods")
