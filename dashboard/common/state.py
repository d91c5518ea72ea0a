"""The reader's choices, bound to the address bar.

The address is the state: it is read when a page opens and when the reader goes back or edits it, and
written when the reader chooses something. Widgets' own `bind="query-params"` was tried and left: it
repeats a parameter for each country, hides what is at its default and drops bad values in silence.
"""

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import streamlit as st

from dashboard.common.choices import PAGE_FIELDS, Choices, Reading, link, read, write

_STATE = "choices"
_SEEN = "address_seen"
_REFUSED = "address_refused"


def choices(page: str) -> Choices:
    """What the reader has chosen, from the address if it is new, else from before."""
    address = {name: st.query_params[name] for name in PAGE_FIELDS[page] if name in st.query_params}
    seen = st.session_state.get(_SEEN)
    known: Choices = st.session_state.get(_STATE, Choices())
    if seen != (page, address):
        reading = read(page, address, base=_base(page, known, fresh=seen is None, named=bool(address)))
        _adopt(reading)
        if not address and (seen is None or seen[0] != page):
            publish(page)
        else:
            st.session_state[_SEEN] = (page, address)
    return st.session_state[_STATE]


def _base(page: str, known: Choices, *, fresh: bool, named: bool) -> Choices:
    """What holds where an address is silent: its defaults if it names anything, else what held before."""
    if fresh or not named:
        return known
    defaults = Choices()
    return replace(known, **{name: getattr(defaults, name) for name in PAGE_FIELDS[page]})


def _adopt(reading: Reading) -> None:
    st.session_state[_STATE] = reading.choices
    st.session_state[_REFUSED] = reading.refused


def bound(
    page: str, name: str, value: Any, to_choice: Callable[[Any], Any] = lambda picked: picked
) -> dict[str, Any]:
    """Arguments that bind a widget to a choice: it shows `value`, and what is picked becomes the choice.

    The choice is the truth: the widget is set to it before it is drawn. `to_choice` turns the widget's
    value into the choice's; a widget that was emptied where a value is needed keeps the old one.
    """
    key = f"{page}-{name}".replace("_", "-")
    if key not in st.session_state or st.session_state[key] != value:
        st.session_state[key] = value
    return {"key": key, "on_change": _picked, "args": (page, name, key, to_choice)}


def _picked(page: str, name: str, key: str, to_choice: Callable[[Any], Any]) -> None:
    picked = st.session_state[key]
    if picked is not None:
        choose(page, **{name: to_choice(picked)})


def choose(page: str, **changes: Any) -> Choices:
    """Take over what the reader chose, write it to the address, and return all choices."""
    before: Choices = st.session_state[_STATE]
    after = replace(before, **changes)
    if after != before:
        st.session_state[_STATE] = after
        st.session_state[_REFUSED] = ()
        publish(page)
    return after


def publish(page: str) -> None:
    """Write the page's address, if it is not already so."""
    written = write(page, st.session_state[_STATE])
    present = {name: st.query_params[name] for name in PAGE_FIELDS[page] if name in st.query_params}
    if written != present:
        others = {name: value for name, value in st.query_params.items() if name not in PAGE_FIELDS[page]}
        st.query_params.from_dict({**written, **others})
    st.session_state[_SEEN] = (page, written)


def refused() -> tuple[str, ...]:
    """A line for each value of the address that was refused, until the reader chooses something."""
    return st.session_state.get(_REFUSED, ())


def base_address() -> str:
    """The address under which the reader sees the dashboard, without a page."""
    url = st.context.url or "http://127.0.0.1:8501"
    parts = url.split("?", 1)[0].rstrip("/").split("/")
    if parts[-1] in PAGE_FIELDS and parts[-1]:
        parts.pop()
    return "/".join(parts)


def view_link(page: str) -> str:
    """The full address of this very view, defaults spelled out."""
    return link(base_address(), page, st.session_state.get(_STATE, Choices()))


def as_of(chosen: Choices) -> dt.date:
    """The day as of which a page is read: today unless the reader chose another."""
    return chosen.as_of or dt.date.today()
