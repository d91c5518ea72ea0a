"""What a reader sees on the pages when the snapshot is missing, damaged, replaced or mended."""

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from indicators.paths import SNAPSHOT_VARIABLE
from tests.data.dashboard.drawn import lines
from tests.data.dashboard.pages.test_pages import TITLES, Visit, figure, is_whole, text

TOTALS = "observations/fh_fiw.total.parquet"


def truncated(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def zeroed(path: Path) -> None:
    """Spoil the first half of a file but for its head, as a bad disk does: it still opens."""
    content = bytearray(path.read_bytes())
    half = len(content) // 2
    content[1000:half] = bytes(half - 1000)
    path.write_bytes(content)


DAMAGES: dict[str, tuple[Callable[[Path], object], str]] = {
    "no snapshot": (lambda folder: shutil.rmtree(folder), SNAPSHOT_VARIABLE),
    "an empty folder": (lambda folder: [shutil.rmtree(folder), folder.mkdir()], "no snapshot"),
    "observations missing": (lambda folder: (folder / TOTALS).unlink(), TOTALS),
    "observations truncated": (lambda folder: truncated(folder / TOTALS), TOTALS),
    "datapackage truncated": (lambda folder: truncated(folder / "datapackage.json"), "datapackage.json"),
    "datapackage of nothing": (
        lambda folder: (folder / "datapackage.json").write_text("[]"),
        "datapackage.json",
    ),
}


def assert_one_clear_error(page: AppTest, words: str) -> None:
    assert len(page.error) == 1
    assert words in text(page)
    assert not page.exception
    assert "Traceback" not in text(page)


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_snapshot_is_one_clear_error_on_every_page(
    visit: Visit, own_snapshot: Path, subtests: pytest.Subtests, damage
):
    spoil, words = DAMAGES[damage]
    spoil(own_snapshot)
    for name in TITLES:
        with subtests.test(page=name):
            assert_one_clear_error(visit(name), words)


@pytest.mark.parametrize(("name", "parameter"), [("compare", "indicator"), ("timeline", "beneath")])
def test_rows_that_cannot_be_read_are_one_clear_error(visit: Visit, own_snapshot: Path, name, parameter):
    zeroed(own_snapshot / TOTALS)
    assert_one_clear_error(visit(name, **{parameter: "fh_fiw.total"}), "not what datapackage.json records")


def test_what_nobody_foresaw_is_one_line_on_its_page_and_the_others_work(visit: Visit, own_snapshot: Path):
    package = json.loads((own_snapshot / "datapackage.json").read_text(encoding="utf-8"))
    package["sources"] = [{"name": "unexpected", "held": {}, "inputs": []}]
    (own_snapshot / "datapackage.json").write_text(json.dumps(package), encoding="utf-8")
    page = visit("data")
    assert_one_clear_error(page, "could not be shown")
    assert "KeyError" not in text(page)
    assert is_whole(visit("compare"))


# A new snapshot


def rename(folder: Path, id: str, seconds: int) -> None:
    """Give a snapshot another id, so many seconds later by the clock of its files."""
    path = folder / "datapackage.json"
    package = json.loads(path.read_text(encoding="utf-8"))
    later = path.stat().st_mtime_ns + seconds * 1_000_000_000
    path.write_text(json.dumps({**package, "id": id}), encoding="utf-8")
    os.utime(path, ns=(later, later))


def replaced(folder: Path, id: str, seconds: int) -> Path:
    """Put a new snapshot in the place of one, as a build does, and return where the old one is."""
    old = folder.with_name(f"{folder.name}.previous")
    shutil.move(folder, old)
    shutil.copytree(old, folder)
    rename(folder, id, seconds)
    return old


def test_a_new_snapshot_is_shown_without_a_restart(visit: Visit, own_snapshot: Path):
    page = visit("compare")
    replaced(own_snapshot, "another", 1)
    page.run()
    assert is_whole(page)
    assert "Snapshot another" in text(page)


@pytest.mark.parametrize("damage", [name for name in DAMAGES if name != "no snapshot"])
def test_a_broken_new_snapshot_leaves_the_old_in_use_until_it_is_mended(
    visit: Visit, own_snapshot: Path, damage
):
    rename(own_snapshot, "first", 1)
    page = visit("compare")
    old = replaced(own_snapshot, "second", 1)
    DAMAGES[damage][0](own_snapshot)
    assert "Snapshot first" in text(page.run())
    for indicator in ("fh_fiw.total", "wb_wgi.rule_of_law"):
        page.selectbox(key="compare-indicator").set_value(indicator).run()
        assert is_whole(page)
        assert lines(figure(page))
    shutil.rmtree(own_snapshot)
    shutil.copytree(old, own_snapshot)
    rename(own_snapshot, "mended", 2)
    assert "Snapshot mended" in text(page.run())


def test_a_new_snapshot_whose_table_is_mended_alone_is_shown(visit: Visit, own_snapshot: Path):
    """As `git checkout -- data/snapshot` does, which writes only what differs."""
    rename(own_snapshot, "first", 1)
    page = visit("compare")
    old = replaced(own_snapshot, "second", 1)
    truncated(own_snapshot / TOTALS)
    assert "Snapshot first" in text(page.run())
    shutil.copy(old / TOTALS, own_snapshot / TOTALS)
    assert "Snapshot second" in text(page.run())
