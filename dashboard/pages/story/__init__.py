"""Show the article's argument in steps, beside one chart that changes with them."""

from dashboard.common.page import Page
from dashboard.pages.story.choices import Choices
from dashboard.pages.story.page import show, warm

__all__ = ["PAGE"]

PAGE = Page(
    title="Story",
    about="The article's argument in eleven steps, each with its sources and verdicts.",
    choices=Choices,
    show=show,
    warm_later=(warm,),
)
