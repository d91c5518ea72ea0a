"""The API: the answers and errors of the command line, over HTTP."""

import asyncio
import io
import json
import urllib.parse
from typing import Any

import brotli
import jsonschema
import pandas as pd
import pyarrow.parquet as pq
import pytest
from starlette.types import ASGIApp

from dashboard.server.addressed import Addressed, Body, Question
from dashboard.server.api.endpoints import ENDPOINTS
from dashboard.server.api.openapi import document, envelope
from dashboard.server.stateless import Stateless
from indicators.catalogue.catalogue import Catalogue
from indicators.model import LicenceClass
from indicators.snapshot.snapshot import Snapshot
from tests.asgi import Reply, ask, reply
from tests.data.cli.running import run
from tests.loops import run as in_loop


async def nothing(*_: object) -> None:
    raise AssertionError("the API passed a request on")


@pytest.fixture(scope="module")
def api() -> ASGIApp:
    return Stateless(nothing, Addressed())


def get(api: ASGIApp, question: str, **headers: str) -> Reply:
    return ask(api, f"/api/v1/{question}", headers=headers)


def check(api: ASGIApp, **values: Any) -> Reply:
    return ask(api, "/api/v1/check", method="POST", body=json.dumps(values).encode())


CPI = "indicator=ti_cpi.score"
# Each question with the command that asks the same.
SAME = {
    "sources": "sources",
    f"observations?{CPI}&countries=TJK,Kyrgyzstan&years=2012-2014": (
        "observations --indicator ti_cpi.score --country TJK,KGZ --year-from 2012 --year-to 2014 --hindsight"
    ),
    "observations?indicator=vdem.electoral_democracy&countries=TJK&as_of=2015-07-20": (
        "observations --indicator vdem.electoral_democracy --country TJK --as-of 2015-07-20 --hindsight"
    ),
    f"ranks?{CPI}&year=2014": "rank --indicator ti_cpi.score --year 2014",
    f"changes?{CPI}&country=TJK&from=2014&to=2025": (
        "change --indicator ti_cpi.score --country TJK --from 2014 --to 2025"
    ),
    "revisions?indicator=wb_wgi.control_of_corruption&country=TJK&year=2013": (
        "revisions --indicator wb_wgi.control_of_corruption --country TJK --year 2013"
    ),
    f"trace?{CPI}&country=TJK&year=2014&edition=2014": (
        "trace --indicator ti_cpi.score --country TJK --year 2014 --edition 2014"
    ),
    "claims?id=C24,C01&as_of=2015-07-20": "claims --id C24,C01 --as-of 2015-07-20",
    "events?countries=TJK&category=security&years=2012-2015": (
        "events --country TJK --category security --year-from 2012 --year-to 2015"
    ),
    "windows?event=N06&indicator=fh_fiw.total&before=4": (
        "window --event N06 --indicator fh_fiw.total --before 4"
    ),
    "scores?countries=TJK,KGZ&preset=equal&part=corruption": (
        "score --country TJK,KGZ --preset equal --part corruption --draws 0"
    ),
    "assistance?countries=TJK&years=2012-2014&by=account": (
        "assistance --country TJK --year-from 2012 --year-to 2014 --by account"
    ),
}
ERRORS = {
    f"ranks?{CPI}&year=1900": (422, "rank --indicator ti_cpi.score --year 1900"),
    "ranks?indicator=ti_cpi.scor&year=2014": (404, "rank --indicator ti_cpi.scor --year 2014"),
    f"observations?{CPI}&countries=Atlantis": (
        404,
        "observations --indicator ti_cpi.score --country Atlantis",
    ),
    f"observations?{CPI}&edition=v16": (404, "observations --indicator ti_cpi.score --edition v16"),
    "claims?id=C99": (404, "claims --id C99"),
    "windows?event=N06&indicator=fh_fiw.total&peers=TJK": (
        422,
        "window --event N06 --indicator fh_fiw.total --peer TJK",
    ),
    "scores?year=1950": (422, "score --year 1950 --draws 0"),
}


@pytest.mark.parametrize(("question", "command"), SAME.items())
def test_records_are_those_of_the_command(api: ASGIApp, question: str, command: str) -> None:
    result = run(*command.split(), "--format", "json")
    assert result.exit_code == 0, result.stderr
    answer = get(api, question)
    assert answer.status == 200, answer.text
    found = answer.json()
    assert found["records"] == json.loads(result.stdout)
    assert [f"note: {' '.join(note.split())}" for note in found["notes"]] == result.stderr.splitlines()


def test_check_is_the_command(api: ASGIApp) -> None:
    text = "Tajikistan ranks 152 of 175 in CPI 2014"
    result = run("check", text, "--as-of", "2015-07-20", "--format", "json")
    answer = check(api, text=text, as_of="2015-07-20")
    assert answer.json()["records"] == json.loads(result.stdout)
    assert answer.headers["cache-control"] == "no-store"
    one = next(one for one in ENDPOINTS if one.path == "check")
    jsonschema.validate(answer.json(), envelope(one))


