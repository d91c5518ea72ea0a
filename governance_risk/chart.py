"""Draw the dashboard's trend as a Plotly figure."""

from dataclasses import replace
from typing import TYPE_CHECKING

from governance_risk.questions import Day, Folder, Texts, Years, codes_of, day_of, open_snapshot, span_of

if TYPE_CHECKING:
    import plotly.graph_objects as go


def trend(
    indicator: str,
    countries: Texts = None,
    *,
    years: Years = None,
    as_of: Day = None,
    snapshot: Folder = None,
) -> "go.Figure":
    """Return the trend of an indicator as on the page Compare; None means Tajikistan and its neighbours.

    The figure's `layout.meta` is its passport. `.show()` and `.write_image()` are Plotly's own.
    """
    import orjson
    import plotly.graph_objects as go

    from dashboard.common.snapshot import one_snapshot
    from dashboard.pages.compare.cached_charts import chart
    from dashboard.pages.compare.choices import Choices
    from dashboard.pages.compare.model import comparison

    opened, day = open_snapshot(snapshot), day_of(as_of)
    chosen = replace(Choices(), indicator=indicator, years=span_of(years), chart="trend")
    codes = codes_of(countries, opened)
    if codes is not None:
        chosen = replace(chosen, countries=tuple(codes))
    with one_snapshot(opened):
        drawn = orjson.loads(chart(chosen, day))
        passport = comparison(chosen, day).passport("")
    layout = {**drawn["layout"], "meta": passport.as_dict(), "title": {"text": passport.title}}
    layout["margin"] = {**layout.get("margin", {}), "t": layout.get("margin", {}).get("t", 0) + 60}
    layout |= {"paper_bgcolor": "#ffffff", "plot_bgcolor": "#ffffff"}
    return go.Figure({"data": drawn["data"], "layout": layout})
