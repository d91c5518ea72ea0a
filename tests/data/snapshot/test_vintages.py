"""Tajikistan's figures as they were known on 2015-07-20, each from its publisher's file of that time."""

import datetime as dt

import pytest

from indicators.snapshot.hindsight import hindsight
from indicators.snapshot.snapshot import Snapshot

DAY = dt.date(2015, 7, 20)


@pytest.mark.parametrize(
    ("indicator", "year", "edition", "value"),
    [
        ("wb_wgi.control_of_corruption", 2013, "2014-update", -1.1914),
        ("wb_wgi.control_of_corruption_percentile_rank", 2013, "2014-update", 10.0478),
        ("undp_hdr.hdi", 2013, "HDR14", 0.6072),
        ("polity5.polity2", 2013, "p4v2013", -3),
        ("pts.state_department", 2013, "2014", 3),
        ("wb_wdi.gdp_per_capita_ppp_2011", 2013, "WDI-2015", 2431.6591),
        ("wb_wdi.internet_users", 2013, "WDI-2015", 16.0),
        ("us_foreignassistance.usaid_disbursements", 2013, "2015-02", 21_736_361.06),
        ("rsf_wpfi.score_2013_2021", 2014, "2015", 63.81),
    ],
)
def test_values_known_on_the_day(
    snapshot: Snapshot, indicator: str, year: int, edition: str, value: float
) -> None:
    rows = snapshot.as_of(indicator, DAY)
    [row] = rows[(rows["iso3"] == "TJK") & (rows["year"] == year)].to_dict("records")
    assert (row["edition"], row["value"]) == (edition, pytest.approx(value, abs=0.00005))


@pytest.mark.parametrize(
    ("indicator", "year", "rank", "n"),
    [("undp_hdr.hdi", 2013, 133, 187), ("rsf_wpfi.score_2013_2021", 2014, 116, 180)],
)
def test_ranks_known_on_the_day(snapshot: Snapshot, indicator: str, year: int, rank: int, n: int) -> None:
    rows = snapshot.as_of(indicator, DAY)
    [row] = rows[(rows["iso3"] == "TJK") & (rows["year"] == year)].to_dict("records")
    assert (row["rank"], row["n_ranked"]) == (rank, n)


def test_revisions_of_control_of_corruption(snapshot: Snapshot) -> None:
    rows = snapshot.all_editions("wb_wgi.control_of_corruption")
    rows = rows[(rows["iso3"] == "TJK") & (rows["year"] == 2013)]
    values = rows.set_index("edition")["value"].round(2)
    assert values[["2014-update", "2017-update"]].tolist() == [-1.19, -1.28]


@pytest.mark.parametrize(
    ("indicator", "edition", "value"),
    [("vdem.electoral_democracy", "v10", 0.206), ("vdem.liberal_democracy", "v14", 0.053)],
)
def test_hindsight_of_2014(snapshot: Snapshot, indicator: str, edition: str, value: float) -> None:
    later = hindsight(snapshot, indicator, DAY)
    assert later is not None
    rows = later.rows[(later.rows["iso3"] == "TJK") & (later.rows["year"] == 2014)]
    assert rows[["edition", "value"]].to_numpy().tolist() == [[edition, value]]
