"""Claims in a browser: a reader checks a claim, takes the finding away in three formats, and opens them."""

import json
import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

TYPED = "CPI of Tajikistan fell from 24 to 20 between 2022 and 2023"
OTHER_EDITIONS = "Tajikistan scored -1.13 in WGI control of corruption in 2014"
HOSTILE = '<script>document.title = "run"</script> ranks 152 of 175 in CPI 2014'
# The last line of a page tree that Chromium prints: how many pages there are.
PAGES = re.compile(rb"/Type\s*/Pages\b.*?/Count\s+(\d+)|/Count\s+(\d+).*?/Type\s*/Pages\b", re.DOTALL)
A4_POINTS = (595, 842)


def take(visitor, format: str, named: str) -> tuple[str, str]:
    """Click a download link; returns the file's name and content."""
    with visitor.page.expect_download() as waiting:
        visitor.page.locator(f'a[href*="files/claims.{format}?{named}"]').first.click()
    return waiting.value.suggested_filename, waiting.value.path().read_text(encoding="utf-8")


def print_pages(page: Page) -> int:
    """How many pages of A4 a brief takes on paper."""
    content = page.pdf(prefer_css_page_size=True)
    boxes = re.findall(rb"/MediaBox\s*\[\s*0\s+0\s+([\d.]+)\s+([\d.]+)", content)
    assert boxes
    assert {(round(float(wide)), round(float(high))) for wide, high in boxes} == {A4_POINTS}
    return max(int(one or other) for one, other in PAGES.findall(content))


def open_file(visitor, content: str) -> tuple[Page, list[str]]:
    """A file opened in a page of its own, and what it asked of any machine."""
    page = visitor.page.context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.set_content(content)
    return page, asked


def test_a_reader_checks_a_claim_and_takes_it_away_in_three_formats(visitor):
    visitor.open("claims")
    visitor.page.fill(".st-key-claims-check input", TYPED)
    visitor.page.keyboard.press("Enter")
    visitor.page.wait_for_selector(".st-key-finding-own >> text=24 to 20")
    assert "misleading" in visitor.text
    assert "On the 5 sources of both years the score changed by +0.22" in visitor.text
    assert "check=CPI" in visitor.query()

    files = {}
    for format in ("jsonld", "evidence.json", "brief.html"):
        name, files[format] = take(visitor, format, "text=")
        assert re.fullmatch(rf"claim_typed_\d{{4}}-\d\d-\d\d\.{re.escape(format)}", name)

    review = json.loads(files["jsonld"])
    assert (review["@type"], review["claimReviewed"]) == ("ClaimReview", TYPED)
    assert review["reviewRating"]["ratingValue"] == 2
    evidence = json.loads(files["evidence.json"])
    data = evidence["records"][0]["vintages"][0]["data"]
    assert [datum["value"] for datum in data] == [24, 20]
    page, asked = open_file(visitor, files["brief.html"])
    assert page.inner_text("h1") == TYPED
    assert data[0]["sha256"] in page.inner_text("body")
    assert print_pages(page) == 1
    assert asked == []
    page.close()

    # The link in the review shows the same finding.
    visitor.page.goto(review["url"])
    visitor.page.wait_for_selector(".st-key-finding-own >> text=24 to 20")


def test_all_findings_are_taken_away_in_three_formats(visitor):
    visitor.open("claims?as_of=2015-07-20")
    files = {}
    for format in ("jsonld", "evidence.json", "brief.html"):
        name, files[format] = take(visitor, format, "claim=all")
        assert name == f"claim_all_2015-07-20.{format}"
    feed, *reviews = json.loads(files["jsonld"])["@graph"]
    assert "opinions, which are never rated: 21" in feed["description"]
    assert len(reviews) == len(feed["dataFeedElement"])
    assert len({record["claim_id"] for record in json.loads(files["evidence.json"])["records"]}) == 68
    assert files["brief.html"].count("<article>") == 47


