"""Run every visitor's session: navigation, the page, and the one error boundary."""

from pathlib import Path

import streamlit as st

from dashboard.common.address_bar import address_bar
from dashboard.common.navigation import navigate
from dashboard.common.notices import clock_warning, last_good_copy, problem
from dashboard.common.responses import log_failure
from dashboard.common.shell import shell
from dashboard.common.snapshot import clock_is_wrong, one_snapshot, stale
from dashboard.common.text import plain
from dashboard.pages import PAGES
from indicators.errors import ReaderError

HERE = Path(__file__).parents[1]

st.set_page_config(
    page_icon=str(HERE / "icon.png"),
    layout="wide",
)
st.html(HERE / "style.css")

current = navigate(PAGES)
foot = ""
opened = None

try:
    with one_snapshot() as opened:
        current.run()
except ReaderError as error:
    problem(error)
except Exception:
    # The details stay in the log; the reader gets the id of the record.
    error_id = log_failure(f"page {current.title!r} failed")
    st.error(
        "This page could not be shown; the others still work. Reload it, or remove everything after the ? in "
        f"the address. Ask the operator of this server to look up error {error_id} in its log."
    )
else:
    foot = f"Snapshot {opened.id}, built {opened.created.isoformat()}. The publishers own their figures."
    st.caption(plain(f"{foot} See the Data page for licences and citations."))
address_bar()
last_good_copy(stale())
if opened is not None:
    clock_warning(clock_is_wrong(opened))
shell(current.title, foot)
