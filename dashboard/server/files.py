"""Files that the browser fetches by address: map outlines, rows behind a chart, bulk downloads, claims.

They are stateless: a link to a file works in any session and after a restart.
"""

import datetime as dt
from collections.abc import Callable, Collection

import streamlit as st
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, Response
from starlette.routing import Route

from dashboard.common import cache
from dashboard.common.choices import PAGE_FIELDS, Choices, link, read
from dashboard.common.snapshot import stale
from dashboard.common.text import public
from dashboard.pages.claims.files import CLAIMS, claim_file, claim_query
from dashboard.pages.compare.model import comparison
from dashboard.pages.risk.files import RISK, risk_file, risk_query
from dashboard.server.bulk import bulk
from dashboard.server.responses import refuse, telling
from dashboard.server.snapshot_pin import of_snapshot
from indicators.errors import ReaderError
from indicators.export.passport import Passport
from indicators.export.tables import to_csv, to_parquet
from indicators.paths import DATA

SHAPES = "files/world.geojson"
STUB = "files/stub/"
ROWS = "files/rows"
BULK = "files/bulk"

# Charts that stand on another page, by the name of which their rows are asked.
STANDS_ON = {"window": "timeline", "window-world": "timeline"}
PAGES = ("compare", "timeline", "country", "risk", "assistance", "data", *STANDS_ON)

FORMATS: dict[str, tuple[Callable[..., bytes], str]] = {
    "csv": (to_csv, "text/csv; charset=utf-8"),
    "parquet": (to_parquet, "application/vnd.apache.parquet"),
}


def base_path() -> str:
    """What stands before every address of this server: empty, or `/risk` as configured."""
    path = str(st.get_option("server.baseUrlPath") or "").strip("/")
    return f"/{path}" if path else ""


def routes() -> list[Route]:
    """The routes of the application, below its base path."""
    base = base_path()
    return [
        Route(f"{base}/{SHAPES}", _shapes),
        Route(f"{base}/{STUB}world_110m.json", _stub),
        Route(f"{base}/{STUB}world_50m.json", _stub),
        Route(f"{base}/{ROWS}.{{format}}", _rows),
        Route(f"{base}/{BULK}.{{format}}.zip", bulk),
        Route(f"{base}/{CLAIMS}.{{format}}", _claims),
        Route(f"{base}/{RISK}.{{kind}}", _risk),
        Route(f"{base}/files/health", _health),
    ]


def rows_address(page: str, choices: Choices) -> str:
    """The address of the rows behind a view's chart, without the ending of its format."""
    _, _, query = link("", STANDS_ON.get(page, page), choices).partition("?")
    return of_snapshot(f"{base_path()}/{ROWS}.{{format}}?page={page}&{query}")


def bulk_address(sources: Collection[str] | None, format: str, noncommercial: bool) -> str:
    """The address of a bulk download in one of `export.bulk.FORMATS`; None means every source allowed."""
    query = [f"sources={','.join(sources)}"] if sources is not None else []
    query += ["noncommercial=yes"] if noncommercial else []
    return f"{base_path()}/{BULK}.{format}.zip" + (f"?{'&'.join(query)}" if query else "")


def claims_address(format: str, choices: Choices) -> str:
    """The address of a finding in one of `claim_files.FORMATS`: of the claim or text chosen, else of all."""
    return of_snapshot(f"{base_path()}/{CLAIMS}.{format}?{claim_query(choices)}")


def risk_address(kind: str, choices: Choices) -> str:
    """The address of one of `risk_files.KINDS` for the weights and the year chosen."""
    return of_snapshot(f"{base_path()}/{RISK}.{kind}?{risk_query(choices)}")


async def _risk(request: Request) -> Response:
    return await run_in_threadpool(risk_file, request, base_path())


async def _claims(request: Request) -> Response:
    return await run_in_threadpool(claim_file, request, base_path())


async def _shapes(_request: Request) -> Response:
    return FileResponse(
        DATA / "geography" / "world.geojson",
        media_type="application/geo+json",
        headers={"Cache-Control": "public, max-age=86400"},
    )


async def _stub(_request: Request) -> Response:
    return FileResponse(
        DATA / "geography" / "empty_topojson.json",
        media_type="application/json",
        headers={"Cache-Control": "public, max-age=86400"},
    )


async def _health(_request: Request) -> Response:
    """200 with the snapshot's id, and why it may not be the newest; or 503 with what is wrong."""
    try:
        opened, behind = cache.snapshot(), stale()
        return PlainTextResponse(f"ok snapshot {opened.id}{f'; {behind.brief}' if behind else ''}\n")
    except ReaderError as error:
        return refuse(public(error), 503)


async def _rows(request: Request) -> Response:
    return await run_in_threadpool(_rows_of, request)


@telling("the rows")
def _rows_of(request: Request) -> Response:
    """The rows behind a chart as a file; 400 with one line for what cannot be answered."""
    ending = request.path_params["format"]
    if ending not in FORMATS:
        return refuse(f"format: {ending[:20]!r} is not known. Use one of: {', '.join(FORMATS)}.")
    page = request.query_params.get("page", "")
    if page not in PAGES:
        return refuse(f"page: name the page of the chart, {', '.join(PAGES[:-1])} or {PAGES[-1]}.")
    on = STANDS_ON.get(page, page)
    given = {name: request.query_params[name] for name in PAGE_FIELDS[on] if name in request.query_params}
    reading = read(on, given)
    if reading.refused:
        return refuse("\n".join(reading.refused))
    address = str(request.base_url).rstrip("/") + base_path()
    rows, passport = _behind(page, reading.choices, address)
    write, kind = FORMATS[ending]
    content = write(rows, passport)
    return Response(
        content,
        media_type=kind,
        headers={"Content-Disposition": f'attachment; filename="{passport.stem}.{ending}"'},
    )


def _behind(page: str, choices: Choices, address: str) -> tuple[object, Passport]:
    if page == "timeline":
        from dashboard.pages.timeline.model import chronicle

        shown = chronicle(choices)
        return shown.exported(), shown.passport(link(address, page, choices))
    as_of = choices.as_of or dt.date.today()
    if page in STANDS_ON:
        from dashboard.pages.timeline.window_model import before_after

        drawn, of = before_after(choices, as_of), link(address, STANDS_ON[page], choices)
        if page == "window":
            return drawn.path_rows(), drawn.path_passport(of)
        return drawn.world_rows(), drawn.world_passport(of)
    if page == "data":
        from dashboard.pages.data.model import about_coverage

        held = about_coverage(choices, as_of)
        return held.exported(), held.passport(link(address, page, choices))
    if page == "country":
        from dashboard.pages.country.model import portrait

        drawn = portrait(choices, as_of)
        return drawn.exported(), drawn.passport(link(address, page, choices))
    if page == "risk":
        from dashboard.pages.risk.model import about_risk
        from dashboard.pages.risk.views import view_of

        view = view_of(about_risk(choices, as_of), choices.show)
        return view.exported(), view.passport(link(address, page, choices))
    if page == "assistance":
        from dashboard.pages.assistance.model import about_assistance

        given = about_assistance(choices, as_of)
        return given.exported(), given.passport(link(address, page, choices))
    found = comparison(choices, as_of)
    return found.exported(), found.passport(link(address, page, choices))
