"""What the guard lets through, refuses and delays, and that it keeps the order of frames."""

import asyncio
from collections.abc import Coroutine, Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager

from dashboard.server import guard_pace, guard_turns
from dashboard.server.guard import Guard
from dashboard.server.guard_frames import CLOSE, MOST_BYTES, MOST_HASHES, PAGE_SENDS, judge, supersedes
from dashboard.server.guard_pace import Bucket, Limits, Load, Pace
from dashboard.server.guard_turns import Turns, Use, ends_run
from tests import loops
from tests.hostile.frames import file_urls, frame, operation, rerun
from tests.loops import Clock

OUT = {
    "clear_cache",
    "load_git_info",
    "set_run_on_save",
    "debug_disconnect_websocket",
    "debug_shutdown_runtime",
}

CLOCK = Clock()


@pytest.fixture(autouse=True, scope="module")
def _clock() -> Iterator[None]:
    """The guard goes by a clock of the tests: no test waits, and none depends on the machine's speed."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(guard_pace, "time", CLOCK)
        patch.setattr(guard_turns, "time", CLOCK)
        yield


def run(coroutine: Coroutine[Any, Any, Any]) -> Any:
    return loops.run(coroutine, CLOCK.loop)


async def application(scope: Any, receive: Any, send: Any) -> None:
    """Answers 200, or accepts a websocket and repeats what it is sent."""
    if scope["type"] == "http":
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"through"})
        return
    await receive()
    await send({"type": "websocket.accept"})
    while (message := await receive())["type"] == "websocket.receive":
        await send({"type": "websocket.send", "bytes": message["bytes"]})


def asked(
    path: str, method: str = "GET", load: Load | None = None, accept: bytes = b"", base: str = ""
) -> int:
    """The status of the guard's answer."""
    sent: list[Any] = []

    async def send(message: Any) -> None:
        sent.append(message)

    scope = {"type": "http", "path": path, "method": method, "headers": [(b"accept", accept)]}
    guard = Guard(application, Limits(sessions=2), load or Load(), base)
    run(guard(scope, None, send))  # type: ignore[arg-type]
    return int(sent[0]["status"])


def said(
    frames: list[Any], limits: Limits | None = None, load: Load | None = None, leaves: bool = True
) -> list[Any]:
    """What a client hears who sends these frames: frames, and at the end the code of the closing."""
    waiting = [
        {"type": "websocket.connect"},
        *({"type": "websocket.receive", ("text" if isinstance(f, str) else "bytes"): f} for f in frames),
        {"type": "websocket.disconnect", "code": 1001},
    ]
    heard: list[Any] = []

    async def receive() -> Any:
        # One that does not leave hears all of its answers first.
        while not leaves and len(waiting) == 1 and (not heard or heard[-1] != frames[-1]):
            await asyncio.sleep(0.001)
        return waiting.pop(0)

    async def send(message: Any) -> None:
        if message["type"] == "websocket.send":
            heard.append(message["bytes"])
        elif message["type"] == "websocket.close":
            heard.append(message["code"])

    guard = Guard(application, limits or Limits(), load or Load(), "")
    run(guard({"type": "websocket", "path": "/_stcore/stream"}, receive, send))
    return heard


# Addresses


@pytest.mark.parametrize(
    "path",
    [
        "/_stcore/metrics",
        "/_stcore/agent/openapi.json",
        "/_stcore/agent/mcp",
        "/_stcore/script-health-check",
        "/_stcore/anything-that-comes-with-a-new-release",
        "/component/name/file.js",
        "/auth/login",
        "/oauth2callback",
        "//_stcore/metrics",
    ],
)
def test_an_address_of_streamlit_that_our_pages_do_not_use_is_not_there(path):
    assert asked(path) == 404
    assert asked(f"/risk{path}", base="/risk") == 404


@pytest.mark.parametrize(
    "path",
    ["/", "/compare", "/_stcore/health", "/_stcore/host-config", "/_stcore/bidi-components/x/y.js",
     "/_stcore/upload_file/session/file", "/media/icon.png", "/static/js/index.js", "/files/rows.csv"],
)  # fmt: skip
def test_what_our_pages_use_is(path):
    assert asked(path) == 200
    assert asked(f"/risk{path}", base="/risk") == 200


