"""Sources, observations, ranks, claims and events: the answers are the snapshot's."""

import datetime as dt
import io
from collections.abc import Sequence

import pandas as pd
import pytest

from indicators.catalogue.catalogue import Catalogue
from indicators.catalogue.narrative import CATEGORIES
from indicators.snapshot.schema import COLUMNS
from indicators.snapshot.snapshot import Snapshot
from tests.data.cli.running import CORRUPTION, CPI, ask, records, rows, run

# sources


def test_sources(snapshot: Snapshot) -> None:
    found = {source["id"]: source for source in records("sources")}
    assert list(found) == list(snapshot.inputs)
    cpi = found["ti_cpi"]
    assert cpi["name"] == "Corruption Perceptions Index"
    assert cpi["publisher"] == "Transparency International"
    assert (cpi["licence"], cpi["licence_class"]) == ("CC BY-ND 4.0", "attribution")
    assert cpi["editions"] == [str(year) for year in range(1995, 2026)]
    assert (cpi["year_from"], cpi["year_to"]) == (1995, 2025)
    assert cpi["indicators"] == ["ti_cpi.score", "ti_cpi.score_1995_2011"]
    assert found["wb_wgi"]["countries"] == snapshot.held["wb_wgi"]["countries"]


def test_the_table_of_sources_shows_gaps_and_every_indicator(snapshot: Snapshot) -> None:
    text = ask("sources")
    assert "1996, 1998, 2000, 2002 to 20" in text
    for indicator in snapshot.indicators:
        assert f"\n{indicator} " in text


# observations


def test_json_is_the_snapshot(snapshot: Snapshot) -> None:
    one_of_each = ["fh_fiw.total", "ti_cpi.score", "wb_wgi.control_of_corruption"]
    found = pd.DataFrame(
        records("observations", "--indicator", ",".join(one_of_each), "--as-of", "2026-11-22")
    )
    held = snapshot.observations(indicators=one_of_each, as_of=dt.date(2026, 11, 22))
    assert list(found.columns) == COLUMNS
    pd.testing.assert_frame_equal(found.astype(held.dtypes), held)


def test_csv_is_the_snapshot(snapshot: Snapshot) -> None:
    text = ask("observations", *CPI, "--edition", "all", "--as-of", "2026-11-22", "--format", "csv")
    found = pd.read_csv(io.StringIO(text), keep_default_na=False, na_values=[""], dtype={"edition": "str"})
    held = snapshot.observations(indicators=[CPI[1]], edition="all", as_of=dt.date(2026, 11, 22))
    assert list(found.columns) == COLUMNS
    pd.testing.assert_frame_equal(found.astype(held.dtypes), held)


def test_missing_is_null_empty_or_a_dash_never_zero() -> None:
    question = ("observations", *CORRUPTION, "--country", "Tajikistan", "--year", "2014")
    [found] = records(*question)
    assert round(found["value"], 3) == -1.132
    assert found["rank"] is None
    assert found["n_ranked"] is None
    assert isinstance(found["year"], int)
    assert isinstance(found["n_sources"], int)
    header, cells = rows(*question)
    assert dict(zip(header, cells, strict=True))["rank"] == ""
    assert "  -1.13246 " in ask(*question)
    assert "    -  " in ask(*question)


def test_indicators_and_countries_repeat_and_take_commas() -> None:
    separate = records(
        "observations", *CPI, *CORRUPTION, "--country", "TJK", "--country", "uzbekistan", "--year", "2014"
    )
    together = records(
        "observations",
        *("--indicator", "ti_cpi.score, wb_wgi.control_of_corruption"),
        *("--country", "Tajikistan,UZ"),
        *("--year", "2014"),
    )
    assert separate == together
    assert [(row["indicator"], row["iso3"]) for row in together] == [
        ("ti_cpi.score", "TJK"),
        ("ti_cpi.score", "UZB"),
        ("wb_wgi.control_of_corruption", "TJK"),
        ("wb_wgi.control_of_corruption", "UZB"),
    ]


@pytest.mark.parametrize(
    ("options", "years"),
    [
        (("--year-from", "2022"), [2022, 2023, 2024, 2025]),
        (("--year-to", "2013"), [2012, 2013]),
        (("--year-from", "2014", "--year-to", "2015"), [2014, 2015]),
        (("--year", "2014"), [2014]),
    ],
)
def test_years(options: Sequence[str], years: list[int]) -> None:
    found = records("observations", *CPI, "--country", "TJK", "--as-of", "2026-11-22", *options)
    assert [row["year"] for row in found] == years


def test_an_edition() -> None:
    assert {row["edition"] for row in records("observations", *CPI, "--edition", "2014")} == {"2014"}


def test_as_of_an_edition_of_later_does_not_exist() -> None:
    question = ("observations", *CPI, "--country", "TJK", "--as-of")
    assert max(row["year"] for row in records(*question, "2014-12-02")) == 2013
    assert max(row["year"] for row in records(*question, "2014-12-03")) == 2014
    assert run("observations", "--edition", "2014", "--as-of", "2013-01-01").exit_code == 2


def test_what_an_answer_about_all_leaves_out_is_said() -> None:
    result = run("observations", "--country", "TJK", "--year", "2014", "--as-of", "2015-07-20")
    assert result.exit_code == 0
    assert "vdem" not in result.stdout
    left_out = [line for line in result.stderr.splitlines() if "Varieties of Democracy" in line]
    assert left_out == [
        "note: left out: Varieties of Democracy as of 2015-07-20: the newest edition then was v4 (published "
        "2015-03), which is not held here. No later edition stands in for it. Choose a later day."
    ]
    assert "Press Freedom" not in result.stderr  # of its three scores the one of then answers


