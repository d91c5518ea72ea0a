"""Answer the addresses of light pages: `/v/compare?indicator=ti_cpi.score&countries=TJK,KGZ`."""

import hashlib
import math
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import jinja2
import orjson
import pandas as pd
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from dashboard.common import chart
from dashboard.common.address import link
from dashboard.common.assets import PLOTLY, asset_address
from dashboard.common.files import SNAPSHOT, base_path
from dashboard.pages import PAGES
from dashboard.server.addressed import (
    FOREVER,
    Addressed,
    Body,
    NotHeldError,
    Question,
    Refuse,
    words_of,
)
from dashboard.server.light.brief import HIGH, WIDE, YEARS, brief_of
from dashboard.server.light.pictures import ENDINGS, SOCIAL, picture
from dashboard.server.light.views import FRONT, Item, View, name_of, view_of
from indicators.errors import ReaderError
from indicators.refusals import unknown

ROOT = "v"
EMBED = "embed"
TITLE = "Governance risk"
HEIGHT = 560
# As many letters as a cell of a table keeps on one line.
LONG_CELL = 40
_HERE = Path(__file__).parent
_CHART = Path(chart.__file__).parent
HTML = "text/html; charset=utf-8"
# Only our own scripts; Plotly writes style elements and attributes while it draws.
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'unsafe-inline'; img-src 'self' data: blob:; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'"
)

_templates = jinja2.Environment(
    loader=jinja2.FileSystemLoader(_HERE),
    autoescape=True,
    trim_blocks=True,
    lstrip_blocks=True,
    undefined=jinja2.StrictUndefined,
)


def routes(addressed: Addressed, base: str) -> list[Route]:
    """Return the routes of light pages below a base path; they answer through `addressed`."""

    def route(path: str, make: Callable[[Question], Body], refuse: Refuse = refuse) -> Route:
        async def answer(request: Request) -> Response:
            return await addressed.answer(request, make, refuse)

        return Route(f"{base}/{ROOT}{path}", answer)

    return [
        Route(f"{base}/{ROOT}/-/{{fingerprint}}/{{name}}", _script),
        route("", answer_page),
        route("/", answer_page),
        route("/brief", answer_brief),
        route("/{name}.{ending}", answer_picture, refuse_in_a_line),
        route("/{name}", answer_page),
    ]


def light_address(root: str, name: str, query: str) -> str:
    """Return the full address of a light page."""
    return f"{root}/{ROOT}/{name}" + (f"?{query}" if query else "")


def picture_address(question: Question, view: View, ending: str) -> str:
    """Return the full address of a view's picture, pinned if its page is."""
    address = light_address(question.root, f"{view.name}.{ending}", view.query)
    return _with(address, SNAPSHOT, question.snapshot.id) if question.is_pinned else address


def social_address(question: Question, view: View) -> str:
    """Return the address of the picture that chats show; empty for a view without a chart."""
    return _with(picture_address(question, view, "png"), SOCIAL, "1") if view.figure else ""


def scripts() -> dict[str, bytes]:
    """Return the scripts and the icon of light pages by name."""
    return {
        "chart.js": (chart.PLOTLY_JS + (_CHART / "chart.js").read_text(encoding="utf-8")).encode(),
        "light.js": (_HERE / "light.js").read_bytes(),
        "icon.png": (_HERE.parents[1] / "icon.png").read_bytes(),
    }


@lru_cache(maxsize=1)
def _fingerprint() -> str:
    return hashlib.sha256(b"".join(scripts().values())).hexdigest()[:12]


async def _script(request: Request) -> Response:
    known = scripts()
    name = request.path_params["name"]
    if name not in known or request.path_params["fingerprint"] != _fingerprint():
        return Response("no such file\n", 404, {"Cache-Control": "no-store"}, "text/plain")
    kind = "image/png" if name.endswith(".png") else "text/javascript; charset=utf-8"
    return Response(known[name], 200, {"Cache-Control": FOREVER}, kind)


def answer_page(question: Question) -> Body:
    """Answer with the light page of a view."""
    query = dict(question.query)
    embed = query.pop(EMBED, "") == "1"
    name = question.request.path_params.get("name", FRONT)
    return page(question, view_of(name, query, question.day, question.root), embed=embed)


def answer_brief(question: Question) -> Body:
    """Answer with the brief of a country."""
    iso3, content = brief_of(question)
    html = _templates.get_template("brief.html").render(**content, wide=WIDE, high=HIGH, years=YEARS)
    name = f"governance-brief_{iso3}_{content['day']}.html"
    headers = {**_headers(embed=False), "Content-Disposition": f'inline; filename="{name}"'}
    return Body(html.encode(), HTML, headers)


def answer_picture(question: Question) -> Body:
    """Answer with the picture of a view."""
    path = question.request.path_params
    if path["ending"] not in ENDINGS:
        raise unknown("picture", path["ending"], ENDINGS)
    query = {name: value for name, value in question.query.items() if name != SOCIAL}
    view = view_of(path["name"], query, question.day, question.root)
    return picture(question, view, path["ending"])


