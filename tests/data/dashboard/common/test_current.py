"""What a reader sees of a snapshot in a store: the newest whole one, at once, and what may be newer."""

import asyncio
import json
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from starlette.requests import Request

from dashboard.common import cache
from dashboard.common import snapshot as current
from dashboard.server import files
from indicators.catalogue.catalogue import Catalogue
from indicators.errors import SnapshotError
from indicators.paths import DATA, SNAPSHOT_VARIABLE
from indicators.refresh.publish import publish
from indicators.snapshot import store
from indicators.snapshot.snapshot import Snapshot
from tests.data.dashboard.common.test_bad_snapshots import assert_one_clear_error
from tests.data.dashboard.pages.test_pages import TITLES, Visit, is_whole, text
from tests.stores.s3 import S3Server
from tests.stores.snapshots import PART, SNAPSHOT, package_of, put, renewed

NOTICE = "using the last good copy of "


@pytest.fixture(scope="session")
def snapshot(catalogue: Catalogue) -> Snapshot:
    """A small one, to be published and mirrored."""
    return Snapshot(SNAPSHOT, catalogue)


@pytest.fixture(autouse=True)
def _fresh_process(cache_folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The process has opened no store before, and afterwards has the snapshot again that it had."""
    monkeypatch.setattr(current, "_mirrored", None)
    yield
    monkeypatch.delenv(SNAPSHOT_VARIABLE, raising=False)


@pytest.fixture
def there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, snapshot: Snapshot) -> Path:
    """A store that is a folder, with the committed snapshot; the variable names it."""
    publish(snapshot, (tmp_path / "store").as_uri())
    monkeypatch.setenv(SNAPSHOT_VARIABLE, (tmp_path / "store").as_uri())
    return tmp_path / "store"


@pytest.fixture
def new(tmp_path: Path, catalogue: Catalogue) -> Snapshot:
    return Snapshot(renewed(tmp_path / "new", "new"), catalogue)


def health() -> tuple[int, str]:
    """What the route says, asked in a thread: the browser tests leave an event loop running in this one."""
    with ThreadPoolExecutor(1) as thread:
        answer = thread.submit(lambda: asyncio.run(files._health(Request({"type": "http"})))).result()
    return answer.status_code, bytes(answer.body).decode()


def test_a_snapshot_in_s3_is_shown_and_a_new_one_and_the_last_while_there_is_no_server(
    s3: S3Server, tmp_path: Path, visit: Visit, snapshot: Snapshot, new: Snapshot, monkeypatch, caplog
):
    address = s3.address(tmp_path.name).replace("s3://", "s3://tester:hush-hush-secret@")
    publish(snapshot, address)
    monkeypatch.setenv(SNAPSHOT_VARIABLE, address)
    page = visit("compare")
    assert f"Snapshot {snapshot.id}" in text(page)
    assert NOTICE not in text(page)
    assert health() == (200, f"ok snapshot {snapshot.id}\n")

    publish(new, address)
    current.refresh()
    assert "Snapshot new, built 2026-11-24" in text(page.run())
    assert is_whole(page)

    s3.stop()
    current.refresh()
    for name in TITLES:
        page = visit(name)
        # The small snapshot of these tests holds no assistance and makes no score, which the pages say.
        assert is_whole(page) or name in ("assistance", "risk")
        assert "Snapshot new" in text(page)
        assert f"{NOTICE}2026-11-24, confirmed " in text(page)
        assert "the store does not answer" in text(page)
        assert "hush" not in text(page)
    assert health() == (200, f"ok snapshot new; {NOTICE}2026-11-24: the store does not answer\n")

    s3.start()
    current.refresh()
    page = visit("compare")
    assert "Snapshot new" in text(page)
    assert NOTICE not in text(page)
    assert health() == (200, "ok snapshot new\n")
    logged = [record.getMessage() for record in caplog.records if record.name == "dashboard.common.snapshot"]
    assert [line.partition(": ")[2][:20] for line in logged] == [
        "now snapshot new of ",
        "using the last good ",
        "it can be read again",
    ]
    assert "hush" not in caplog.text


def test_a_reader_does_not_wait_for_a_server_that_hangs(
    s3: S3Server, tmp_path: Path, visit: Visit, snapshot: Snapshot, monkeypatch
):
    publish(snapshot, s3.address(tmp_path.name))
    monkeypatch.setenv(SNAPSHOT_VARIABLE, s3.address(tmp_path.name))
    page = visit("compare")
    s3.hang()
    monkeypatch.setattr(store, "FOR_ONE", 600.0)
    asking = threading.Thread(target=current.refresh, daemon=True)
    asking.start()
    page.selectbox(key="compare-indicator").set_value("wb_wgi.rule_of_law").run()
    assert is_whole(page)
    assert health()[0] == 200
    assert asking.is_alive()
    s3.start()
    asking.join(120)
    assert not asking.is_alive()


def test_a_new_snapshot_is_shown_by_itself(there: Path, visit: Visit, new: Snapshot, monkeypatch):
    monkeypatch.setattr(current, "EVERY", 0.05)
    page = visit("overview")
    publish(new, there.as_uri())
    end = time.monotonic() + 300
    while "Snapshot new" not in text(page.run()):
        assert time.monotonic() < end
    assert is_whole(page)


def test_a_snapshot_that_is_open_reads_on_when_another_has_taken_its_place(there: Path, new: Snapshot):
    before = cache.snapshot()
    publish(new, there.as_uri())
    current.refresh()
    assert cache.snapshot().id == "new"
    before.verify()
    assert len(before.all_editions("wb_wgi.rule_of_law"))


def test_a_half_leaves_the_old_in_use_until_it_is_mended(there: Path, visit: Visit, new: Snapshot):
    page = visit("compare")
    first = cache.snapshot()
    put(new.folder, there)
    (there / PART).unlink()
    current.refresh()
    assert is_whole(page.run())
    assert f"Snapshot {first.id}" in text(page)
    assert f"{NOTICE}{first.created}, confirmed " in text(page)
    assert "its files are not what its datapackage.json records" in text(page)
    put(new.folder, there)
    current.refresh()
    assert "Snapshot new" in text(page.run())
    assert NOTICE not in text(page)


def test_a_snapshot_of_a_newer_dashboard_leaves_the_old_in_use(there: Path, visit: Visit, new: Snapshot):
    page = visit("compare")
    first = cache.snapshot()
    package = package_of(new.folder)
    for resource in package["resources"]:
        for part in resource.get("parts", [])[:1]:
            part["indicator"] = "xx_new.indicator"
    (new.folder / "datapackage.json").write_text(json.dumps(package), encoding="utf-8")
    put(new.folder, there)
    current.refresh()
    assert is_whole(page.run())
    assert f"Snapshot {first.id}" in text(page)
    assert f"(the newest snapshot could not be opened); {NOTICE}{first.created}." in text(page)


def test_a_process_that_starts_without_the_store_has_the_last_good_copy(
    there: Path, tmp_path: Path, visit: Visit, monkeypatch
):
    first = cache.snapshot()
    there.rename(tmp_path / "away")
    monkeypatch.setattr(current, "_mirrored", None)
    page = visit("overview")
    assert is_whole(page)
    assert f"Snapshot {first.id}" in text(page)
    assert NOTICE in text(page)
    (tmp_path / "away").rename(there)
    current.refresh()
    assert NOTICE not in text(page.run())


@pytest.mark.parametrize("name", TITLES)
def test_without_a_copy_and_a_store_each_page_is_one_clear_error(
    tmp_path: Path, visit: Visit, monkeypatch, name
):
    monkeypatch.setenv(SNAPSHOT_VARIABLE, (tmp_path / "store").as_uri())
    assert_one_clear_error(visit(name), SNAPSHOT_VARIABLE)


def test_a_process_that_starts_with_nothing_mends_itself(
    tmp_path: Path, visit: Visit, snapshot: Snapshot, monkeypatch
):
    monkeypatch.setenv(SNAPSHOT_VARIABLE, (tmp_path / "store").as_uri())
    with pytest.raises(SnapshotError):
        cache.snapshot()
    status, said = health()
    assert status == 503
    assert "there is no whole snapshot there" in said
    publish(snapshot, (tmp_path / "store").as_uri())
    current.refresh()
    assert is_whole(visit("overview"))
    assert health() == (200, f"ok snapshot {snapshot.id}\n")


def test_a_folder_has_no_notice(visit: Visit):
    assert NOTICE not in text(visit("overview"))
    assert current.stale() is None
    assert cache.snapshot().folder == DATA / "snapshot"
