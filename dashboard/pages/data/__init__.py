"""Describe the data: coverage, freshness, terms, and the origin of every number."""

import datetime as dt

from dashboard.common.figure import Figure
from dashboard.common.page import Page
from dashboard.pages.data.choices import Choices
from dashboard.pages.data.coverage_chart import coverage
from dashboard.pages.data.model import FIRST_YEAR, about_coverage
from dashboard.pages.data.page import show

__all__ = ["PAGE"]


def _figure(choices: Choices, as_of: dt.date) -> Figure:
    table = about_coverage(choices, as_of).table
    return coverage(table, len(choices.countries), first=FIRST_YEAR)


PAGE = Page(
    title="Data",
    about="Publishers, licences, editions, files, citations.",
    choices=Choices,
    show=show,
    exhibits={"data": about_coverage},
    figures={"data": _figure},
)
