"""Questions put to the snapshot: what the command line and the pages both ask."""

import datetime as dt

import pandas as pd

from indicators.analysis.claims import Tested, test
from indicators.analysis.ranks import Place, league, place
from indicators.errors import QuestionError
from indicators.model import Claim
from indicators.snapshot import Snapshot


def year_of(snapshot: Snapshot, indicator: str, year: int, *, as_of: dt.date) -> pd.DataFrame:
    """One year's rows of an indicator as known on a day; raises `QuestionError` naming the years held."""
    rows = snapshot.as_of(indicator, as_of)
    found = rows[rows["year"] == year]
    if found.empty:
        years = sorted(set(rows["year"]))
        span = f"{years[0]} to {years[-1]}" if years else "none"
        raise QuestionError(f"{indicator} {year}", "no data for this year", f"Years held: {span}.")
    return found.reset_index(drop=True)


def ranking(snapshot: Snapshot, indicator: str, year: int, *, as_of: dt.date) -> pd.DataFrame:
    """One year's rows with `computed_rank`, `computed_n` and `n_tied`, best first; key iso3."""
    return league(year_of(snapshot, indicator, year, as_of=as_of), snapshot.catalogue.indicator(indicator))


def country_place(snapshot: Snapshot, indicator: str, year: int, iso3: str, *, as_of: dt.date) -> Place:
    """A country's published and computed place in one year; raises `QuestionError` where it has none."""
    rows = year_of(snapshot, indicator, year, as_of=as_of)
    return place(rows, snapshot.catalogue.indicator(indicator), iso3)


def tested_claim(snapshot: Snapshot, claim: Claim, *, as_of: dt.date) -> Tested | None:
    """What the snapshot says of a claim, in the edition of the article's day and in that of `as_of`."""
    if claim.test is None:
        return None
    indicator = snapshot.catalogue.indicator(claim.test.indicator)
    article_date = snapshot.catalogue.narrative.article.date
    then, now = (_known(snapshot, indicator.id, date) for date in (article_date, as_of))
    return test(claim, indicator, then, now, article_date=article_date, as_of=as_of)


def _known(snapshot: Snapshot, indicator: str, date: dt.date) -> pd.DataFrame | None:
    try:
        return snapshot.as_of(indicator, date)
    except QuestionError:
        return None