def test_a_country_without_a_row_beside_one_with_is_said() -> None:
    result = run("observations", *CPI, "--country", "TJK,Tuvalu", "--year", "2014")
    assert (result.exit_code, result.stderr) == (0, "note: no row of TUV\n")


def test_the_order_of_the_options_is_irrelevant() -> None:
    one = ask("observations", *CPI, "--country", "TJK,KGZ", "--year", "2014")
    assert one == ask("observations", "--year", "2014", "--country", "KGZ,TJK", *CPI)


# rank


def test_all_countries_best_first() -> None:
    found = records("rank", *CPI, "--year", "2014")
    assert len(found) == 175
    assert found[0]["iso3"] == "DNK"
    assert [row["computed_rank"] for row in found] == sorted(row["computed_rank"] for row in found)
    assert all(row["n_tied"] == len(row["tied_with"]) + 1 for row in found)
    assert {row["iso3"] for row in found[-2:]} == {"PRK", "SOM"}


def test_several_countries_best_first_with_ranks_among_all() -> None:
    found = records("rank", *CPI, "--year", "2014", "--country", "AFG", "--country", "Kazakhstan,TJK")
    assert [(row["iso3"], row["rank"]) for row in found] == [("KAZ", 126), ("TJK", 152), ("AFG", 172)]


def test_a_rank_that_is_not_published_is_missing_and_computed() -> None:
    [found] = records("rank", *CORRUPTION, "--year", "2014", "--country", "TJK")
    assert (found["rank"], found["n_ranked"]) == (None, None)
    assert 1 <= found["computed_rank"] <= found["computed_n"]


def test_several_values_in_csv_and_in_a_table() -> None:
    assert rows("rank", *CPI, "--year", "2014", "--country", "TJK")[1][-2:] == ["2", "COG"]
    tied = ask("rank", *CPI, "--year", "2014", "--country", "DNK").splitlines()
    assert tied[1].endswith("1  -")


# claims


def test_a_claim_that_an_indicator_can_test() -> None:
    [claim] = records("claims", "--id", "C24", "--as-of", "2026-11-22")
    assert (claim["by"], claim["verdict"], claim["rating"]) == ("computed", "supported", "SUPPORTED")
    assert (claim["since_then"], claim["diagnosis"]) == ("Since then: 166 of 182 (CPI 2025).", [])
    assert claim["reasons"] == ["EDITION_SUPERSEDED"]
    assert (claim["then_year"], claim["then_edition"], claim["then_value"]) == (2014, "2014", 23)
    assert (claim["then_rank"], claim["then_n"], claim["then_tied_with"]) == (152, 175, ["COG"])
    assert (claim["now_rank"], claim["now_n"], claim["now_year"]) == (166, 182, 2025)
    assert claim["events"] == ["N05"]
    assert "S040" in claim["references"]
    assert claim["as_of"] == "2026-11-22"


def test_a_claim_on_the_day_of_the_article() -> None:
    [claim] = records("claims", "--id", "C24", "--as-of", "2015-07-20")
    assert (claim["rating"], claim["since_then"]) == ("SUPPORTED", None)
    assert claim["now_year"] == 2014


def test_all_claims_in_the_order_of_the_article(catalogue: Catalogue) -> None:
    found = records("claims")
    assert [claim["id"] for claim in found] == [claim.id for claim in catalogue.narrative.claims]
    assert {tuple(claim) for claim in found} == {tuple(found[0])}
    [untested] = [claim for claim in found if claim["id"] == "C01"]
    assert untested["since_then"] is None
    assert (untested["by"], untested["rating"]) == ("editor", "SUPPORTED")
    assert untested["then_rank"] is None


def test_claims_repeat_and_take_commas() -> None:
    one = ask("claims", "--id", "C01,C24")
    assert one == ask("claims", "--id", "C01", "--id", "C24")
    assert "then_rank           152\n" in one


# events


def test_events_are_confirmed_and_no_repetitions(catalogue: Catalogue) -> None:
    found = records("events")
    assert [event["id"] for event in found] == [event.id for event in catalogue.narrative.plotted_events]
    assert not any(event["duplicate_of"] for event in found)
    assert {event["category"] for event in found} <= set(CATEGORIES)
    assert not {event["status"] for event in found} & {"unconfirmed", "article_only"}


def test_unconfirmed_events_stand_apart() -> None:
    found = records("events", "--unconfirmed")
    assert {event["status"] for event in found} == {"unconfirmed", "article_only"}
    assert not {event["id"] for event in found} & {event["id"] for event in records("events")}
    assert "unconfirmed" in ask("events", "--unconfirmed")


def test_events_of_a_country_category_and_time() -> None:
    found = records(
        "events",
        *("--country", "Tajikistan", "--category", "security,conflict"),
        *("--year-from", "2014", "--year-to", "2016"),
    )
    assert found
    for event in found:
        assert "TJK" in event["countries"]
        assert event["category"] in ("security", "conflict")
        assert event["date_from"] <= "2016-12-31"
        assert event["date_to"] >= "2014-01-01"


def test_an_event_counts_for_every_year_of_its_span() -> None:
    war = records("events", "--category", "conflict", "--year-from", "1994", "--year-to", "1994")
    assert [event["title"] for event in war] == ["Tajik civil war"]


def test_no_event_is_an_answer() -> None:
    result = run("events", "--year-to", "1900", "--format", "json")
    assert (result.exit_code, result.stdout) == (0, "[]\n")
    assert result.stderr.count("\n") == 1