def test_a_full_process_says_so_to_who_asks_for_a_page_and_still_serves_its_readers():
    full = Load(sessions=2)
    assert asked("/compare", load=full, accept=b"text/html,*/*") == 503
    assert asked("/files/rows.csv", load=full) == 200
    assert asked("/static/js/index.js", load=full) == 200
    assert full.refused == {"full": 1}


def test_more_uploads_at_a_time_than_bounded_are_refused():
    assert asked("/_stcore/upload_file/a/b", "PUT") == 200
    assert asked("/_stcore/upload_file/a/b", "PUT", Load(uploads=Limits().uploads)) == 503


def test_streamlit_keeps_uploaded_files_under_the_name_that_we_count_by():
    assert MemoryUploadedFileManager("").file_storage == {}


# Frames


def test_every_kind_of_message_that_streamlit_knows_is_let_through_or_not_on_purpose():
    assert {field.name for field in BackMsg.DESCRIPTOR.oneofs_by_name["type"].fields} == PAGE_SENDS | OUT


@pytest.mark.parametrize("kind", sorted(OUT))
def test_what_no_reader_needs_is_left_out_and_the_reader_reads_on(kind):
    assert judge(frame(kind)) == kind
    assert said([frame(kind), rerun()]) == [rerun()]


@pytest.mark.parametrize(
    ("sent", "code"),
    [
        (b"\xff" * 20, CLOSE["protobuf"]),
        (b"\x00" * (MOST_BYTES + 1), CLOSE["size"]),
        (rerun(widgets=501), CLOSE["widgets"]),
        (rerun(hashes=8_001), CLOSE["hashes"]),
        (file_urls(21), CLOSE["files"]),
        ("text", 1003),
    ],
)
def test_what_no_page_sends_ends_the_connection(sent, code):
    assert said([sent, rerun()]) == [code]


@pytest.mark.parametrize(
    "sent",
    [rerun(), rerun(widgets=500, hashes=500), file_urls(20), frame("stop_script"), frame("app_heartbeat"),
     operation("dataframe_chunk"), rerun(query="x" * 100_000)],
)  # fmt: skip
def test_what_a_page_sends_passes_unchanged(sent):
    assert said([sent]) == [sent]


@pytest.mark.parametrize("payload", ["deferred_file", "install_skills", "dismiss_skills_nudge"])
def test_operations_that_write_or_make_files_are_left_out(payload):
    assert judge(operation(payload)) == "operation"


@given(st.binary(max_size=300))
def test_no_frame_at_all_is_an_error_of_ours(data):
    assert judge(data) is None or isinstance(judge(data), str)


# Pace


def part(number: int) -> bytes:
    """A frame that no later one answers too."""
    return rerun(query=f"n={number}", fragment="part")


@given(st.lists(st.integers(0, 1_000_000), max_size=30, unique=True))
def test_frames_are_delayed_but_none_is_lost_or_overtaken(numbers):
    frames = [part(number) for number in numbers]
    heard = said(frames, Limits(burst=1, alone=5_000), leaves=not frames)
    assert heard == frames


def test_a_burst_needs_no_wait_and_then_the_rate_holds():
    bucket = Bucket(3, 3, 0.0)
    assert [bucket.wait(0.0, 4.0) for _ in range(5)] == [0, 0, 0, 0.25, 0.5]
    assert bucket.wait(10.0, 4.0) == 0


def test_a_token_too_far_away_is_not_taken():
    bucket = Bucket(1, 0, 0.0)
    assert bucket.wait(0.0, 1.0, longest=0.5) == 1.0
    assert bucket.wait(0.5, 1.0, longest=0.5) == 0.5
    assert bucket.wait(0.5, 1.0) == 1.5


def test_a_connection_is_alone_until_another_sends_and_again_when_that_is_silent():
    load = Load()
    assert load.active(1, 10.0, 3.0) == 1
    assert load.active(2, 11.0, 3.0) == 2
    assert load.active(1, 12.0, 3.0) == 2
    assert load.active(1, 14.0, 3.0) == 2
    assert load.active(1, 18.0, 3.0) == 1


