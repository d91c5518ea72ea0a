"""Claims that an indicator can test, put to the snapshot (METHODS 5.1-5.3).

A claim is true or false of the edition that was the newest on its day. The same claim is put to the
newest edition of another day, usually today, and both findings stand side by side.
"""

import datetime as dt
from dataclasses import dataclass

import pandas as pd

from indicators.analysis.ranks import Place, place
from indicators.model import Finding, Indicator
from indicators.story import Claim, IndicatorTest


@dataclass(frozen=True)
class Tested:
    """What the snapshot says of a claim on a day.

    `then` is the place in the newest edition on the day of the article, `now` on the day asked for; None
    where we hold none. `finding_then` and `finding` judge the claim by each.
    """

    claim: str
    indicator: str
    article_date: dt.date
    as_of: dt.date
    finding_then: Finding
    finding: Finding
    then: Place | None
    now: Place | None
    explanation: str


def test(
    claim: Claim,
    indicator: Indicator,
    then: pd.DataFrame | None,
    now: pd.DataFrame | None,
    *,
    article_date: dt.date,
    as_of: dt.date,
) -> Tested | None:
    """Put a claim to the rows of its indicator known on two days; None where the claim names no test.

    `then` are the rows known on the day of the article, `now` those known on `as_of` (columns of
    `indicators.schema`, one edition for each year); None where no edition of the day is held.
    """
    if claim.test is None:
        return None
    place_then, place_now = (_newest_place(rows, indicator, claim.test.country) for rows in (then, now))
    finding_then = _judge(claim.test, place_then)
    finding = _judge(claim.test, place_now)
    if finding is Finding.REFUTED and finding_then in (Finding.SUPPORTED, Finding.SUPPORTED_APPROX):
        finding = Finding.OUTDATED
    return Tested(
        claim=claim.id,
        indicator=indicator.id,
        article_date=article_date,
        as_of=as_of,
        finding_then=finding_then,
        finding=finding,
        then=place_then,
        now=place_now,
        explanation=_explain(place_then, place_now),
    )


def _newest_place(rows: pd.DataFrame | None, indicator: Indicator, iso3: str) -> Place | None:
    """The country's place in the newest year of the rows."""
    if rows is None or rows.empty:
        return None
    newest = rows[rows["year"] == rows["year"].max()]
    return place(newest, indicator, iso3) if iso3 in set(newest["iso3"]) else None


def _judge(test: IndicatorTest, found: Place | None) -> Finding:
    """Ranks and counts must agree exactly; a rank that is right by our count alone agrees approximately."""
    if found is None:
        return Finding.NOT_ENOUGH_DATA
    if (found.rank, found.n_ranked) == (test.rank, test.n_ranked):
        return Finding.SUPPORTED
    if found.rank is None and (found.computed_rank, found.computed_n) == (test.rank, test.n_ranked):
        return Finding.SUPPORTED_APPROX
    return Finding.REFUTED


def _explain(then: Place | None, now: Place | None) -> str:
    parts = []
    if then is not None:
        others = len(then.tied_with)
        tied = f", tied with {others} other{'s' * (others > 1)}" if others else ""
        parts.append(
            f"The newest edition on the day of the article was {then.edition}: score {then.value:g}, "
            f"{then.text}{tied}."
        )
    else:
        parts.append("No edition of the day of the article is held.")
    if now is not None and now != then:
        parts.append(f"The newest edition now is {now.edition}: score {now.value:g}, {now.text}.")
        if then is not None and now.n_ranked != then.n_ranked:
            parts.append("The number ranked differs, so the two ranks are not a measure of change.")
    return " ".join(parts)
