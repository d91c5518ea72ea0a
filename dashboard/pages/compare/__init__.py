"""Compare countries by one indicator over years, as a trend, a ranking, a map or a table."""

import datetime as dt
from dataclasses import replace

from dashboard.common import cache
from dashboard.common.page import Page
from dashboard.pages.compare import cached_charts
from dashboard.pages.compare.choices import Choices
from dashboard.pages.compare.exhibits import exhibit
from dashboard.pages.compare.model import comparison
from dashboard.pages.compare.page import show

__all__ = ["PAGE"]


def _warm(chart: str, as_of: dt.date) -> None:
    """Compute the page's defaults for one kind of chart."""
    asked = replace(Choices(), chart=chart)
    view = comparison(asked, as_of)
    cached_charts.chart(asked, as_of)
    view.passport("")
    view.alternative()
    if (pair := view.pair(())) is not None:
        cache.between(asked.indicator, *pair, as_of)


def _figure(choices: Choices, as_of: dt.date) -> bytes | None:
    return None if choices.chart == "table" else cached_charts.chart(choices, as_of)


PAGE = Page(
    title="Compare",
    about="Tajikistan beside its neighbours, or any countries: trends, changes, ranks, maps, two indicators.",
    choices=Choices,
    show=show,
    exhibits={"compare": exhibit},
    figures={"compare": _figure},
    warm=(lambda as_of: _warm("trend", as_of),),
    warm_later=(lambda as_of: _warm("ranking", as_of), lambda as_of: _warm("map", as_of)),
)
