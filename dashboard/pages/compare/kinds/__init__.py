"""Other views of the comparison: panels, change, ranks, editions, a heat table, two indicators.

Each view is an `Exhibit` that also draws itself: `VIEWS[name](view, against)` from a `Comparison`.
"""

from collections.abc import Callable

from dashboard.pages.compare.kinds.change import ChangeView
from dashboard.pages.compare.kinds.editions import EditionsView
from dashboard.pages.compare.kinds.heat import HeatView
from dashboard.pages.compare.kinds.panels import PanelsView
from dashboard.pages.compare.kinds.ranks import RanksView
from dashboard.pages.compare.kinds.two import TwoView
from dashboard.pages.compare.kinds.view import View
from dashboard.pages.compare.model import Comparison

__all__ = ["VIEWS", "View"]

# The view of each word of the address; the second argument is the other indicator.
VIEWS: dict[str, Callable[[Comparison, str], View]] = {
    "panels": lambda view, _: PanelsView(view),
    "change": lambda view, _: ChangeView(view),
    "ranks": lambda view, _: RanksView(view),
    "editions": lambda view, _: EditionsView(view),
    "heat": lambda view, _: HeatView(view),
    "two": lambda view, against: TwoView(view, against),
}
