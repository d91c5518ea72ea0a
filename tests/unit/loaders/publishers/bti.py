"""The Bertelsmann Stiftung's workbook of its Transformation Index, a few rows of each sheet."""

from collections.abc import Mapping
from pathlib import Path

from tests.unit.loaders.workbooks import Grid, write_xlsx

LEGEND = """Regions:
1 | East-Central and Southeast Europe
2 | Latin America and the Caribbean
3 | West and Central Africa
4 | Middle East and North Africa
5 | Southern and Eastern Africa
6 | Eastern Europe, Caucasus and Central Asia
7 | Asia and Oceania"""

# The publisher's labels begin with two blanks; those on the right repeat others, rounded.
LABELS = (
    "Region|Ranking Status Index|S ~ Status Index|SI ~ Democracy Status|Q1.1 ~ Monopoly on the use of force"
    "|Q1.3 ~ No interference of religious dogmas|Q2.3 ~ Association / assembly rights"
    "|Q2.4 ~ Freedom of expression|Q3 ~ Rule of Law|Q3.3 ~ Prosecution of office abuse|Q3.4 ~ Civil rights"
    "|SII ~ Economy Status|Ranking Governance Index|G ~ Governance Index|Q13.3 ~ Conflict intensity"
    "|Q15.3 ~ Anti-corruption policy|Q16.3 ~ Cleavage / conflict management||Political System"
    "|Q2_3 ~ Association / assembly rights|Q2_4 ~ Freedom of expression|Q3_4 ~ Civil rights||Categories"
    "|S ~ Status Index|Category|  |G ~ Governance Index|Category"
)
HEADER = [LEGEND, *(f"  {label}".replace("~", "|") if label else None for label in LABELS.split("|"))]

TAJIKISTAN = [6, 2, 3.6, 3.5, 9, 8, 3, 4, 2.75, 2, 1, 3.7, 2, 3.2683, 5, 2, 3, None, None]
TAJIKISTAN += [3, 4, 1, None, None, 3.6, "Very limited", None, 3.27, "Weak"]
ESTONIA = [1, 1, 9.5, 10, 10, 10, 10, 10, 9.5, 9, 10, 9, 1, 7.4, 1, 9, 10, None, None]
ESTONIA += [10, 10, 10, None, None, 9.5, "Highly advanced", None, 7.4, "Good"]
# Not covered: "-" for a score, "?" for a rank.
DJIBOUTI = [
    5,
    "?",
    *["-"] * 10,
    "?",
    *["-"] * 4,
    None,
    None,
    *["-"] * 3,
    None,
    None,
    "-",
    "-",
    None,
    "-",
    "-",
]
# Covered, but without a Governance Index.
IRAQ = [4, 3, 3.5, 4, 2, 5, 6, 5, 3, 2, 4, 3, "?", "-", 9, "-", "-", None, None]
IRAQ += [6, 5, 4, None, None, 3.5, "Very limited", None, "-", "-"]


def bti(*others: list[object]) -> Grid:
    """One sheet: the legend in place of a label, no title; `others` are further rows."""
    return [
        list(HEADER),
        ["Estonia", *ESTONIA],
        ["Tajikistan", *TAJIKISTAN],
        ["Djibouti", *DJIBOUTI],
        *others,
    ]


def write_bti(folder: Path, sheets: Mapping[int, Grid] | None = None, **others: Grid) -> Path:
    """The workbook with its ten sheets, newest first; some of them changed, or others added."""
    grids = {f"BTI {edition}": bti() for edition in range(2024, 2004, -2)}
    grids["BTI 2006"] = bti(["Iraq", *IRAQ])
    grids |= {f"BTI {edition}": grid for edition, grid in (sheets or {}).items()}
    return write_xlsx(folder / "BTI_2006-2024_Scores.xlsx", grids | others)


def write(folder: Path) -> None:
    write_bti(folder)
