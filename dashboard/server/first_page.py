"""Answer the address of a page with Streamlit's index.html, rewritten for the view that it asks for.

Streamlit sends one file for every address: the title is "Streamlit", and any path is 200. `FirstPage` writes
title, description, Open Graph tags, a canonical link, and a way to the light page for readers without
JavaScript. An unknown path is 404.
"""

import asyncio
import html
import re
from functools import lru_cache
from pathlib import Path

import streamlit
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from dashboard.common.address import link
from dashboard.common.files import base_path
from dashboard.common.navigation import tab_title
from dashboard.pages import PAGES
from dashboard.server.addressed import Addressed, Body, Question
from dashboard.server.light.routes import HTML, ROOT, TITLE, light_address, refuse, social_address
from dashboard.server.light.views import FRONT, name_of, view_of
from indicators.errors import ReaderError, UnknownError

# First segments of addresses that are no pages.
OTHERS = frozenset(
    {"_stcore", "app", "auth", "component", "favicon.png", "files", "healthz", "index.html", "manifest.json"}
    | {"media", "oauth2callback", "readyz", "static", "~"}
)
# Seconds that a browser waits for the words of its view; then it gets those of the page.
WAIT = 0.5
REVALIDATE = {"Cache-Control": "no-cache"}
# What we replace in Streamlit's file. A test compares these with the installed Streamlit.
TITLE_TAG = "<title>Streamlit</title>"
NOSCRIPT = ("<noscript>", "</noscript>")
BODY_END = "</body>"
# What a reader sees until the dashboard has drawn its own chart: `common/shell.js` removes it. It takes no
# click, and goes by itself after a time.
STILL = """<style>
#gr-still { position: fixed; inset: 0; z-index: 999980; overflow: hidden; pointer-events: none;
  background: #ffffff; color: #1a1a1a; font: 1rem/1.5 system-ui, "Segoe UI", Roboto, Arial, sans-serif;
  animation: gr-away 0s 45s forwards; }
#gr-still > div { max-width: 1320px; margin: 0 auto; padding: 4.2rem 1rem 1rem; }
#gr-still h1 { margin: 0 0 0.4rem; font-size: 1.9rem; line-height: 1.2; }
#gr-still p { margin: 0 0 1rem; font-size: 1.25rem; font-weight: 600; }
#gr-still img { display: block; width: 100%; max-width: 1100px; aspect-ratio: 1200 / 800; object-fit: contain;
  object-position: left top; background: #ffffff; border-radius: 6px; }
@keyframes gr-away { to { visibility: hidden; } }
@media (prefers-color-scheme: dark) { #gr-still { background: #0e1117; color: #f5f5f5; } }
@media print { #gr-still { display: none; } }
</style>
<noscript><style>#gr-still { display: none; }</style></noscript>"""
_COMMENT = re.compile(r"<!--.*?-->\s*", re.DOTALL)
AGENTS = '<link rel="service-desc" href="./_stcore/agent/openapi.json" />'


class FirstPage:
    """Answer pages with rewritten HTML and unknown paths with 404; pass everything else on."""

    def __init__(self, app: ASGIApp, addressed: Addressed, base: str = "", wait: float = WAIT) -> None:
        self.app = app
        self._addressed, self._base, self._wait = addressed, base, wait
        self._pages = {page.path: page for page in PAGES}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        path = scope["path"].removeprefix(self._base).strip("/") if scope["type"] == "http" else ""
        is_other = path.partition("/")[0] in OTHERS or "/_stcore/" in path
        answer: ASGIApp = self.app
        if scope["type"] == "http" and scope["method"] in ("GET", "HEAD") and not is_other:
            if path in self._pages:
                answer = await self._answer(Request(scope), path)
            else:
                answer = await self._addressed.answer(Request(scope), _unknown, refuse)
        await answer(scope, receive, send)

    async def _answer(self, request: Request, path: str) -> Response:
        """Answer with the words of the view, or of its page if they cannot be had in time."""

        def make(question: Question) -> Body:
            return Body(first_html(question, path).encode(), HTML)

        def plain(_request: Request, _status: int, _error: ReaderError) -> Body:
            return Body(plain_html(path).encode(), HTML)

        answering = asyncio.ensure_future(self._addressed.answer(request, make, plain))
        done, _ = await asyncio.wait({answering}, timeout=self._wait)
        if not done:
            return Response(plain_html(path), 200, REVALIDATE, HTML)
        answer = answering.result()
        answer.headers["Cache-Control"] = REVALIDATE["Cache-Control"]
        return answer


