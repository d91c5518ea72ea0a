"""The command line: its answers are the snapshot's, its errors one line, its examples work."""

import csv
import datetime as dt
import io
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from click.testing import CliRunner, Result

from indicators.catalogue import Catalogue
from indicators.cli import main
from indicators.cli.options import country_codes
from indicators.cli.output import as_csv, as_json, as_table, one_line
from indicators.cli.upkeep import build_text
from indicators.errors import QuestionError, ReaderError
from indicators.narrative import CATEGORIES
from indicators.paths import DATA, SNAPSHOT_VARIABLE
from indicators.schema import COLUMNS
from indicators.snapshot import Snapshot
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

PROGRAM = Path(sys.executable).with_name("governance-risk")
CPI = ("--indicator", "ti_cpi.score")
CORRUPTION = ("--indicator", "wb_wgi.control_of_corruption")


def run(*args: str) -> Result:
    """The command run within this process, on the committed snapshot whatever the environment says."""
    return CliRunner(env={SNAPSHOT_VARIABLE: None}).invoke(main, args)


def ask(*args: str) -> str:
    """What a command prints that succeeds and has nothing to remark."""
    result = run(*args)
    assert (result.exit_code, result.stderr) == (0, "")
    return result.stdout


def records(*args: str) -> list[dict[str, Any]]:
    return list(json.loads(ask(*args, "--format", "json")))


def rows(*args: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(ask(*args, "--format", "csv"))))


def program(*args: str, **settings: Any) -> subprocess.CompletedProcess[str]:
    """The installed entry point, as a reader runs it."""
    environment = {name: value for name, value in os.environ.items() if name != SNAPSHOT_VARIABLE}
    environment |= settings.pop("env", {})
    streams: dict[str, Any] = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE} | settings
    return subprocess.run([PROGRAM, *args], text=True, env=environment, **streams)


# The real program


def test_the_article_s_rank() -> None:
    done = program("rank", *CPI, "--year", "2014", "--country", "TJK", "--format", "json")
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout) == [
        {
            "indicator": "ti_cpi.score",
            "iso3": "TJK",
            "year": 2014,
            "edition": "2014",
            "value": 23,
            "rank": 152,
            "n_ranked": 175,
            "computed_rank": 152,
            "computed_n": 175,
            "n_tied": 2,
            "tied_with": ["COG"],
        }
    ]


def test_bad_input_ends_with_status_2_and_one_line() -> None:
    done = program("rank", *CPI, "--year", "1900")
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr == "error: ti_cpi.score 1900: no data for this year. Years held: 2012 to 2025.\n"


def test_the_environment_names_another_snapshot(tmp_path: Path) -> None:
    done = program("sources", env={SNAPSHOT_VARIABLE: str(tmp_path / "none")})
    assert done.returncode == 2
    assert done.stderr.startswith(f"error: environment variable {SNAPSHOT_VARIABLE}: ")
    assert done.stderr.count("\n") == 1


