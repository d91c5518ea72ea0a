"""The script of every visitor's session: navigation, the page, and the one error boundary."""

from pathlib import Path

import streamlit as st

from dashboard.common.notices import last_good_copy, problem
from dashboard.common.snapshot import one_snapshot, stale
from dashboard.common.text import plain
from dashboard.pages.assistance import page as assistance
from dashboard.pages.claims import page as claims
from dashboard.pages.compare import page as compare
from dashboard.pages.country import page as country
from dashboard.pages.data import page as data
from dashboard.pages.overview import page as home
from dashboard.pages.risk import page as risk
from dashboard.pages.timeline import page as timeline
from dashboard.server.responses import log_failure
from indicators.errors import ReaderError

HERE = Path(__file__).parent

st.set_page_config(
    page_title="Governance risk: Tajikistan and its neighbours",
    page_icon=str(HERE / "icon.png"),
    layout="wide",
)
st.html(HERE / "style.css")

# The only list of pages: a new one is a module in views/ and a line here.
PAGES = [
    st.Page(home.page, title="Overview", url_path="overview", default=True),
    st.Page(compare.page, title="Compare", url_path="compare"),
    st.Page(claims.page, title="Claims", url_path="claims"),
    st.Page(timeline.page, title="Timeline", url_path="timeline"),
    st.Page(country.page, title="Country", url_path="country"),
    st.Page(risk.page, title="Risk", url_path="risk"),
    st.Page(assistance.page, title="Security assistance", url_path="assistance"),
    st.Page(data.page, title="Data", url_path="data"),
]

current = st.navigation(PAGES, position="top")
st.session_state["pages"] = {page.url_path: page for page in PAGES}

try:
    with one_snapshot() as opened:
        current.run()
except ReaderError as error:
    problem(error)
except Exception:
    # What went wrong stays in the log; the reader gets the name under which it stands there.
    error_id = log_failure(f"page {current.title!r} failed")
    st.error(
        "This page could not be shown; the others still work. Reload it, or take the defaults by removing "
        "everything after the ? in the address. Whoever runs this server finds what happened in its log "
        f"under error {error_id}."
    )
else:
    st.caption(
        f"Snapshot {plain(opened.id)}, built {opened.created.isoformat()}. Figures belong to their "
        "publishers; licences and citations are on the Data page."
    )
last_good_copy(stale())
