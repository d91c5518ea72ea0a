"""Write the choices that a page opened with to the browser's address, without a new entry in its history."""

from pathlib import Path

from dashboard.common import state
from dashboard.common.component import component
from dashboard.common.navigation import forms

_HERE = Path(__file__).parent
_component = component(_HERE, "address_bar")


def address_bar() -> None:
    """Send the browser what a page without parameters opened with."""
    arrival = state.arrival()
    _component(
        key="address-bar",
        data={
            "path": arrival.path if arrival else "",
            "query": arrival.query if arrival else "",
            "paths": [form.path for form in forms() if form.path],
        },
    )
