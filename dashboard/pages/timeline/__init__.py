"""Show the article's events and their context in lanes, over one indicator on the same time axis."""

from dashboard.common.page import Page
from dashboard.pages.timeline.choices import Choices
from dashboard.pages.timeline.model import chronicle
from dashboard.pages.timeline.page import show
from dashboard.pages.timeline.window_model import path_of, world_of

__all__ = ["PAGE"]

PAGE = Page(
    title="Timeline",
    about="The article's events and their context, over an indicator.",
    choices=Choices,
    show=show,
    exhibits={"timeline": chronicle, "window": path_of, "window-world": world_of},
)
