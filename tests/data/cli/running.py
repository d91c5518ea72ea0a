"""The command line as tests run it: within this process, or as a program of its own."""

import csv
import io
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from click.testing import CliRunner, Result

from indicators.cli import main
from indicators.paths import SNAPSHOT_VARIABLE

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


def assert_one_line(result: Result, *parts: str) -> None:
    assert result.exit_code == 2, result.output
    assert result.stdout == ""
    assert result.stderr.startswith("error: ")
    assert result.stderr.count("\n") == 1
    assert result.stderr.endswith("\n")
    for part in parts:
        assert part in result.stderr
