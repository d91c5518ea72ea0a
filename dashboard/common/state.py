"""Bind the reader's choices to the address bar.

The address is the state. A page reads it when it opens and when the reader goes back or edits it, and writes
it when the reader chooses something. A page that opens without parameters keeps the earlier choices and adds
them to its own entry of the browser's history (`address_bar`), so that Back needs one step for each choice
and one for each page. We do not use the widgets' own `bind="query-params"`: it repeats a parameter for each
country, hides defaults and drops bad values silently.

The session holds one value for each name. Pages with a field of the same name (`as_of`, `countries`, `years`
...) share it from page to page, unless an address names another value.
"""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import streamlit as st

from dashboard.common.address import C, Choices, link, read
from dashboard.common.navigation import base_address, forms
from dashboard.common.sessions import session_before
from indicators.clock import today

_VALUES = "choices"
_SEEN = "address_seen"
_REFUSED = "address_refused"
_PICKED_BEFORE = "picked_before"
# After a server's restart the reader's first pick arrives twice (`server.replay`); in between the browser is
# sent the old value, so the widget of this key gets its value once more.
_REPEATED = "repeated_pick"
_ARRIVAL = "address_arrival"


@dataclass(frozen=True)
class Arrival:
    """A page that opened without parameters, and the query of its choices."""

    path: str
    query: str


def choices(page: type[C]) -> C:
    """Return the reader's choices: from the address if it is new, else the earlier ones."""
    address = _address(page)
    seen, arrival = st.session_state.get(_SEEN), st.session_state.get(_ARRIVAL)
    if address:
        arrival = st.session_state[_ARRIVAL] = None
    if seen == (page.path, address):
        return _carried(page)
    if not address and (seen is None or seen[0] != page.path):
        _take(_carried(page), named_otherwise(page))
        carried = _carried(page)
        st.session_state[_SEEN] = (page.path, carried.written())
        st.session_state[_ARRIVAL] = Arrival(page.path, carried.query())
    elif address or arrival is None:
        # A field that the address does not name is at its default.
        reading = read(page, address, base=page())
        _take(reading.choices, (*reading.refused, *named_otherwise(page)))
        st.session_state[_SEEN] = (page.path, address)
    return _carried(page)


def _address(page: type[Choices]) -> dict[str, str]:
    return {name: st.query_params[name] for name in page.readers() if name in st.query_params}


def named_otherwise(page: type[Choices]) -> tuple[str, ...]:
    """Return a line for each parameter that the address repeats, and for each that only other pages use."""
    readers, others = page.readers(), {name for form in forms() for name in form.readers()}
    lines = []
    for name in st.query_params:
        if name in readers and len(st.query_params.get_all(name)) > 1:
            lines.append(f"{name}: it is there several times. The page uses the last.")
        elif name in others - set(readers):
            lines.append(f"{name}: this page does not use it.")
    return tuple(lines)


def _carried(page: type[C]) -> C:
    """Return the page's choices from the session, which this page and others share."""
    return page.of(st.session_state.get(_VALUES, {}))


def _take(chosen: Choices, refused: tuple[str, ...] = ()) -> None:
    st.session_state[_VALUES] = {**st.session_state.get(_VALUES, {}), **chosen.values()}
    st.session_state[_REFUSED] = refused


def bound(
    page: type[Choices], name: str, value: Any, to_choice: Callable[[Any], Any] = lambda picked: picked
) -> dict[str, Any]:
    """Return arguments that bind a widget to a choice: it shows `value`, and a pick becomes the choice.

    The choice wins: it sets the widget before each drawing. `to_choice` turns the widget's value into the
    choice's. If the reader empties a widget that needs a value, the old value stays.
    """
    key = f"{page.path}-{name}".replace("_", "-")
    repeated = key == st.session_state.get(_REPEATED)
    if repeated:
        del st.session_state[_REPEATED]
    if repeated or key not in st.session_state or st.session_state[key] != value:
        st.session_state[key] = value
    return {"key": key, "on_change": _picked, "args": (page, name, key, to_choice)}


def _picked(page: type[Choices], name: str, key: str, to_choice: Callable[[Any], Any]) -> None:
    picked = st.session_state[key]
    if _PICKED_BEFORE not in st.session_state:
        st.session_state[_PICKED_BEFORE] = True
        if session_before(st.context.headers.get("Sec-Websocket-Protocol", "")):
            st.session_state[_REPEATED] = key
    if picked is not None:
        choose(page, **{name: to_choice(picked)})


def choose(page: type[C], **changes: Any) -> C:
    """Apply the reader's changes, write them to the address, and return all choices."""
    before = _carried(page)
    after = replace(before, **changes)
    if after != before:
        _take(after)
        publish(page)
    return after


def publish(page: type[Choices]) -> None:
    """Write the choices to the page's address, unless it has them already."""
    written = _carried(page).written()
    if written != _address(page):
        fields = {name for form in (page, *forms()) for name in form.readers()}
        others = {name: value for name, value in st.query_params.items() if name not in fields}
        st.query_params.from_dict({**written, **others})
    st.session_state[_SEEN] = (page.path, written)
    st.session_state[_ARRIVAL] = None


def arrival() -> Arrival | None:
    """Return the choices that a page without parameters opened with, until its address has them."""
    arrived: Arrival | None = st.session_state.get(_ARRIVAL)
    return arrived


def refused() -> tuple[str, ...]:
    """Return a line for each refused value of the address, until the reader chooses something."""
    lines: tuple[str, ...] = st.session_state.get(_REFUSED, ())
    return lines


def view_link(page: type[Choices]) -> str:
    """Return the full address of this very view, defaults spelled out."""
    return link(base_address(), _carried(page))


def as_of(chosen: Choices) -> dt.date:
    """Return the as-of day of a page: today unless the reader chose another."""
    return chosen.as_of or today()
