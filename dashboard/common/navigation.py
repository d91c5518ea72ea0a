"""Draw the bar of pages, and links from one page to another."""

from collections.abc import Sequence
from typing import Any

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from dashboard.common.address import Choices
from dashboard.common.page import Page
from dashboard.common.public import public_address

SITE = "Governance risk"
_PAGES = "pages"
_CURRENT = "current page"


def navigate(pages: Sequence[Page[Any]]) -> StreamlitPage:
    """Offer the pages, the first as the start page, and return the reader's page."""
    links = {
        page.path: st.Page(
            page.show, title=page.title, url_path=page.path or page.title.lower(), default=page is pages[0]
        )
        for page in pages
    }
    st.session_state[_PAGES] = {page.path: (page, links[page.path]) for page in pages}
    current = st.navigation(list(links.values()), position="top")
    st.session_state[_CURRENT] = current.title
    name_tab()
    return current


def name_tab(view: str = "") -> None:
    """Name the browser's tab after the page and what it shows; the site's name comes last."""
    st.set_page_config(page_title=tab_title(st.session_state[_CURRENT], view))


def tab_title(page: str, view: str = "") -> str:
    """Return the title of a browser's tab: the page, what it shows, and the site."""
    return f"{page}: {view} · {SITE}" if view else f"{page} · {SITE}"


def page_link(path: str, **options: Any) -> None:
    """Draw a link to a page."""
    _, link = st.session_state[_PAGES][path]
    st.page_link(link, **options)


def pages() -> tuple[Page[Any], ...]:
    """Return every page of the dashboard, in the order of the bar."""
    return tuple(page for page, _ in st.session_state[_PAGES].values())


def forms() -> tuple[type[Choices], ...]:
    """Return the choices of every page."""
    return tuple(page.choices for page, _ in st.session_state.get(_PAGES, {}).values())


def base_address() -> str:
    """Return the address under which the reader sees the dashboard, without a page."""
    if address := public_address():
        return address
    url = st.context.url or "http://127.0.0.1:8501"
    parts = url.split("?", 1)[0].rstrip("/").split("/")
    if parts[-1] and parts[-1] in st.session_state.get(_PAGES, {}):
        parts.pop()
    return "/".join(parts)
