"""List the pages once, in the order of the bar; the first one is the start page.

To add a page, write a package with a `PAGE` and name it here.
"""

from typing import Any

from dashboard.common.page import Page
from dashboard.pages import assistance, check, claims, compare, country, data, overview, risk, story, timeline

__all__ = ["PAGES"]

PAGES: tuple[Page[Any], ...] = (
    overview.PAGE,
    story.PAGE,
    compare.PAGE,
    claims.PAGE,
    check.PAGE,
    timeline.PAGE,
    country.PAGE,
    risk.PAGE,
    assistance.PAGE,
    data.PAGE,
)
