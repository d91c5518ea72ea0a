"""Figures of the committed snapshot, of each source and edition, that a reader can look up.

A row: indicator, country, year described, edition, and the value as the publisher prints it. Dates, ranks
and refusals stand below. `governance-risk trace` leads from each to its cell.
"""

import pandas as pd
import pytest

from indicators.model import LicenceClass
from indicators.snapshot.snapshot import Snapshot

FACTS = """
fh_fiw.total TJK 2002 2003 28
fh_fiw.total TJK 2013 2014 24
fh_fiw.total TJK 2014 2015 22
fh_fiw.total TJK 2015 2016 16
fh_fiw.total TJK 2016 2017 11
fh_fiw.total TJK 2024 2025 5
fh_fiw.total TJK 2025 2026 5
fh_fiw.free_media TJK 2015 2016 1
fh_fiw.free_media TJK 2016 2017 0
fh_fiw.electoral_process TJK 2014 2015 2
fh_fiw.electoral_process TJK 2016 2017 0
fh_fiw.rule_of_law TJK 2005 2006 4
fh_fiw.political_rights_rating TJK 1991 1991-92 5
fh_fiw.civil_liberties_rating TJK 1993 1993-94 7
rsf_wpfi.score_2002_2012 TJK 2002 2002 28.25
rsf_wpfi.score_2002_2012 TJK 2011 2011-12 56
rsf_wpfi.score_2002_2012 FIN 2011 2011-12 -10
rsf_wpfi.score_2013_2021 TJK 2013 2014 65.14
rsf_wpfi.score_2013_2021 TJK 2015 2016 49.66
rsf_wpfi.score_2013_2021 TJK 2020 2021 44.48
rsf_wpfi.score_2013_2021 NOR 2016 2017 92.4
rsf_wpfi.score_2022 TJK 2021 2022 40.26
rsf_wpfi.score_2022 TJK 2024 2025 32.21
rsf_wpfi.score_2022 TJK 2025 2026 32.22
rsf_wpfi.safety TJK 2024 2025 38.6
vdem.religious_freedom TJK 2014 v14 -1.605
vdem.religious_freedom TJK 2015 v14 -2.142
vdem.religious_freedom TJK 2023 v14 -2.459
vdem.religious_freedom TJK 2023 v16 -2.530
vdem.electoral_democracy TJK 2014 v14 0.200
vdem.electoral_democracy TJK 2014 v15 0.204
vdem.electoral_democracy TJK 2014 v16 0.201
vdem.party_ban TJK 2014 v14 0.599
vdem.party_ban TJK 2015 v14 -0.061
vdem.civil_society_repression TJK 2014 v14 -0.701
pts.state_department TJK 2015 2025 3
pts.human_rights_watch TJK 2016 2025 4
pts.amnesty TJK 2022 2025 4
fsi.total TJK 2005 2006 87.7
fsi.total TJK 2013 2014 84.6
fsi.total TJK 2014 2015 83.4
fsi.total TJK 2022 2023 74.2
fsi.factionalized_elites TJK 2022 2023 8.4
fsi.refugees_and_idps TJK 2022 2023 3.8
bti.rule_of_law TJK 2014 2016 2.75
bti.anti_corruption_policy TJK 2012 2014 2
bti.freedom_of_expression TJK 2022 2024 1
hrps.protection TJK 2005 v4.01 0.0669
hrps.protection TJK 2015 v4.01 -0.2608
polity5.polity2 TJK 2015 p5v2018 -3
ucdp.deaths_best TJK 1992 25.1 3859
ucdp.deaths_best TJK 2010 25.1 98
ucdp.deaths_best TJK 2015 25.1 0
ucdp.deaths_best TJK 2022 25.1 87
ucdp.deaths_best RWA 1994 25.1 772463
undp_hdr.hdi TJK 2005 HDR25 0.611
undp_hdr.hdi TJK 2015 HDR25 0.658
undp_hdr.hdi TJK 2023 HDR25 0.691
undp_hdr.hdi TJK 2022 HDR25 0.687
undp_hdr.hdi TJK 2022 HDR23-24 0.679
wb_wdi.population TJK 2024 population-to-2024 10590927
wb_wdi.remittances_share_of_gdp TJK 2024 remittances-share-to-2024 47.88521
wb_wdi.internet_users TJK 2020 gapminder-2026-03-01 27.5441
sipri.military_expenditure_share_of_gdp TJK 2015 gapminder-2026-03-01 1.28197
us_greenbook.military TJK 2008 2022-08-09 26141000
us_greenbook.military TJK 2015 2022-08-09 16363362
us_greenbook.military TJK 2020 2022-08-09 8544927
us_greenbook.nadr TJK 2015 2022-08-09 2484557
us_greenbook.narcotics_control TJK 2015 2022-08-09 7089456
us_greenbook.military UZB 2015 2022-08-09 26034667
us_foreignassistance.military UZB 2015 2026-10-02 63048018
us_foreignassistance.military TJK 2015 2026-10-02 16363362
us_foreignassistance.obligations TJK 2024 2025-12 99284441
us_fmtr.trainees TJK 2012 2012-2013 493
us_fmtr.trainees TJK 2014 2014-2015 91
us_fmtr.trainees TJK 2015 2015-2016 984
wb_wgi.control_of_corruption TJK 2014 2021-update -1.127
wb_wgi.control_of_corruption TJK 2014 2022-update -1.132
wb_wgi.control_of_corruption TJK 2014 2024-update -1.132
wb_wgi.control_of_corruption_2025 TJK 2014 2025-release -1.240
wb_wgi.control_of_corruption_score_2025 TJK 2014 2025-release 22.755
wb_wgi.control_of_corruption_2026 TJK 2025 2026-release -1.254
wb_wgi.political_stability TJK 2023 2024-update -0.473
wb_wgi.political_stability_2025 TJK 2023 2025-release -0.288
wb_wgi.government_effectiveness TKM 2014 2021-update -0.843
"""


