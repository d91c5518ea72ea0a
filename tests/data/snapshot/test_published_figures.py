"""Figures of the committed snapshot that a reader can look up; each row says where.

What a publisher prints is compared as it prints it: the World Bank's estimates to three decimals.
"""

import datetime as dt

import pandas as pd
import pytest

from indicators.model import Uncertainty
from indicators.snapshot.snapshot import Snapshot

TODAY = dt.date(2026, 11, 22)
CPI = "https://www.transparency.org/en/cpi/{year}"
CPI_ARCHIVE = "https://images.transparencycdn.org/images/CPI-Archive-{year}.csv"
WGI = "https://www.worldbank.org/en/publication/worldwide-governance-indicators"
FIW = "https://freedomhouse.org/country/{country}/freedom-world/{edition}"


def row(snapshot: Snapshot, indicator: str, iso3: str, year: int) -> dict[str, object]:
    rows = snapshot.as_of(indicator, TODAY)
    [found] = rows[(rows["iso3"] == iso3) & (rows["year"] == year)].to_dict("records")
    return found


# Corruption Perceptions Index


@pytest.mark.parametrize(
    ("iso3", "year", "score", "rank", "n_ranked", "link"),
    [
        ("TJK", 2012, 22, 157, 176, CPI.format(year=2012)),
        ("TJK", 2013, 22, 154, 177, CPI.format(year=2013)),
        ("TJK", 2014, 23, 152, 175, CPI.format(year=2014)),
        ("TJK", 2015, 26, 136, 168, CPI.format(year=2015)),
        ("TJK", 2016, 25, 151, 176, CPI.format(year=2016)),
        ("TJK", 2022, 24, 150, 180, CPI.format(year=2022)),
        ("TJK", 2023, 20, 162, 180, CPI.format(year=2023)),
        ("TJK", 2024, 19, 164, 180, CPI.format(year=2024)),
        ("TJK", 2025, 19, 166, 182, CPI.format(year=2025)),
        ("KAZ", 2014, 29, 126, 175, CPI.format(year=2014)),
        ("KGZ", 2014, 27, 136, 175, CPI.format(year=2014)),
        ("UZB", 2014, 18, 166, 175, CPI.format(year=2014)),
        ("TKM", 2014, 17, 169, 175, CPI.format(year=2014)),
        ("AFG", 2014, 12, 172, 175, CPI.format(year=2014)),
        ("CHN", 2014, 36, 100, 175, CPI.format(year=2014)),
        ("DNK", 2014, 92, 1, 175, CPI.format(year=2014)),
        ("PRK", 2014, 8, 174, 175, CPI.format(year=2014)),
        ("SOM", 2014, 8, 174, 175, CPI.format(year=2014)),
    ],
)
def test_score_and_rank_of_the_cpi(
    snapshot: Snapshot, iso3: str, year: int, score: int, rank: int, n_ranked: int, link: str
) -> None:
    found = row(snapshot, "ti_cpi.score", iso3, year)
    assert (found["value"], found["rank"], found["n_ranked"]) == (score, rank, n_ranked), link
    assert found["edition"] == str(year)


def test_tajikistan_in_the_cpi_of_2014(snapshot: Snapshot) -> None:
    """https://www.transparency.org/en/cpi/2014/index/tjk; the data bundle has the standard error."""
    found = row(snapshot, "ti_cpi.score", "TJK", 2014)
    assert round(found["standard_error"], 2) == 5.32
    assert (found["lower"], found["upper"], found["n_sources"]) == (14, 32, 5)


@pytest.mark.parametrize(
    ("year", "n_ranked"),
    [
        *[(2012, 176), (2013, 177), (2014, 175), (2015, 168), (2016, 176)],
        *[(year, 180) for year in range(2017, 2025)],
        (2025, 182),
    ],
)
def test_how_many_countries_the_cpi_ranks(snapshot: Snapshot, year: int, n_ranked: int) -> None:
    """https://www.transparency.org/en/cpi and the year."""
    rows = snapshot.all_editions("ti_cpi.score").query("year == @year")
    assert len(rows) == n_ranked
    assert set(rows["n_ranked"]) == {n_ranked}


@pytest.mark.parametrize(
    ("iso3", "year", "score", "n_ranked", "link"),
    [
        ("TJK", 2003, 1.8, 133, CPI_ARCHIVE.format(year=2003)),
        ("TJK", 2008, 2.0, 180, CPI_ARCHIVE.format(year=2008)),
        ("TJK", 2009, 2.0, 180, CPI_ARCHIVE.format(year=2009)),
        ("TJK", 2010, 2.1, 178, CPI_ARCHIVE.format(year=2010)),
        ("TJK", 2011, 2.3, 183, CPI_ARCHIVE.format(year=2011)),
        ("NZL", 1995, 9.55, 41, CPI_ARCHIVE.format(year=1995)),
    ],
)
def test_scores_of_the_old_scale(
    snapshot: Snapshot, iso3: str, year: int, score: float, n_ranked: int, link: str
) -> None:
    found = row(snapshot, "ti_cpi.score_1995_2011", iso3, year)
    assert (found["value"], found["n_ranked"]) == (score, n_ranked), link
    assert found["status"] == ("transcribed" if year < 2010 else "normal")


def test_tajikistan_is_first_in_the_cpi_of_2003_and_the_scales_do_not_overlap(snapshot: Snapshot) -> None:
    """https://images.transparencycdn.org/images/CPI-Archive-2003.csv"""
    old, new = (snapshot.all_editions(f"ti_cpi.{name}") for name in ("score_1995_2011", "score"))
    assert old[old["iso3"] == "TJK"]["year"].tolist() == list(range(2003, 2012))
    assert (old["year"].max(), new["year"].min()) == (2011, 2012)
    assert old["value"].max() <= 10


