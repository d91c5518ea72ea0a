"""What a reader takes away: opened, and asked what it says of itself."""

import io
import json
import xml.etree.ElementTree as ET
from urllib.parse import parse_qs, urlsplit

import pandas as pd
import pyarrow.parquet as pq
import pytest
from PIL import Image

VIEW = "compare?indicator=ti_cpi.score&countries=TJK,KGZ,UZB&years=2012-2025&chart=trend&marks=article"
STEM = "ti_cpi.score_TJK-KGZ-UZB_2012-2025"


def take(visitor, name: str) -> tuple[str, bytes]:
    """Click a button of the download row and return the file's name and content."""
    with visitor.page.expect_download() as waiting:
        visitor.page.locator(f'.downloads [data-format="{name}"]').click()
    download = waiting.value
    return download.suggested_filename, download.path().read_bytes()


def test_png_is_at_least_1600_pixels_wide_and_not_blank(visitor):
    name, content = take(visitor.open(VIEW, chart=True), "png")
    assert name == f"{STEM}.png"
    picture = Image.open(io.BytesIO(content))
    assert picture.width >= 1600
    colours = {colour for _, colour in picture.convert("RGB").getcolors(1 << 24)}
    assert (213, 74, 0) in colours  # Tajikistan's line
    assert picture.getpixel((4, 4))[:3] == (255, 255, 255)


def test_svg_carries_its_passport_as_text_and_as_metadata(visitor):
    name, content = take(visitor.open(VIEW, chart=True), "svg")
    assert name == f"{STEM}.svg"
    root = ET.fromstring(content)  # noqa: S314  (drawn by our own page)
    space = "{http://www.w3.org/2000/svg}"
    facts = json.loads(root.find(f"{space}metadata").text)
    words = root.find(f"{space}desc").text
    shown = " ".join("".join(text.itertext()) for text in root.iter(f"{space}text"))
    for part in ("Transparency International", "CC BY-ND 4.0", facts["snapshot"], "90 %"):
        assert part in words
        assert part in shown
    assert facts["title"] == "Corruption Perceptions Index, score"
    assert root.find(f"{space}title").text.startswith("Tajikistan went from 22 in 2012 to 19 in 2025")
    assert root.get("viewBox")
    assert root.get("height") is None
    assert facts["link"] == f"{visitor.server}/{VIEW}"
    assert facts["n"] == "N = 3 countries, 42 values"


def test_print_variant_has_one_source_line(visitor):
    name, content = take(visitor.open(VIEW, chart=True), "print")
    assert name == f"{STEM}_print.svg"
    shown = " ".join("".join(text.itertext()) for text in ET.fromstring(content).iter() if text.text)  # noqa: S314
    assert "Tajikistan went from 22 in 2012" in shown
    assert "Source: Corruption Perceptions Index" in shown


def test_the_sentence_is_copied_with_its_source_and_link(visitor):
    visitor.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    visitor.open(VIEW, chart=True)
    visitor.page.click(".downloads button.sentence")
    visitor.page.wait_for_selector("text=Copied.")
    finding, source, link = visitor.page.evaluate("navigator.clipboard.readText()").split("\n")
    assert finding.startswith("Tajikistan went from 22")
    assert source.startswith("Source: Corruption Perceptions Index")
    assert link == f"{visitor.server}/{VIEW}"


def test_pinned_link_leads_to_the_view_with_its_snapshot_and_day(visitor):
    visitor.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    visitor.open(VIEW, chart=True)
    visitor.page.click(".downloads button.pinned")
    visitor.page.wait_for_selector("text=It keeps the figures of today.")
    link = visitor.page.evaluate("navigator.clipboard.readText()")
    assert link.startswith(f"{visitor.server}/v/compare?")
    assert {"snapshot", "as_of"} <= set(parse_qs(urlsplit(link).query))
    answer = visitor.page.request.get(link)
    assert answer.status == 200
    assert "immutable" in answer.headers["cache-control"]


