"""Building the snapshot from small files of all three publishers: the same bytes, or nothing at all."""

import datetime as dt
import hashlib
import json
import os
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from indicators.catalogue.catalogue import Catalogue
from indicators.errors import ReaderError, SourceFileError
from indicators.loaders.ti_cpi import parse
from indicators.model import AcceptedRevision
from indicators.refresh.build import build
from indicators.snapshot.schema import COLUMNS
from indicators.snapshot.snapshot import Snapshot
from tests.unit.loaders.publishers import write_raw
from tests.unit.loaders.publishers.fh_fiw import fiw, write_fiw
from tests.unit.loaders.publishers.ti_cpi import cpi_history, write_edition, write_newest
from tests.unit.loaders.publishers.wb_wgi import wgi_whole, write_wgi
from tests.unit.loaders.workbooks import job, put, small

MONDAY, TUESDAY = dt.date(2026, 11, 23), dt.date(2026, 11, 24)


@pytest.fixture(scope="session")
def few(catalogue: Catalogue) -> Catalogue:
    """Three publishers, with no bound on the number of countries."""
    return small(catalogue, "ti_cpi", "wb_wgi", "fh_fiw")


@pytest.fixture
def raw(few: Catalogue, tmp_path: Path) -> Path:
    return write_raw(tmp_path / "raw", few)


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "snapshot"