def test_of_a_flood_the_newest_frames_pass_in_their_order():
    load = Load()
    frames = [part(number) for number in range(40)]
    heard = said(frames, Limits(burst=2, backlog=5, alone=50.0), load, leaves=False)
    assert heard[:3] == frames[:3]
    assert heard[-5:] == frames[-5:]
    assert heard == sorted(heard, key=frames.index)
    assert load.refused["flood"] == len(frames) - len(heard) > 0


def test_who_comes_back_after_a_flood_has_nothing_saved():
    load = Load(flood_at=CLOCK.now)
    frames = [part(number) for number in range(3)]
    assert said(frames, Limits(alone=0.001), load) == frames[:1]
    assert said(frames, Limits(alone=0.001), Load()) == frames


def test_connections_that_flood_share_what_one_of_them_would_get():
    limits, load = Limits(flooders=2.0, most=4.0), Load()

    def rate(number: int) -> float:
        return Pace(number, limits, load, never)._rate(1_000.0)

    async def never() -> Any:
        raise AssertionError

    assert rate(1) == limits.alone
    assert rate(2) == 4.0
    load.flooding = {1: 999.0, 2: 998.0, 3: 1_000.0 - limits.flooded - 1}
    assert rate(1) == 1.0
    assert rate(4) == 4.0
    assert set(load.flooding) == {1, 2}


def test_new_connections_beyond_the_pace_are_sent_away():
    load = Load(arrivals=Bucket(1, 1, CLOCK.now))
    slow = Limits(arrivals=0.001)
    assert said([rerun()], slow, load) == [rerun()]
    assert said([rerun()], slow, load) == [1013]
    assert load.refused == {"arrivals": 1}


def test_who_has_left_is_not_served_to_the_end():
    frames = [part(number) for number in range(6)]
    assert said(frames, Limits(burst=2, alone=0.001)) == frames[:2]


def test_who_cannot_be_sent_to_is_not_served_to_the_end():
    waiting = [{"type": "websocket.connect"}, *({"type": "websocket.receive", "bytes": rerun()},) * 9]
    tried: list[str] = []

    async def receive() -> Any:
        return waiting.pop(0)

    async def send(message: Any) -> None:
        tried.append(message["type"])
        if message["type"] == "websocket.send":
            raise OSError

    async def stubborn(_scope: Any, receive: Any, send: Any) -> None:
        while (await receive())["type"] != "websocket.disconnect":
            await send({"type": "websocket.send", "bytes": b""})

    run(Guard(stubborn, Limits(), Load(), "")({"type": "websocket", "path": "/"}, receive, send))
    assert tried == ["websocket.send"]


# Turns


def order(at_once: int, asking: list[int], used: dict[int, float], lease: float = 60.0) -> list[int]:
    """In which order connections get their turns, each ending when the next thing happens."""

    async def play() -> list[int]:
        turns, started = Turns(at_once, lease), []
        for connection, seconds in used.items():
            turns.used[connection] = Use(seconds, CLOCK.now)

        async def one(connection: int) -> None:
            await turns.ask(connection)
            started.append(connection)

        runs = [asyncio.create_task(one(connection)) for connection in asking]
        while len(started) < len(asking):
            await asyncio.sleep(0.001)
            if lease == 60.0:
                for connection in list(turns.running):
                    turns.end(connection)
        await asyncio.gather(*runs)
        return started

    return run(play())


def test_who_has_used_the_server_least_goes_first():
    assert order(1, [1, 2, 3, 4], {2: 5.0, 3: 0.5}) == [1, 4, 3, 2]


def test_a_run_that_does_not_end_lets_the_next_start_after_its_lease():
    assert order(1, [1, 2, 3], {}, lease=0.01) == [1, 2, 3]


def test_use_is_forgotten_by_half_in_ten_seconds():
    use = Use()
    use.add(4.0, 100.0)
    assert use.weight(110.0) == pytest.approx(2.0)
    assert use.weight(120.0) == pytest.approx(1.0)


def test_a_turn_is_kept_for_the_newest_change_and_given_back_by_who_leaves():
    async def play() -> None:
        turns = Turns(1)
        await turns.ask(1)
        await turns.ask(1)
        waiting, gone = turns.ask(2), turns.ask(3)
        turns.leave(3)
        turns.leave(1)
        await waiting
        assert not gone.done()
        assert set(turns.running) == {2}
        turns.leave(2)
        assert (turns.running, turns.waiting, turns.used) == ({}, {}, {})

    run(play())


