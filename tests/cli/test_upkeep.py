"""Validate and build: what is damaged is told, and nothing good is lost."""

import datetime as dt
import json
import shutil
from pathlib import Path

import pytest

from indicators.catalogue import Catalogue
from indicators.cli.upkeep import build_text
from indicators.paths import DATA
from indicators.snapshot import Snapshot
from tests.cli.running import ask, assert_one_line, run
from tests.loaders.workbooks import (
    cpi_history,
    cpi_old_scale,
    fiw,
    fiw_early,
    fiw_older,
    small,
    wgi_whole,
    write_edition,
    write_fiw,
    write_fiw_older,
    write_newest,
    write_old_scale,
    write_wgi,
)

# validate


def test_the_committed_snapshot_is_valid(snapshot: Snapshot) -> None:
    lines = ask("validate").splitlines()
    assert [line.partition(":")[0] for line in lines] == [*snapshot.catalogue.sources, "valid"]
    total = sum(int(line.split()[1]) for line in lines[:-1])
    assert total == sum(len(snapshot.all_editions(indicator)) for indicator in snapshot.indicators)


def test_a_damaged_snapshot_is_not_valid(tmp_path: Path) -> None:
    copy = shutil.copytree(DATA / "snapshot", tmp_path / "copy")
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


@pytest.fixture
def raw(tmp_path: Path) -> Path:
    """Small files of all publishers, in their layouts."""
    folder = tmp_path / "raw"
    folder.mkdir()
    write_newest(folder, cpi_history(2014, 2025))
    write_edition(folder, "CPI2014_FullDataSet.xlsx")
    write_old_scale(folder, cpi_old_scale())
    write_wgi(folder, wgi_whole())
    write_fiw(folder, fiw())
    write_fiw_older(folder, fiw_older(), fiw_early())
    return folder


def test_a_build_reports_its_tables_and_what_changed(catalogue: Catalogue, raw: Path, tmp_path: Path) -> None:
    few, out, today = small(catalogue), tmp_path / "out", dt.date(2026, 11, 23)
    first = build_text(few, raw, out, today=today)
    assert f"observations    {len(Snapshot(out, few).table('observations')):>4}\n" in first
    assert first.endswith("No snapshot was in place to compare it with.\n")
    assert build_text(few, raw, out, today=today).endswith("No row changed.\n")
    (raw / "CPI2014_FullDataSet.xlsx").unlink()
    write_newest(raw, cpi_history(2025))
    assert "ti_cpi.score: 0 added, " in build_text(few, raw, out, today=today)
    assert "No row changed." not in build_text(few, raw, out, today=today, against=DATA / "snapshot")


def test_a_build_from_a_damaged_snapshot_mends_it(catalogue: Catalogue, raw: Path, tmp_path: Path) -> None:
    few, out, today = small(catalogue), tmp_path / "out", dt.date(2026, 11, 23)
    build_text(few, raw, out, today=today)
    (out / "observations.parquet").write_bytes(b"")
    assert "No snapshot was in place" in build_text(few, raw, out, today=today)
    Snapshot(out, few).verify()


def test_a_build_that_fails_leaves_what_was_there(raw: Path, tmp_path: Path) -> None:
    out = shutil.copytree(DATA / "snapshot", tmp_path / "out")
    before = {path.name: path.read_bytes() for path in out.iterdir()}
    (raw / "wgidataset_2024-update.xlsx").unlink(missing_ok=True)
    assert_one_line(run("build", "--raw", str(raw), "--out", str(out)))
    assert {path.name: path.read_bytes() for path in out.iterdir()} == before


def test_a_build_takes_the_place_of_nothing_but_a_snapshot(raw: Path) -> None:
    before = sorted(raw.iterdir())
    assert_one_line(run("build", "--raw", str(raw), "--out", str(raw)), "is not a snapshot")
    assert sorted(raw.iterdir()) == before