def first_html(question: Question, path: str) -> str:
    """Return the HTML of a page's address, with the words of the view that it asks for."""
    page = next(page for page in PAGES if page.path == path)
    name = name_of(page) or FRONT
    try:
        view = view_of(name, question.query, question.day, question.root)
    except ReaderError:
        return plain_html(path)
    address = link(question.root, view.choices)
    light = light_address(question.root, name, view.query)
    tags = {
        "og:type": "article",
        "og:site_name": TITLE,
        "og:title": view.passport.title,
        "og:description": view.finding,
        "og:url": address,
    }
    if picture := social_address(question, view):
        tags |= {
            "og:image": picture,
            "og:image:width": "1200",
            "og:image:height": "630",
            "og:image:alt": view.alternative,
            "twitter:card": "summary_large_image",
        }
    lines = [
        f'<meta name="description" content="{html.escape(view.finding)}" />',
        f'<link rel="canonical" href="{html.escape(address)}" />',
        f'<link rel="alternate" type="text/html" title="Light page" href="{html.escape(light)}" />',
        *(f'<meta property="{name}" content="{html.escape(text)}" />' for name, text in tags.items()),
    ]
    picture = f"{base_path()}/{ROOT}/{view.name}.svg?{view.query}" if view.figure else ""
    shown = f"{view.passport.title}, {view.passport.subtitle.partition('. ')[0]}"
    return _rewritten(tab_title(page.title, shown), lines, light, (page.title, view.finding, picture))


def plain_html(path: str) -> str:
    """Return the HTML of a page's address with the words of the page, whatever its choices."""
    page = next(page for page in PAGES if page.path == path)
    lines = [f'<meta name="description" content="{html.escape(page.about)}" />']
    light = f"./{ROOT}/{name_of(page) or FRONT}"
    return _rewritten(tab_title(page.title), lines, light, (page.title, page.about, ""))


def _rewritten(title: str, lines: list[str], light: str, still: tuple[str, str, str]) -> str:
    """Write the words of a view, and a still of it: heading, sentence, and the address of its picture."""
    heading, words, picture = still
    before, title_tag, rest = index_html().partition(TITLE_TAG)
    middle, opening, tail = rest.partition(NOSCRIPT[0])
    _, closing, after = tail.partition(NOSCRIPT[1])
    if not (title_tag and opening and closing):
        return index_html()
    head = "\n    ".join([f"<title>{html.escape(title)}</title>", *lines])
    notice = (
        f"<h1>{html.escape(title)}</h1><p>{html.escape(words)}</p><p>The dashboard needs JavaScript. "
        f'<a href="{html.escape(light)}">Open the light page: text, picture, table and files</a>.</p>'
    )
    image = f'<img src="{html.escape(picture)}" alt="" />' if picture else ""
    shown = f"<h1>{html.escape(heading)}</h1><p>{html.escape(words)}</p>{image}"
    after = after.replace(BODY_END, f'{STILL}<div id="gr-still"><div>{shown}</div></div>{BODY_END}')
    return f"{before}{head}{_COMMENT.sub('', middle).replace(AGENTS, '')}{opening}{notice}{closing}{after}"


@lru_cache(maxsize=1)
def index_html() -> str:
    """Return Streamlit's index.html."""
    return (Path(streamlit.__file__).parent / "static" / "index.html").read_text(encoding="utf-8")


def _unknown(question: Question) -> Body:
    known = ", ".join(f"/{page.path}" for page in PAGES)
    raise UnknownError("address", "there is no such page", f"The pages are {known}.")
