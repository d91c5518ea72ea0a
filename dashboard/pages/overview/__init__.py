"""Overview: what the article said, how it stands, and the way into each page."""

from dashboard.common.page import Page
from dashboard.pages.overview.choices import Choices
from dashboard.pages.overview.page import show, warm

__all__ = ["PAGE"]

PAGE = Page(
    title="Overview",
    about="What the article said, how it stands, and the way into each page.",
    choices=Choices,
    show=show,
    warm=(warm,),
)