def test_an_example_is_one_click_and_stands_in_the_address(visitor):
    visitor.open("claims")
    visitor.page.click("text=Tajikistan scored 23 in CPI in 2014")
    visitor.page.wait_for_selector(".st-key-finding-own >> text=supported")
    assert "check=Tajikistan" in visitor.query()
    assert visitor.page.input_value(".st-key-claims-check input") == "Tajikistan scored 23 in CPI in 2014"


def test_what_is_not_understood_is_said_and_stays_text(visitor):
    visitor.open("claims")
    visitor.page.fill(".st-key-claims-check input", HOSTILE)
    visitor.page.keyboard.press("Enter")
    visitor.page.wait_for_selector('[data-testid="stAlert"]')
    assert visitor.page.title() != "run"
    assert visitor.page.locator('a[href*="?text="]').count() == 0


def test_then_and_now_stand_beside_each_other_and_the_evidence_opens(visitor):
    visitor.open("claims?claim=C24")
    card = visitor.page.locator(".st-key-finding-C24")
    card.get_by_text("On the day of the claim, 2015-07-20").first.wait_for()
    then = card.get_by_text("152nd of 175", exact=True).bounding_box()
    now = card.get_by_text("166th of 182", exact=True).bounding_box()
    assert abs(then["y"] - now["y"]) < 2
    assert then["x"] + then["width"] < now["x"]
    card.get_by_text("Evidence: the publisher's file").click()
    card.get_by_text("CPI Historical").first.wait_for()
    card.get_by_role("link", name="Origin of the figure of 2014").click()
    visitor.page.wait_for_selector("text=Where does this number come from?")
    assert "number=ti_cpi.score" in visitor.query()


def test_on_the_day_of_the_article_nothing_came_since(visitor):
    visitor.open("claims?claim=C24&as_of=2015-07-20")
    card = visitor.page.locator(".st-key-finding-C24")
    card.get_by_text("On the day of the claim, 2015-07-20").first.wait_for()
    assert "166th" not in card.inner_text()
    assert card.get_by_text("152nd of 175", exact=True).count() == 1


def test_a_claim_in_prose_says_whose_verdict_it_is(visitor):
    visitor.open("claims?claim=C01")
    visitor.page.wait_for_selector("text=An editor gave this verdict, from the sources below.")
    assert visitor.page.locator('[class*="st-key-finding-"]').count() == 0


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_serious_with_everything_open(visitor, scheme):
    visitor.page.emulate_media(color_scheme=scheme)
    visitor.open(f"claims?claim=C24&check={OTHER_EDITIONS}&as_of=2024-11-22")
    card = visitor.page.locator(".st-key-finding-own")
    card.get_by_text("Evidence: the publisher's file").click()
    card.get_by_text("The same figure in other editions").click()
    card.locator('[data-testid="stDataFrame"]').wait_for()
    visitor.still()
    found = Axe().run(visitor.page).response["violations"]
    assert [one["help"] for one in found if one["impact"] in ("serious", "critical")] == []


@pytest.mark.parametrize("width", [390, 1440])
def test_nothing_is_wider_than_the_screen(visitor, width):
    visitor.page.set_viewport_size({"width": width, "height": 900})
    visitor.open(f"claims?claim=C24&check={TYPED}")
    visitor.page.wait_for_selector(".st-key-finding-own")
    outside = visitor.page.evaluate(
        """() => [...document.querySelectorAll('[class*="st-key-finding-"] *')]
             .filter(e => e.getBoundingClientRect().right > window.innerWidth + 1)
             .map(e => e.outerHTML.slice(0, 90))"""
    )
    assert outside == []


def test_every_claim_of_the_article_prints_to_a_page_of_its_own(visitor):
    answer = visitor.page.request.get(f"{visitor.server}/files/claims.brief.html?claim=all")
    page, asked = open_file(visitor, answer.text())
    claims = page.locator("article").count()
    assert claims == 47
    whole = print_pages(page)
    page.evaluate("document.querySelectorAll('article').forEach(article => article.remove())")
    table = print_pages(page)
    assert whole - table == claims
    assert asked == []
    page.close()