def one(snapshot: Snapshot, indicator: str, iso3: str, year: int, edition: str) -> dict[str, object]:
    rows = snapshot.all_editions(indicator)
    same = (rows["iso3"] == iso3) & (rows["year"] == year) & (rows["edition"] == edition)
    [found] = rows[same].to_dict("records")
    return found


def test_a_value_is_the_published_one(snapshot: Snapshot) -> None:
    for fact in FACTS.strip().splitlines():
        indicator, iso3, year, edition, value = fact.split()
        decimals = len(value.partition(".")[2])
        found = one(snapshot, indicator, iso3, int(year), edition)["value"]
        assert round(float(str(found)), decimals) == float(value), fact


@pytest.mark.parametrize(
    ("indicator", "year", "edition", "rank", "n_ranked"),
    [
        ("rsf_wpfi.score_2002_2012", 2002, "2002", 86, 139),
        ("rsf_wpfi.score_2013_2021", 2013, "2014", 115, 180),
        ("rsf_wpfi.score_2013_2021", 2015, "2016", 150, 180),
        ("rsf_wpfi.score_2022", 2021, "2022", 152, 180),
        ("rsf_wpfi.score_2022", 2024, "2025", 153, 180),
        ("fsi.total", 2013, "2014", 55, 178),
        ("fsi.total", 2022, "2023", 72, 179),
        ("bti.status_index", 2012, "2014", 113, 129),
        ("undp_hdr.hdi", 2022, "HDR23-24", 126, 193),
    ],
)
def test_the_rank_of_tajikistan_is_the_published_one(
    snapshot: Snapshot, indicator: str, year: int, edition: str, rank: int, n_ranked: int
) -> None:
    found = one(snapshot, indicator, "TJK", year, edition)
    assert (found["rank"], found["n_ranked"]) == (rank, n_ranked)


def test_the_interval_of_an_index_of_v_dem(snapshot: Snapshot) -> None:
    """V-Dem v15: electoral democracy of Tajikistan in 2014, 0.204 [0.184, 0.219]."""
    found = one(snapshot, "vdem.electoral_democracy", "TJK", 2014, "v15")
    assert (found["lower"], found["upper"]) == (0.184, 0.219)


