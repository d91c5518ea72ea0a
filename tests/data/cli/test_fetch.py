"""The command `fetch`: a line for each file, a summary, status 2 where one was refused."""

import contextlib
import fcntl
import os
from dataclasses import replace
from pathlib import Path

import pytest

from indicators.cli.fetch import Bar, fetch_all
from indicators.model import Source
from tests.data.cli.running import assert_one_line, run
from tests.unit.refresh.fetching import NAME, NEW, OLD, Desk, offers, page, status


def say(desk: Desk) -> list[Source]:
    """Four files: one that is new, one that is not, one that is an error page, one placed by hand."""
    desk.offer(NEW)
    desk.publisher.says("/old.xlsx", offers(OLD, ETag='"2024"'))
    desk.publisher.says("/bad.csv", status(200, page("Down for \x1b[2J maintenance")))
    by_hand = desk.input("survey.csv", url="https://www.transparency.org/survey", by_hand=True)
    desk.fetch(desk.input("old.xlsx"))
    return [desk.source(desk.input(), desk.input("old.xlsx"), desk.input("bad.csv"), by_hand)]


def test_each_file_has_a_line_and_each_refusal_one_on_stderr(
    desk: Desk, capsys: pytest.CaptureFixture[str]
) -> None:
    policy = replace(desk.policy, port=desk.publisher.port)
    assert not fetch_all(say(desk), desk.raw, policy)
    shown = capsys.readouterr()
    lines = shown.out.splitlines()
    assert sorted(lines[:-1]) == [
        f"by hand    ti_cpi/survey.csv: to be placed by hand below {desk.raw}, "
        "see https://www.transparency.org/survey",
        f"fetched    ti_cpi/{NAME}: {len(NEW):,} bytes",
        f"unchanged  ti_cpi/old.xlsx: since {desk.record('old.xlsx').since[:10]}",
    ]
    assert lines[-1] == f"1 fetched, 1 unchanged, 1 by hand, 1 refused; in {desk.raw}"
    assert shown.err.count("\n") == 1
    assert shown.err.startswith(
        'error: ti_cpi/bad.csv: the answer is an HTML page ("Down for \\x1b[2J maintenance"), '
        "not a table as text. Open https://localhost:"
    )


def test_all_is_well_where_nothing_is_refused(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    desk.offer(NEW)
    policy = replace(desk.policy, port=desk.publisher.port, at_once=1)
    assert fetch_all([desk.source(desk.input())], desk.raw, policy)
    assert capsys.readouterr() == (
        f"fetched    ti_cpi/{NAME}: {len(NEW):,} bytes\n"
        f"1 fetched, 0 unchanged, 0 by hand, 0 refused; in {desk.raw}\n",
        "",
    )


def test_a_damaged_record_is_a_note(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    desk.offer(NEW)
    desk.fetch()
    (desk.folder / "fetched.json").write_text("{")
    fetch_all([desk.source(desk.input())], desk.raw, replace(desk.policy, port=desk.publisher.port))
    assert capsys.readouterr().err.startswith(f"note: {desk.folder}/fetched.json cannot be read (")


def test_an_unknown_source_is_told_with_those_that_are_close() -> None:
    assert_one_line(run("fetch", "ti_cpy"), "source: 'ti_cpy' is not known. Did you mean ti_cpi?")


@pytest.mark.parametrize("number", ["0", "9", "many"])
def test_not_too_many_at_once(number: str) -> None:
    assert_one_line(run("fetch", "--at-once", number), "Invalid value for '--at-once'")


def test_a_folder_that_cannot_be_used_is_told(tmp_path: Path) -> None:
    (tmp_path / "raw").write_text("a file")
    assert_one_line(
        run("fetch", "ti_cpi", "--raw", str(tmp_path / "raw")),
        "it cannot be used (Not a directory). Name another folder: --raw DIR.",
    )


def test_a_folder_that_another_fetch_writes_is_told(tmp_path: Path) -> None:
    folder = tmp_path / "ti_cpi"
    folder.mkdir()
    handle = os.open(folder, os.O_RDONLY)
    fcntl.flock(handle, fcntl.LOCK_EX)
    result = run("fetch", "ti_cpi", "--raw", str(tmp_path))
    os.close(handle)
    assert_one_line(result, f"{folder}: another fetch is writing there. Wait until it is done.")


def test_the_bar_shows_files_and_megabytes_on_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    reading, writing = os.openpty()
    with os.fdopen(writing, "w") as terminal:
        monkeypatch.setattr("sys.stderr", terminal)
        bar = Bar(2)
        bar.show("ti_cpi/a.csv", 1_500_000, 3_000_000)
        bar.finish("ti_cpi/a.csv", counts=True)
        bar.clear()
    pieces = []
    with contextlib.suppress(OSError):  # so a terminal says that its other end is closed
        while piece := os.read(reading, 4096):
            pieces.append(piece)
    os.close(reading)
    assert b"".join(pieces).decode().split("\r\x1b[K") == [
        "",
        "[--------------------] 0/2 files; MB of ti_cpi/a.csv 1.5/3.0",
        "[##########----------] 1/2 files",
        "",
    ]
