"""Transparency International's files, a few rows of each."""

from pathlib import Path

from tests.loaders.workbooks import (
    cpi_history,
    cpi_old_scale,
    write_edition,
    write_newest,
    write_old_scale,
)


def write(folder: Path) -> None:
    write_newest(folder, cpi_history(2014, 2025))
    write_edition(folder, "CPI2014_FullDataSet.xlsx")
    write_old_scale(folder, cpi_old_scale())
