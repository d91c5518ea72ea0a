"""Metrics for Prometheus: counts that add up, without readers, on a separate port."""

import asyncio
import re
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from prometheus_client import generate_latest
from prometheus_client.openmetrics.exposition import generate_latest as generate_openmetrics
from prometheus_client.openmetrics.parser import text_string_to_metric_families
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from dashboard.server import guard, metrics
from dashboard.server.guard_pace import Load
from dashboard.server.metrics import BUCKETS, Measured, Recorder
from dashboard.server.replay import Returning

LINE = re.compile(r'^[a-z_]+(\{[a-z]+="[^"\n]*"(,[a-z]+="[^"\n]*")*\})? [-+0-9.e]+$')


def told_by(of: Recorder) -> str:
    return generate_latest(of.registry).decode()


def values(text: str, name: str) -> dict[str, float]:
    return {
        label: float(value)
        for label, value in re.findall(rf"^governance_risk_{name}(\S*) (\S+)$", text, re.MULTILINE)
    }


def asking(query: str = "") -> dict[str, Any]:
    message = BackMsg()
    message.rerun_script.query_string = query
    return {"type": "websocket.receive", "bytes": message.SerializeToString()}


def sent(**fields: Any) -> dict[str, Any]:
    return {"type": "websocket.send", "bytes": ForwardMsg(**fields).SerializeToString()}


def new_session(id: str) -> dict[str, Any]:
    message = ForwardMsg()
    message.new_session.initialize.session_id = id
    return {"type": "websocket.send", "bytes": message.SerializeToString()}


FINISHED = sent(script_finished=ForwardMsg.FINISHED_SUCCESSFULLY)


def talk(wrap: Any, app: Any, frames: list[dict[str, Any]], headers: list[tuple[bytes, bytes]]) -> None:
    """One websocket through a middleware; the reader sends these frames and goes."""

    async def run() -> None:
        coming = iter([*frames, {"type": "websocket.disconnect"}])

        async def receive() -> dict[str, Any]:
            await asyncio.sleep(0)
            return next(coming)

        async def send(_message: Any) -> None:
            await asyncio.sleep(0)

        scope = {"type": "websocket", "path": metrics.STREAM, "headers": headers}
        await wrap(app)(scope, receive, send)

    with ThreadPoolExecutor(1) as thread:
        thread.submit(lambda: asyncio.run(run())).result()


def test_every_line_is_one_of_the_format_and_every_metric_has_its_type():
    text = told_by(Recorder())
    told = [line for line in text.splitlines() if not line.startswith("#")]
    assert [line for line in told if not LINE.match(line)] == []
    typed = set(re.findall(r"^# TYPE (\S+)", text, re.MULTILINE))
    named = {re.sub(r"(_bucket|_sum|_count)$", "", re.split(r"[{ ]", line)[0]) for line in told}
    assert named <= typed
    assert len(typed) == len(re.findall(r"^# TYPE", text, re.MULTILINE))
    assert values(text, "ready") == {"": 1}
    assert values(text, "snapshot_age_seconds")[""] >= 0


@given(st.lists(st.floats(0, 100), max_size=30))
def test_the_histogram_adds_up(seconds: list[float]):
    of = Recorder()
    for one in seconds:
        of.rerun(one, "finished_successfully")
    counts = values(told_by(of), "rerun_seconds_bucket")
    bounds = (*BUCKETS, float("inf"))
    assert list(counts.values()) == [sum(one <= bound for one in seconds) for bound in bounds]
    assert values(told_by(of), "rerun_seconds_count") == {"": len(seconds)}


def test_prometheus_own_parser_reads_what_it_asks_for():
    families = list(text_string_to_metric_families(generate_openmetrics(Recorder().registry).decode()))
    names = [family.name for family in families]
    assert len(names) == len(set(names))
    assert {"governance_risk_sessions", "governance_risk_ready", "process_resident_memory_bytes"} <= set(
        names
    )


def test_a_session_and_its_reruns_are_counted_and_it_ends():
    of, open_within = Recorder(), []

    async def app(_scope: Any, receive: Any, send: Any) -> None:
        await send({"type": "websocket.accept"})
        open_within.append(values(told_by(of), "sessions")[""])
        while (await receive())["type"] == "websocket.receive":
            await send(FINISHED)

    frames = [asking(), {"type": "websocket.receive", "bytes": b"\xff garbage"}, asking("?a=b")]
    talk(lambda inner: Measured(inner, of), app, frames, [])
    assert open_within == [1]
    text = told_by(of)
    assert values(text, "sessions")[""] == 0
    assert values(text, "sessions_opened_total") == {"": 1}
    assert values(text, "reruns_total") == {'{ended="finished_successfully"}': 2}


def test_what_the_guard_refused_and_delayed_is_told(monkeypatch):
    load = Load(delayed=4, superseded=3, flooding={7: 1.0})
    load.refused.update({"clear_cache": 2, "flood": 9})
    text = told_by(Recorder(load))
    assert values(text, "refused_total") == {'{why="clear_cache"}': 2, '{why="flood"}': 9}
    assert values(text, "frames_delayed_total") == {"": 4}
    assert values(text, "reruns_joined_total") == {"": 3}
    assert values(text, "sessions_flooding") == {"": 1}
    assert values(text, "full") == {"": 0}
    monkeypatch.setattr(guard.LOAD, "sessions", guard.LIMITS.sessions)
    assert values(told_by(Recorder(load)), "full") == {"": 1}


def test_a_path_that_a_reader_made_up_is_no_label():
    assert metrics._group("/compare/secret") == metrics._group("/x" * 500) == "page"


@pytest.mark.parametrize(("given", "times"), [("other", 2), ("before", 1)])
def test_a_click_is_given_twice_to_a_session_that_is_new_and_once_to_one_that_goes_on(given, times):
    got = []

    async def app(_scope: Any, receive: Any, send: Any) -> None:
        while (message := await receive())["type"] == "websocket.receive":
            got.append(message)
            await send(new_session(given))
            await send(FINISHED)

    headers = [(b"sec-websocket-protocol", b"streamlit, token, before")]
    talk(Returning, app, [asking("?chart=map")], headers)
    assert got == [asking("?chart=map")] * times


def test_a_first_visit_is_left_alone():
    got = []

    async def app(_scope: Any, receive: Any, send: Any) -> None:
        while (message := await receive())["type"] == "websocket.receive":
            got.append(message)
            await send(new_session("new"))
            await send(FINISHED)

    talk(Returning, app, [asking()], [(b"sec-websocket-protocol", b"streamlit, token")])
    assert got == [asking()]


def test_they_are_served_on_a_port_of_their_own_and_nothing_else_is():
    server = metrics.serve("127.0.0.1", 0)
    try:
        for path in ("/metrics", "/", "/files/health"):
            with urllib.request.urlopen(
                f"http://127.0.0.1:{server.server_port}{path}", timeout=300
            ) as answer:
                assert answer.headers["Content-Type"].startswith("text/plain; version=")
                assert b"governance_risk_snapshot_info{created=" in answer.read()
    finally:
        server.shutdown()
        server.server_close()
