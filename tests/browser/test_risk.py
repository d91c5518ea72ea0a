"""The risk score in a real browser: weights moved, files taken, own figures brought."""

import io
import json

import pandas as pd
import pyarrow.parquet as pq

from tests.unit.score.test_own_data import OWN, OWN_STRUCTURE

SCORE = '[data-testid="stMetricValue"]'


def test_a_weight_moves_the_score_and_stands_in_the_address(visitor):
    visitor.open("risk?year=2023", chart=True)
    before = visitor.page.inner_text(SCORE)
    assert before == "76.3"
    slider = visitor.page.get_by_role("slider", name="Fragility")
    slider.focus()
    for _ in range(2):
        slider.press("ArrowLeft")
    visitor.page.wait_for_function("decodeURIComponent(location.search).includes('fragility:0')")
    visitor.settle()
    visitor.page.wait_for_function(
        "before => document.querySelector('[data-testid=\"stMetricValue\"]').innerText !== before", arg=before
    )
    assert "Fragility 0 %" in visitor.text
    moved = visitor.page.inner_text(SCORE)
    visitor.open(f"risk{visitor.query()}", chart=True)
    assert visitor.page.inner_text(SCORE) == moved


def test_the_picture_carries_the_score_and_its_sources(visitor):
    visitor.open("risk?year=2023", chart=True)
    with visitor.page.expect_download() as download:
        visitor.page.click('button[data-format="svg"]')
    svg = download.value.path().read_text(encoding="utf-8")
    assert "This score is computed here, not published" in svg
    assert "Transparency International" in svg
    assert "Risk score, 0 to 100: 100 is worst" in svg


def test_the_files_are_those_of_the_weights_shown(visitor):
    visitor.open("risk?year=2023&weights=media:3", chart=True)
    with visitor.page.expect_download() as download:
        visitor.page.get_by_role("link", name="Every country's scores").click()
    table = pq.read_table(download.value.path())
    own = table.to_pandas().query("iso3 == 'TJK' and part == 'risk'").iloc[0]
    assert f"{own['score']:.1f}" == visitor.page.inner_text(SCORE)
    assert "media:3" in json.loads(table.schema.metadata[b"passport"])["link"].replace("%3A", ":")


def test_own_figures_are_scored_taken_and_given_up(visitor):
    visitor.open("risk", chart=True)
    visitor.page.click("text=Score your own figures")
    uploads = visitor.page.locator('input[type="file"]')
    uploads.nth(1).set_input_files(
        {"name": "mine.toml", "mimeType": "application/toml", "buffer": OWN_STRUCTURE.encode()}
    )
    visitor.settle()
    uploads.nth(0).set_input_files({"name": "mine.csv", "mimeType": "text/csv", "buffer": OWN.encode()})
    visitor.page.wait_for_selector("text=Your own figures: mine.csv, mine.toml")
    visitor.settle()
    assert visitor.page.inner_text(SCORE) == "65.0"
    assert "mine.csv: 1 row has no value" in visitor.text
    with visitor.page.expect_download() as download:
        visitor.page.get_by_role("button", name="Every country's scores").click()
    rows = pd.read_parquet(io.BytesIO(download.value.path().read_bytes()))
    assert rows.query("part == 'whole'").set_index("iso3")["score"].round(2).to_dict() == {
        "KGZ": 67.25,
        "TJK": 65.0,
    }
    visitor.page.click("text=Back to the snapshot")
    visitor.page.wait_for_selector("text=Governance risk: Tajikistan beside other countries")
    visitor.settle()
    assert "Your own figures:" not in visitor.text


def test_own_figures_that_are_wrong_are_named_by_their_row_and_what_was_good_stays(visitor):
    visitor.open("risk", chart=True)
    visitor.page.click("text=Score your own figures")
    upload = visitor.page.locator('input[type="file"]').nth(0)
    wrong = "country,year,indicator,value\nNarnia,2020,ti_cpi.score,1\nTJK,2020,ti_cpi.score,a lot\n"
    upload.set_input_files({"name": "wrong.csv", "mimeType": "text/csv", "buffer": wrong.encode()})
    visitor.page.wait_for_selector("text=wrong.csv, row 2")
    visitor.settle()
    assert "wrong.csv, row 3" in visitor.text
    assert "Governance risk: Tajikistan beside other countries" in visitor.text
