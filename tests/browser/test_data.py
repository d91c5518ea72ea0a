"""The Data page in a real browser: the picture of the holdings, the whole to take, the life of a number."""

import io
import json
import zipfile

import pandas as pd
from PIL import Image

from tests.browser.test_downloads import take


def test_the_picture_of_the_holdings_is_taken_with_its_rows(visitor):
    visitor.open("data?countries=TJK", chart=True)
    name, png = take(visitor, "png")
    assert name.startswith("coverage_TJK_")
    assert Image.open(io.BytesIO(png)).width >= 1600
    _, content = take(visitor, "csv")
    rows = pd.read_csv(io.BytesIO(content), comment="#")
    assert set(rows["countries_with_a_value"]) == {1}
    assert {"CPI", "FIW", "V-Dem", "WGI"} <= set(rows["source"])


def test_the_whole_of_what_is_allowed_is_downloaded(visitor):
    visitor.open("data")
    address = visitor.page.locator('a[href*="files/bulk.parquet.zip"]').first.get_attribute("href")
    answer = visitor.page.request.get(f"{visitor.server}{address}?sources=ti_cpi")
    assert answer.status == 200
    with zipfile.ZipFile(io.BytesIO(answer.body())) as archive:
        package = json.loads(archive.read("datapackage.json"))
        assert "README.txt" in archive.namelist()
    assert [source["name"] for source in package["sources"]] == ["ti_cpi"]
    refused = visitor.page.request.get(f"{visitor.server}{address}?sources=fh_fiw")
    assert refused.status == 403
    assert "freedomhouse.org" in refused.text()


def test_a_number_is_followed_from_a_card_to_its_cell(visitor):
    visitor.open("")
    visitor.page.get_by_role("link", name="Origin, 2014").click()
    visitor.page.wait_for_selector("text=Where does this number come from?")
    visitor.settle()
    text = visitor.text
    assert "CPI2025_Results.xlsx" in text
    assert "row 2198" in text
    assert "number=ti_cpi.score%3ATJK%3A2014%3A2014" in visitor.page.url


def test_the_page_of_the_day_of_the_article_knows_nothing_later(visitor):
    visitor.open("data")
    visitor.page.get_by_role("radio", name="2015-07-20 (the article)").click()
    visitor.page.wait_for_selector("text=As known on 2015-07-20")
    visitor.settle()
    assert "as_of=2015-07-20" in visitor.page.url
