"""Answer the addresses of the API: JSON, CSV or Parquet, and its documentation.

Starlette routes without a framework on top: see docs/decisions.md.
"""

import datetime as dt
import io
import json
from collections.abc import Awaitable, Callable, Mapping
from functools import lru_cache
from http import HTTPStatus
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import jinja2
import orjson
import pyarrow as pa
import pyarrow.parquet as pq
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from dashboard.server.addressed import Addressed, Body, Question, status_of, words_of
from dashboard.server.api import openapi
from dashboard.server.api.endpoints import ENDPOINTS, Endpoint, indicators_of
from dashboard.server.api.parameters import ParameterError, read
from indicators.answers.answer import Answer, as_csv
from indicators.errors import QuestionError, ReaderError, UnknownError
from indicators.snapshot.keeping import KeepingSnapshot
from indicators.snapshot.snapshot import Snapshot

# Scripts of any site may read; none may send a cookie.
OPEN = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "ETag, Link, X-Total-Count, Retry-After",
    "Cross-Origin-Resource-Policy": "cross-origin",
}
PREFLIGHT = {
    **OPEN,
    "Access-Control-Allow-Methods": "GET, HEAD, POST, OPTIONS",
    "Access-Control-Allow-Headers": "Content-Type, If-None-Match",
    "Access-Control-Max-Age": "86400",
}
PAGE_POLICY = {
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; img-src data:; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
}
MOST_BODY = 100_000
TITLES = {422: "No answer"}

_templates = jinja2.Environment(
    loader=jinja2.FileSystemLoader(Path(__file__).parent),
    autoescape=True,
    trim_blocks=True,
    lstrip_blocks=True,
    undefined=jinja2.StrictUndefined,
)


def routes(addressed: Addressed, base: str) -> list[Route]:
    """Return the routes of the API below a base path; they answer through `addressed`."""
    root = f"{base}/{openapi.ROOT}"

    def route(path: str, make: Callable[[Question], Body], *methods: str) -> Route:
        async def answer(request: Request) -> Response:
            if request.method == "OPTIONS":
                return Response(status_code=204, headers=PREFLIGHT)
            if request.method == "POST":
                return await _posted(addressed, request, make)
            return await addressed.answer(request, make, refuse)

        return Route(path, answer, methods=[*methods, "OPTIONS"])

    return [
        *(route(f"{root}/{one.path}", _answering(one), one.method.upper()) for one in ENDPOINTS),
        route(f"{root}/openapi.json", _document, "GET"),
        route(root, _page, "GET"),
        route(f"{root}/", _page, "GET"),
        Route(f"{root}/{{path:path}}", _unknown(addressed)),
    ]


def refuse(request: Request, status: int, error: ReaderError) -> Body:
    """Answer an error as `application/problem+json`: where it is, what is wrong, what to do."""
    words = words_of(error)
    problem = {"title": TITLES.get(status, HTTPStatus(status).phrase), "status": status, **words}
    return Body(orjson.dumps(problem), "application/problem+json", OPEN, status)


def _unknown(addressed: Addressed) -> Callable[[Request], Awaitable[Response]]:
    def make(question: Question) -> Body:
        known = ", ".join(one.path for one in ENDPOINTS)
        raise UnknownError("address", "there is no such question", f"Use one of: {known}.")

    async def answer(request: Request) -> Response:
        return await addressed.answer(request, make, refuse)

    return answer


async def _posted(addressed: Addressed, request: Request, make: Callable[[Question], Body]) -> Response:
    """Read the JSON of a request before it is answered; the same text gets the same cached answer."""
    content = b""
    async for chunk in request.stream():
        content += chunk
        if len(content) > MOST_BODY:
            break
    try:
        values = _values(content)
    except ReaderError as error:
        body = refuse(request, status_of(error), error)
        return Response(body.content, body.status, body.headers, body.media)
    query = urlencode([*request.query_params.multi_items(), *values.items()])
    scope = {**request.scope, "query_string": query.encode()}
    response = await addressed.answer(Request(scope), make, refuse)
    # What a client sends is its own: no proxy keeps the answer.
    response.headers["Cache-Control"] = "no-store"
    return response


