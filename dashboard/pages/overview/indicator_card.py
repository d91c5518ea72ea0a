"""An indicator in brief: newest value, place, direction and a sparkline, with the way to its comparison."""

import base64
import contextlib
import datetime as dt
import html
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import streamlit as st

from dashboard.common import cache
from dashboard.common.caching import per_snapshot
from dashboard.common.follow import origin_link
from dashboard.common.navigation import page_link
from dashboard.common.palette import LOOKS
from dashboard.common.text import number
from indicators.captions.trend import trend_sentence
from indicators.errors import QuestionError
from indicators.model import Direction, Indicator, Uncertainty
from indicators.rank.ranks import Place, place

DIRECTIONS = {
    Direction.HIGHER_IS_BETTER: "higher is better",
    Direction.LOWER_IS_BETTER: "lower is better",
    Direction.NEITHER: "",
}
WIDTH, HEIGHT, EDGE = 240, 46, 5
# Cards in memory at once, each about 3 kB: those of the main indicators on a few days.
CARDS = 256


@dataclass(frozen=True, slots=True)
class Card:
    """What is written on a card, and the figure that it leads to: its year and edition."""

    html: str
    year: int
    edition: str


def indicator_card(indicator: Indicator, iso3: str, as_of: dt.date) -> None:
    """The card of one indicator for one country, in the column at hand.

    Raises `QuestionError` where nothing of the indicator was known on the day.
    """
    written = _card(indicator.id, iso3, as_of)
    with st.container(border=True, height="stretch"):
        if written is None:
            st.markdown(f"**{html.escape(indicator.short_name)}**: no value")
            return
        st.html(written.html)
        with st.container(horizontal=True):
            page_link(
                "compare",
                label="Compare",
                query_params={"indicator": indicator.id},
                icon=":material/arrow_forward:",
            )
            origin_link(indicator.id, iso3, written.year, written.edition)


def warm(as_of: dt.date, indicators: Iterable[str], iso3: str) -> None:
    """Write the cards of some indicators that were known on a day, before anybody asks for them."""
    for indicator in indicators:
        with contextlib.suppress(QuestionError):
            _card(indicator, iso3, as_of)


@per_snapshot(maxsize=CARDS)
def _card(indicator: str, iso3: str, as_of: dt.date) -> Card | None:
    panel = cache.panel(indicator, as_of)
    known, own = panel.indicator, panel.series.get(iso3)
    if own is None:
        return None
    value, year = own["value"][-1], own["year"][-1]
    rank = place(panel.rows[panel.rows["year"] == year], known, iso3)
    kind = f" (computed{_tie(rank, known)})" if rank.computed_rank and not rank.rank else ""
    low, high = own["interval_lower"][-1], own["interval_upper"][-1]
    interval = "no published uncertainty"
    if low is not None:
        bounds = f"{number(low, known.decimals)} to {number(high, known.decimals)}"
        interval = f"{known.interval_level} % interval {bounds}"
    text = f"""<div class="card"><div class="name">{html.escape(known.short_name)}</div>
        <div class="figure"><b>{number(value, known.decimals)}</b>
        <span>{html.escape(known.unit)}, {DIRECTIONS[known.direction]}</span></div>
        {_sparkline(own, _alternative(panel, iso3), LOOKS[iso3].colour, known.every_years)}
        <div class="fine">{year}, edition {html.escape(own["edition"][-1])} · {rank.text}{kind}<br>
        {interval}</div></div>"""
    return Card(text, year, own["edition"][-1])


def _tie(rank: Place, known: Indicator) -> str:
    """With how many others a computed place is shared; the band of one reporting step where that is all
    that is known of an index's fineness.
    """
    if rank.tied_with:
        return f"; tied with {len(rank.tied_with)}"
    if known.uncertainty is Uncertainty.NONE:
        return f"; within one step of {rank.band[0]}–{rank.band[1]}"
    return ""


def _alternative(panel: cache.Panel, iso3: str) -> str:
    """The sparkline in words."""
    known = panel.indicator
    return trend_sentence(
        panel.rows,
        known,
        names={iso3: cache.country_name(iso3)},
        years=panel.span,
        breaks=cache.catalogue().breaks_of(known.id),
    )


def _sparkline(own: dict[str, list[Any]], words: str, colour: str, step: int) -> str:
    """The values over the years as a small picture; a year without data is a gap."""
    years, values = own["year"], own["value"]
    low, high = min(values), max(values)
    span, rise = max(1, years[-1] - years[0]), (high - low) or 1.0
    points = [
        (
            EDGE + (WIDTH - 2 * EDGE) * (year - years[0]) / span,
            HEIGHT - EDGE - (HEIGHT - 2 * EDGE) * (value - low) / rise,
        )
        for year, value in zip(years, values, strict=True)
    ]
    path = ""
    for number_, (x, y) in enumerate(points):
        joined = number_ and years[number_] - years[number_ - 1] <= step
        path += f"{'L' if joined else 'M'}{x:.1f} {y:.1f}"
    dots = "".join(
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="1.6"/>'
        for n, (x, y) in enumerate(points)
        if n == 0 or years[n] - years[n - 1] > step
    )
    label = html.escape(words, quote=True)
    x, y = points[-1]
    # As a picture with its own text: Streamlit strips <svg> from HTML, and a reader of screens needs `alt`.
    picture = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" preserveAspectRatio="none">'
        f'<path d="{path}" fill="none" stroke="{colour}" stroke-width="2" '
        'vector-effect="non-scaling-stroke"/>'
        f'<g fill="{colour}">{dots}<circle cx="{x:.1f}" cy="{y:.1f}" r="3.2"/></g></svg>'
    )
    encoded = base64.b64encode(picture.encode()).decode()
    return (
        f'<img alt="{label}" src="data:image/svg+xml;base64,{encoded}">'
        f'<div class="axis"><span>{years[0]}</span><span>{years[-1]}</span></div>'
    )
