"""List the article's claims, each with the verdict of its check, its caution and its sources."""

from dashboard.common.page import File, Page
from dashboard.pages.claims.choices import Choices
from dashboard.pages.claims.files import CLAIMS, claim_file
from dashboard.pages.claims.page import show

__all__ = ["PAGE"]

PAGE = Page(
    title="Claims",
    about="What the article claims, with verdict, caution and sources.",
    choices=Choices,
    show=show,
    files=(File(CLAIMS, claim_file),),
)