def _values(content: bytes) -> Mapping[str, str]:
    if len(content) > MOST_BODY:
        raise ParameterError("body", "it is too long", f"Send at most {MOST_BODY} bytes.")
    try:
        values = json.loads(content)
    except (ValueError, RecursionError):
        values = None
    if not isinstance(values, dict) or not all(isinstance(value, str) for value in values.values()):
        todo = 'Send such as {"text": "Tajikistan ranks 152 of 175 in CPI 2014"}.'
        raise ParameterError("body", "it is not a JSON object of texts", todo)
    return values


def _answering(one: Endpoint) -> Callable[[Question], Body]:
    def make(question: Question) -> Body:
        given = question.request.query_params.multi_items()
        asked = read(one.accepted, given, question.snapshot.catalogue)
        day = asked.get("as_of") or question.day
        answer = one.answer(_keeping(question.snapshot), day, asked)
        return _written(question, one, answer, day, asked)

    return make


@lru_cache(maxsize=1)
def _keeping(snapshot: Snapshot) -> KeepingSnapshot:
    return KeepingSnapshot(snapshot)


def _written(
    question: Question, one: Endpoint, answer: Answer, day: dt.date, asked: Mapping[str, Any]
) -> Body:
    """Write a part of the records, and the address of the next ones."""
    offset, limit, total = asked["offset"], asked["limit"], len(answer.records)
    if offset and offset >= total:
        raise QuestionError("offset", f"there are {total} records", "Choose a smaller offset.")
    page = Answer(answer.columns, answer.records[offset : offset + limit], answer.notes)
    following = None
    if offset + limit < total:
        values = {**dict(question.request.query_params), "offset": str(offset + limit)}
        following = f"{question.root}/{openapi.ROOT}/{one.path}?{urlencode(values, safe=',.-')}"
    about = {
        "snapshot": question.snapshot.id,
        "as_of": day.isoformat(),
        "total": total,
        "offset": offset,
        "next": following,
        "notes": list(answer.notes),
        "sources": _sources(question, page),
    }
    headers = {**OPEN, "X-Total-Count": str(total)}
    if following:
        headers["Link"] = f'<{following}>; rel="next"'
    match asked["format"]:
        case "csv":
            content, media = as_csv(page.columns, page.records).encode(), "text/csv; charset=utf-8"
        case "parquet":
            content, media = _parquet(page, about), openapi.FORMATS["parquet"]
        case _:
            records = [{column: record[column] for column in page.columns} for record in page.records]
            content, media = orjson.dumps({**about, "records": records}), openapi.FORMATS["json"]
    if asked["format"] != "json":
        name = f"governance-risk_{one.path}.{asked['format']}"
        headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return Body(content, media, headers)


def _sources(question: Question, answer: Answer) -> list[dict[str, str]]:
    """Return the publishers behind the records, each with what to cite and under which licence."""
    catalogue = question.snapshot.catalogue
    sources = {
        source.id: source
        for id in indicators_of(answer, question.snapshot)
        for source in [catalogue.source_of(id)]
    }
    return [
        {
            "id": source.id,
            "attribution": source.attribution,
            "licence": source.licence,
            "licence_url": source.licence_url,
        }
        for source in sources.values()
    ]


def _parquet(answer: Answer, about: Mapping[str, Any]) -> bytes:
    """Write Parquet whose schema metadata holds the facts of the answer as JSON under `passport`."""
    columns = {column: pa.array([record[column] for record in answer.records]) for column in answer.columns}
    table = pa.table(
        {
            name: cells.cast(pa.string()) if pa.types.is_null(cells.type) else cells
            for name, cells in columns.items()
        }
    )
    out = io.BytesIO()
    facts = json.dumps(dict(about), ensure_ascii=False)
    pq.write_table(table.replace_schema_metadata({"passport": facts}), out, compression="zstd")
    return out.getvalue()


def _document(question: Question) -> Body:
    content = orjson.dumps(openapi.document(question.root), option=orjson.OPT_INDENT_2)
    return Body(content, "application/json", OPEN)


def _page(question: Question) -> Body:
    html = _templates.get_template("page.html").render(
        endpoints=ENDPOINTS,
        root=f"{question.root}/{openapi.ROOT}",
        home=f"{question.root}/",
        description=openapi.DESCRIPTION,
        errors=openapi.ERRORS,
        snapshot=question.snapshot.id,
    )
    return Body(html.encode(), "text/html; charset=utf-8", PAGE_POLICY)
