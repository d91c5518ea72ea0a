"""Freedom House's files, a few rows of each."""

from pathlib import Path

from tests.loaders.workbooks import fiw, fiw_early, fiw_older, write_fiw, write_fiw_older


def write(folder: Path) -> None:
    write_fiw(folder, fiw())
    write_fiw_older(folder, fiw_older(), fiw_early())
