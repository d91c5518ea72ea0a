"""Show one country on every indicator: rank, margin of error, change, and shared inputs."""

import datetime as dt

from dashboard.common.figure import Figure
from dashboard.common.page import Page
from dashboard.pages.country.choices import Choices
from dashboard.pages.country.model import portrait
from dashboard.pages.country.page import show
from dashboard.pages.country.standing_chart import standing_chart

__all__ = ["PAGE"]


def _figure(choices: Choices, as_of: dt.date) -> Figure:
    view = portrait(choices, as_of)
    return standing_chart(view.lines, country=view.country, names=view.names)


PAGE = Page(
    title="Country",
    about="One country on every indicator: rank, margin of error, change, shared inputs.",
    choices=Choices,
    show=show,
    exhibits={"country": portrait},
    figures={"country": _figure},
    warm_later=(lambda as_of: portrait(Choices(), as_of).alternative(),),
)
