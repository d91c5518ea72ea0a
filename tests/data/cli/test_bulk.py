"""The command bulk: what it writes, what it refuses, and what it leaves as it was."""

from pathlib import Path

import pytest

from indicators.catalogue.catalogue import Catalogue
from indicators.cli import main
from indicators.export.bulk import FORMATS
from indicators.export.bulk_selection import select
from indicators.model import LicenceClass
from indicators.snapshot.snapshot import Snapshot
from tests.data.cli.running import assert_one_line, run
from tests.data.export import archives
from tests.data.export.synthetic import observations, write_snapshot


@pytest.fixture
def four(catalogue: Catalogue, tmp_path: Path) -> Path:
    """The folder of a snapshot of a few rows of two sources that every catalogue knows."""
    sources = {id: catalogue.source(id) for id in ("ti_cpi", "fh_fiw")}
    rows = {
        own.id: observations(own.id, ["TJK", "UZB"], range(2012, 2015))
        for known in sources.values()
        for own in known.indicators[:1]
    }
    return write_snapshot(tmp_path / "snapshot", catalogue, sources, rows).folder


def test_the_formats_of_the_option_are_those_that_are_written() -> None:
    (option,) = (known for known in main.commands["bulk"].params if known.name == "format")
    assert tuple(option.type.choices) == FORMATS


@pytest.mark.parametrize("format", FORMATS)
def test_a_file_holds_all_that_is_allowed_and_stderr_tells_of_the_rest(
    four: Path, tmp_path: Path, format: str
) -> None:
    out = tmp_path / "whole.zip"
    done = run("bulk", "--format", format, "--out", str(out), "--snapshot", str(four))
    assert done.exit_code == 0, done.output
    assert [one["name"] for one in archives.package(out)["sources"]] == ["ti_cpi"]
    assert done.stdout.startswith(f"{out}: ")
    assert done.stdout.count("\n") == 1
    notes = done.stderr.splitlines()
    assert all(line.startswith("note: left out: ") for line in notes)
    assert any("https://freedomhouse.org/report/freedom-world" in line for line in notes)
    assert [path.name for path in tmp_path.glob("whole*")] == ["whole.zip"]


def test_of_the_committed_snapshot_what_is_refused_is_left_out(snapshot: Snapshot, tmp_path: Path) -> None:
    out = tmp_path / "whole.zip"
    done = run("bulk", "--format", "parquet", "--out", str(out))
    refused = archives.refused(snapshot.catalogue)
    assert done.exit_code == 0, done.output
    assert len(done.stderr.splitlines()) == len(refused)
    assert refused.isdisjoint(one["name"] for one in archives.package(out)["sources"])
    assert {one["name"] for one in archives.package(out)["sources"]} == {
        one.source.id for one in select(snapshot, noncommercial=False).taken
    }


def test_every_source_that_is_refused_is_refused_by_name_with_its_link(
    catalogue: Catalogue, tmp_path: Path
) -> None:
    for id in archives.refused(catalogue):
        done = run("bulk", "--format", "csv", "--source", id, "--out", str(tmp_path / "x.zip"))
        assert_one_line(done, id, catalogue.source(id).homepage)
    assert not list(tmp_path.iterdir())


def test_declaring_non_commercial_use_opens_what_asks_for_it_and_no_more(
    snapshot: Snapshot, tmp_path: Path
) -> None:
    out = tmp_path / "x.zip"
    for known in snapshot.catalogue.sources.values():
        if known.licence_class is LicenceClass.QUOTE:
            args = ("--source", known.id, "--noncommercial", "--out", str(out))
            assert_one_line(run("bulk", "--format", "csv", *args), known.homepage)
    done = run("bulk", "--format", "parquet", "--noncommercial", "--out", str(out))
    assert done.exit_code == 0, done.output
    assert {one["name"] for one in archives.package(out)["sources"]} == {
        one.source.id for one in select(snapshot, noncommercial=True).taken
    }
    assert "The reader declared non-commercial use" in archives.files(out)["README.txt"].decode()


@pytest.mark.parametrize(
    "given", [("--source", "ti_cpi,wb_wgi"), ("--source", "wb_wgi", "--source", "ti_cpi")]
)
def test_sources_are_repeated_or_separated_with_commas(tmp_path: Path, given: tuple[str, ...]) -> None:
    done = run("bulk", "--format", "parquet", "--out", str(tmp_path / "x.zip"), *given)
    assert (done.exit_code, done.stderr) == (0, "")
    assert [one["name"] for one in archives.package(tmp_path / "x.zip")["sources"]] == ["ti_cpi", "wb_wgi"]


@pytest.mark.parametrize(
    ("args", "part"),
    [
        (("--format", "csv"), "--out"),
        (("--out", "x.zip"), "--format"),
        (("--format", "ods", "--out", "x.zip"), "'ods'"),
        (("--format", "csv", "--out", "x.zip", "--source", "wb_wig"), "Did you mean wb_wgi"),
        (("--format", "csv", "--out", "x.zip", "--source", ""), "is not known"),
        (("--format", "csv", "--out", "x.zip", "--out", "y.zip"), "more than once"),
        (("--format", "csv", "--out", "."), "is not a file"),
        (("--format", "csv", "--out", "none/x.zip"), "this folder does not exist"),
        (("--format", "csv", "--out", "/dev/null"), "is not a file"),
    ],
)
def test_bad_input_is_one_line_and_nothing_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, args: tuple[str, ...], part: str
) -> None:
    monkeypatch.chdir(tmp_path)
    assert_one_line(run("bulk", *args), part)
    assert not list(tmp_path.iterdir())


def test_a_file_that_is_there_is_replaced_only_by_a_whole_one(four: Path, tmp_path: Path) -> None:
    out = tmp_path / "x.zip"
    out.write_bytes(b"what was there")
    (damaged,) = (four / "observations").glob("ti_cpi*")
    content = damaged.read_bytes()
    damaged.write_bytes(content[:-10])
    args = ("--format", "csv", "--out", str(out), "--snapshot", str(four))
    assert_one_line(run("bulk", *args, "--source", "ti_cpi"), "ti_cpi.score")
    assert out.read_bytes() == b"what was there"
    damaged.write_bytes(content)
    assert run("bulk", *args).exit_code == 0
    assert archives.tables(out)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["snapshot", "x.zip"]