def test_it_is_quiet_when_nobody_has_or_had_a_turn_for_a_while():
    async def play() -> None:
        turns = Turns(1)
        assert turns.quiet(1.0)
        await turns.ask(1)
        assert not turns.quiet(0.0)
        turns.end(1)
        assert turns.quiet(0.0)
        assert not turns.quiet(60.0)

    run(play())


def test_the_end_of_a_run_is_known_by_its_frame_and_a_run_that_gives_way_is_no_end():
    def told(**fields: Any) -> bool:
        return ends_run(ForwardMsg(**fields).SerializeToString())

    assert told(script_finished=ForwardMsg.FINISHED_SUCCESSFULLY)
    assert told(script_finished=ForwardMsg.FINISHED_WITH_COMPILE_ERROR)
    assert not told(script_finished=ForwardMsg.FINISHED_EARLY_FOR_RERUN)
    assert not told(ref_hash="a")
    assert not ends_run(None)


def test_one_run_answers_the_changes_that_wait_and_no_click_is_lost():
    load = Load()
    frames = [
        rerun(query="n=1"),
        rerun(query="n=2"),
        rerun(query="n=3", click="download"),
        rerun(query="n=4"),
        frame("app_heartbeat"),
        rerun(query="n=5", fragment="part"),
        rerun(query="n=6"),
    ]
    slow = Limits(burst=0, alone=200.0)
    assert said(frames, slow, load, leaves=False) == frames[2:]
    assert load.superseded == 2


def test_a_later_frame_that_may_not_pass_supersedes_nothing():
    assert supersedes(rerun(query="b"), rerun(query="a"))
    assert not supersedes(rerun(hashes=MOST_HASHES + 1), rerun(query="a"))
    assert not supersedes(b"\xff" * 50, rerun(query="a"))
    assert not supersedes(frame("clear_cache"), rerun(query="a"))
    assert not supersedes(rerun(query="b", fragment="part"), rerun(query="a"))
    assert not supersedes(rerun(query="b"), rerun(query="a", fragment="part"))
    assert not supersedes(rerun(query="b"), rerun(query="a", click="button"))


def test_a_run_under_way_and_a_change_behind_it_hold_one_turn():
    async def play() -> None:
        turns = Turns(2)
        await turns.ask(1)
        await turns.ask(2)
        third, again = turns.ask(3), turns.ask(1)
        assert not third.done()
        assert not again.done()
        turns.end(2)
        await third
        assert not again.done()
        turns.end(1)
        await again
        assert set(turns.running) == {1, 3}
        for connection in (1, 3):
            turns.leave(connection)

    run(play())


# Sessions


def test_a_session_too_many_is_answered_503_and_one_that_ends_makes_room():
    load = Load(sessions=2)
    sent: list[Any] = []

    async def receive() -> Any:
        return {"type": "websocket.connect"}

    async def send(message: Any) -> None:
        sent.append(message)

    guard = Guard(application, Limits(sessions=2), load, "")
    scope = {"type": "websocket", "path": "/_stcore/stream", "extensions": {"websocket.http.response": {}}}
    run(guard(scope, receive, send))
    assert sent[0]["status"] == 503
    assert (b"retry-after", b"30") in sent[0]["headers"]
    sent.clear()
    run(guard({"type": "websocket", "path": "/_stcore/stream"}, receive, send))
    assert sent == [{"type": "websocket.close", "code": 1013}]
    load.sessions = 1
    assert said([rerun()], Limits(sessions=2), load) == [rerun()]
    assert load.sessions == 1


def test_a_connection_that_says_nothing_is_closed():
    async def silent() -> list[Any]:
        heard: list[Any] = []
        waiting = [{"type": "websocket.connect"}]

        async def receive() -> Any:
            return waiting.pop() if waiting else await asyncio.sleep(60)

        async def send(message: Any) -> None:
            heard.append(message)

        guard = Guard(application, Limits(first_frame=0.01), Load(), "")
        await guard({"type": "websocket", "path": "/_stcore/stream"}, receive, send)
        return heard

    assert run(silent())[-1] == {"type": "websocket.close", "code": 1008}
