"""Fetching after a failure: tried again, gone on with where it broke off, never pieced together wrongly."""

import datetime as dt
from dataclasses import replace

import pytest

from indicators.refresh.fetch import State
from tests.unit.refresh.fetching import (
    JUNE,
    NAME,
    NEW,
    OLD,
    PATH,
    Answer,
    Desk,
    cut,
    cut_chunks,
    hangs_up,
    is_silent,
    offers,
    status,
    workbook,
)


@pytest.mark.parametrize("code", [408, 429, 500, 502, 503, 504])
def test_a_server_in_trouble_is_asked_again(settled: Desk, code: int) -> None:
    settled.publisher.says(PATH, status(code), status(code, Retry_After="0"), offers(NEW))
    assert settled.fetch().state is State.FETCHED
    assert len(settled.publisher.asked) == 3


@pytest.mark.parametrize("first", [hangs_up, is_silent, cut(NEW, 10_000), cut_chunks(NEW, 10_000)])
def test_a_connection_that_breaks_off_is_tried_again(settled: Desk, first: Answer) -> None:
    # On a busy machine the good answer may come too late as well; then it is asked for again.
    impatience = {"silence_seconds": 1.0, "attempts": 100} if first is is_silent else {}
    settled.policy = replace(settled.policy, **impatience)
    settled.publisher.says(PATH, first, offers(NEW))
    assert settled.fetch().state is State.FETCHED
    assert settled.files()[NAME] == NEW


def test_a_wait_that_the_server_asks_for_is_kept(desk: Desk) -> None:
    # Pauses of its own would be longer than the file may take.
    desk.policy = replace(desk.policy, longest_wait_seconds=90.0, backoff_seconds=1000.0)
    at = (dt.datetime.now(dt.UTC) + dt.timedelta(seconds=2)).strftime("%a, %d %b %Y %H:%M:%S GMT")
    desk.publisher.says(PATH, status(429, Retry_After=at), status(503, Retry_After="0"), offers(NEW))
    assert desk.fetch().state is State.FETCHED


@pytest.mark.parametrize(
    "marks", [{"ETag": '"2025"'}, {"Last_Modified": JUNE}, {"ETag": 'W/"2025"', "Last_Modified": JUNE}]
)
def test_a_file_that_was_cut_is_gone_on_with(settled: Desk, marks: dict[str, str]) -> None:
    settled.publisher.says(PATH, cut(NEW, 10_000, **marks), offers(NEW, **marks))
    assert settled.fetch().state is State.FETCHED
    assert settled.headers("Range") == [None, "bytes=10000-"]
    assert settled.headers("If-Range") == [None, JUNE if "Last_Modified" in marks else '"2025"']
    assert settled.files()[NAME] == NEW
    assert set(settled.files()) == {NAME, f"{NAME}.previous", "fetched.json"}


def test_what_a_failed_fetch_left_is_gone_on_with_by_the_next(settled: Desk) -> None:
    settled.publisher.says(PATH, cut(NEW, 10_000, ETag='"2025"'), hangs_up)
    assert settled.fetch().state is State.REFUSED
    assert settled.files()[f"{NAME}.partial"] == NEW[:10_000]
    assert settled.files()[NAME] == OLD
    settled.publisher.says(PATH, offers(NEW, ETag='"2025"'))
    assert settled.fetch().state is State.FETCHED
    assert settled.headers("Range") == ["bytes=10000-"]
    assert settled.files()[NAME] == NEW


def part(span: str, content: bytes) -> Answer:
    return status(206, content, Content_Range=span)


@pytest.mark.parametrize(
    "second",
    [
        offers(NEW, ETag='"another"'),
        part(f"bytes 0-{len(NEW) - 1}/{len(NEW)}", NEW),
        part(f"bytes 10000-{len(NEW)}/{len(NEW) + 1}", NEW[10_000:] + b"x"),
        part("bytes 10000-10001/*", NEW[10_000:10_002]),
        part("", NEW[10_000:]),
        status(416),
    ],
    ids=["of another edition", "from the beginning", "of another size", "of no size", "unsaid", "416"],
)
def test_parts_that_do_not_fit_are_not_put_together(settled: Desk, second: Answer) -> None:
    settled.publisher.says(PATH, cut(workbook("torn", 3000), 10_000, ETag='"2025"'), second, offers(NEW))
    assert settled.fetch().state is State.FETCHED
    assert settled.files()[NAME] == NEW


@pytest.mark.parametrize("headers", [{}, {"ETag": 'W/"weak"'}, {"ETag": '"2025"', "Accept_Ranges": "none"}])
def test_without_a_mark_to_go_on_with_it_begins_anew(settled: Desk, headers: dict[str, str]) -> None:
    settled.publisher.says(PATH, cut(NEW, 10_000, **headers), offers(NEW))
    assert settled.fetch().state is State.FETCHED
    assert settled.headers("Range") == [None, None]
    assert settled.files()[NAME] == NEW


@pytest.mark.parametrize("note", ["", "{", "[]", '{"url": 1}', '{"url": "", "mark": "", "total": "x"}'])
def test_a_partial_file_with_a_damaged_note_is_begun_anew(settled: Desk, note: str) -> None:
    (settled.folder / f"{NAME}.partial").write_bytes(b"PK and then the power went")
    (settled.folder / f"{NAME}.partial.json").write_text(note)
    settled.offer(NEW, ETag='"2025"')
    assert settled.fetch().state is State.FETCHED
    assert settled.headers("Range") == [None]
    assert settled.files()[NAME] == NEW