# Worldwide Governance Indicators, the 2024 update


@pytest.mark.parametrize(
    ("indicator", "iso3", "year", "estimate"),
    [
        ("control_of_corruption", "TJK", 2014, -1.132),
        ("control_of_corruption", "TJK", 2023, -1.379),
        ("political_stability", "TJK", 2023, -0.473),
    ],
)
def test_estimates_of_the_wgi(
    snapshot: Snapshot, indicator: str, iso3: str, year: int, estimate: float
) -> None:
    found = row(snapshot, f"wb_wgi.{indicator}", iso3, year)
    assert round(found["value"], 3) == estimate, WGI
    assert found["edition"] == "2024-update"


# Freedom in the World: edition N judges N-1


@pytest.mark.parametrize(
    ("indicator", "year", "score", "link"),
    [
        ("total", 2014, 22, FIW.format(country="tajikistan", edition=2015)),
        ("total", 2015, 16, FIW.format(country="tajikistan", edition=2016)),
        ("total", 2016, 11, FIW.format(country="tajikistan", edition=2017)),
        ("total", 2024, 5, FIW.format(country="tajikistan", edition=2025)),
        ("opposition_parties", 2014, 1, FIW.format(country="tajikistan", edition=2015)),
        ("opposition_parties", 2015, 0, FIW.format(country="tajikistan", edition=2016)),
        ("religious_freedom", 2014, 1, FIW.format(country="tajikistan", edition=2015)),
        ("religious_freedom", 2015, 0, FIW.format(country="tajikistan", edition=2016)),
    ],
)
def test_scores_of_tajikistan_in_freedom_in_the_world(
    snapshot: Snapshot, indicator: str, year: int, score: int, link: str
) -> None:
    found = row(snapshot, f"fh_fiw.{indicator}", "TJK", year)
    assert found["value"] == score, link
    assert found["edition"] == str(year + 1)


def test_luxembourg_had_101_points_of_100(snapshot: Snapshot) -> None:
    """The workbook of 2003-2021: a discretionary question could add points."""
    assert row(snapshot, "fh_fiw.total", "LUX", 2002)["value"] == 101


# The world


def test_wgi_estimates_have_mean_0_and_standard_deviation_1_in_every_year(snapshot: Snapshot) -> None:
    """The classic generation has it in whole editions; those up to 2016 do not centre their early years."""
    for known in snapshot.catalogue.source("wb_wgi").indicators:
        if known.series == "classic" and not known.id.endswith("_percentile_rank"):
            rows = snapshot.all_editions(known.id).query("edition != '2023-update'")
            is_early = (rows["edition"] <= "2016-update") & (rows["year"] < 2013)
            for part, limit in ((rows[~is_early], 0.01), (rows[is_early], 0.1)):
                by_year = part.groupby(["edition", "year"])["value"]
                assert by_year.mean().abs().max() < limit
                assert (by_year.std(ddof=1) - 1).abs().max() < limit


def test_the_wgi_skips_three_years(snapshot: Snapshot) -> None:
    years = set(snapshot.all_editions("wb_wgi.rule_of_law")["year"])
    assert years == {*range(1996, 2024)} - {1997, 1999, 2001}


def test_a_total_of_freedom_in_the_world_is_the_sum_of_its_two_halves(snapshot: Snapshot) -> None:
    keys = ["iso3", "year"]
    total, rights, liberties = (
        snapshot.all_editions(f"fh_fiw.{name}").set_index(keys)["value"]
        for name in ("total", "political_rights", "civil_liberties")
    )
    pd.testing.assert_series_equal(total, rights + liberties)


def test_a_cpi_score_is_the_rounded_mean_of_its_sources(snapshot: Snapshot) -> None:
    """In the years for which the workbook prints its sources' scores unrounded."""
    scores = snapshot.all_editions("ti_cpi.score").set_index(["iso3", "year"])
    by_country = snapshot.table("ti_cpi_sources").groupby(["iso3", "year"])["score"]
    assert by_country.size().eq(scores["n_sources"]).all()
    assert by_country.size().min() >= 3
    years = [2021, 2023, 2024, 2025]
    mean = by_country.mean().loc[:, years]
    assert ((mean - scores["value"].loc[:, years]).abs() <= 0.5 + 1e-6).all()


def test_intervals_are_published_where_the_catalogue_says_so_and_nowhere_else(snapshot: Snapshot) -> None:
    given = {
        Uncertainty.NONE: [],
        Uncertainty.STANDARD_ERROR: ["standard_error"],
        Uncertainty.INTERVAL: ["lower", "upper"],
    }
    every = {"standard_error", "lower", "upper"}
    both = {"ti_cpi.score", "vdem.electoral_democracy", "vdem.liberal_democracy"}
    for id in snapshot.indicators:
        indicator = snapshot.catalogue.indicator(id)
        figures = snapshot.all_editions(id)[["standard_error", "lower", "upper"]]
        present = [column for column in figures if figures[column].notna().any()]
        if id in both or id.endswith("_2026") or indicator.uncertainty is Uncertainty.POSTERIOR_INTERVAL:
            assert set(present) <= every, id
            assert present, id
        else:
            assert present == given[indicator.uncertainty], id
    assert snapshot.all_editions("ti_cpi.score")[sorted(every)].notna().all(axis=None)
