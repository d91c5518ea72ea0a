"""Find what the page shows for some choices: the comparison itself, or one of its other views."""

import datetime as dt

from dashboard.common.caching import per_snapshot
from dashboard.pages.compare.choices import Choices
from dashboard.pages.compare.kinds import VIEWS, View
from dashboard.pages.compare.model import Comparison, comparison

# Views in memory at once: each holds a few rows.
KEPT = 64


@per_snapshot(maxsize=KEPT)
def exhibit(choices: Choices, as_of: dt.date) -> Comparison | View:
    """Return the exhibit of the chart chosen; raises as `comparison`."""
    found = comparison(choices, as_of)
    return VIEWS[choices.chart](found, choices.against) if choices.chart in VIEWS else found
