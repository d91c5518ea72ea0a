"""Describe the data: coverage, freshness, terms, and the origin of every number."""

from dashboard.common.page import Page
from dashboard.pages.data.choices import Choices
from dashboard.pages.data.model import about_coverage
from dashboard.pages.data.page import show

__all__ = ["PAGE"]

PAGE = Page(
    title="Data",
    about="Publishers, licences, editions, files, citations.",
    choices=Choices,
    show=show,
    exhibits={"data": about_coverage},
)
