"""Links that readers have shared go on working.

`addresses.json` records what addresses meant before choices belonged to pages: for each address the address
that the page writes and the parameters that it refuses; for walks over pages the address and the link of the
view after each step.
"""

import datetime as dt
import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from urllib.parse import parse_qsl

import pytest

from dashboard.common import navigation, state
from dashboard.common.address import read
from dashboard.pages import PAGES

RECORDED = json.loads(Path(__file__).with_name("addresses.json").read_text(encoding="utf-8"))
FORMS = {page.path: page.choices for page in PAGES}


class QueryParams(dict[str, str]):
    """As much of `st.query_params` as the state of a page needs."""

    def get_all(self, name: str) -> list[str]:
        return [self[name]]

    def from_dict(self, values: dict[str, str]) -> None:
        self.clear()
        self.update(values)


def test_addresses_mean_what_they_meant():
    for page, address, written, refused in RECORDED["read"]:
        reading = read(FORMS[page], address)
        assert list(reading.choices.written().items()) == list(written.items()), address
        assert [line.partition(":")[0] for line in reading.refused] == refused, address


def value_of(name: str, value: Any) -> Any:
    if name == "as_of" and value:
        return dt.date.fromisoformat(value)
    return tuple(value) if isinstance(value, list) else value


@pytest.mark.parametrize("walk", RECORDED["walks"], ids=range(len(RECORDED["walks"])))
def test_choices_go_with_a_reader_from_page_to_page(walk, monkeypatch: pytest.MonkeyPatch):
    streamlit = SimpleNamespace(
        query_params=QueryParams(),
        session_state={"pages": {page.path: (page, None) for page in PAGES}},
        context=SimpleNamespace(url="http://host/compare"),
    )
    monkeypatch.setattr(state, "st", streamlit)
    monkeypatch.setattr(navigation, "st", streamlit)
    for visited, given, address, link in walk:
        if visited is None:
            page, name, value = given
            state.choose(FORMS[page], **{name: value_of(name, value)})
        else:
            page = visited
            streamlit.query_params.from_dict(given)
        state.choices(FORMS[page])
        arrived = state.arrival()
        if arrived:
            streamlit.query_params.update(parse_qsl(arrived.query))
        assert streamlit.query_params == address
        assert state.view_link(FORMS[page]) == link
