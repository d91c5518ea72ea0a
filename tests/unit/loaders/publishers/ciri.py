"""The CIRI project's table, a few rows with invented scores.

No file of it is written for a whole build: the source is not part of the committed snapshot.
"""

from pathlib import Path

from tests.unit.loaders.workbooks import Grid, write_csv

COLUMNS = (
    "CTRY,YEAR,CIRI,PHYSINT,DISAP,KILL,POLPRIS,TORT,OLD_EMPINX,NEW_EMPINX,ASSN,FORMOV,DOMMOV,SPEECH,ELECSD"
    ",NEW_RELFRE,WORKER,INJUD"
)


def ciri() -> Grid:
    """A whole row, one without a government, one with a gap, an empty one, and a state that is gone."""
    return [
        COLUMNS.split(","),
        ["Tajikistan", 2009, 101, 4, 2, 1, 1, 0, "", 5, 0, 1, 2, 1, 0, 0, 1, 0],
        ["Tajikistan", 2010, 101, "", 2, 1, "-999", 0, "", 5, 0, 1, 2, 1, 0, 0, 1, 0],
        ["Kyrgyz Republic", 2010, 102, "", *["-77"] * 4, "", "", *["-77"] * 8],
        ["Tajikistan", 1981, 101, *[""] * 15],
        ["Soviet Union", 1981, 103, 2, 2, 0, 0, 0, "", 1, 0, 0, 1, 0, 0, 0, 0, 0],
    ]


def write_ciri(folder: Path, grid: Grid) -> Path:
    return write_csv(folder / "CIRI_Data_1981_2011.csv", grid)


def write(folder: Path) -> None:
    write_ciri(folder, ciri())
