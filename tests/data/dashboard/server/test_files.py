"""The files that the browser fetches by address, asked of a real server."""

import io
import json
import re
from pathlib import Path
from urllib.parse import quote

import pandas as pd
import pyarrow.parquet as pq
import pytest
import requests
import streamlit.config

from dashboard.common import cache
from dashboard.common.files import base_path, rows_address
from dashboard.pages.compare.choices import Choices as Compare
from dashboard.pages.timeline.choices import Choices as Timeline
from dashboard.server.files import routes
from indicators.paths import DATA, SNAPSHOT_VARIABLE

HOSTILE = (
    "a\r\nX-Evil: 1",
    '";evil="',
    "../../etc/passwd",
    "<script>",
    "\x00",
    "%00",
    "\u202e",
    "x" * 5000,
    "TJK\r\nX-Evil: 1",
)


def get(url: str) -> requests.Response:
    return requests.get(url, timeout=300)


def refused_in_a_line(url: str, words: str) -> None:
    """What cannot be answered is 400 with one line that says why, and no file."""
    answer = get(url)
    assert answer.status_code == 400
    assert answer.headers["content-type"].startswith("text/plain")
    (line,) = answer.text.splitlines()
    assert words in line
    assert "content-disposition" not in answer.headers


# Rows


def test_rows_come_as_a_workbook_and_their_reference_as_ris(address):
    query = "page=compare&countries=TJK,KGZ&years=2012-2025"
    book = get(f"{address}/files/rows.xlsx?{query}")
    rows = pd.read_excel(io.BytesIO(book.content), sheet_name="Rows", engine="openpyxl")
    told = pd.read_csv(io.BytesIO(get(f"{address}/files/rows.csv?{query}").content), comment="#")
    assert rows["value"].to_list() == told["value"].to_list()
    ris = get(f"{address}/files/rows.ris?{query}").text.splitlines()
    assert (ris[0], ris[-1]) == ("TY  - DATA", "ER  - ")
    assert any(line.startswith("UR  - http") and "countries=TJK,KGZ" in line for line in ris)


def test_a_ranking_of_a_quoted_source_has_the_chosen_rows_alone(address):
    for indicator, is_quoted in (
        ("fh_fiw.total", True),
        ("rsf_wpfi.score_2022", True),
        ("ti_cpi.score", False),
    ):
        query = f"page=compare&indicator={indicator}&chart=ranking&countries=TJK,KGZ"
        answer = get(f"{address}/files/rows.csv?{query}")
        rows = pd.read_csv(io.BytesIO(answer.content), comment="#")
        assert (set(rows["iso3"]) == {"TJK", "KGZ"}) == is_quoted, indicator
        assert ("others are not" in answer.text) == is_quoted, indicator


@pytest.mark.parametrize(
    ("query", "stem", "n"),
    [
        ("page=compare&countries=TJK,KGZ,UZB&years=2012-2025", "ti_cpi.score_TJK-KGZ-UZB_2012-2025", 42),
        ("page=compare&chart=ranking&year=2014", "ti_cpi.score_world_2014_ranking", 175),
        ("page=compare&chart=table&countries=TJK&years=2014", "ti_cpi.score_TJK_2014-2014", 1),
        ("page=timeline&years=2018-2018&places=TJK", "events_TJK_2018-2018", None),
        ("page=timeline&places=SWE", "events_SWE_1991-2025", 0),
    ],
)
def test_rows_come_as_csv_and_as_parquet_under_the_passports_name(address, query, stem, n):
    csv = get(f"{address}/files/rows.csv?{query}")
    parquet = get(f"{address}/files/rows.parquet?{query}")
    assert (csv.status_code, parquet.status_code) == (200, 200)
    assert csv.headers["content-disposition"] == f'attachment; filename="{stem}.csv"'
    assert parquet.headers["content-disposition"] == f'attachment; filename="{stem}.parquet"'
    assert csv.headers["content-type"] == "text/csv; charset=utf-8"
    rows = pd.read_csv(io.BytesIO(csv.content), comment="#")
    table = pq.read_table(io.BytesIO(parquet.content))
    assert list(rows) == table.column_names
    assert len(rows) == table.num_rows
    assert n is None or len(rows) == n
    assert json.loads(table.schema.metadata[b"passport"])["stem"] == stem


def test_a_file_names_the_link_of_the_view_on_the_server_that_sent_it(address):
    head = get(f"{address}/files/rows.csv?page=compare&countries=TJK&as_of=2015-07-20").text
    assert f"# link: {address}/compare?indicator=ti_cpi.score&countries=TJK&chart=trend" in head
    assert "as_of=2015-07-20" in head


def test_parameters_that_are_not_ours_change_nothing(address):
    plain = get(f"{address}/files/rows.csv?page=compare&countries=TJK")
    assert (
        get(f"{address}/files/rows.csv?page=compare&countries=TJK&utm_source=x&event=none").text == plain.text
    )


