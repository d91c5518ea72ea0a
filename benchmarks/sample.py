"""The figures of the committed snapshot that peers draw, and that answers are checked against."""

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from indicators.catalogue.catalogue import Catalogue
from indicators.catalogue.geography import FOCUS
from indicators.snapshot.snapshot import Snapshot

CPI = "ti_cpi.score"
ARTICLE = dt.date(2015, 7, 20)
NAMES = {CPI: "CPI score"}


@dataclass(frozen=True, slots=True)
class Sample:
    """Expected figures: CPI scores by country and year, oldest first, and the focus country's years.

    `editions` are the words of a card for the newest CPI edition on the day of the article and on `day`;
    `cards` counts the overview's indicators, `cards_then` those with a figure of a year before the article's.
    """

    scores: dict[str, list[float]]
    years: tuple[int, ...]
    focus: str
    editions: tuple[str, str]
    cards: int
    cards_then: int


def headline(snapshot: Snapshot) -> list[str]:
    """Return the indicators of the overview's cards."""
    return [indicator.id for indicator in snapshot.catalogue.indicators.values() if indicator.headline]


def sample(snapshot: Snapshot, day: dt.date) -> Sample:
    """Return what a reader of `day` must see."""
    countries = snapshot.catalogue.countries.by_iso3
    rows = snapshot.as_of(CPI, day).sort_values("year").dropna(subset="value")
    scores = {
        countries[str(iso3)].name: own["value"].tolist() for iso3, own in rows.groupby("iso3", observed=True)
    }
    words = []
    for known in (snapshot.as_of(CPI, ARTICLE), rows):
        newest = known[known["iso3"] == FOCUS].sort_values("year").iloc[-1]
        words.append(f"{newest['year']}, edition {newest['edition']}")
    years = tuple(int(year) for year in rows.loc[rows["iso3"] == FOCUS, "year"])
    cards = headline(snapshot)
    then = 0
    for id in cards:
        own = snapshot.as_of(id, day).dropna(subset="value")
        then += bool(((own["iso3"] == FOCUS) & (own["year"] < ARTICLE.year)).any())
    return Sample(scores, years, countries[FOCUS].name, (words[0], words[1]), len(cards), then)


def write_csv(snapshot: Snapshot, day: dt.date, path: Path) -> int:
    """Write the overview's indicators for all countries, as known on `day`, and return the number of rows.

    Columns: name, iso3, country, year, value, lower, upper. A naive script would keep about this; it is a
    twentieth of the snapshot, which keeps the comparison on the careful side.
    """
    countries = snapshot.catalogue.countries.by_iso3
    parts = []
    for id in headline(snapshot):
        rows = snapshot.as_of(id, day).dropna(subset="value")
        known = snapshot.catalogue.indicator(id)
        parts.append(
            pd.DataFrame(
                {
                    "name": NAMES.get(id, known.short_name),
                    "iso3": rows["iso3"].astype(str),
                    "country": [countries[str(iso3)].name for iso3 in rows["iso3"]],
                    **{column: rows[column] for column in ("year", "value", "lower", "upper")},
                }
            )
        )
    frame = pd.concat(parts, ignore_index=True)
    frame.to_csv(path, index=False)
    return len(frame)


def committed(folder: Path) -> Snapshot:
    """Open the snapshot in a folder with the catalogue of this code."""
    return Snapshot(folder, Catalogue.read())
