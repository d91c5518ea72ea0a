"""A server that answers wrongly in every way: nothing good is lost, and each refusal says what to do."""

from dataclasses import replace

import pytest

from indicators.refresh.fetch import State
from tests.unit.refresh.fetching import (
    LATER,
    MOVED,
    NAME,
    NEW,
    OLD,
    PATH,
    TEN_GIGABYTES,
    Answer,
    Desk,
    Request,
    bomb,
    cut,
    cut_chunks,
    drips,
    endless,
    hangs_up,
    head_that_never_ends,
    is_silent,
    misstates,
    offers,
    page,
    status,
    without_length,
    zipped,
)

BY_HAND = "in a browser, download it, and save it as "
ANSWER_THERE = "If the page asks for something, answer it there and save the file as "
UTF16_PAGE = page("Sign in").decode().encode("utf-16")

REFUSALS: dict[str, tuple[Answer, str, str]] = {
    "400": (status(400), "the server answers 400 Bad Request", "in a browser to see why. " + MOVED),
    "401": (status(401), "the server answers 401 Unauthorized", BY_HAND),
    "403": (status(403), "the server answers 403 Forbidden. The publisher refuses programs.", BY_HAND),
    "404": (status(404), "the server answers 404 Not Found", "moved or removed it. " + MOVED),
    "410": (status(410), "the server answers 410 Gone", MOVED),
    "418": (status(418), "the server answers 418 I'm a Teapot", MOVED),
    "499": (status(499), "the server answers 499. Open", MOVED),
    "500 for ever": (status(500), "500 Internal Server Error; given up after attempt 3", LATER),
    "204": (status(204), "the server answers 204 No Content", MOVED),
    "304 unasked": (status(304), "the server answers 304 Not Modified", MOVED),
    "206 unasked": (status(206, OLD), "the server answers 206 Partial Content", MOVED),
    "429 with a long wait": (
        status(429, Retry_After="86400"),
        "429 Too Many Requests, and asks to wait for 86400 seconds",
        "Fetch it again after 20",
    ),
    "503 until a date": (
        status(503, Retry_After="Fri, 01 Jan 2100 00:00:00 GMT"),
        "503 Service Unavailable, and asks to wait for",
        "Fetch it again after 2100-01-01 00:00 UTC.",
    ),
    "429 with nonsense": (
        status(429, Retry_After="soon"),
        "429 Too Many Requests; given up after attempt 3",
        LATER,
    ),
    "slow drip": (drips(b"PK\x03\x04"), "it only drips: ", LATER),
    "slow head": (head_that_never_ends, "it takes too long; given up after attempt 1", LATER),
    "silence": (is_silent, "the server does not answer in time", LATER),
    "no answer": (hangs_up, "the connection broke off; given up after attempt 3", LATER),
    "cut in the middle": (cut(NEW, 10_000), "the connection broke off; given up after attempt 3", LATER),
    "cut chunks": (cut_chunks(NEW, 10_000), "the connection broke off; given up after attempt 3", LATER),
    "cut without a length": (
        without_length(NEW[:10_000]),
        "the answer is a zip that is damaged or cut short, not an Excel workbook",
        ANSWER_THERE,
    ),
    "a length too great": (misstates(NEW, +10), "the connection broke off; given up after attempt 3", LATER),
    "a length too small": (misstates(NEW, -99), "a zip that is damaged or cut short", ANSWER_THERE),
    "10 GB announced": (
        endless(TEN_GIGABYTES),
        "it is larger than 1 MB, the most that is fetched",
        "raise `max_megabytes` in ti_cpi.toml",
    ),
    "10 GB unannounced": (
        endless(None),
        "it is larger than 1 MB, the most that is fetched",
        "raise `max_megabytes` in ti_cpi.toml",
    ),
    "gzip bomb": (bomb(50), "it is larger than 1 MB", "raise `max_megabytes` in ti_cpi.toml"),
    "damaged gzip": (
        status(200, b"no gzip", Content_Encoding="gzip"),
        "the connection broke off",
        LATER,
    ),
    "packed twice": (
        status(200, NEW, Content_Encoding="gzip, gzip"),
        "it comes packed as 'gzip, gzip', which nobody asked for",
        LATER,
    ),
    "empty": (status(200), "the answer is empty (0 bytes)", "Fetch it again later."),
    "error page": (
        status(200, page("Error &amp; apology: 404"), Content_Type="application/vnd.ms-excel"),
        'the answer is an HTML page ("Error & apology: 404"), not an Excel workbook',
        ANSWER_THERE,
    ),
    "log-in page in UTF-16": (status(200, UTF16_PAGE), 'an HTML page ("Sign in")', ANSWER_THERE),
    "page without a title": (status(200, b"<html></html>"), "an HTML page without a title", ANSWER_THERE),
    "XML": (status(200, b"\xef\xbb\xbf<?xml version='1.0'?><error/>"), "the answer is XML", ANSWER_THERE),
    "JSON": (status(200, b'{"error": "gone"}'), 'JSON ({"error": "gone"})', ANSWER_THERE),
    "text": (status(200, b"a,b\n1,2\n"), "text ('a,b 1,2'), not an Excel workbook", ANSWER_THERE),
    "PDF": (status(200, b"%PDF-1.7 ..."), "the answer is a PDF", ANSWER_THERE),
    "another zip": (status(200, zipped({"a.csv": b"a"})), "a workbook or another zip", ANSWER_THERE),
    "noise": (status(200, b"\x00\x01\x02\x03" * 9), "it begins with 00 01 02 03", ANSWER_THERE),
}


