"""README says what is true: its commands run, the files it names exist, its targets are in the Makefile."""

import re
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner

from dashboard.pages import PAGES
from indicators.cli import main

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("line", re.findall(r"^governance-risk .+$", README, re.MULTILINE))
def test_every_command_of_the_readme_runs(line):
    result = CliRunner().invoke(main, shlex.split(line)[1:], prog_name="governance-risk")
    assert result.exit_code == 0, result.output


def test_every_make_target_of_the_readme_exists():
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    assert set(re.findall(r"make ([a-z-]+)", README)) <= targets | {"them"}


@pytest.mark.parametrize(
    "path", re.findall(r"`((?:indicators|dashboard|data|tests|docs)/[\w./_-]+)`", README)
)
def test_every_file_that_the_readme_names_exists(path):
    if "producer_product" not in path:
        assert (ROOT / path).exists()


def test_its_pages_are_those_of_the_dashboard():
    pages = {page.title for page in PAGES}
    table = README[README.index("| page | what |") : README.index("Every choice")]
    assert {name.strip() for name in re.findall(r"^\| ([\w ]+) \|", table, re.MULTILINE)} - {"page"} == pages