def refuse_in_a_line(_request: Request, status: int, error: ReaderError) -> Body:
    """Answer an error as one line of text."""
    return Body(f"{words_of(error)['detail']}\n".encode(), "text/plain; charset=utf-8", status=status)


def page(question: Question, view: View, *, embed: bool) -> Body:
    """Write a light page; with `embed` without navigation, and allowed in a frame of any site."""
    root = question.root
    address = light_address(root, view.name, view.query)
    pinned = _with(address, SNAPSHOT, question.snapshot.id)
    frame = _with(pinned if question.is_pinned else address, EMBED, "1")
    html = _templates.get_template("view.html").render(
        **_frame(view.name, embed=embed),
        title=f"{view.passport.title} | {TITLE}",
        description=view.finding,
        view=view,
        address=address,
        pinned=pinned,
        pinned_here=question.is_pinned,
        snippet=(
            f'<iframe src="{frame}" title="{_attribute(view.passport.title)}" width="100%" height="{HEIGHT}" '
            'loading="lazy" style="border:0"></iframe>'
        ),
        dashboard=link(root, view.choices),
        source_link=address if embed else "",
        feed=f"{root}/feed.atom",
        picture=social_address(question, view),
        pictures={
            ending.upper(): picture_address(question, view, ending) for ending in ENDINGS if view.figure
        },
        table=_table(view.table),
        plotly=asset_address(PLOTLY),
        chart=(_CHART / "chart.html").read_text(encoding="utf-8"),
        figure=_inert(view.figure or b""),
        settings=_inert(
            orjson.dumps({"config": view.config, "alt": view.alternative, "script": asset_address(PLOTLY)})
        ),
    )
    return Body(html.encode(), HTML, _headers(embed=embed))


def _with(address: str, name: str, value: str) -> str:
    return f"{address}{'&' if '?' in address else '?'}{name}={quote(value, safe='')}"


def refuse(request: Request, status: int, error: ReaderError) -> Body:
    """Answer an error as a page that says what is wrong and what to do, and leads on."""
    name = request.path_params.get("name", FRONT)
    embed = request.query_params.get(EMBED) == "1"
    todays, words = f"{base_path()}/{ROOT}/", "Open the overview"
    if isinstance(error, NotHeldError):
        query = [(key, value) for key, value in request.query_params.multi_items() if key != SNAPSHOT]
        todays = request.url.path + (f"?{urlencode(query, safe=',._-:')}" if query else "")
        words = "Open this view of today"
    heading = "This snapshot is not held any more" if isinstance(error, NotHeldError) else "No answer"
    html = _templates.get_template("problem.html").render(
        **_frame(name, embed=embed),
        title=f"{heading} | {TITLE}",
        description=words_of(error)["detail"],
        heading=heading,
        detail=words_of(error)["detail"],
        todays=todays,
        todays_words=words,
    )
    return Body(html.encode(), HTML, _headers(embed=embed), status)


def _frame(name: str, *, embed: bool) -> dict[str, Any]:
    pages = [(name_of(page), page.title) for page in PAGES]
    return {
        "name": name,
        "embed": embed,
        "style": _style(),
        "scripts": f"{base_path()}/{ROOT}/-/{_fingerprint()}",
        "nav": [Item(name, title, f"{base_path()}/{ROOT}/{name}") for name, title in pages if name],
    }


@lru_cache(maxsize=1)
def _style() -> str:
    own = (_HERE / "light.css").read_text(encoding="utf-8")
    return own + (_CHART / "chart.css").read_text(encoding="utf-8")


def _headers(*, embed: bool) -> dict[str, str]:
    return {
        "Content-Security-Policy": POLICY if embed else f"{POLICY}; frame-ancestors 'none'",
        "Cross-Origin-Resource-Policy": "cross-origin",
        "Referrer-Policy": "strict-origin-when-cross-origin",
    }


def _inert(json: bytes) -> str:
    """Return JSON that cannot end the script element around it."""
    return json.decode().replace("<", "\\u003c")


def _attribute(text: str) -> str:
    return text.replace("&", "&amp;").replace('"', "&quot;").replace("<", "&lt;")


def _table(rows: pd.DataFrame | None) -> dict[str, Any] | None:
    """Return the columns of a table and its cells as text; numbers stand to the right."""
    if rows is None or rows.empty:
        return None
    cells = [[_cell(value) for value in row] for row in rows.itertuples(index=False)]
    return {"columns": list(rows.columns), "rows": cells}


def _cell(value: Any) -> dict[str, str]:
    if isinstance(value, bool):
        return {"text": "yes" if value else "no", "kind": ""}
    if isinstance(value, float):
        return {"text": "" if math.isnan(value) else f"{value:.6g}", "kind": ' class="number"'}
    if pd.api.types.is_number(value):
        return {"text": str(value), "kind": ' class="number"'}
    text = "" if value is None or value is pd.NA else str(value)
    return {"text": text, "kind": ' class="long"' if len(text) > LONG_CELL else ""}
