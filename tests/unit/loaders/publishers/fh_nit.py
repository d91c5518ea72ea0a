"""Nations in Transit as transcribed: two editions of Tajikistan, and scores of some countries in 2015."""

from pathlib import Path

from indicators.loaders.fh_nit import CATEGORIES
from tests.unit.loaders.workbooks import Grid, write_csv

TAJIKISTAN = "nit_tajikistan_2009_2018.csv"
SCORES_2015 = "nit2015_democracy_scores_17_countries_transcribed.csv"


def ratings() -> Grid:
    """The seven ratings of an edition and their mean; invented, but for the score of 2015."""
    grid: Grid = [["edition", "category", "score_1_7_7_worst"]]
    of_2015 = ["6.50", "6.75", "6.50", "6.25", "6.00", "6.50", "6.25"]
    grid += [["2014", category, "6.25"] for category in CATEGORIES]
    grid += [["2015", category, rating] for category, rating in zip(CATEGORIES, of_2015, strict=True)]
    return [*grid, ["2014", "Democracy Score", "6.25"], ["2015", "Democracy Score", "6.39"]]


def scores() -> Grid:
    return [
        ["country", "nit2015_democracy_score"],
        ["Tajikistan", "6.39"],
        ["Czech Republic", "2.21"],
        ["Kosovo", "5.14"],
    ]


def write_all(folder: Path, tajikistan: Grid, others: Grid) -> list[Path]:
    return [write_csv(folder / TAJIKISTAN, tajikistan), write_csv(folder / SCORES_2015, others)]


def write(folder: Path) -> None:
    write_all(folder, ratings(), scores())
