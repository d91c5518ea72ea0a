"""What a reader takes of a score: its structure, every country's scores, the draws, the rows of a chart."""

import datetime as dt
import io
import json

import pandas as pd
import pyarrow.parquet as pq
import pytest
import requests

from dashboard.common.files import rows_address
from dashboard.pages.risk.choices import VIEWS, Choices
from dashboard.pages.risk.files import risk_address
from dashboard.pages.risk.model import about_risk, world_scores
from dashboard.pages.risk.scores import default_structure
from dashboard.pages.risk.views import view_of
from indicators.score import parse_structure

TODAY = dt.date(2026, 11, 22)
YEAR = 2023


def get(address: str, path: str) -> requests.Response:
    return requests.get(address + path, timeout=300)


def test_the_structure_comes_as_toml_that_makes_the_same_scores(address: str) -> None:
    choices = Choices(year=YEAR, weights=("media:3",), preset="corruption_first")
    answer = get(address, risk_address("structure.toml", choices))
    assert answer.status_code == 200
    structure = parse_structure(answer.text)
    of = about_risk(choices, TODAY)
    again = of.scoring.material.with_structure(structure).of_year(YEAR).score()
    pd.testing.assert_series_equal(again.total, of.scores.total)


def test_scores_come_as_parquet_with_their_passport(address: str) -> None:
    answer = get(address, risk_address("scores.parquet", Choices(year=YEAR)))
    table = pq.read_table(io.BytesIO(answer.content))
    passport = json.loads(table.schema.metadata[b"passport"])
    assert "Fragile States Index" in passport["source"] or "V-Dem" in passport["source"]
    rows = table.to_pandas()
    own = rows[(rows["iso3"] == "TJK") & (rows["part"] == "risk")].iloc[0]
    assert own["score"] == pytest.approx(76.26, abs=0.005)
    assert (own["computed_rank"], own["computed_n"]) == (162, 180)
    assert "indicator" not in set(rows["level"])


def test_draws_come_as_parquet_every_one_with_its_choices(address: str) -> None:
    answer = get(address, risk_address("draws.parquet", Choices(year=YEAR)))
    rows = pq.read_table(io.BytesIO(answer.content)).to_pandas()
    assert rows["draw"].nunique() == 2000
    assert len(rows) == 2000 * 180
    own = rows[rows["iso3"] == "TJK"]["score"]
    assert own.quantile(0.05) == pytest.approx(73.587, abs=0.001)
    assert set(rows["normalisation"]) == {"goalposts", "minmax", "zscore"}
    assert "weight_corruption" in rows


@pytest.mark.parametrize("show", VIEWS)
def test_the_rows_behind_every_chart_come_as_files(address: str, show: str) -> None:
    where = rows_address("risk", Choices(show=show, year=YEAR))
    answer = get(address, where.replace("{format}", "csv"))
    assert answer.status_code == 200
    rows = pd.read_csv(io.BytesIO(answer.content), comment="#")
    assert len(rows) == len(view_of(about_risk(Choices(year=YEAR), TODAY), show).exported())


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/files/risk.other?", "Use one of: structure.toml"),
        ("/files/risk.scores.parquet?weights=nobody:1", "nobody"),
        ("/files/risk.scores.parquet?year=1850", "1850"),
        ("/files/risk.draws.parquet?weights=corruption:0,rule_of_law:0,voice:0,media:0,physical_integrity:0,"
         "fragility:0", "sum to zero"),
    ],
)  # fmt: skip
def test_what_cannot_be_had_is_one_clear_line(address: str, path: str, words: str) -> None:
    answer = get(address, path)
    assert answer.status_code == 400
    assert words in answer.text


def test_a_quoted_source_is_not_given_away_as_a_pillar_of_its_own() -> None:
    inner = ("wb_wgi.voice_and_accountability:0", "vdem.electoral_democracy:0")
    of = about_risk(Choices(year=YEAR, weights=inner), TODAY)
    rows, left_out = world_scores(of, None)
    assert "voice" not in set(rows["part"])
    assert "corruption" in set(rows["part"])
    assert any("Political rights" in text for text in left_out)
    whole, none = world_scores(about_risk(Choices(year=YEAR), TODAY), None)
    assert none == ()
    assert "voice" in set(whole["part"])


def test_the_draws_of_one_quoted_source_alone_are_refused(address: str) -> None:
    others = [p.id for p in default_structure().pillars if p.id != "voice"]
    weights = ",".join([*(f"{id}:0" for id in others), "wb_wgi.voice_and_accountability:0",
                        "vdem.electoral_democracy:0"])  # fmt: skip
    answer = get(address, f"/files/risk.draws.parquet?year={YEAR}&weights={weights}")
    assert answer.status_code == 400
    assert "freedomhouse" in answer.text
