"""Fetching what is good: whole, with a record, only where it has changed, not too much at once."""

import datetime as dt
import hashlib
import json
import re
import threading
from dataclasses import replace
from pathlib import Path

import pytest

from indicators.catalogue.catalogue import Catalogue
from indicators.errors import FetchError, SourceFileError
from indicators.refresh.build import build
from indicators.refresh.fetch import Outcome, State
from indicators.refresh.fetch_record import FetchedRecord, fetched
from tests.unit.loaders.publishers.ti_cpi import cpi_history, write_newest
from tests.unit.loaders.workbooks import small
from tests.unit.refresh.fetching import (
    JANUARY,
    JUNE,
    NAME,
    NEW,
    OLD,
    PATH,
    Desk,
    Request,
    cut,
    offers,
)


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def test_a_file_comes_whole_with_a_record_of_where_it_came_from(desk: Desk) -> None:
    before = dt.datetime.now(dt.UTC).replace(microsecond=0)
    desk.offer(NEW, ETag='"2025"', Last_Modified=JUNE)
    outcome = desk.fetch()
    assert outcome == Outcome("ti_cpi", NAME, State.FETCHED, f"{len(NEW):,} bytes")
    assert set(desk.files()) == {NAME, "fetched.json"}
    assert desk.files()[NAME] == NEW
    found = desk.record()
    assert before <= dt.datetime.fromisoformat(found.fetched) <= dt.datetime.now(dt.UTC)
    assert found == FetchedRecord(
        url=desk.input().url,
        final_url=desk.input().url,
        member="",
        sha256=sha256(NEW),
        bytes=len(NEW),
        fetched=found.fetched,
        since=found.fetched,
        etag='"2025"',
        last_modified=JUNE,
    )


