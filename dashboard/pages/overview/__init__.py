"""Overview: how Tajikistan compares, what the article claimed, and the way into each page."""

from dashboard.common.page import Page
from dashboard.pages.overview.choices import Choices
from dashboard.pages.overview.model import front
from dashboard.pages.overview.page import show, warm

__all__ = ["PAGE"]

PAGE = Page(
    title="Overview",
    about="How Tajikistan compares, whether it changed, and how the article's claims stand.",
    choices=Choices,
    show=show,
    exhibits={"overview": lambda choices, as_of: front(as_of)},
    warm=(warm,),
)
