"""Timeline: the article's events and their context in lanes, over one indicator on the same time axis."""

import datetime as dt

import streamlit as st

from dashboard.common import cache, state
from dashboard.common.as_of import as_of_choice
from dashboard.common.chart_card import chart_card
from dashboard.common.choices import Choices
from dashboard.common.follow import follow
from dashboard.common.notices import notice, problem, refused_values
from dashboard.common.palette import CATEGORIES
from dashboard.common.text import plain
from dashboard.pages.timeline.event_card import event_card, event_text
from dashboard.pages.timeline.model import NO_INDICATOR, Chronicle, chronicle
from dashboard.pages.timeline.timeline_chart import timeline
from dashboard.pages.timeline.window_card import before_and_after
from dashboard.server.files import rows_address
from indicators.catalogue.geography import FOCUS
from indicators.errors import QuestionError
from indicators.story import Event

PAGE = "timeline"
KEY = "timeline-figure"
NOTHING = ""


def page() -> None:
    """Dated events, and what one indicator said in the same years."""
    chosen = state.choices(PAGE)
    st.title("Timeline")
    refused_values()
    as_of = as_of_choice(PAGE, chosen, but="events are told as they are known today")
    shown = chronicle(chosen)
    _filters(chosen, shown)
    notice(shown.notice)
    if not shown.events:
        notice("No confirmed event is left by these filters. Widen the years, countries or categories.")
    else:
        _draw(chosen, shown, as_of)
        _selected(chosen, shown, as_of)
    _all(shown.events)
    if chosen.as_of is None:
        _unconfirmed()


def _filters(chosen: Choices, shown: Chronicle) -> None:
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
        **state.bound(PAGE, "places", list(chosen.places), tuple),
    )
    middle.multiselect(
        "Categories",
        list(CATEGORIES),
        format_func=CATEGORIES.get,
        placeholder="All categories",
        **state.bound(PAGE, "category", list(chosen.category), tuple),
    )
    known = cache.catalogue().indicators
    right.selectbox(
        "Beneath, for Tajikistan",
        [NO_INDICATOR, *cache.indicator_options()],
        format_func=lambda id: "no indicator" if id == NO_INDICATOR else known[id].short_name,
        filter_mode="contains",
        **state.bound(PAGE, "beneath", chosen.beneath),
    )
    st.slider("Years", *shown.span, **state.bound(PAGE, "years", shown.years, tuple))


def _draw(chosen: Choices, shown: Chronicle, as_of: dt.date) -> None:
    beneath = panel = None
    if chosen.beneath != NO_INDICATOR:
        try:
            panel = cache.panel(chosen.beneath, as_of)
            breaks = cache.catalogue().breaks_of(chosen.beneath)
            beneath = (panel.indicator, panel.series.get(FOCUS), breaks, FOCUS)
        except QuestionError as error:
            problem(error)
    chart_card(
        timeline(
            shown.events,
            years=shown.years,
            selected=chosen.event,
            article=cache.catalogue().narrative.article.date,
            beneath=beneath,
        ),
        shown.passport(state.view_link(PAGE)),
        key=KEY,
        alt=shown.alternative(),
        rows=rows_address(PAGE, chosen),
        on_select=_clicked,
        selection_mode="points",
    )
    if panel is not None:
        follow(panel, (FOCUS,), shown.years[1], as_of)


def _clicked() -> None:
    """Take the event whose mark was clicked as the selected one."""
    points = st.session_state[KEY].selection.points
    ids = [point.get("customdata") for point in points]
    named = [id[0] if isinstance(id, list) else id for id in ids if id]
    if named:
        state.choose(PAGE, event=named[0])


def _selected(chosen: Choices, shown: Chronicle, as_of: dt.date) -> None:
    """The selected event described, and what came before and after it; a list for those who do not click."""
    by_id = {event.id: event for event in shown.events}
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
        **state.bound(PAGE, "event", chosen.event),
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
    """Events that nobody but one page states: closed, apart, and never on the chart."""
    events = [e for e in cache.catalogue().narrative.unconfirmed_events if not e.duplicate_of]
    folded = st.expander(
        f"Not confirmed, and not on the chart: {len(events)}", key="timeline-unconfirmed", on_change="rerun"
    )
    if folded.open:
        with folded:
            st.caption("None of these is to be quoted as a fact. Each says why it could not be confirmed.")
            for event in events:
                event_card(event)
