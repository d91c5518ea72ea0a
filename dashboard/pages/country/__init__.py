"""Show one country on every indicator: rank, margin of error, change, and shared inputs."""

from dashboard.common.page import Page
from dashboard.pages.country.choices import Choices
from dashboard.pages.country.model import portrait
from dashboard.pages.country.page import show

__all__ = ["PAGE"]

PAGE = Page(
    title="Country",
    about="One country on every indicator: rank, margin of error, change, shared inputs.",
    choices=Choices,
    show=show,
    exhibits={"country": portrait},
    warm_later=(lambda as_of: portrait(Choices(), as_of).alternative(),),
)