@pytest.mark.parametrize(
    ("choices", "stem"),
    [
        (
            Compare(indicator="fh_fiw.total", countries=("TJK", "KGZ"), years=(2010, 2014)),
            "fh_fiw.total_TJK-KGZ_2010-2014",
        ),
        (Timeline(places=("UZB",), years=(2010, 2014), beneath="none"), "events_UZB_2010-2014"),
    ],
)
def test_a_page_leads_to_the_rows_of_its_very_choices(address, choices, stem):
    answer = get(address + rows_address(choices.path, choices).format(format="csv"))
    assert f'"{stem}.csv"' in answer.headers["content-disposition"]


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("rows.exe?page=compare", "csv, parquet, xlsx, ris"),
        ("rows.csv", "page"),
        ("rows.csv?page=claims", "page"),
        ("rows.csv?page=compare&countries=QQQ", "QQQ"),
        ("rows.csv?page=compare&countries=TJK,QQQ", "QQQ"),
        ("rows.csv?page=compare&years=2020-2013", "backwards"),
        ("rows.csv?page=compare&chart=pie", "Use one of: trend"),
        ("rows.csv?page=compare&as_of=2015-02-30", "2015-02-30"),
        ("rows.csv?page=compare&as_of=1980-01-01", "is before 1990-01-01"),
        ("rows.csv?page=timeline&category=gossip", "gossip"),
        ("rows.parquet?page=timeline&beneath=nonsense", "nonsense"),
        ("rows.parquet?page=timeline&event=Z99", "Z99"),
    ],
)
def test_what_cannot_be_answered_is_refused_in_a_line(address, path, words):
    refused_in_a_line(f"{address}/files/{path}", words)


def test_each_of_several_bad_values_has_its_line(address):
    answer = get(f"{address}/files/rows.csv?page=compare&chart=pie&area=moon&year=soon")
    assert [line.partition(":")[0] for line in answer.text.splitlines()] == ["chart", "year", "area"]


@pytest.mark.parametrize("form", [Compare, Timeline])
def test_no_value_of_an_address_reaches_the_headers(address, form):
    page = form.path
    for name in (*form.readers(), "format", "stem", "page"):
        for value in HOSTILE:
            answer = get(f"{address}/files/rows.csv?page={page}&{name}={quote(value, safe='')}")
            assert answer.status_code in (200, 400)
            assert "x-evil" not in answer.headers
            sent = answer.headers.get("content-disposition", "")
            assert re.fullmatch(r'(attachment; filename="[A-Za-z0-9._-]+\.csv")?', sent)


@pytest.mark.parametrize("ending", HOSTILE)
def test_an_ending_that_is_no_format_is_not_found_or_refused(address, ending):
    answer = get(f"{address}/files/rows.{quote(ending, safe='')}?page=compare")
    assert answer.status_code in (400, 404)
    assert "x-evil" not in answer.headers


# Shapes


def test_the_outlines_come_from_here_and_may_be_kept_a_day(address):
    answer = get(f"{address}/files/world.geojson")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/geo+json"
    assert answer.headers["cache-control"] == "public, max-age=86400"
    assert answer.content == (DATA / "geography" / "world.geojson").read_bytes()


@pytest.mark.parametrize("name", ["world_110m.json", "world_50m.json"])
def test_plotlys_own_outline_is_an_empty_one(address, name):
    answer = get(f"{address}/files/stub/{name}")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/json")
    assert "max-age" in answer.headers["cache-control"]
    topology = answer.json()
    assert topology["arcs"] == []
    assert all(shapes["geometries"] == [] for shapes in topology["objects"].values())


def test_no_other_file_is_served(address):
    for path in ("", "stub/", "stub/other.json", "..%2f..%2fpyproject.toml", "%2e%2e/%2e%2e/pyproject.toml"):
        assert get(f"{address}/files/{path}").status_code == 404


# Health


def test_health_names_the_snapshot(address):
    answer = get(f"{address}/files/health")
    assert (answer.status_code, answer.text) == (200, f"ok snapshot {cache.snapshot().id}\n")


@pytest.mark.parametrize("broken", ["datapackage.json", "observations/ti_cpi.score.parquet"])
def test_health_is_503_with_what_is_wrong_where_the_snapshot_is_damaged(address, own_snapshot: Path, broken):
    path = own_snapshot / broken
    path.write_bytes(path.read_bytes()[:100])
    answer = get(f"{address}/files/health")
    assert answer.status_code == 503
    assert broken in answer.text
    assert "make snapshot" in answer.text
    assert "Traceback" not in answer.text


def test_health_is_503_where_the_variable_names_no_folder(address, monkeypatch, tmp_path):
    monkeypatch.setenv(SNAPSHOT_VARIABLE, str(tmp_path / "nowhere"))
    answer = get(f"{address}/files/health")
    assert answer.status_code == 503
    assert SNAPSHOT_VARIABLE in answer.text


def test_rows_of_a_damaged_snapshot_are_refused_with_the_reason(address, own_snapshot: Path):
    path = own_snapshot / "observations" / "ti_cpi.score.parquet"
    path.write_bytes(path.read_bytes()[:-1000])
    answer = get(f"{address}/files/rows.csv?page=compare")
    assert answer.status_code >= 400
    assert "ti_cpi.score.parquet" in answer.text


# Below a path


@pytest.mark.parametrize(
    ("given", "base"), [("", ""), ("risk", "/risk"), ("/risk/", "/risk"), ("a/b", "/a/b")]
)
def test_every_route_stands_below_the_configured_path(given, base):
    before = streamlit.config.get_option("server.baseUrlPath")
    streamlit.config.set_option("server.baseUrlPath", given)
    try:
        assert base_path() == base
        assert all(route.path.startswith(f"{base}/files/") for route in routes())
        assert rows_address("compare", Compare()).startswith(f"{base}/files/rows.{{format}}?page=compare&")
    finally:
        streamlit.config.set_option("server.baseUrlPath", before)
