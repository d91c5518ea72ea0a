"""Draw Timeline: the article's events and their context in lanes, over one indicator."""

import datetime as dt
from typing import Any

import streamlit as st

from dashboard.common import cache, state
from dashboard.common.as_of import as_of_choice
from dashboard.common.chart_card import chart_card
from dashboard.common.files import rows_address
from dashboard.common.follow import follow
from dashboard.common.notices import notice, refused_values
from dashboard.common.palette import CATEGORIES
from dashboard.common.text import plain
from dashboard.common.widgets import choices_panel
from dashboard.pages.timeline.choices import NO_INDICATOR, Choices
from dashboard.pages.timeline.event_card import event_card, event_text
from dashboard.pages.timeline.model import Chronicle, chronicle
from dashboard.pages.timeline.timeline_chart import Beneath, timeline
from dashboard.pages.timeline.window_card import before_and_after
from indicators.catalogue.geography import FOCUS
from indicators.story import Event

KEY = "timeline-figure"
NOTHING = ""


def show() -> None:
    """Draw dated events, over one indicator of the same years."""
    chosen = state.choices(Choices)
    st.title("Timeline")
    refused_values()
    with choices_panel("timeline"):
        as_of = as_of_choice(Choices, chosen, but="events are described as known today", hindsight=True)
        view = chronicle(chosen, as_of)
        _filters(chosen, view)
    notice(view.notice)
    if not view.events:
        notice("No confirmed event matches these filters. Widen the years, countries or categories.")
    else:
        _draw(chosen, view)
        _selected(chosen, view, as_of)
    _all(view.events)
    if chosen.as_of is None:
        _unconfirmed()


def _filters(chosen: Choices, view: Chronicle) -> None:
    places = sorted(
        {iso3 for event in cache.catalogue().narrative.plotted_events for iso3 in event.countries},
        key=lambda iso3: (iso3 != FOCUS, cache.country_name(iso3)),
    )
    places += [iso3 for iso3 in chosen.places if iso3 not in places]
    left, middle, right = st.columns([3, 4, 3], vertical_alignment="top")
    left.multiselect(
        "Countries",
        places,
        format_func=cache.country_name,
        placeholder="All countries",
        **state.bound(Choices, "places", list(chosen.places), tuple),
    )
    middle.multiselect(
        "Categories",
        list(CATEGORIES),
        format_func=CATEGORIES.__getitem__,
        placeholder="All categories",
        **state.bound(Choices, "category", list(chosen.category), tuple),
    )
    known = cache.catalogue().indicators
    right.selectbox(
        "Indicator below, for Tajikistan",
        [NO_INDICATOR, *cache.indicator_options()],
        format_func=lambda id: "no indicator" if id == NO_INDICATOR else known[id].short_name,
        filter_mode="contains",
        **state.bound(Choices, "beneath", chosen.beneath),
    )
    st.slider("Years", *view.span, **state.bound(Choices, "years", view.years, tuple))


def _draw(chosen: Choices, view: Chronicle) -> None:
    beneath, panel = None, view.panel
    notice(view.without)
    if panel is not None:
        breaks = cache.catalogue().breaks_of(panel.indicator.id)
        beneath = Beneath(panel.indicator, panel.series.get(FOCUS), breaks, FOCUS, panel.hindsight)
    chart_card(
        timeline(
            view.events,
            years=view.years,
            selected=chosen.event,
            article=cache.catalogue().narrative.article.date,
            beneath=beneath,
        ),
        view,
        link=state.view_link(Choices),
        rows=rows_address(chosen.path, chosen),
        key=KEY,
        on_click=_clicked,
    )
    if panel is not None:
        follow(panel, (FOCUS,), view.years[1])


def _clicked(point: Any) -> None:
    """Select the event of the clicked mark."""
    event = point[0] if isinstance(point, list) and point else point
    if isinstance(event, str):
        state.choose(Choices, event=event)


def _selected(chosen: Choices, view: Chronicle, as_of: dt.date) -> None:
    """Draw a list of events, and the chosen event with the windows before and after it."""
    by_id = {event.id: event for event in view.events}
    options = [NOTHING, *by_id]
    if chosen.event and chosen.event not in by_id:
        options.append(chosen.event)
    narrative = cache.catalogue().narrative
    st.selectbox(
        "Event",
        options,
        format_func=lambda id: (
            "Click on a mark, or choose an event here"
            if id == NOTHING
            else f"{narrative.event(id).when}: {narrative.event(id).title}"
        ),
        filter_mode="contains",
        **state.bound(Choices, "event", chosen.event),
    )
    if chosen.event:
        event_card(narrative.event(chosen.event))
        before_and_after(chosen, as_of)


def _all(events: tuple[Event, ...]) -> None:
    folded = st.expander(f"All {len(events)} events in this view", key="timeline-all", on_change="rerun")
    if folded.open:
        with folded:
            for event in events:
                with st.expander(f"{plain(event.when)}: {plain(event.title)}"):
                    st.markdown(event_text(event))


def _unconfirmed() -> None:
    """Draw unconfirmed events apart from the chart, folded."""
    events = [e for e in cache.catalogue().narrative.unconfirmed_events if not e.duplicate_of]
    folded = st.expander(
        f"Not confirmed, and not on the chart: {len(events)}", key="timeline-unconfirmed", on_change="rerun"
    )
    if folded.open:
        with folded:
            st.caption("Do not quote these as facts. Each says why we could not confirm it.")
            for event in events:
                event_card(event)
