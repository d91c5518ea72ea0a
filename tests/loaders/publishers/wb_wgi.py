"""The World Bank's files of its governance indicators, a few rows of each."""

from pathlib import Path

from tests.loaders.workbooks import wgi_whole, write_wgi


def write(folder: Path) -> None:
    write_wgi(folder, wgi_whole())
