"""Country: one country on every indicator: rank, how sure it is, change, and what agreement is worth."""

from dashboard.common.page import Page
from dashboard.pages.country.choices import Choices
from dashboard.pages.country.model import portrait
from dashboard.pages.country.page import show

__all__ = ["PAGE"]

PAGE = Page(
    title="Country",
    about="One country on every indicator: place, how sure it is, change, what it shares.",
    choices=Choices,
    show=show,
    exhibits={"country": portrait},
    warm_later=(lambda as_of: portrait(Choices(), as_of).alternative(),),
)