@pytest.mark.parametrize(("question", "expected"), ERRORS.items())
def test_errors_are_those_of_the_command(api: ASGIApp, question: str, expected: tuple[int, str]) -> None:
    status, command = expected
    answer = get(api, question)
    assert answer.status == status
    assert answer.headers["content-type"] == "application/problem+json"
    problem = answer.json()
    result = run(*command.split())
    assert result.stderr == f"error: {problem['detail']}\n"
    assert problem["what"] in problem["detail"]
    assert problem["detail"].endswith(problem["todo"])


@pytest.mark.parametrize(
    ("question", "status", "where", "words"),
    [
        ("nonsense", 404, "address", "Use one of: snapshot, sources"),
        ("ranks?year=2014", 400, "indicator", "Write indicator=ti_cpi.score"),
        (f"ranks?{CPI}&year=MMXIV", 400, "year", "Write it as 2014"),
        (f"observations?{CPI}&country=TJK", 400, "country", "Did you mean countries?"),
        (f"observations?{CPI}&{CPI}", 400, "indicator", "Separate several values with commas"),
        (f"observations?{CPI}&years=2015-2014", 400, "years", "Write 2014-2015"),
        (f"observations?{CPI}&as_of=2999-01-01", 400, "as_of", "Choose today or an earlier day"),
        (f"observations?{CPI}&format=xml", 400, "format", "json, csv, parquet"),
        (f"observations?{CPI}&limit=0", 400, "limit", "from 1 to"),
        (f"observations?{CPI}&offset=9999999", 422, "offset", "smaller offset"),
        ("observations?years=2014", 400, "indicator", "Name one of them"),
        (f"observations?{CPI}&snapshot=gone", 404, "snapshot", "Leave out snapshot="),
        ("windows?event=N06,N07,N08,N09,N10,N11,N12&indicator=fh_fiw.total,ti_cpi.score", 400, "event", "12"),
    ],
)
def test_wrong_addresses_say_where_what_and_what_to_do(
    api: ASGIApp, question: str, status: int, where: str, words: str
) -> None:
    answer = get(api, question)
    problem = answer.json()
    assert (answer.status, problem["status"], problem["where"]) == (status, status, where)
    assert words in problem["todo"]
    assert answer.headers["access-control-allow-origin"] == "*"
    assert answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize(
    "body", [b"", b"[]", b"{", b'{"text": 1}', b"[" * 20_000, b'{"text": "' + b"x" * 200_000 + b'"}']
)
def test_check_refuses_other_bodies(api: ASGIApp, body: bytes) -> None:
    answer = ask(api, "/api/v1/check", method="POST", body=body)
    assert (answer.status, answer.json()["where"]) == (400, "body")


# The document


@pytest.mark.parametrize("one", [one for one in ENDPOINTS if one.method == "get"], ids=lambda one: one.path)
def test_example_of_each_endpoint_keeps_its_schema(api: ASGIApp, one: Any) -> None:
    answer = get(api, f"{one.path}?{one.example}")
    assert answer.status == 200, answer.text
    found = answer.json()
    assert found["records"]
    jsonschema.validate(found, envelope(one))


def test_document_describes_every_parameter(api: ASGIApp) -> None:
    found = get(api, "openapi.json").json()
    assert found == document("http://risk.example.org")
    assert found["openapi"].startswith("3.1")
    for one in ENDPOINTS:
        operation = found["paths"][f"/{one.path}"][one.method]
        named = {parameter["name"] for parameter in operation.get("parameters", ())}
        assert one.method == "post" or named == {parameter.name for parameter in one.accepted}
        assert all(parameter["description"] for parameter in operation.get("parameters", ()))


def test_page_needs_no_script_and_nothing_from_elsewhere(api: ASGIApp) -> None:
    answer = get(api, "")
    assert answer.headers["content-type"].startswith("text/html")
    assert "<script" not in answer.text
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert "src=" not in answer.text
    for one in ENDPOINTS:
        assert f'id="{one.path}"' in answer.text


# Formats and pages of records


def test_pages_of_records_join_to_the_whole(api: ASGIApp) -> None:
    question = f"observations?{CPI}&years=2014-2014"
    whole = get(api, question).json()
    assert (whole["total"], whole["next"]) == (175, None)
    first = get(api, f"{question}&limit=100")
    assert first.headers["x-total-count"] == "175"
    following = first.json()["next"]
    assert first.headers["link"] == f'<{following}>; rel="next"'
    rest = ask(api, following.removeprefix("http://risk.example.org")).json()
    assert first.json()["records"] + rest["records"] == whole["records"]
    assert rest["next"] is None


