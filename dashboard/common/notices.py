"""One-line messages: what of an address was refused, and what cannot be shown."""

import logging
from collections.abc import Iterable

import streamlit as st

from dashboard.common import state
from dashboard.common.address import Choices
from dashboard.common.text import inert, plain, public
from indicators.errors import QuestionError, ReaderError, SnapshotError
from indicators.snapshot.mirror import Stale


def refused_values() -> None:
    """A line for each value of the address that was refused; the rest of the address holds."""
    for line in state.refused():
        st.warning(f"In the address: {inert(line)}", icon=":material/link_off:")


def notice(text: str | None) -> None:
    """A line where a choice could not be kept."""
    if text:
        st.info(plain(text), icon=":material/info:")


def problem(error: ReaderError) -> None:
    """Where something is wrong, what, and what to do. A damaged snapshot is told to the server's log too."""
    if isinstance(error, SnapshotError):
        logging.getLogger("dashboard").warning("%s", error)
    st.error(inert(public(error)), icon=":material/error:")


def no_answer(error: QuestionError, chosen: Choices) -> None:
    """Say calmly what was not known on the day that the reader chose; today it is a problem."""
    if chosen.as_of is None:
        problem(error)
    else:
        notice(f"{error.where}: {error.what}. {error.todo}")


def not_held(lines: Iterable[str]) -> None:
    """Say once which editions of the day that the reader chose are not held, and what answers."""
    text = "  \n".join(plain(line) for line in lines)
    if text:
        st.info(text, icon=":material/history:")


def last_good_copy(stale: Stale | None) -> None:
    """A line while the snapshot may not be the newest, because its store cannot be read."""
    if stale:
        st.warning(plain(stale.notice), icon=":material/cloud_off:")