WAITED_FOR = {
    "slow drip": {"attempts": 1, "slow_seconds": 1.0},
    "slow head": {"attempts": 1, "answer_seconds": 2.0},
    "silence": {"attempts": 1, "silence_seconds": 2.0},
}


@pytest.mark.parametrize("failure", REFUSALS)
def test_a_failure_leaves_the_good_file_and_says_what_to_do(settled: Desk, failure: str) -> None:
    before = settled.files()
    answer, said, todo = REFUSALS[failure]
    (settled.folder / "fetched.json").unlink()  # so that no request is conditional
    settled.policy = replace(settled.policy, **WAITED_FOR.get(failure, {}))
    settled.publisher.says(PATH, answer)
    outcome = settled.fetch()
    assert outcome.state is State.REFUSED
    assert outcome.text == str(outcome.error)
    assert outcome.text.startswith(f"ti_cpi/{NAME}: ")
    assert said in outcome.text
    assert todo in outcome.text
    assert settled.files() == {NAME: before[NAME]} | leftovers(settled)


def leftovers(desk: Desk) -> dict[str, bytes]:
    """What came of a file that was cut: it never bears the good name."""
    return {name: content for name, content in desk.files().items() if name == f"{NAME}.partial"}


@pytest.mark.parametrize("code", [400, 401, 403, 404, 410])
def test_what_cannot_get_better_is_asked_for_once(settled: Desk, code: int) -> None:
    settled.publisher.says(PATH, status(code))
    before = settled.files()
    assert settled.fetch().state is State.REFUSED
    assert len(settled.publisher.asked) == 1
    assert settled.files() == before


def test_a_file_has_a_deadline_whatever_comes(settled: Desk) -> None:
    settled.policy = replace(settled.policy, file_seconds=2.0)
    settled.publisher.says(PATH, drips(b"PK"))
    assert "it takes too long; given up after attempt 1. Fetch it again later" in settled.fetch().text
    assert settled.files()[NAME] == OLD


def test_a_length_that_the_server_hides_behind_our_deadline_is_no_end(settled: Desk) -> None:
    """Cut by us, an answer without a length looks whole; it must not become the file."""
    settled.policy = replace(settled.policy, file_seconds=2.0)

    def stops(request: Request) -> None:
        without_length(NEW)(request)
        request.wfile.flush()
        request.rfile.read(1)

    settled.publisher.says(PATH, stops)
    assert settled.fetch().state is State.REFUSED
    assert settled.files()[NAME] == OLD


def test_a_good_file_beside_a_bad_one_comes(desk: Desk) -> None:
    desk.publisher.says("/bad.csv", status(404))
    desk.publisher.says("/good.csv", offers(b"a,b\n1,2\n"))
    outcomes = desk.fetch_all(desk.source(desk.input("bad.csv"), desk.input("good.csv")))
    assert [outcome.state for outcome in outcomes] == [State.REFUSED, State.FETCHED]
    assert sorted(desk.told, key=lambda outcome: outcome.name) == outcomes


def test_a_folder_that_cannot_be_written_is_told(desk: Desk) -> None:
    desk.offer(NEW)
    desk.folder.mkdir(parents=True)
    (desk.folder / f"{NAME}.partial").mkdir()
    outcome = desk.fetch()
    assert outcome.state is State.REFUSED
    assert "cannot be written" in outcome.text
    assert "Make room or change the rights there; what was there before is still there." in outcome.text