@pytest.mark.parametrize(
    ("indicator", "iso3", "year"),
    [
        ("pts.amnesty", "TJK", 2013),
        ("sipri.military_expenditure_share_of_gdp", "TJK", 2006),
        ("sipri.military_expenditure_share_of_gdp", "TJK", 1993),  # the publisher's figure is impossible
        ("ucdp.deaths_best", "RUS", 1991),  # the Soviet Union's
        ("rsf_wpfi.safety", "ESP", 2025),  # the transcribed figure contradicts the score
        ("fh_fiw.political_rights_rating", "ZAF", 1972),  # rated twice
        ("ti_cpi.score_1995_2011", "TJK", 2002),
    ],
)
def test_what_was_not_published_is_missing(snapshot: Snapshot, indicator: str, iso3: str, year: int) -> None:
    rows = snapshot.all_editions(indicator)
    assert rows[(rows["iso3"] == iso3) & (rows["year"] == year)].empty


@pytest.mark.parametrize(
    ("indicator", "edition"),
    [
        ("fh_fiw.total", "2026"),
        ("rsf_wpfi.score_2022", "2026"),
        ("wb_wgi.rule_of_law_2026", "2026-release"),
        ("us_foreignassistance.military", "2026-10-02"),
    ],
)
def test_what_people_typed_off_says_so(snapshot: Snapshot, indicator: str, edition: str) -> None:
    rows = snapshot.all_editions(indicator)
    assert set(rows[rows["edition"] == edition]["status"]) == {"transcribed"}


def test_the_training_of_2015_was_six_counter_narcotics_courses(snapshot: Snapshot) -> None:
    courses = snapshot.table("us_fmtr_activities", countries=["TJK"]).query("fiscal_year == 2015")
    narcotics = courses[courses["program_group"] == "Section 1004"]
    assert (len(narcotics), int(narcotics["quantity"].sum())) == (6, 886)


def test_estimates_of_fighters_keep_their_publisher_and_day(snapshot: Snapshot) -> None:
    estimates = snapshot.table("foreign_fighters_estimates", countries=["TJK"]).set_index("edition")
    assert estimates.loc["icsr-2015-01", "estimate_point"] == 190
    assert estimates.loc["soufan-2017-10", ["estimate_point", "returned"]].tolist() == [1300, 147]


def test_tajikistan_is_in_none_of_the_lists_of_significant_changes(snapshot: Snapshot) -> None:
    """Transparency International, workbooks of 2022, 2023 and 2025."""
    changes = snapshot.table("ti_cpi_significant_changes")
    assert changes.groupby("edition").size().to_dict() == {"2022": 162, "2023": 202, "2025": 81}
    assert "TJK" not in set(changes["iso3"])


LICENCES = {
    LicenceClass.OPEN: {
        "ucdp", "undp_hdr", "us_fmtr", "us_foreignassistance", "us_greenbook", "wb_wdi", "wb_wgi",
    },
    LicenceClass.ATTRIBUTION: {"bti", "ti_cpi", "vdem", "vdem_ert"},
    LicenceClass.NONCOMMERCIAL: {"fsi", "hrps", "pts", "sipri"},
    LicenceClass.QUOTE: {"fh_fiw", "fh_nit", "foreign_fighters", "polity5", "rsf_wpfi", "wjp_roli"},
}  # fmt: skip


def test_a_licence_is_what_the_publisher_grants_and_what_forbids_it_is_not_embedded(
    snapshot: Snapshot,
) -> None:
    sources = snapshot.catalogue.sources.values()
    held = {source.id for source in sources if source.embedded}
    assert set(snapshot.inputs) == held
    found = {
        licence: {source.id for source in sources if source.licence_class is licence and source.embedded}
        for licence in LicenceClass
    }
    assert found == LICENCES
    assert {source.id for source in sources} - held == {"ciri", "eiu_democracy", "gocindex", "heritage_ief"}


def test_context_is_marked_as_no_measure_of_governance(snapshot: Snapshot) -> None:
    context = {
        id.partition(".")[0] for id, known in snapshot.catalogue.indicators.items() if known.is_context
    }
    assert context >= {"wb_wdi", "undp_hdr", "sipri", "us_greenbook", "us_fmtr", "us_foreignassistance"}
    assert not context & {"ti_cpi", "wb_wgi", "fh_fiw", "rsf_wpfi", "vdem", "pts", "fsi", "bti"}


def test_no_country_has_two_values_in_one_edition_and_year(snapshot: Snapshot) -> None:
    for indicator in snapshot.indicators:
        rows = snapshot.all_editions(indicator)
        assert not rows.duplicated(["iso3", "year", "edition"]).any(), indicator
        assert pd.to_numeric(rows["value"]).notna().all(), indicator