def test_nothing_of_the_picture_is_cut_off(visitor):
    visitor.open(VIEW, chart=True)
    _, content = take(visitor, "svg")
    page = visitor.page.context.new_page()
    page.set_content(content.decode())
    outside = page.evaluate(
        """() => { const svg = document.querySelector('svg'), box = svg.getBoundingClientRect();
             return [...svg.querySelectorAll('text')].filter(t => t.textContent.trim()).filter(t => {
               const r = t.getBoundingClientRect();
               return r.width && (r.left < box.left - 1 || r.right > box.right + 1 || r.top < box.top - 1
                 || r.bottom > box.bottom + 1) }).map(t => t.textContent) }"""
    )
    assert outside == []


@pytest.mark.parametrize("chart", ["ranking", "map"])
def test_every_kind_of_chart_is_drawn_as_png_and_svg(visitor, chart):
    visitor.open(f"compare?chart={chart}&year=2014", chart=True)
    if chart == "map":
        visitor.page.wait_for_function("document.querySelectorAll('.choroplethlayer path').length > 150")
    visitor.still()
    name, png = take(visitor, "png")
    assert name == f"ti_cpi.score_world_2014_{chart}.png"
    assert Image.open(io.BytesIO(png)).width >= 1600
    _, svg = take(visitor, "svg")
    assert b"<metadata>" in svg
    if chart == "map":
        assert svg.count(b"<path") > 150


def test_the_timeline_is_drawn_and_its_rows_are_its_events(visitor):
    visitor.open("timeline", chart=True)
    name, png = take(visitor, "png")
    assert name == "events_world_1991-2025.png"
    assert Image.open(io.BytesIO(png)).width >= 1600
    _, csv = take(visitor, "csv")
    rows = pd.read_csv(io.BytesIO(csv), comment="#")
    assert len(rows) == 79
    assert "N18" not in set(rows["id"])


def test_csv_opens_with_the_passport_above_the_rows(visitor):
    name, content = take(visitor.open(VIEW, chart=True), "csv")
    assert name == f"{STEM}.csv"
    head = [line for line in content.decode("utf-8-sig").splitlines() if line.startswith("# ")]
    assert f"# link: {visitor.server}/{VIEW}" in head
    rows = pd.read_csv(io.BytesIO(content), comment="#")
    assert len(rows) == 42
    own = rows[(rows["iso3"] == "TJK") & (rows["year"] == 2014)].iloc[0]
    assert (own["value"], own["rank"], own["n_ranked"], own["lower"], own["upper"]) == (23, 152, 175, 14, 32)
    assert own["status"] == "normal"


def test_parquet_opens_with_the_passport_in_its_metadata(visitor):
    name, content = take(visitor.open(VIEW, chart=True), "parquet")
    assert name == f"{STEM}.parquet"
    table = pq.read_table(io.BytesIO(content))
    assert table.num_rows == 42
    facts = json.loads(table.schema.metadata[b"passport"])
    assert facts["licence"].startswith("CC BY-ND 4.0")


def test_the_link_of_the_view_is_copied(visitor):
    visitor.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    visitor.open(VIEW, chart=True)
    visitor.page.click(".downloads button.link")
    visitor.page.wait_for_selector("text=Link copied.")
    assert visitor.page.evaluate("navigator.clipboard.readText()") == f"{visitor.server}/{VIEW}"


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("rows.csv?page=compare&indicator=nonsense", "nonsense"),
        ("rows.csv?page=elsewhere", "page"),
        ("rows.exe?page=compare", "csv, parquet, xlsx, ris"),
        (
            "rows.csv?page=compare&indicator=vdem.electoral_democracy&as_of=2015-07-20&hindsight=hidden",
            "not held",
        ),
    ],
)
def test_a_bad_address_of_rows_is_refused_in_a_line(visitor, query, words):
    answer = visitor.page.request.get(f"{visitor.server}/files/{query}")
    assert answer.status == 400
    assert words in answer.text()
