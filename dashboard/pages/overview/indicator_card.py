"""Draw an indicator in brief: newest value, rank, direction, sparkline, and a link to Compare."""

import base64
import contextlib
import datetime as dt
import html
from collections.abc import Iterable
from dataclasses import dataclass

import streamlit as st

from dashboard.common import cache
from dashboard.common.caching import per_snapshot
from dashboard.common.follow import origin_link
from dashboard.common.navigation import page_link
from dashboard.common.palette import LOOKS
from dashboard.common.text import number
from indicators.captions.trend import trend_sentence
from indicators.catalogue.geography import NEIGHBOURS
from indicators.errors import QuestionError
from indicators.model import Direction, Indicator, Uncertainty
from indicators.rank.ranks import Place, place

DIRECTIONS = {
    Direction.HIGHER_IS_BETTER: "higher is better",
    Direction.LOWER_IS_BETTER: "lower is better",
    Direction.NEITHER: "",
}
WIDTH, HEIGHT, EDGE = 240, 72, 4
# Cards in memory at once, each about 3 kB: the main indicators on a few days.
CARDS = 256


@dataclass(frozen=True, slots=True)
class Card:
    """The HTML of a card, and the year and edition of its figure."""

    html: str
    indicator: str
    year: int
    edition: str


def indicator_card(indicator: Indicator, iso3: str, as_of: dt.date, *, hindsight: bool) -> None:
    """Draw the card of one indicator for one country, in the current column.

    Raises `QuestionError` if no value of the indicator was known on the day, nor in `hindsight`.
    """
    card = _card(indicator.id, iso3, as_of, hindsight)
    with st.container(border=True, height="stretch"):
        if card is None:
            st.markdown(f"**{html.escape(indicator.short_name)}**: no value")
            return
        st.html(card.html)
        with st.container(horizontal=True):
            page_link(
                "compare",
                label=f"Compare {indicator.short_name}",
                query_params={"indicator": card.indicator},
                icon=":material/arrow_forward:",
            )
            origin_link(card.indicator, iso3, card.year, card.edition, f"Origin of {indicator.short_name}")


def warm(as_of: dt.date, indicators: Iterable[str], iso3: str) -> None:
    """Write the cards of some indicators, as of a day, before the first reader asks."""
    for indicator in indicators:
        with contextlib.suppress(QuestionError):
            _card(indicator, iso3, as_of, True)


@per_snapshot(maxsize=CARDS)
def _card(indicator: str, iso3: str, as_of: dt.date, hindsight: bool) -> Card | None:
    panel = cache.panel(indicator, as_of, hindsight=hindsight)
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
    marked = f"<br><i>Hindsight: {html.escape(panel.hindsight)}</i>" if panel.hindsight else ""
    text = f"""<div class="card"><h3 class="name">{html.escape(known.short_name)}</h3>
        <div class="figure"><b>{number(value, known.decimals)}</b>
        <span>{html.escape(known.unit)}, {DIRECTIONS[known.direction]}</span></div>
        {_sparkline(panel, iso3)}
        <div class="ends">{_ends(panel, year)}</div>
        <div class="fine">{year}, edition {html.escape(own["edition"][-1])} · {rank.text}{kind}<br>
        {interval}{marked}</div></div>"""
    return Card(text, known.id, year, own["edition"][-1])


def _tie(rank: Place, known: Indicator) -> str:
    """Count the countries that share a computed rank, or give the band of one reporting step."""
    if rank.tied_with:
        return f"; tied with {len(rank.tied_with)}"
    if known.uncertainty is Uncertainty.NONE:
        return f"; within one step of {rank.band[0]}–{rank.band[1]}"
    return ""


def _alternative(panel: cache.Panel, iso3: str) -> str:
    """Describe the sparkline in words."""
    known = panel.indicator
    marked = f"{panel.known_words}. " if panel.hindsight else ""
    return marked + trend_sentence(
        panel.rows,
        known,
        names={iso3: cache.country_name(iso3)},
        years=panel.span,
        breaks=cache.catalogue().breaks_of(known.id),
        base=cache.base_year(known.id),
        tested=not panel.hindsight,
    )


def _ends(panel: cache.Panel, year: int) -> str:
    """Write the neighbours' values in a year, each in the colour of its line."""
    words = []
    for iso3 in NEIGHBOURS:
        own = panel.series.get(iso3)
        if own and year in own["year"]:
            value = number(own["value"][own["year"].index(year)], panel.indicator.decimals)
            name = html.escape(cache.country_name(iso3), quote=True)
            words.append(
                f'<span title="{name}"><i style="color:{LOOKS[iso3].colour}">●</i> {iso3} {value}</span>'
            )
    return " ".join(words)


def _sparkline(panel: cache.Panel, focus: str) -> str:
    """Draw a country and its neighbours over its years as a small picture; a missing year is a gap."""
    own = panel.series[focus]
    years = (own["year"][0], own["year"][-1])
    others = [iso3 for iso3 in NEIGHBOURS if iso3 in panel.series]
    points = {
        iso3: [
            (year, value)
            for year, value in zip(panel.series[iso3]["year"], panel.series[iso3]["value"], strict=True)
            if years[0] <= year <= years[1]
        ]
        for iso3 in (*others, focus)
    }
    values = [value for line in points.values() for _, value in line]
    low, rise, span = min(values), (max(values) - min(values)) or 1.0, max(1, years[1] - years[0])

    def place(year: int, value: float) -> tuple[float, float]:
        return (
            EDGE + (WIDTH - 2 * EDGE) * (year - years[0]) / span,
            HEIGHT - EDGE - (HEIGHT - 2 * EDGE) * (value - low) / rise,
        )

    parts = []
    for iso3, line in points.items():
        path = ""
        for at, (year, value) in enumerate(line):
            joined = at and year - line[at - 1][0] <= panel.indicator.every_years
            x, y = place(year, value)
            path += f"{'L' if joined else 'M'}{x:.1f} {y:.1f}"
        width, opacity = (2.6, 1) if iso3 == focus else (1.2, 0.75)
        dashed = 'stroke-dasharray="2 5" ' if panel.hindsight else ""
        parts.append(
            f'<path d="{path}" fill="none" stroke="{LOOKS[iso3].colour}" stroke-width="{width}" '
            f'opacity="{opacity}" {dashed}stroke-linecap="round" vector-effect="non-scaling-stroke"/>'
        )
    # An image with its own text, because Streamlit strips <svg> from HTML and screen readers need `alt`.
    picture = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" preserveAspectRatio="none">'
        f"{''.join(parts)}</svg>"
    )
    encoded = base64.b64encode(picture.encode()).decode()
    label = html.escape(_alternative(panel, focus), quote=True)
    return (
        f'<img alt="{label}" src="data:image/svg+xml;base64,{encoded}">'
        f'<div class="axis"><span>{years[0]}</span><span>{years[1]}</span></div>'
    )