def test_a_request_says_who_asks_and_sends_no_password(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text("machine localhost login reader password secret\n")
    monkeypatch.setenv("NETRC", str(netrc))
    desk.offer(NEW)
    desk.fetch()
    [agent] = desk.headers("User-Agent")
    assert agent is not None
    assert re.fullmatch(r"governance-risk/[0-9.]+ \(open governance risk dashboard\)", agent)
    assert desk.headers("Authorization") == [None]


@pytest.mark.parametrize(
    ("marks", "condition", "value"),
    [
        ({"ETag": '"2024"'}, "If-None-Match", '"2024"'),
        ({"ETag": 'W/"2024"'}, "If-None-Match", 'W/"2024"'),
        ({"Last_Modified": JANUARY}, "If-Modified-Since", JANUARY),
    ],
)
def test_what_has_not_changed_is_not_sent_again(
    desk: Desk, marks: dict[str, str], condition: str, value: str
) -> None:
    desk.offer(OLD, **marks)
    desk.fetch()
    set_back(desk, "2025-02-01T12:00:00Z")
    before = desk.record()
    outcome = desk.fetch()
    assert desk.headers(condition) == [None, value]
    assert (outcome.state, outcome.text) == (State.UNCHANGED, "since 2025-02-01")
    assert desk.files()[NAME] == OLD
    assert desk.record().fetched > before.fetched
    assert replace(desk.record(), fetched=before.fetched) == before


def set_back(desk: Desk, to: str) -> None:
    """Let the record say that everything was fetched at another time."""
    path = desk.folder / "fetched.json"
    stored = json.loads(path.read_text())
    stored["files"][NAME] |= {"fetched": to, "since": to}
    path.write_text(json.dumps(stored))


def test_last_years_file_under_a_new_mark_is_called_unchanged(settled: Desk) -> None:
    set_back(settled, "2025-02-01T12:00:00Z")
    settled.offer(OLD, ETag='"2025"')
    outcome = settled.fetch()
    assert (outcome.state, outcome.text) == (State.UNCHANGED, "since 2025-02-01")
    assert set(settled.files()) == {NAME, "fetched.json"}
    assert (settled.record().etag, settled.record().since) == ('"2025"', "2025-02-01T12:00:00Z")


def test_another_file_takes_the_place_of_the_old_one_which_stays_beside_it(settled: Desk) -> None:
    settled.offer(NEW)
    outcome = settled.fetch()
    assert outcome.text == f"{len(NEW):,} bytes; the one before is kept as {NAME}.previous"
    files = settled.files()
    assert set(files) == {NAME, f"{NAME}.previous", "fetched.json"}
    assert (files[NAME], files[f"{NAME}.previous"]) == (NEW, OLD)


def test_a_file_that_goes_back_in_time_is_remarked(desk: Desk) -> None:
    desk.offer(NEW, Last_Modified=JUNE)
    desk.fetch()
    desk.offer(OLD, Last_Modified=JANUARY)
    assert "the publisher dates it 2025-01-10, earlier than 2025-06-10" in desk.fetch().text
    assert desk.files()[f"{NAME}.previous"] == NEW


def test_a_file_that_was_changed_here_is_asked_for_anew(settled: Desk) -> None:
    (settled.folder / NAME).write_bytes(b"opened, changed and saved")
    settled.offer(OLD, ETag='"2024"')
    assert settled.fetch().state is State.FETCHED
    assert settled.headers("If-None-Match") == [None]
    assert settled.files()[NAME] == OLD
    assert settled.files()[f"{NAME}.previous"] == b"opened, changed and saved"


def test_a_file_at_a_new_address_is_asked_for_anew(settled: Desk) -> None:
    settled.publisher.says("/moved", offers(NEW, ETag='"2024"'))
    assert settled.fetch(settled.input(url=settled.publisher.address("/moved"))).state is State.FETCHED
    assert settled.files()[NAME] == NEW


def test_a_file_that_was_there_without_a_record_gets_one(desk: Desk) -> None:
    desk.folder.mkdir(parents=True)
    (desk.folder / NAME).write_bytes(OLD)
    desk.offer(OLD)
    outcome = desk.fetch()
    assert (outcome.state, outcome.text) == (State.UNCHANGED, "it is what was there already")
    assert desk.record().sha256 == sha256(OLD)


def test_another_file_of_the_same_name_is_remarked(desk: Desk) -> None:
    (desk.raw / "cpi").mkdir(parents=True)
    (desk.raw / "cpi" / NAME).write_bytes(OLD)
    desk.offer(NEW)
    assert f"; {desk.raw / 'cpi' / NAME} is another file of this name" in desk.fetch().text


@pytest.mark.parametrize(
    "damage", ["", "{", "[]", "{}", '{"files": {"x": {}}}', '{"files": {"x": 1}}', "\0", None]
)
def test_a_damaged_record_is_told_and_as_good_as_none(settled: Desk, damage: str | None) -> None:
    path = settled.folder / "fetched.json"
    stored = json.loads(path.read_text())
    stored["files"][NAME]["bytes"] = "many"
    path.write_text(json.dumps(stored) if damage is None else damage)
    assert fetched(settled.raw, "ti_cpi") == {}
    settled.offer(OLD, ETag='"2024"')
    assert settled.fetch().state is State.UNCHANGED
    assert settled.headers("If-None-Match") == [None]
    [complaint] = settled.complaints
    assert complaint.startswith(f"{path} cannot be read (")
    assert complaint.endswith("Everything is asked for anew, and it is written anew.")
    assert settled.record().sha256 == sha256(OLD)


def test_nothing_fetched_is_no_record(tmp_path: Path) -> None:
    assert fetched(tmp_path, "ti_cpi") == {}


def test_what_is_placed_by_hand_is_listed_and_nobody_is_asked(desk: Desk) -> None:
    wanted = desk.input("survey.csv", by_hand=True)
    desk.publisher.asked.clear()
    outcome = desk.fetch(wanted)
    assert outcome.state is State.BY_HAND
    assert outcome.text == f"to be placed by hand below {desk.raw}, see {wanted.url}"
    (desk.raw / "anywhere").mkdir()
    (desk.raw / "anywhere" / "survey.csv").write_text("a,b\n")
    assert desk.fetch(wanted).text == f"there, placed by hand, see {wanted.url}"
    assert desk.publisher.asked == []


# Several at once


class Counted:
    """An answer that knows how many are given at once, and waits until that is so many."""

    def __init__(self, together: int) -> None:
        self.most = 0
        self._now = 0
        self._lock = threading.Lock()
        self._together = threading.Barrier(together)

    def __call__(self, request: Request) -> None:
        with self._lock:
            self._now += 1
            self.most = max(self.most, self._now)
        self._together.wait(timeout=300)
        with self._lock:
            self._now -= 1
        offers(b"a,b\n1,2\n")(request)


@pytest.mark.parametrize(("at_once", "together"), [(4, 2), (1, 1)])
def test_no_host_is_asked_for_more_than_two_at_once(desk: Desk, at_once: int, together: int) -> None:
    desk.policy = replace(desk.policy, at_once=at_once)
    answer = Counted(together)
    names = [f"{number}.csv" for number in range(6)]
    for name in names:
        desk.publisher.says(f"/{name}", answer)
    outcomes = desk.fetch_all(desk.source(*map(desk.input, names)))
    assert [outcome.name for outcome in outcomes] == names
    assert {outcome.state for outcome in outcomes} == {State.FETCHED}
    assert answer.most == together
    assert list(fetched(desk.raw, "ti_cpi")) == names


def test_an_interrupted_fetch_ends_at_once_and_leaves_nothing_half_written(settled: Desk) -> None:
    settled.policy = replace(settled.policy, silence_seconds=600.0, answer_seconds=600.0, file_seconds=600.0)
    begun = threading.Event()

    def hangs(request: Request) -> None:
        cut(NEW, 10_000, ETag='"2025"')(request)
        request.wfile.flush()
        begun.set()
        request.rfile.read(1)

    def waits(request: Request) -> None:
        begun.wait()
        offers(b"a,b\n1,2\n")(request)

    def interrupt(outcome: Outcome) -> None:
        raise KeyboardInterrupt

    settled.publisher.says("/quick.csv", waits)
    settled.publisher.says(PATH, hangs)
    settled.tell = interrupt
    with pytest.raises(KeyboardInterrupt):
        settled.fetch(settled.input(), settled.input("quick.csv"))
    assert settled.files()[NAME] == OLD
    assert settled.record().sha256 == sha256(OLD)


def test_two_fetches_do_not_write_into_one_folder(settled: Desk) -> None:
    refusals: list[str] = []

    def second(request: Request) -> None:
        with pytest.raises(FetchError) as error:
            Desk(settled.publisher, settled.model, settled.raw).fetch()
        refusals.append(str(error.value))
        offers(NEW)(request)

    settled.publisher.says(PATH, second)
    assert settled.fetch().state is State.FETCHED
    assert refusals == [f"{settled.folder}: another fetch is writing there. Wait until it is done."]


# What the build makes of it


def cpi_workbook(folder: Path, *, renamed: bool) -> bytes:
    history = cpi_history(2014, 2025)
    if renamed:
        header = history[3]
        header[header.index("Standard error")] = "Std. err."
    return write_newest(folder, history).read_bytes()


def test_a_workbook_with_renamed_columns_comes_and_the_build_refuses_it(
    desk: Desk, catalogue: Catalogue, tmp_path: Path
) -> None:
    few, out, today = small(catalogue, "ti_cpi"), tmp_path / "snapshot", dt.date(2026, 11, 23)
    good, renamed = (cpi_workbook(tmp_path, renamed=renamed) for renamed in (False, True))
    desk.offer(good)
    desk.fetch()
    build(few, desk.raw, out, today=today)
    before = {path: path.read_bytes() for path in out.rglob("*") if path.is_file()}
    desk.offer(renamed)
    assert desk.fetch().state is State.FETCHED
    with pytest.raises(SourceFileError) as error:
        build(few, desk.raw, out, today=today)
    assert str(error.value).startswith(f"{NAME}, sheet 'CPI Historical': column(s) 'Standard error' miss")
    assert {path: path.read_bytes() for path in out.rglob("*") if path.is_file()} == before
    assert desk.files()[f"{NAME}.previous"] == good
