"""Columns of a publisher's file: a loader reads them, or the source's TOML says why not."""

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from indicators.catalogue.catalogue import Catalogue
from indicators.errors import SourceFileError
from indicators.loaders import parse
from indicators.loaders.parsing import Job
from indicators.loaders.sheets import read_csv
from indicators.model import IgnoredColumns
from tests.unit.loaders.workbooks import job, write_csv, write_xlsx

FILE = "HumanRightsProtectionScores_v4.01.csv"
HEADER = ["YEAR", "COW", "country_name", "theta_mean", "theta_sd"]
ROW = ["2014", "702", "Tajikistan", "-0.5", "0.3"]


def hrps(catalogue: Catalogue, folder: Path, *extra: str, ignored: tuple[IgnoredColumns, ...] = ()) -> Job:
    """A file with extra columns, and a source that ignores some of them."""
    rows = [[*HEADER, *extra], [*ROW, *("1" for _ in extra)]]
    work = job(catalogue, "hrps", write_csv(folder / FILE, rows))
    return replace(work, source=replace(work.source, ignored_columns=ignored))


def test_unknown_column_is_refused(catalogue: Catalogue, tmp_path: Path) -> None:
    with pytest.raises(SourceFileError) as error:
        parse(hrps(catalogue, tmp_path, "theta_new", "id"))
    assert str(error.value) == (
        f"{FILE}: unknown column(s) 'theta_new', 'id'. Read them in hrps.py, or name them under "
        "[[ignored_columns]] in hrps.toml with the reason."
    )


@pytest.mark.parametrize(
    ("ignored", "is_ignored"),
    [
        (IgnoredColumns(("theta_new",), "A variant."), True),
        (IgnoredColumns(("theta_*",), "A variant."), True),
        (IgnoredColumns(("theta_new",), "A variant.", file="Human*.csv"), True),
        (IgnoredColumns(("theta_new",), "A variant.", file="other.csv"), False),
        (IgnoredColumns(("theta",), "A variant."), False),
        (IgnoredColumns(("theta?new",), "A variant."), False),
    ],
)
def test_column_is_ignored_where_the_toml_says_so(
    catalogue: Catalogue, tmp_path: Path, ignored: IgnoredColumns, is_ignored: bool
) -> None:
    work = hrps(catalogue, tmp_path, "theta_new", ignored=(ignored,))
    if is_ignored:
        assert len(parse(work).observations) == 1
    else:
        with pytest.raises(SourceFileError, match="theta_new"):
            parse(work)


def test_column_that_is_read_needs_no_entry(catalogue: Catalogue, tmp_path: Path) -> None:
    assert len(parse(hrps(catalogue, tmp_path)).observations) == 1


WITHOUT_EXTRA = """
import sys
sys.modules["python_calamine"] = sys.modules["msoffcrypto"] = None
from pathlib import Path
import indicators.cli, indicators.loaders, indicators.refresh.build
import indicators.snapshot.mirror, indicators.refresh.publish
from indicators.loaders.sheets import read_csv, read_sheet
print(len(read_csv(Path(sys.argv[1]), columns=["a"]).rows))
try:
    read_sheet(Path(sys.argv[2]), "S", header=1, columns=["a"])
except Exception as error:
    print(type(error).__name__, error)
"""


def test_only_workbooks_need_the_extra(tmp_path: Path) -> None:
    """Without the readers of workbooks everything is imported, and a workbook is a clear error."""
    table = write_csv(tmp_path / "t.csv", [["a"], ["1"]])
    workbook = write_xlsx(tmp_path / "t.xlsx", {"S": [["a"], [1]]})
    command = [sys.executable, "-c", WITHOUT_EXTRA, str(table), str(workbook)]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines()
    assert said[0] == "1"
    assert said[1].startswith("ReaderError python_calamine: reading publishers' workbooks needs it")
    assert "pip install 'governance-risk[refresh]'" in said[1]


def test_read_of_a_csv_outside_a_loader_is_not_checked(tmp_path: Path) -> None:
    assert read_csv(write_csv(tmp_path / "t.csv", [["a", "b"], ["1", "2"]]), columns=["a"]).read == {"a"}
