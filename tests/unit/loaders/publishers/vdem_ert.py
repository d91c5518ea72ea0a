"""V-Dem's episodes: a row for each country and year, `NA` for what is not; invented figures."""

from pathlib import Path

from tests.unit.loaders.workbooks import Grid, write_csv

FIELDS = ("ep", "ep_id", "ep_start_year", "ep_end_year", "pre_ep_year", "ep_outcome", "ep_censored")
NONE = [0, "NA", "NA", "NA", 0, 0, 0]


def _row(
    name: str, code: str, year: int, index: object, dem: list[object], aut: list[object]
) -> list[object]:
    index_bounds = ["NA"] * 3 if index == "NA" else [index, 0.184, 0.219]
    return [9, 133, code, name, year, 1, *index_bounds, *dem, *aut]


def _before(id: str) -> list[object]:
    return [0, id, "NA", "NA", 1, 0, 0]


def _within(id: str, outcome: int, censored: int = 0) -> list[object]:
    _, start, end = id.split("_")
    return [1, id, int(start), int(end), 0, outcome, censored]


def episodes() -> Grid:
    """One ended and one unfinished episode, one without a judged year before, and a unit without a code."""
    ended, going, first = "TJK_2014_2015", "KGZ_2023_2024", "XKX_2014_2014"
    return [
        [
            *("", "country_id", "country_text_id", "country_name", "year", "v2x_regime"),
            *("v2x_polyarchy", "v2x_polyarchy_codelow", "v2x_polyarchy_codehigh"),
            *(f"dem_{field}" for field in FIELDS),
            *(f"aut_{field}" for field in FIELDS),
        ],
        _row("Tajikistan", "TJK", 1980, "NA", NONE, NONE),
        _row("Tajikistan", "TJK", 2013, 0.3, NONE, _before(ended)),
        _row("Tajikistan", "TJK", 2014, 0.204, NONE, _within(ended, 5)),
        _row("Tajikistan", "TJK", 2015, 0.204, NONE, _within(ended, 5)),
        _row("Kyrgyzstan", "KGZ", 2022, 0.4, _before(going), NONE),
        _row("Kyrgyzstan", "KGZ", 2023, 0.45, _within(going, 1, 1), NONE),
        _row("Kyrgyzstan", "KGZ", 2024, 0.5, _within(going, 1, 1), NONE),
        _row("Kosovo", "XKX", 2014, 0.204, _within(first, 2), NONE),
        _row("Zanzibar", "ZZB", 2014, 0.2, _within("ZZB_2014_2014", 4), NONE),
    ]


def write_episodes(folder: Path, grid: Grid) -> Path:
    return write_csv(folder / "ert.csv", grid)


def write(folder: Path) -> None:
    write_episodes(folder, episodes())
