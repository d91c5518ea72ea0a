"""Validate and build: damage is reported, and no good snapshot is lost."""

import datetime as dt
import json
import shutil
from pathlib import Path

import pytest

from indicators.catalogue.catalogue import Catalogue
from indicators.cli.upkeep import Files, build_text, review_text
from indicators.errors import ReaderError
from indicators.paths import DATA
from indicators.snapshot.snapshot import Snapshot
from tests.data.cli.running import ask, assert_one_line, run
from tests.stores.snapshots import SNAPSHOT, committed
from tests.unit.loaders.publishers import write_raw
from tests.unit.loaders.publishers.ti_cpi import cpi_history, write_newest
from tests.unit.loaders.publishers.wb_wgi import wgi_whole, write_wgi
from tests.unit.loaders.workbooks import put, small

# validate


def test_the_committed_snapshot_is_valid(snapshot: Snapshot) -> None:
    lines = ask("validate").splitlines()
    assert [line.partition(":")[0] for line in lines] == [*snapshot.inputs, "valid"]
    total = sum(int(line.split()[1]) for line in lines[:-1])
    assert total == sum(len(snapshot.all_editions(indicator)) for indicator in snapshot.indicators)


def test_a_damaged_snapshot_is_not_valid(tmp_path: Path) -> None:
    copy = committed(tmp_path / "copy")
    table = copy / "ti_cpi_sources.parquet"
    table.write_bytes(table.read_bytes() + b"\0")
    assert_one_line(run("validate", "--snapshot", str(copy)), "not what datapackage.json records")


def test_a_file_without_a_record_is_not_valid_unless_that_is_left_out(tmp_path: Path) -> None:
    copy = shutil.copytree(DATA / "snapshot", tmp_path / "copy")
    package = json.loads((copy / "datapackage.json").read_text())
    for source in package["sources"]:
        source["inputs"] = source["inputs"][1:]
    (copy / "datapackage.json").write_text(json.dumps(package))
    assert_one_line(run("validate", "--snapshot", str(copy)), "no record of ")
    assert ask("validate", "--raw-less", "--snapshot", str(copy)).endswith("valid\n")


# build


@pytest.fixture(scope="session")
def few(catalogue: Catalogue) -> Catalogue:
    return small(catalogue, "ti_cpi", "wb_wgi", "fh_fiw")


@pytest.fixture
def raw(few: Catalogue, tmp_path: Path) -> Path:
    return write_raw(tmp_path / "raw", few)


def test_a_build_reports_its_tables_and_what_changed(few: Catalogue, raw: Path, tmp_path: Path) -> None:
    out, today = tmp_path / "out", dt.date(2026, 11, 23)
    first = build_text(few, Files(raw, today), out)
    rows = len(Snapshot(out, few).table("observations"))
    assert ["observations", str(rows)] in [line.split() for line in first.splitlines()]
    assert first.endswith("No snapshot was in place to compare it with.\n")
    assert build_text(few, Files(raw, today), out).endswith("No row changed.\n")
    (raw / "ti_cpi" / "CPI2014_FullDataSet.xlsx").unlink()
    write_newest(raw / "ti_cpi", cpi_history(2025))
    with pytest.raises(
        ReaderError, match=r"ti_cpi: 8 rows of ti_cpi.score, .* would be lost.*--accept ti_cpi"
    ):
        build_text(few, Files(raw, today), out)
    assert "ti_cpi.score: 0 added, 8 removed" in build_text(few, Files(raw, today), out, accept=["ti_cpi"])
    assert "No row changed." not in build_text(few, Files(raw, today), out, against=SNAPSHOT)


def test_a_review_shows_what_a_build_would_change_and_changes_nothing(
    few: Catalogue, raw: Path, tmp_path: Path
) -> None:
    out, today = tmp_path / "out", dt.date(2026, 11, 23)
    build_text(few, Files(raw, today), out)
    before = {path: path.read_bytes() for path in out.rglob("*") if path.is_file()}
    write_wgi(raw / "wb_wgi", put(wgi_whole(), "Tajikistan", "estimate", -4))
    (raw / "ti_cpi" / "CPI2014_FullDataSet.xlsx").unlink()
    write_newest(raw / "ti_cpi", cpi_history(2025))
    text, document = review_text(Snapshot(out, few), Files(raw, today))
    assert {path: path.read_bytes() for path in out.rglob("*") if path.is_file()} == before
    assert "bound broken: a value outside -3.5 to 3.5: -4 at wb_wgi." in text
    assert "would be lost: ti_cpi: 8 rows of ti_cpi.score" in text
    assert "governance-risk build --accept ti_cpi --accept wb_wgi\n" in text
    assert "- **Bound broken** (wb_wgi): a value outside -3.5 to 3.5: -4 at wb_wgi." in document
    assert "| ti_cpi.score | 0 | 8 | 0 |" in document
    [revised] = [
        line for line in document.splitlines() if " TJK " in line and "wb_wgi." in line and "| -4 |" in line
    ]
    before_value, now, difference, errors = revised.strip("| ").split(" | ")[4:]
    assert float(now) - float(before_value) == pytest.approx(float(difference))
    assert float(errors) > 1


def test_a_broken_bound_is_refused_and_taken_where_it_is_accepted(
    few: Catalogue, raw: Path, tmp_path: Path
) -> None:
    out, today = tmp_path / "out", dt.date(2026, 11, 23)
    write_wgi(raw / "wb_wgi", put(wgi_whole(), "Tajikistan", "estimate", -4))
    with pytest.raises(ReaderError, match=r"wb_wgi: a value outside -3.5 to 3.5.*--accept wb_wgi"):
        build_text(few, Files(raw, today), out)
    assert not out.exists()
    build_text(few, Files(raw, today), out, accept=["wb_wgi"])
    assert -4 in Snapshot(out, few).table("observations")["value"].tolist()


def test_the_review_of_the_command_line_writes_its_report(few: Catalogue, raw: Path, tmp_path: Path) -> None:
    result = run("review", "--raw", str(tmp_path / "nowhere"), "--markdown", str(tmp_path / "report.md"))
    assert_one_line(result, "there is no such folder")
    assert not (tmp_path / "report.md").exists()


def test_a_build_from_a_damaged_snapshot_mends_it(few: Catalogue, raw: Path, tmp_path: Path) -> None:
    out, today = tmp_path / "out", dt.date(2026, 11, 23)
    build_text(few, Files(raw, today), out)
    (out / "coverage" / "TJK.parquet").write_bytes(b"")
    assert "No snapshot was in place" in build_text(few, Files(raw, today), out)
    Snapshot(out, few).verify()


def test_a_build_that_fails_leaves_what_was_there(raw: Path, tmp_path: Path) -> None:
    out = committed(tmp_path / "out")
    before = {path: path.read_bytes() for path in out.rglob("*") if path.is_file()}
    (raw / "wb_wgi" / "wgidataset_2024-update.xlsx").unlink(missing_ok=True)
    assert_one_line(run("build", "--raw", str(raw), "--out", str(out)))
    assert {path: path.read_bytes() for path in out.rglob("*") if path.is_file()} == before


def test_a_build_takes_the_place_of_nothing_but_a_snapshot(raw: Path) -> None:
    before = sorted(raw.iterdir())
    assert_one_line(run("build", "--raw", str(raw), "--out", str(raw)), "is not a snapshot")
    assert sorted(raw.iterdir()) == before
