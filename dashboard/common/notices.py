"""Draw one-line messages: refused address values, notices and errors."""

import logging
from collections.abc import Iterable

import streamlit as st

from dashboard.common import state
from dashboard.common.address import Choices
from dashboard.common.text import inert, plain, public
from indicators.errors import QuestionError, ReaderError, SnapshotError
from indicators.snapshot.mirror import Stale


def refused_values() -> None:
    """Draw a line for each refused value of the address; the other values apply."""
    for line in state.refused():
        st.warning(f"In the address: {inert(line)}", icon=":material/link_off:")


def notice(text: str | None) -> None:
    """Draw a line about a choice that the page could not follow; draw nothing for None."""
    if text:
        st.info(plain(text), icon=":material/info:")


def problem(error: ReaderError) -> None:
    """Draw an error: what is wrong, where, and what to do. Log a damaged snapshot too."""
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


def clock_warning(text: str | None) -> None:
    """Draw a warning about the server's clock; draw nothing for None."""
    if text:
        st.warning(plain(text), icon=":material/schedule:")


def last_good_copy(stale: Stale | None) -> None:
    """Draw a warning while the store cannot be read and the snapshot may not be the newest."""
    if stale:
        st.warning(plain(stale.notice), icon=":material/cloud_off:")
