"""The installed program: its exit status, its streams, its help and the examples in it."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from indicators.cli import main
from indicators.paths import SNAPSHOT_VARIABLE
from indicators.snapshot.schema import COLUMNS
from tests.data.cli.running import CORRUPTION, CPI, PROGRAM, ask, program

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
            "set_lower": 75,
            "set_upper": 175,
            "set_kind": "marginal_confidence_set",
            "level": 0.9,
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
        "names = ('pandas', 'pyarrow', 'indicators.catalogue.catalogue')\n"
        "sys.exit(any(name in sys.modules for name in names))"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True).returncode == 0


def test_version() -> None:
    assert ask("--version").startswith("governance-risk, version ")


@pytest.mark.parametrize("command", sorted(main.commands))
def test_every_command_takes_a_snapshot_and_has_help(command: str) -> None:
    text = ask(command, "--help")
    assert ("--snapshot DIR" in text) is (command != "fetch")  # which fetches for a snapshot yet to be built
    assert text.startswith(f"Usage: governance-risk {command} ")


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
