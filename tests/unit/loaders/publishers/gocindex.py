"""The Global Initiative's workbook of the Organized Crime Index, a few rows of each sheet; invented figures.

No file of it is written for a whole build: the source is not part of the committed snapshot.
"""

from pathlib import Path

from tests.unit.loaders.workbooks import Grid, write_xlsx

RESILIENCE = (
    "Political leadership and governance|Government transparency and accountability|International cooperation"
    "|National policies and laws|Judicial system and detention|Law enforcement|Territorial integrity"
)
COLUMNS_2021 = (
    "Continent|Region|Country|Criminality|Criminal markets|Human trafficking|Arms trafficking|Heroin trade"
    f"|Criminal actors|State-embedded actors|Foreign actors|Resilience|{RESILIENCE}"
)
COLUMNS_2023 = (
    "Continent|Region|Country|Criminality avg,|Criminal markets avg,|Human trafficking|Arms trafficking"
    "|Heroin trade|Cyber-dependent crimes|Criminal actors avg,|State-embedded actors|Foreign actors"
    f"|Private sector actors|Resilience avg,|{RESILIENCE}"
)
TAJIKISTAN = ["Asia", "Central Asia and the Caucasus", "Tajikistan"]
ST_LUCIA = ["Americas", "Caribbean ", "St. Lucia"]


def edition_2021() -> Grid:
    return [
        COLUMNS_2021.split("|"),
        [*TAJIKISTAN, 5.83, 5.1, 6, 4, 8.5, 6.55, 8, 5, 2.6, 3, 2, 3, 2, 3.5, 2.5, 1.5],
        [*ST_LUCIA, 4.09, 3.05, 4, 5, 1, 5.13, 5.5, 6, 5.63, 7.5, 6.5, 6.5, 6.5, 6, 4.5, 5.5],
    ]


def edition_2023() -> Grid:
    """Averages have other labels here, and there are more markets and actors."""
    return [
        COLUMNS_2023.split("|"),
        [*TAJIKISTAN, 5.2, 4.2, 6.5, 4, 8.5, 2, 6.2, 8.5, 5, 5, 2.5, 3, 2, 3, 2, 3, 3, 2],
    ]


def write_gocindex(folder: Path, **changed: Grid) -> Path:
    """The workbook, some of its sheets changed or added: `_2025_dataset=grid`."""
    sheets = {
        "2023_Global_OC_Index": [[None, "GLOBAL ORGANIZED CRIME INDEX - 2023"]],
        "2023_dataset": edition_2023(),
        "2021_dataset": edition_2021(),
    }
    sheets |= {name.removeprefix("_"): grid for name, grid in changed.items()}
    return write_xlsx(folder / "global_oc_index.xlsx", sheets)


def write(folder: Path) -> None:
    write_gocindex(folder)
