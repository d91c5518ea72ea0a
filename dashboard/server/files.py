"""Serve files by address: map outlines, rows behind a chart, bulk downloads, pages' files.

They are stateless: a link to a file works in any session and after a restart.
"""

from collections.abc import Awaitable, Callable
from dataclasses import replace

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, Response
from starlette.routing import Route

from dashboard.common.address import link, read
from dashboard.common.assets import ROUTE
from dashboard.common.files import BULK, ROWS, SHAPES, STUB, base_path
from dashboard.common.page import File
from dashboard.common.permitted import countries_of, permitted
from dashboard.common.public import address_of
from dashboard.common.responses import answering, refuse
from dashboard.common.snapshot import snapshot, stale
from dashboard.common.text import public
from dashboard.pages import PAGES
from dashboard.server.assets import asset
from dashboard.server.bulk import bulk
from indicators.clock import today
from indicators.errors import ReaderError
from indicators.export.citation import view_ris
from indicators.export.tables import to_csv, to_parquet, to_xlsx
from indicators.paths import DATA

FORMATS: dict[str, tuple[Callable[..., bytes], str]] = {
    "csv": (to_csv, "text/csv; charset=utf-8"),
    "parquet": (to_parquet, "application/vnd.apache.parquet"),
    "xlsx": (to_xlsx, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "ris": (lambda rows, passport: view_ris(passport).encode(), "application/x-research-info-systems"),
}
DAY = {"Cache-Control": "public, max-age=86400"}

# The page of each exhibit; charts that are not their page's main chart come last.
EXHIBITS = {name: page for page in PAGES for name in page.exhibits if name == page.path} | {
    name: page for page in PAGES for name in page.exhibits
}


def routes() -> list[Route]:
    """Return the routes of the application, below its base path."""
    base = base_path()
    return [
        Route(f"{base}/{SHAPES}", _shapes),
        Route(f"{base}/{ROUTE}/{{fingerprint}}/{{name}}", asset),
        Route(f"{base}/{STUB}world_110m.json", _stub),
        Route(f"{base}/{STUB}world_50m.json", _stub),
        Route(f"{base}/{ROWS}.{{format}}", _rows),
        Route(f"{base}/{BULK}.{{format}}.zip", bulk),
        *(
            Route(f"{base}/files/{file.name}.{{ending}}", _answer(file))
            for page in PAGES
            for file in page.files
        ),
        Route(f"{base}/files/health", _health),
    ]


def _answer(file: File) -> Callable[[Request], Awaitable[Response]]:
    async def answer(request: Request) -> Response:
        return await run_in_threadpool(file.answer, request, base_path())

    return answer


async def _shapes(_request: Request) -> Response:
    path = DATA / "geography" / "world.geojson"
    return FileResponse(path, media_type="application/geo+json", headers=DAY)


async def _stub(_request: Request) -> Response:
    path = DATA / "geography" / "empty_topojson.json"
    return FileResponse(path, media_type="application/json", headers=DAY)


async def _health(_request: Request) -> Response:
    """Answer 200 with the snapshot's id and the reason why it may be outdated, or 503 with the error."""
    try:
        opened, behind = snapshot(), stale()
        return PlainTextResponse(f"ok snapshot {opened.id}{f'; {behind.brief}' if behind else ''}\n")
    except ReaderError as error:
        return refuse(public(error), 503)


async def _rows(request: Request) -> Response:
    return await run_in_threadpool(_rows_of, request)


@answering("the rows")
def _rows_of(request: Request) -> Response:
    """Answer with the rows behind a chart as a file, or with 400 and one line.

    A source that may only be quoted gives the rows of the chosen countries; `noncommercial=yes` declares a
    non-commercial use.
    """
    ending = request.path_params["format"]
    if ending not in FORMATS:
        return refuse(f"format: {ending[:20]!r} is not known. Use one of: {', '.join(FORMATS)}.")
    name = request.query_params.get("page", "")
    if name not in EXHIBITS:
        *others, last = EXHIBITS
        return refuse(f"page: name the page of the chart, {', '.join(others)} or {last}.")
    page = EXHIBITS[name]
    reading = read(page.choices, request.query_params)
    if reading.refused:
        return refuse("\n".join(reading.refused))
    choices = reading.choices
    exhibit = page.exhibits[name](choices, choices.as_of or today())
    passport = exhibit.passport(link(address_of(str(request.base_url), base_path()), choices))
    write, kind = FORMATS[ending]
    kept = permitted(
        exhibit.exported(),
        passport.indicator,
        countries_of(choices),
        noncommercial=request.query_params.get("noncommercial") == "yes",
    )
    if kept.left_out:
        passport = replace(passport, notes=(*passport.notes, f"{kept.reason} {kept.link}"))
    return Response(
        write(kept.rows, passport),
        media_type=kind,
        headers={"Content-Disposition": f'attachment; filename="{passport.stem}.{ending}"'},
    )