def test_a_reader_who_has_seen_enough_is_no_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(SNAPSHOT_VARIABLE, raising=False)
    with subprocess.Popen(
        [PROGRAM, "observations", *CORRUPTION, "--format", "csv"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        assert process.stdout.readline().decode() == f"{','.join(COLUMNS)}\n"
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.returncode == 0


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="the device is Linux's")
def test_a_full_disk_is_one_line() -> None:
    with Path("/dev/full").open("w") as full:
        done = program("events", "--format", "csv", stdout=full)
    assert (done.returncode, done.stderr) == (2, "error: output: No space left on device\n")


def test_the_locale_does_not_matter() -> None:
    done = program("events", "--format", "json", env={"PYTHONIOENCODING": "ascii", "LC_ALL": "C"})
    assert (done.returncode, done.stderr) == (0, "")


def test_no_colours_outside_a_terminal() -> None:
    assert "\x1b" not in program("--help").stdout + program("rank", *CPI, "--year", "2014").stdout


def test_help_imports_no_pandas() -> None:
    code = (
        "import sys, indicators.cli as c\n"
        "try: c.main(['--help'])\n"
        "except SystemExit: pass\n"
        "sys.exit(any(name in sys.modules for name in ('pandas', 'pyarrow', 'indicators.catalogue')))"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True).returncode == 0


def test_version() -> None:
    assert ask("--version").startswith("governance-risk, version ")


@pytest.mark.parametrize("command", sorted(main.commands))
def test_every_command_takes_a_snapshot_and_has_help(command: str) -> None:
    text = ask(command, "--help")
    assert "--snapshot DIR" in text
    assert text.startswith(f"Usage: governance-risk {command} ")


# sources


def test_sources(snapshot: Snapshot) -> None:
    found = {source["id"]: source for source in records("sources")}
    assert list(found) == list(snapshot.catalogue.sources)
    cpi = found["ti_cpi"]
    assert cpi["name"] == "Corruption Perceptions Index"
    assert cpi["publisher"] == "Transparency International"
    assert (cpi["licence"], cpi["licence_class"]) == ("CC BY-ND 4.0", "attribution")
    assert cpi["editions"] == [str(year) for year in range(1995, 2026)]
    assert (cpi["year_from"], cpi["year_to"]) == (1995, 2025)
    assert cpi["indicators"] == ["ti_cpi.score", "ti_cpi.score_1995_2011"]
    assert found["wb_wgi"]["countries"] == snapshot.all_editions(CORRUPTION[1])["iso3"].nunique()


def test_the_table_of_sources_shows_gaps_and_every_indicator(snapshot: Snapshot) -> None:
    text = ask("sources")
    assert "1996, 1998, 2000, 2002 to 20" in text
    for indicator in snapshot.indicators:
        assert f"\n{indicator} " in text


# observations


def test_json_is_the_snapshot(snapshot: Snapshot) -> None:
    one_of_each = ["fh_fiw.total", "ti_cpi.score", "wb_wgi.control_of_corruption"]
    found = pd.DataFrame(
        records("observations", "--indicator", ",".join(one_of_each), "--as-of", "2026-11-22")
    )
    held = snapshot.observations(indicators=one_of_each, as_of=dt.date(2026, 11, 22))
    assert list(found.columns) == COLUMNS
    pd.testing.assert_frame_equal(found.astype(held.dtypes), held)


def test_csv_is_the_snapshot(snapshot: Snapshot) -> None:
    text = ask("observations", *CPI, "--edition", "all", "--as-of", "2026-11-22", "--format", "csv")
    found = pd.read_csv(io.StringIO(text), keep_default_na=False, na_values=[""], dtype={"edition": "str"})
    held = snapshot.observations(indicators=[CPI[1]], edition="all", as_of=dt.date(2026, 11, 22))
    assert list(found.columns) == COLUMNS
    pd.testing.assert_frame_equal(found.astype(held.dtypes), held)


def test_missing_is_null_empty_or_a_dash_never_zero() -> None:
    question = ("observations", *CORRUPTION, "--country", "Tajikistan", "--year", "2014")
    [found] = records(*question)
    assert round(found["value"], 3) == -1.132
    assert found["rank"] is None
    assert found["n_ranked"] is None
    assert isinstance(found["year"], int)
    assert isinstance(found["n_sources"], int)
    header, cells = rows(*question)
    assert dict(zip(header, cells, strict=True))["rank"] == ""
    assert "  -1.13246 " in ask(*question)
    assert "    -  " in ask(*question)


def test_indicators_and_countries_repeat_and_take_commas() -> None:
    separate = records(
        "observations", *CPI, *CORRUPTION, "--country", "TJK", "--country", "uzbekistan", "--year", "2014"
    )
    together = records(
        "observations",
        *("--indicator", "ti_cpi.score, wb_wgi.control_of_corruption"),
        *("--country", "Tajikistan,UZ"),
        *("--year", "2014"),
    )
    assert separate == together
    assert [(row["indicator"], row["iso3"]) for row in together] == [
        ("ti_cpi.score", "TJK"),
        ("ti_cpi.score", "UZB"),
        ("wb_wgi.control_of_corruption", "TJK"),
        ("wb_wgi.control_of_corruption", "UZB"),
    ]


@pytest.mark.parametrize(
    ("options", "years"),
    [
        (("--year-from", "2022"), [2022, 2023, 2024, 2025]),
        (("--year-to", "2013"), [2012, 2013]),
        (("--year-from", "2014", "--year-to", "2015"), [2014, 2015]),
        (("--year", "2014"), [2014]),
    ],
)
def test_years(options: Sequence[str], years: list[int]) -> None:
    found = records("observations", *CPI, "--country", "TJK", "--as-of", "2026-11-22", *options)
    assert [row["year"] for row in found] == years


def test_an_edition() -> None:
    assert {row["edition"] for row in records("observations", *CPI, "--edition", "2014")} == {"2014"}


def test_as_of_an_edition_of_later_does_not_exist() -> None:
    question = ("observations", *CPI, "--country", "TJK", "--as-of")
    assert max(row["year"] for row in records(*question, "2014-12-02")) == 2013
    assert max(row["year"] for row in records(*question, "2014-12-03")) == 2014
    assert run("observations", "--edition", "2014", "--as-of", "2013-01-01").exit_code == 2


def test_what_an_answer_about_all_leaves_out_is_said() -> None:
    result = run("observations", "--country", "TJK", "--year", "2014", "--as-of", "2015-07-20")
    assert result.exit_code == 0
    assert "wb_wgi" not in result.stdout
    assert result.stderr.startswith("note: left out: Worldwide Governance Indicators as of 2015-07-20: ")
    assert "is not held here" in result.stderr


def test_a_country_without_a_row_beside_one_with_is_said() -> None:
    result = run("observations", *CPI, "--country", "TJK,Tuvalu", "--year", "2014")
    assert (result.exit_code, result.stderr) == (0, "note: no row of TUV\n")


def test_the_order_of_the_options_is_irrelevant() -> None:
    one = ask("observations", *CPI, "--country", "TJK,KGZ", "--year", "2014")
    assert one == ask("observations", "--year", "2014", "--country", "KGZ,TJK", *CPI)


# rank


def test_all_countries_best_first() -> None:
    found = records("rank", *CPI, "--year", "2014")
    assert len(found) == 175
    assert found[0]["iso3"] == "DNK"
    assert [row["computed_rank"] for row in found] == sorted(row["computed_rank"] for row in found)
    assert all(row["n_tied"] == len(row["tied_with"]) + 1 for row in found)
    assert {row["iso3"] for row in found[-2:]} == {"PRK", "SOM"}


def test_several_countries_best_first_with_ranks_among_all() -> None:
    found = records("rank", *CPI, "--year", "2014", "--country", "AFG", "--country", "Kazakhstan,TJK")
    assert [(row["iso3"], row["rank"]) for row in found] == [("KAZ", 126), ("TJK", 152), ("AFG", 172)]


def test_a_rank_that_is_not_published_is_missing_and_computed() -> None:
    [found] = records("rank", *CORRUPTION, "--year", "2014", "--country", "TJK")
    assert (found["rank"], found["n_ranked"]) == (None, None)
    assert 1 <= found["computed_rank"] <= found["computed_n"]


def test_several_values_in_csv_and_in_a_table() -> None:
    assert rows("rank", *CPI, "--year", "2014", "--country", "TJK")[1][-2:] == ["2", "COG"]
    tied = ask("rank", *CPI, "--year", "2014", "--country", "DNK").splitlines()
    assert tied[1].endswith("1  -")


# claims


def test_a_claim_that_an_indicator_can_test() -> None:
    [claim] = records("claims", "--id", "C24", "--as-of", "2026-11-22")
    assert (claim["verdict"], claim["finding_then"], claim["finding"]) == (
        "supported",
        "supported",
        "outdated",
    )
    assert (claim["then_year"], claim["then_edition"], claim["then_value"]) == (2014, "2014", 23)
    assert (claim["then_rank"], claim["then_n"], claim["then_tied_with"]) == (152, 175, ["COG"])
    assert (claim["now_rank"], claim["now_n"], claim["now_year"]) == (166, 182, 2025)
    assert claim["events"] == ["N05"]
    assert "S040" in claim["references"]
    assert claim["as_of"] == "2026-11-22"


def test_a_claim_on_the_day_of_the_article() -> None:
    [claim] = records("claims", "--id", "C24", "--as-of", "2015-07-20")
    assert claim["finding"] == claim["finding_then"] == "supported"
    assert claim["now_year"] == 2014


def test_all_claims_in_the_order_of_the_article(catalogue: Catalogue) -> None:
    found = records("claims")
    assert [claim["id"] for claim in found] == [claim.id for claim in catalogue.narrative.claims]
    assert {tuple(claim) for claim in found} == {tuple(found[0])}
    [untested] = [claim for claim in found if claim["id"] == "C01"]
    assert untested["finding"] is None
    assert untested["then_rank"] is None


def test_claims_repeat_and_take_commas() -> None:
    one = ask("claims", "--id", "C01,C24")
    assert one == ask("claims", "--id", "C01", "--id", "C24")
    assert "then_rank           152\n" in one


# events


def test_events_are_confirmed_and_no_repetitions(catalogue: Catalogue) -> None:
    found = records("events")
    assert [event["id"] for event in found] == [event.id for event in catalogue.narrative.plotted_events]
    assert not any(event["duplicate_of"] for event in found)
    assert {event["category"] for event in found} <= set(CATEGORIES)
    assert not {event["status"] for event in found} & {"unconfirmed", "article_only"}


def test_unconfirmed_events_stand_apart() -> None:
    found = records("events", "--unconfirmed")
    assert {event["status"] for event in found} == {"unconfirmed", "article_only"}
    assert not {event["id"] for event in found} & {event["id"] for event in records("events")}
    assert "unconfirmed" in ask("events", "--unconfirmed")


def test_events_of_a_country_category_and_time() -> None:
    found = records(
        "events",
        *("--country", "Tajikistan", "--category", "security,conflict"),
        *("--year-from", "2014", "--year-to", "2016"),
    )
    assert found
    for event in found:
        assert "TJK" in event["countries"]
        assert event["category"] in ("security", "conflict")
        assert event["date_from"] <= "2016-12-31"
        assert event["date_to"] >= "2014-01-01"


def test_an_event_counts_for_every_year_of_its_span() -> None:
    war = records("events", "--category", "conflict", "--year-from", "1994", "--year-to", "1994")
    assert [event["title"] for event in war] == ["Tajik civil war"]


def test_no_event_is_an_answer() -> None:
    result = run("events", "--year-to", "1900", "--format", "json")
    assert (result.exit_code, result.stdout) == (0, "[]\n")
    assert result.stderr.count("\n") == 1


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


# Bad input


def assert_one_line(result: Result, *parts: str) -> None:
    assert result.exit_code == 2, result.output
    assert result.stdout == ""
    assert result.stderr.startswith("error: ")
    assert result.stderr.count("\n") == 1
    assert result.stderr.endswith("\n")
    for part in parts:
        assert part in result.stderr


@pytest.mark.parametrize(
    ("line", "part"),
    [
        ("", "Missing command"),
        ("nonsense", "No such command 'nonsense'"),
        ("rank", "Missing option '--indicator'"),
        ("rank --indicator ti_cpi.score", "Missing option '--year'"),
        ("rank --indicator ti_cpi.scor --year 2014", "Did you mean ti_cpi.score"),
        ("rank --indicator ti_cpi.score --year 1900", "Years held: 2012 to 2025"),
        ("rank --indicator wb_wgi.rule_of_law --year 1997", "1996, 1998, 2000, 2002 to 20"),
        ("rank --indicator ti_cpi.score --year MMXIV", "'MMXIV' is not a year"),
        ("rank --indicator ti_cpi.score --year 2014.0", "'2014.0' is not a year"),
        ("rank --indicator ti_cpi.score --year 2014 --year 2015", "given more than once"),
        ("rank --indicator ti_cpi.score --year 2014 --country Congo", "(COD) or "),
        ("rank --indicator ti_cpi.score --year 2014 --country TJK,", '"" is not the code'),
        ("rank --indicator ti_cpi.score --year 2014 --country T,JK", '"T" is not the code'),
        ("rank --indicator ti_cpi.score --year 2014 --country TUV", "TUV has no value"),
        ("rank --indicator ti_cpi.score --year 2014 --as-of 2013-06-01", "Years held: 2012."),
        ("rank --indicator ti_cpi.score --year 2014 --as-of 1990-01-01", "came out on 1995-07-15"),
        ("rank --indicator wb_wgi.rule_of_law --year 2013 --as-of 2015-07-20", "is not held here"),
        ("rank --indicator ti_cpi.score --year 2014 --as-of 2015-02-30", "'2015-02-30' is not a day"),
        ("rank --indicator ti_cpi.score --year 2014 --as-of July", "'July' is not a day"),
        ("rank --indicator ti_cpi.score --year 2014 --format xml", "'xml' is not one of"),
        ("rank --indicator ti_cpi.score --year 2014 --colour", "No such option '--colour'"),
        ("rank --indicator ti_cpi.score --year 2014 TJK", "unexpected extra argument"),
        ("observations --indicator ti_cpi.score --year 1900", "Years held: 2012 to 2025"),
        ("observations --indicator ti_cpi.score --country TUV", "183 countries are held, from AFG to ZWE"),
        ("observations --country TJK --year 1900", "Years held of TJK: 1996, "),
        ("observations --as-of 1900-01-01", "no row is held"),
        ("observations --indicator cpi", "'cpi' is not known"),
        ("observations --indicator ti_cpi.score,", "'' is not known"),
        ("observations --indicator ti_cpi.score --edition v16", "'v16' is not known"),
        ("observations --edition v16", "'v16' is not known"),
        ("observations --indicator ti_cpi.score --edition 2014 --as-of 2014-12-02", "'2014' is not known"),
        ("observations --year 2014 --year-from 2012", "--year stands beside"),
        ("observations --year 2014 --year-to 2014", "--year stands beside"),
        ("observations --year-from 2015 --year-to 2014", "--year-from 2015 is after --year-to 2014"),
        ("claims --id C99", "'C99' is not known"),
        ("claims --id N01", "'N01' is not known"),
        ("claims --id C24 --as-of never", "'never' is not a day"),
        ("events --category sport", "Use one of: security, "),
        ("events --country Atlantis", '"Atlantis" is not the code'),
        ("events --year-from 2016 --year-to 2014", "is after"),
        ("sources --snapshot nowhere", "there is no snapshot here"),
        ("validate --snapshot nowhere", "there is no snapshot here"),
        ("build", "Missing option '--raw'"),
        ("build --raw nowhere --out nowhere", "there is no such folder"),
        ("build --raw nowhere --out nowhere --date soon", "'soon' is not a day"),
        ("build --raw nowhere --out nowhere --snapshot nowhere", "there is no snapshot here"),
    ],
)
def test_bad_input(line: str, part: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert_one_line(run(*line.split()), part)
    assert list(tmp_path.iterdir()) == []


def test_an_error_stays_on_its_line_whatever_was_typed() -> None:
    assert_one_line(run("rank", *CPI, "--year", "2014", "--country", "Taj\nik\x1b[31m"), r"Taj ik\x1b[31m")
    assert_one_line(run("claims", "--id", "C\r\n24"))


def test_several_mistakes_in_what_people_wrote_are_all_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The one error of several lines. The files are named by the code, so a copy of the code is broken."""
    root = Path(__file__).parent.parent
    shutil.copytree(root / "indicators", tmp_path / "indicators")
    shutil.copytree(root / "data", tmp_path / "data", ignore=shutil.ignore_patterns("*.previous", "raw"))
    events = tmp_path / "data" / "narrative" / "events.toml"
    events.write_text(events.read_text().replace('category = "', 'category = "x', 2))
    code = "import sys; sys.path.insert(0, sys.argv.pop(1)); from indicators.cli import main; main()"
    monkeypatch.delenv(SNAPSHOT_VARIABLE, raising=False)
    done = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path), "sources"], capture_output=True, text=True, cwd=tmp_path
    )
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr.startswith("error: 2 mistake(s)")
    assert done.stderr.count("\n  - ") == 2
    assert "Traceback" not in done.stderr


# Names of countries


@pytest.mark.parametrize(
    ("given", "codes"),
    [
        (["TJK"], ["TJK"]),
        (["tj", "Tajikistan", "TJK"], ["TJK"]),
        (["KGZ, TJK"], ["KGZ", "TJK"]),
        (["PE,RU"], ["PER", "RUS"]),
        (["Korea, Rep."], ["KOR"]),
        (["TJK,Korea, Rep.,Iran, Islamic Rep.,Iran"], ["TJK", "KOR", "IRN"]),
        (["China (Macau, S.A.R., P.R.C.)"], ["MAC"]),
        (["TJK," * 5000 + "TJK"], ["TJK"]),
        ([], None),
    ],
)
def test_a_name_may_hold_commas(given: list[str], codes: list[str] | None, catalogue: Catalogue) -> None:
    assert country_codes(given, catalogue.countries) == codes


def test_every_name_that_is_known_is_read_as_its_country(catalogue: Catalogue) -> None:
    for iso3, country in catalogue.countries.by_iso3.items():
        for name in (iso3, country.iso2, country.name, *country.aliases):
            if name != "Taiwan, China":
                assert country_codes([name], catalogue.countries) == [iso3]


def test_a_name_that_is_also_a_list_is_refused(catalogue: Catalogue) -> None:
    with pytest.raises(QuestionError, match="one name and also a list"):
        country_codes(["Taiwan, China"], catalogue.countries)


# Formats

MIXED: list[dict[str, Any]] = [
    {"name": "a,b", "value": 0.1, "n": 7, "known": True, "with": ("X", "Y")},
    {"name": None, "value": None, "n": None, "known": False, "with": ()},
    {"name": "two\nlines", "value": 1234567.0, "n": 12345, "known": True, "with": ("Z",)},
]


def test_a_table_is_aligned() -> None:
    assert as_table(list(MIXED[0]), MIXED) == (
        "name             value      n  known  with\n"
        "a,b                0.1      7  yes    X, Y\n"
        "-                    -      -  no     -\n"
        "two lines  1.23457e+06  12345  yes    Z\n"
    )


def test_csv() -> None:
    assert as_csv(list(MIXED[0]), MIXED) == (
        'name,value,n,known,with\n"a,b",0.1,7,true,X;Y\n,,,false,\n"two\nlines",1234567.0,12345,true,Z\n'
    )


def test_json() -> None:
    assert json.loads(as_json(list(MIXED[0]), MIXED))[1] == {
        "name": None,
        "value": None,
        "n": None,
        "known": False,
        "with": [],
    }
    with pytest.raises(ValueError, match="not JSON compliant"):
        as_json(["value"], [{"value": float("nan")}])


def test_no_record_leaves_the_header() -> None:
    assert as_table(["a", "b"], []) == "a  b\n"
    assert as_csv(["a", "b"], []) == "a,b\n"
    assert as_json(["a", "b"], []) == "[]\n"


def test_one_line() -> None:
    assert one_line("a\n b\t\x07é") == "a b \\x07é"
    assert one_line(str(ReaderError("here", "seen.", "do"))) == "here: seen. do"


# The examples that the program prints


def test_the_examples_of_the_help_work() -> None:
    examples = [
        line.split()[1:]
        for line in ask("--help").partition("Examples:")[2].splitlines()
        if line.split()[:1] == ["governance-risk"]
    ]
    assert len(examples) == 4
    for example in examples:
        assert ask(*example)
