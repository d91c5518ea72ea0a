"""Answer how Tajikistan compares, and lead to each page."""

from dashboard.common.page import Page
from dashboard.pages.overview.choices import Choices
from dashboard.pages.overview.model import front, front_figure
from dashboard.pages.overview.page import show, warm

__all__ = ["PAGE"]

PAGE = Page(
    title="Overview",
    about="How Tajikistan compares, if it changed, and which of the article's claims were right.",
    choices=Choices,
    show=show,
    exhibits={"overview": lambda choices, as_of: front(as_of)},
    figures={"overview": lambda choices, as_of: front_figure(as_of)},
    warm=(warm,),
)