def test_csv_and_parquet_hold_the_records(api: ASGIApp) -> None:
    question = f"observations?{CPI}&countries=TJK,KGZ"
    records = get(api, question).json()["records"]
    table = pd.read_csv(io.BytesIO(get(api, f"{question}&format=csv").content), dtype={"edition": "str"})
    assert [*table.columns] == [*records[0]]
    assert table["value"].tolist() == [record["value"] for record in records]
    parquet = pq.read_table(io.BytesIO(get(api, f"{question}&format=parquet").content))
    assert parquet.to_pylist() == records
    passport = json.loads(parquet.schema.metadata[b"passport"])
    assert passport["sources"][0]["licence"] == "CC BY-ND 4.0"


# Licences


def test_licence_decides_what_a_client_may_take(
    api: ASGIApp, catalogue: Catalogue, snapshot: Snapshot
) -> None:
    quoted = next(
        id
        for id in snapshot.indicators
        if catalogue.source_of(id).licence_class is LicenceClass.QUOTE and catalogue.indicator(id).headline
    )
    refused = get(api, f"observations?indicator={quoted}")
    assert refused.status == 403
    assert catalogue.source_of(quoted).homepage in refused.json()["detail"]
    assert get(api, f"observations?indicator={quoted}&noncommercial=yes").status == 403
    chosen = get(api, f"observations?indicator={quoted}&countries=TJK").json()
    assert {record["iso3"] for record in chosen["records"]} == {"TJK"}
    scores = get(api, "scores").json()
    parts = {record["part"] for record in scores["records"]}
    assert not {part for part in parts if part in catalogue.indicators} & {
        id for id in catalogue.indicators if catalogue.source_of(id).licence_class is LicenceClass.QUOTE
    }
    assert any("licence" in note or "quote" in note for note in scores["notes"])


# Caches, bounds, other sites


def test_etag_spares_the_answer(api: ASGIApp) -> None:
    question = f"observations?{CPI}&countries=TJK"
    first = get(api, question)
    assert "must-revalidate" not in first.headers["cache-control"]
    again = get(api, question, **{"If-None-Match": first.headers["etag"]})
    assert (again.status, again.content) == (304, b"")
    assert get(api, f"{question},KGZ").headers["etag"] != first.headers["etag"]


def test_pinned_answer_is_of_the_day_of_its_snapshot_and_immutable(api: ASGIApp, snapshot: Snapshot) -> None:
    answer = get(api, f"observations?{CPI}&countries=TJK&snapshot={snapshot.id}")
    assert answer.json()["as_of"] == snapshot.created.isoformat()
    assert "immutable" in answer.headers["cache-control"]


def test_answers_are_compressed_as_the_client_accepts(api: ASGIApp) -> None:
    plain = get(api, "sources")
    packed = get(api, "sources", **{"Accept-Encoding": "gzip, br"})
    assert packed.headers["content-encoding"] == "br"
    assert brotli.decompress(packed.content) == plain.content
    assert int(packed.headers["content-length"]) < len(plain.content) / 2


def test_scripts_of_other_sites_may_read(api: ASGIApp) -> None:
    preflight = ask(api, "/api/v1/check", method="OPTIONS", headers={"Origin": "https://example.org"})
    assert preflight.status == 204
    assert preflight.headers["access-control-allow-origin"] == "*"
    assert "Content-Type" in preflight.headers["access-control-allow-headers"]
    assert ask(api, "/api/v1/sources", method="HEAD").content == b""


def test_computing_is_bounded_and_shared() -> None:
    """Ten clients who ask the same cause one computation; a crowd of others is asked to come again."""
    made: list[str] = []

    def make(question: Question) -> Body:
        made.append(question.request.url.path)
        return Body(b"{}", "application/json")

    def refuse(_request: Any, status: int, _error: Exception) -> Body:
        return Body(b"", "text/plain", status=status)

    async def crowd(addresses: list[str]) -> list[Reply]:
        addressed = Addressed(at_once=1, waiting=3)

        async def app(scope: Any, receive: Any, send: Any) -> None:
            from starlette.requests import Request

            answer = await addressed.answer(Request(scope, receive), make, refuse)
            await answer(scope, receive, send)

        await reply(app, "/first", headers={})
        return list(await asyncio.gather(*(reply(app, address, headers={}) for address in addresses)))

    same = in_loop(crowd(["/same"] * 10))
    assert {one.status for one in same} == {200}
    assert made.count("/same") == 1
    many = in_loop(crowd([f"/{number}" for number in range(20)]))
    assert {one.status for one in many} == {200, 503}
    assert all("retry-after" in one.headers for one in many if one.status == 503)


@pytest.mark.parametrize("value", ["<script>", "\x00", "'; drop", "x" * 5000, "\u202e", "TJK\r\nX-Evil: 1"])
def test_hostile_values_are_errors_of_their_parameter(api: ASGIApp, value: str) -> None:
    quoted = urllib.parse.quote(value)
    for question in (f"observations?indicator={quoted}", f"events?countries={quoted}", f"ranks?{quoted}=1"):
        answer = get(api, question)
        assert answer.status in (400, 404)
        assert "X-Evil" not in answer.headers
        assert answer.json()["todo"]