def content(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


# What is built


def test_the_snapshot_holds_what_the_loaders_read(few: Catalogue, raw: Path, out: Path) -> None:
    build(few, raw, out, today=MONDAY)
    snapshot = Snapshot(out, few)
    snapshot.verify()
    read = snapshot.all_editions("ti_cpi.score")
    paths = [raw / "ti_cpi" / name for name in ("CPI2025_Results.xlsx", "CPI2014_FullDataSet.xlsx")]
    pd.testing.assert_frame_equal(
        read, parse(job(few, "ti_cpi", *paths)).observations.query("indicator == 'ti_cpi.score'")[COLUMNS]
    )
    assert {indicator.partition(".")[0] for indicator in snapshot.indicators} == set(few.sources)
    for indicator in snapshot.indicators:
        assert set(snapshot.all_editions(indicator)["indicator"]) == {indicator}
    assert len(snapshot.table("ti_cpi_sources")) == 48
    assert snapshot.table("fh_fiw_status")["status"].tolist()[0] == "Not Free"


def test_the_datapackage_records_every_table_and_every_file(few: Catalogue, raw: Path, out: Path) -> None:
    package = build(few, raw, out, today=MONDAY)
    assert package == json.loads((out / "datapackage.json").read_text(encoding="utf-8"))
    assert package["created"] == "2026-11-23T00:00:00Z"
    for resource in package["resources"]:
        for file in resource.get("parts", [resource]):
            stored = (out / file["path"]).read_bytes()
            assert file["bytes"] == len(stored)
            assert file["hash"] == f"sha256:{hashlib.sha256(stored).hexdigest()}"
            table = pd.read_parquet(out / file["path"])
            assert file["rows"] == len(table)
            assert [field["name"] for field in resource["schema"]["fields"]] == list(table.columns)
    [cpi] = [source for source in package["sources"] if source["name"] == "ti_cpi"]
    assert cpi["license"]["class"] == "attribution"
    assert [entry["name"] for entry in cpi["inputs"]] == [
        "CPI2025_Results.xlsx",
        *(f"cpi_table_{year}.csv" for year in range(1995, 2010)),
        "CPI+2010+results_pls_standardized_data.xls",
        "CPI2011_Results.xls",
        "CPI_old_scale_1995_2011_derived.csv",
        "CPI2014_FullDataSet.xlsx",
    ]
    newest = (raw / "ti_cpi" / "CPI2025_Results.xlsx").read_bytes()
    assert cpi["inputs"][0] == {
        "name": "CPI2025_Results.xlsx",
        "sha256": hashlib.sha256(newest).hexdigest(),
        "path": "https://files.transparencycdn.org/images/CPI2025_Results.xlsx",
    }


# The same bytes


def test_the_same_files_give_the_same_bytes_wherever_they_lie(
    few: Catalogue, raw: Path, out: Path, tmp_path: Path
) -> None:
    build(few, raw, out, today=MONDAY)
    moved = shutil.copytree(raw, tmp_path / "elsewhere" / "below")
    build(few, moved.parent, tmp_path / "second", today=MONDAY)
    assert content(out) == content(tmp_path / "second")
    tables = {
        "ti_cpi_sources.parquet",
        "ti_cpi_significant_changes.parquet",
        "fh_fiw_status.parquet",
    }
    parts = {f"{folder}/{id}.parquet" for folder in ("observations", "origins") for id in few.indicators}
    countries = {f"coverage/{iso3}.parquet" for iso3 in Snapshot(out, few).table("coverage")["iso3"]}
    assert set(content(out)) == {"datapackage.json"} | tables | parts | countries


def test_another_process_gives_the_same_bytes(few: Catalogue, raw: Path, out: Path, tmp_path: Path) -> None:
    build(few, raw, out, today=MONDAY)
    code = (
        "import sys, datetime, pathlib\n"
        "from indicators.catalogue.catalogue import Catalogue\n"
        "from indicators.refresh.build import build\n"
        "from tests.unit.loaders.workbooks import small\n"
        "raw, out = map(pathlib.Path, sys.argv[1:])\n"
        "few = small(Catalogue.read(), 'ti_cpi', 'wb_wgi', 'fh_fiw')\n"
        "build(few, raw, out, today=datetime.date(2026, 11, 23))\n"
    )
    subprocess.run(
        [sys.executable, "-c", code, str(raw), str(tmp_path / "second")],
        check=True,
        cwd=Path(__file__).parents[3],
        env={**os.environ, "PYTHONHASHSEED": "7"},
    )
    assert content(out) == content(tmp_path / "second")


def test_the_day_of_the_build_is_kept_while_nothing_else_changes(
    few: Catalogue, raw: Path, out: Path
) -> None:
    build(few, raw, out, today=MONDAY)
    before = content(out)
    assert build(few, raw, out, today=TUESDAY)["created"] == "2026-11-23T00:00:00Z"
    assert content(out) == before


def test_another_figure_gives_another_id_and_another_day(few: Catalogue, raw: Path, out: Path) -> None:
    before = build(few, raw, out, today=MONDAY)
    write_wgi(raw / "wb_wgi", put(wgi_whole(), "Tajikistan", "estimate", -0.5))
    after = build(few, raw, out, today=TUESDAY)
    assert after["id"] != before["id"]
    assert after["created"] == "2026-11-24T00:00:00Z"
    previous = json.loads((out.parent / "snapshot.previous" / "datapackage.json").read_text(encoding="utf-8"))
    assert previous == before


@pytest.mark.parametrize("text", ["", "{", "[]", "{}"])
def test_an_old_datapackage_that_cannot_be_read_does_no_harm(
    few: Catalogue, raw: Path, out: Path, text: str
) -> None:
    out.mkdir()
    (out / "datapackage.json").write_text(text)
    assert build(few, raw, out, today=TUESDAY)["created"] == "2026-11-24T00:00:00Z"


# Nothing at all


def spoil_a_score(raw: Path) -> None:
    write_fiw(raw / "fh_fiw", put(fiw(), "Tajikistan", "Total", 122))


def spoil_the_last_loader(raw: Path) -> None:
    write_wgi(raw / "wb_wgi", put(wgi_whole(), "Tajikistan", "indicator", "xx"))


def spoil_a_workbook(raw: Path) -> None:
    write_edition(raw / "ti_cpi", "CPI2014_FullDataSet.xlsx", TJK={"score": 32})


def leave_one_out(raw: Path) -> None:
    (raw / "wb_wgi" / "wgidataset_2024-update.xlsx").unlink()


@pytest.mark.parametrize("spoil", [spoil_a_score, spoil_the_last_loader, spoil_a_workbook, leave_one_out])
def test_a_failed_build_leaves_the_old_snapshot_as_it_was(
    few: Catalogue, raw: Path, out: Path, spoil: object
) -> None:
    build(few, raw, out, today=MONDAY)
    before = content(out)
    spoil(raw)  # type: ignore[operator]
    with pytest.raises(SourceFileError):
        build(few, raw, out, today=TUESDAY)
    assert content(out) == before
    assert sorted(path.name for path in out.parent.iterdir()) == ["raw", "snapshot"]


def test_a_build_that_fails_while_writing_leaves_the_old_snapshot_as_it_was(
    few: Catalogue, raw: Path, out: Path
) -> None:
    build(few, raw, out, today=MONDAY)
    before = content(out)
    blocked = out.parent / "snapshot.previous"
    blocked.write_text("a file where the old snapshot would go")
    with pytest.raises((OSError, ReaderError)):
        build(few, raw, out, today=TUESDAY)
    assert content(out) == before
    assert not (out.parent / "snapshot.partial").exists()


def test_a_half_written_folder_of_a_killed_build_does_no_harm(few: Catalogue, raw: Path, out: Path) -> None:
    build(few, raw, out, today=MONDAY)
    before = content(out)
    partial = out.parent / "snapshot.partial"
    partial.mkdir()
    (partial / "observations.parquet").write_bytes(b"PAR1 and then the power went")
    (partial / "left_over.parquet").write_bytes(b"")
    Snapshot(out, few).verify()
    build(few, raw, out, today=MONDAY)
    assert content(out) == before
    assert not partial.exists()


# What is refused


def refusal(few: Catalogue, raw: Path, out: Path) -> str:
    with pytest.raises(SourceFileError) as error:
        build(few, raw, out, today=MONDAY)
    assert not out.exists()
    return str(error.value)


def test_a_required_file_that_is_missing_is_named_with_its_address(
    few: Catalogue, raw: Path, out: Path
) -> None:
    leave_one_out(raw)
    assert refusal(few, raw, out) == (
        f"wgidataset_2024-update.xlsx: not found below {raw}; Worldwide Governance Indicators needs it. "
        "Fetch it from https://www.worldbank.org/content/dam/sites/govindicators/doc/wgidataset.xlsx "
        "and put it there."
    )


def test_a_file_that_is_not_required_may_be_missing(few: Catalogue, raw: Path, out: Path) -> None:
    for file in ("CPI_old_scale_1995_2011_derived.csv", "CPI2014_FullDataSet.xlsx"):
        (raw / "ti_cpi" / file).unlink()
    build(few, raw, out, today=MONDAY)
    assert "ti_cpi.score_1995_2011" in Snapshot(out, few).indicators


def test_two_different_files_under_one_name_are_refused(few: Catalogue, raw: Path, out: Path) -> None:
    write_wgi(raw / "ti_cpi", put(wgi_whole(), "Tajikistan", "estimate", -0.5))
    assert refusal(few, raw, out) == (
        f"wgidataset_2024-update.xlsx: 2 different files have this name below {raw}. Keep one of them."
    )


def test_two_copies_of_one_file_are_one_file(few: Catalogue, raw: Path, out: Path) -> None:
    shutil.copy(raw / "wb_wgi" / "wgidataset_2024-update.xlsx", raw / "ti_cpi")
    package = build(few, raw, out, today=MONDAY)
    assert [len(source["inputs"]) for source in package["sources"]] == [20, 14, 4]


def test_an_edition_without_a_publication_date_is_refused(few: Catalogue, raw: Path, out: Path) -> None:
    write_newest(raw / "ti_cpi", cpi_history(2014, 2025, 2026))
    assert refusal(few, raw, out) == (
        "Corruption Perceptions Index: edition(s) 2026 have no publication date. "
        "Add them to [[editions]] in ti_cpi.toml."
    )


def test_too_few_countries_are_refused(catalogue: Catalogue, raw: Path, out: Path) -> None:
    three = {id: catalogue.sources[id] for id in ("ti_cpi", "wb_wgi", "fh_fiw")}
    assert "countries, not " in refusal(replace(catalogue, sources=three), raw, out)


def test_a_folder_that_is_not_there_is_refused(few: Catalogue, out: Path) -> None:
    assert refusal(few, Path("/no/such/folder"), out) == (
        "/no/such/folder: there is no such folder. Name it: make snapshot RAW=folder."
    )


# When it was fetched


def test_the_record_says_when_a_file_was_fetched_and_the_id_does_not_depend_on_it(
    few: Catalogue, raw: Path, out: Path
) -> None:
    before = build(few, raw, out, today=MONDAY)
    path = raw / "wb_wgi" / "wgidataset_2024-update.xlsx"
    record = {
        "url": "https://example.org/wgi.xlsx", "final_url": "https://example.org/wgi.xlsx", "member": "",
        "sha256": hashlib.sha256(path.read_bytes()).hexdigest(), "bytes": path.stat().st_size,
        "fetched": "2026-11-20T18:00:00Z", "since": "2026-11-20T18:00:00Z", "etag": "", "last_modified": "",
    }  # fmt: skip
    (path.parent / "fetched.json").write_text(json.dumps({"files": {path.name: record}}))
    after = build(few, raw, out, today=TUESDAY)
    [wgi] = [source for source in after["sources"] if source["name"] == "wb_wgi"]
    assert next(file.get("fetched") for file in wgi["inputs"]) == "2026-11-20T18:00:00Z"
    assert after["id"] == before["id"]
    write_wgi(raw / "wb_wgi", put(wgi_whole(), "Tajikistan", "estimate", -0.5))
    [wgi] = [s for s in build(few, raw, out, today=TUESDAY)["sources"] if s["name"] == "wb_wgi"]
    assert "fetched" not in wgi["inputs"][0]


# Every source


def test_every_source_is_built_from_files_in_its_publishers_layout(
    catalogue: Catalogue, tmp_path: Path
) -> None:
    every = small(catalogue)
    package = build(every, write_raw(tmp_path / "raw", every), tmp_path / "snapshot", today=MONDAY)
    embedded = [source.id for source in catalogue.sources.values() if source.embedded]
    assert [source["name"] for source in package["sources"]] == embedded
    snapshot = Snapshot(tmp_path / "snapshot", every)
    snapshot.verify()
    for indicator in snapshot.indicators:
        origins = snapshot.origins(indicator)
        assert len(origins) == len(snapshot.all_editions(indicator))
        files = {file["name"] for file in snapshot.inputs[every.source_of(indicator).id]}
        assert set(origins["file"]) <= files


# Some of the sources


def test_only_adds_a_source_and_leaves_the_others_as_they_are(
    few: Catalogue, raw: Path, out: Path, tmp_path: Path
) -> None:
    """Built in two steps, the snapshot is the same byte for byte as built at once."""
    build(few, raw, tmp_path / "whole", today=MONDAY)
    two = small(few, "ti_cpi", "wb_wgi")
    build(two, raw, out, today=MONDAY)
    before = content(out)
    package = build(few, raw, out, today=MONDAY, only=["fh_fiw"])
    assert content(out) == content(tmp_path / "whole")
    assert [source["name"] for source in package["sources"]] == list(few.sources)
    unchanged = [path for path in before if path.startswith(("observations/", "origins/"))]
    assert all(content(out)[path] == before[path] for path in unchanged)
    snapshot = Snapshot(out, few)
    snapshot.verify()
    assert len(snapshot.known("fh_fiw.total", TUESDAY).rows)
    assert set(snapshot.table("coverage")["source"]) == set(few.sources)


def test_only_replaces_a_source_and_needs_no_file_of_the_others(few: Catalogue, raw: Path, out: Path) -> None:
    build(few, raw, out, today=MONDAY)
    before = content(out)
    shutil.rmtree(raw / "wb_wgi")
    shutil.rmtree(raw / "fh_fiw")
    package = build(few, raw, out, today=TUESDAY, only=["ti_cpi"])
    assert content(out) == before
    assert package["created"] == "2026-11-23T00:00:00Z"


def test_only_needs_a_whole_snapshot(few: Catalogue, raw: Path, out: Path) -> None:
    with pytest.raises(ReaderError, match="there is no snapshot here"):
        build(few, raw, out, today=MONDAY, only=["ti_cpi"])
    build(few, raw, out, today=MONDAY)
    (out / "ti_cpi_sources.parquet").write_bytes(b"damaged")
    with pytest.raises(ReaderError, match="is not what datapackage"):
        build(few, raw, out, today=MONDAY, only=["wb_wgi"])


def test_only_refuses_an_unknown_source_and_one_that_is_not_embedded(
    few: Catalogue, raw: Path, out: Path
) -> None:
    build(few, raw, out, today=MONDAY)
    before = content(out)
    with pytest.raises(ReaderError, match="source: 'ti_cip' is not known"):
        build(few, raw, out, today=MONDAY, only=["ti_cip"])
    source = replace(few.sources["ti_cpi"], embedded=False, not_embedded_because="The licence is in doubt.")
    doubtful = replace(few, sources={**few.sources, "ti_cpi": source})
    with pytest.raises(ReaderError, match=r"The licence is in doubt\. To take it in for your own use"):
        build(doubtful, raw, out, today=MONDAY, only=["ti_cpi"])
    assert content(out) == before


def test_large_revision_is_refused_unless_the_toml_accepts_it(few: Catalogue, raw: Path, out: Path) -> None:
    build(few, raw, out, today=MONDAY)
    before = content(out)
    write_wgi(raw / "wb_wgi", put(wgi_whole(), "Tajikistan", "estimate", 1.5))
    with pytest.raises(SourceFileError) as error:
        build(few, raw, out, today=TUESDAY)
    assert str(error.value).startswith("wgidataset_2024-update.xlsx, sheet 'Sheet1', row ")
    assert "was -1 and is 1.5 (standard error 0.2) in edition 2024-update" in str(error.value)
    assert "[[accepted_revisions]]" in str(error.value)
    assert content(out) == before
    indicator = str(error.value).split("column 'estimate': ")[1].split()[0]
    accepted = AcceptedRevision(indicator, "2024-update", "A test.")
    source = replace(few.source("wb_wgi"), accepted_revisions=(accepted,))
    build(replace(few, sources=few.sources | {"wb_wgi": source}), raw, out, today=TUESDAY)
    assert content(out) != before
