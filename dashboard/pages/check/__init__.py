"""Check a text that a reader pastes: every claim about an index marked in place, with its verdict."""

from dashboard.common.page import Page
from dashboard.pages.check.choices import Choices
from dashboard.pages.check.page import show

__all__ = ["PAGE"]

PAGE = Page(
    title="Check a text",
    about="Paste a text: every claim about an index is marked and checked.",
    choices=Choices,
    show=show,
)
