"""Published figures of the sources and editions that came last, each from its publisher's file."""

import pandas as pd
import pytest

from indicators.snapshot.snapshot import Snapshot


def found(snapshot: Snapshot, indicator: str, iso3: str, year: int, edition: str = "") -> pd.Series:
    rows = snapshot.all_editions(indicator)
    rows = rows[(rows["iso3"] == iso3) & (rows["year"] == year)]
    [row] = (rows[rows["edition"] == edition] if edition else rows).index
    return rows.loc[row]


@pytest.mark.parametrize(
    ("indicator", "iso3", "year", "edition", "value"),
    [
        ("us_foreignassistance.obligations", "SDN", 2008, "", 1_029_751_046),
        ("us_foreignassistance.obligations", "SDN", 2011, "", 719_398_549),
        ("us_foreignassistance.obligations", "SDN", 2012, "", 135_103_104),
        ("us_foreignassistance.disbursements", "SDN", 2008, "", 927_451_047),
        ("sipri.military_expenditure_share_of_gdp", "TJK", 2024, "military-expenditure-2026", 1.3341),
        ("sipri.military_expenditure_share_of_gdp", "TJK", 2025, "military-expenditure-2026", 1.4736),
        ("sipri.military_expenditure_share_of_gdp", "UZB", 2018, "military-expenditure-2026", 2.4902),
        ("undp_hdr.hdi", "TJK", 2023, "HDR25", 0.691),
        ("undp_hdr.gni_per_capita_2021", "TJK", 2023, "HDR25", 5746.569),
        ("vdem.regime", "TJK", 2024, "v15", 1),
        ("wb_wdi.bribery_incidence", "TJK", 2008, "", 37.8),
        ("wb_wdi.bribery_incidence", "TJK", 2013, "", 35.5),
        ("wb_wdi.bribery_incidence", "TJK", 2019, "", 11.1),
        ("wb_wdi.bribery_incidence", "UZB", 2013, "", 6.0),
        ("fh_nit.democracy_score", "TJK", 2014, "2015", 6.39),
        ("fh_nit.democracy_score", "TJK", 2017, "2018", 6.79),
        ("fh_nit.democracy_score", "UZB", 2014, "2015", 6.93),
        ("wjp_roli.overall", "KGZ", 2025, "2025", 0.448),
        ("wjp_roli.overall", "AFG", 2025, "2025", 0.308),
    ],
)
def test_published_values(
    snapshot: Snapshot, indicator: str, iso3: str, year: int, edition: str, value: float
) -> None:
    row = found(snapshot, indicator, iso3, year, edition)
    assert row["value"] == pytest.approx(value, abs=0.00005)


@pytest.mark.parametrize(
    ("year", "rank", "n", "lower", "upper"),
    [
        (2003, 124, 133, None, None),
        (2007, 150, 180, 1.9, 2.3),
        (2008, 151, 180, 1.7, 2.3),
        (2009, 158, 180, 1.6, 2.5),
        (2010, 154, 178, 1.7, 2.5),
        (2011, 152, 183, 1.813426, 2.761562),
    ],
)
def test_ranks_and_ranges_of_the_old_cpi_scale(
    snapshot: Snapshot, year: int, rank: int, n: int, lower: float | None, upper: float | None
) -> None:
    row = found(snapshot, "ti_cpi.score_1995_2011", "TJK", year)
    assert (row["rank"], row["n_ranked"]) == (rank, n)
    if lower is not None:
        assert (row["lower"], row["upper"]) == (lower, upper)


@pytest.mark.parametrize(("year", "rank", "n"), [(2022, 129, 192), (2023, 128, 193)])
def test_ranks_of_the_human_development_report_2025(snapshot: Snapshot, year: int, rank: int, n: int) -> None:
    row = found(snapshot, "undp_hdr.hdi", "TJK", year, "HDR25")
    assert (row["rank"], row["n_ranked"]) == (rank, n)


def test_tajikistan_is_in_no_edition_of_the_rule_of_law_index(snapshot: Snapshot) -> None:
    assert not set(snapshot.all_editions("wjp_roli.overall")["iso3"]) & {"TJK", "TKM"}


def test_tajikistan_had_one_episode_of_autocratization(snapshot: Snapshot) -> None:
    table = snapshot.table("vdem_ert_episodes")
    rows = table[table["iso3"] == "TJK"][["kind", "start_year", "end_year", "outcome"]]
    assert rows.to_numpy().tolist() == [["autocratization", 1992, 1995, "regressed autocracy"]]
