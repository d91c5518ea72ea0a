"""What the tests of sentences share: an indicator of nobody's, small tables of it, and their sentences."""

import re
from collections.abc import Mapping
from dataclasses import replace

import pandas as pd

from indicators.captions.trend import trend_sentence
from indicators.catalogue.catalogue import Catalogue
from indicators.compare.intervals import with_interval
from indicators.model import Break, Direction, Indicator
from indicators.snapshot.schema import observations
from indicators.story import Event

HIGH, LOW, NEITHER = Direction.HIGHER_IS_BETTER, Direction.LOWER_IS_BETTER, Direction.NEITHER
NAMES = {"TJK": "Tajikistan", "KGZ": "Kyrgyzstan", "UZB": "Uzbekistan"}
# Values and differences of the indicator as a sentence writes them; years and counts have no decimals.
FIGURE = re.compile(r"[+−]?\d[\d,]*\.\d")
# A value, or a value with its standard error.
Figure = float | tuple[float, float] | None

SCORE = replace(
    Catalogue.read().indicator("ti_cpi.score"),
    id="maker_index.score",
    source="maker_index",
    name="Score",
    unit="points",
    decimals=1,
)


def rows(of: Mapping[str, Mapping[int, Figure]]) -> pd.DataFrame:
    records = []
    for iso3, own in of.items():
        for year, figure in own.items():
            value, error = figure if isinstance(figure, tuple) else (figure, None)
            records.append({"iso3": iso3, "year": year, "value": value, "standard_error": error})
    frame = pd.DataFrame(records, columns=["iso3", "year", "value", "standard_error"])
    return with_interval(observations(frame.assign(indicator=SCORE.id, edition="one")), SCORE)


def told(
    of: Mapping[str, Mapping[int, Figure]],
    indicator: Indicator = SCORE,
    *,
    names: Mapping[str, str] = NAMES,
    years: tuple[int, int] = (1990, 2030),
    breaks: tuple[Break, ...] = (),
    events: tuple[Event, ...] = (),
    lag: int = 0,
) -> str:
    """The sentence of a trend; countries that `of` lacks are not chosen."""
    chosen = {iso3: name for iso3, name in names.items() if iso3 in of}
    return trend_sentence(
        rows(of), indicator, names=chosen, years=years, breaks=breaks, events=events, lag=lag
    )
