"""Sentences that a reader types, put to the committed snapshot: ranks, scores and changes, then and now."""

import datetime as dt
from functools import cache

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indicators.catalogue.catalogue import Catalogue
from indicators.claims.answer import edition_years
from indicators.claims.check import READER, check_text
from indicators.claims.finding import Finding, Rating, Reason
from indicators.errors import QuestionError
from indicators.paths import DATA
from indicators.rank.ranks import ordinal
from indicators.snapshot.snapshot import Snapshot

ARTICLE = dt.date(2015, 7, 20)
TODAY = dt.date(2026, 11, 22)
REFUTED, NO_DATA = Rating.REFUTED, Rating.NOT_ENOUGH_DATA


def typed(
    text: str, snapshot: Snapshot, as_of: dt.date = TODAY, claimed_on: dt.date | None = None
) -> Finding:
    return check_text(text, snapshot, as_of=as_of, claimed_on=claimed_on)


def codes(finding: Finding) -> list[str]:
    return [diagnosis.code for diagnosis in finding.diagnosis]


# A typed rank


@pytest.mark.parametrize(
    ("text", "rating", "reasons", "diagnosis"),
    [
        ("Tajikistan ranks 152 of 175 in CPI 2014", Rating.SUPPORTED, [], []),
        ("Tajikistan ranks 152 of 175 in CPI in 2014", Rating.SUPPORTED, [], []),
        ("Tajikistan ranks 166 of 182 in CPI", Rating.SUPPORTED, [], []),
        ("Tajikistan ranks 150 of 175 in CPI 2014", Rating.REFUTED, ["RANK_DIFFERS"], []),
        ("Tajikistan ranks 153 of 175 in CPI 2014", Rating.SUPPORTED_APPROX, ["TIE_RULE"], []),  # with Congo
        (
            "Tajikistan ranks 154 of 177 in CPI 2014",
            Rating.REFUTED,
            ["RANK_DIFFERS", "N_DIFFERS"],
            ["MATCHES_OTHER_YEAR:2013"],
        ),
        (
            "Tajikistan ranks 150 of 180 in CPI 2019",
            Rating.REFUTED,
            ["RANK_DIFFERS"],
            ["MATCHES_OTHER_YEAR:2021", "MATCHES_OTHER_YEAR:2022"],
        ),
        (
            "Tajikistan ranks 152 of 175 in CPI",
            Rating.OUTDATED,
            ["RANK_DIFFERS", "N_DIFFERS", "EDITION_SUPERSEDED"],
            ["MATCHES_OTHER_YEAR:2014"],
        ),
        # By a method that another has followed: RSF 2015.
        (
            "Tajikistan ranks 116 of 180 in RSF",
            Rating.OUTDATED,
            ["RANK_DIFFERS", "EDITION_SUPERSEDED"],
            None,
        ),
        ("Tajikistan ranks 151 of 175 in CPI", Rating.REFUTED, ["RANK_DIFFERS", "N_DIFFERS"], []),
        # RSF prints 66th and 67th for one score: either is a place of both, as in the CPI.
        ("Poland ranks 67 of 180 in RSF 2022", Rating.SUPPORTED_APPROX, ["TIE_RULE"], []),
        ("Bosnia and Herzegovina ranks 66 of 180 in RSF 2022", Rating.SUPPORTED_APPROX, ["TIE_RULE"], []),
        ("Poland ranks 68 of 180 in RSF 2022", Rating.REFUTED, ["RANK_DIFFERS"], []),
        # Four of V-Dem's 179 units are not held.
        ("Sri Lanka ranks 58 of 179 in V-Dem electoral democracy in 2024", NO_DATA, ["NO_RANK"], []),
        (
            "Tajikistan ranks 24 of 175 in CPI 2014",
            Rating.REFUTED,
            ["RANK_DIFFERS"],
            ["MATCHES_FLIPPED_RANK"],
        ),
        ("Tajikistan ranks 23 of 175 in CPI 2014", Rating.REFUTED, ["RANK_DIFFERS"], ["MATCHES_SCORE"]),
        ("Tajikistan ranks 72 of 179 in FSI 2023", Rating.SUPPORTED, [], []),  # from the worst
        # The places of two editions of RSF: that of 2022 describes 2021.
        ("Tajikistan ranks 152 of 180 in RSF 2022", Rating.SUPPORTED, [], []),
        ("Tajikistan ranks 152 of 180 in RSF 2021", Rating.MISLEADING, ["YEAR_BASIS"], []),
        ("Tajikistan ranks 152 of 180 in RSF in 2021", Rating.SUPPORTED, ["YEAR_BASIS"], []),
        ("Tajikistan ranks 72 of 179 in FSI", Rating.NOT_ENOUGH_DATA, ["NOT_HELD"], []),  # 2024 is newer
        ("Nauru ranks 10 of 175 in CPI 2014", Rating.NOT_ENOUGH_DATA, ["NO_VALUE"], []),
        ("Tajikistan ranks 10 of 5 in the WGI Rule of Law in 2025", Rating.NOT_ENOUGH_DATA, ["NO_RANK"], []),
        ("Tajikistan ranks 10 of 50 in population in 2014", Rating.NOT_ENOUGH_DATA, ["NO_RANK"], []),
    ],
)
def test_a_typed_rank(
    snapshot: Snapshot, text: str, rating: Rating, reasons: list[str], diagnosis: list[str] | None
) -> None:
    finding = typed(text, snapshot)
    assert finding.rating is rating
    assert [reason.value for reason in finding.reasons] == reasons
    assert diagnosis is None or codes(finding) == diagnosis
    assert (finding.text, finding.claimant, finding.then) == (text, READER, None)


def test_a_rank_is_named_with_the_newest_edition(snapshot: Snapshot) -> None:
    finding = typed("Tajikistan ranks 152 of 175 in CPI 2014", snapshot)
    assert finding.newest is not None
    assert (finding.newest.place, finding.newest.edition) == ("166th of 182", "2025")
    assert finding.explanation[-1] == ("The newest edition on 2026-11-22: 166th of 182, score 19 (CPI 2025).")


# A typed score


@pytest.mark.parametrize(
    ("text", "rating", "reasons", "diagnosis"),
    [
        ("Tajikistan scored 23 in CPI in 2014", Rating.SUPPORTED, [], []),
        ("Tajikistan scored about 24 in CPI in 2014", Rating.SUPPORTED_APPROX, ["HEDGE"], []),
        ("Tajikistan scored more than 22 in CPI in 2014", Rating.SUPPORTED, [], []),
        ("Tajikistan scored more than 20 in CPI in 2014", Rating.SUPPORTED_APPROX, ["HEDGE"], []),
        ("Tajikistan scored 23.4 in CPI in 2014", Rating.REFUTED, ["VALUE_DIFFERS"], []),
        (
            "Tajikistan scored 26 in CPI in 2014",
            Rating.REFUTED,
            ["VALUE_DIFFERS"],
            ["MATCHES_OTHER_YEAR:2015"],
        ),
        ("Tajikistan scored 77 in CPI in 2014", Rating.REFUTED, ["VALUE_DIFFERS"], ["MATCHES_100_MINUS"]),
        ("Tajikistan scored 152 in CPI in 2014", Rating.REFUTED, ["VALUE_DIFFERS"], ["MATCHES_RANK"]),
        ("Tajikistan scored 40 in RSF 2022", Rating.SUPPORTED, ["ROUNDING"], []),
        ("Tajikistan scored 39.06 in RSF 2022", Rating.MISLEADING, ["YEAR_BASIS"], []),
        ("Tajikistan scored 55.52 in RSF 2021", Rating.REFUTED, ["VALUE_DIFFERS"], ["MATCHES_100_MINUS"]),
        ("Tajikistan scored 1.9 in CPI in 2011", Rating.REFUTED, ["VALUE_DIFFERS"], None),
        ("Tajikistan scored 2.3 in CPI in 2011", Rating.SUPPORTED, [], []),  # of the old scale
        ("Tajikistan scored 0.691 in HDI in 2023", Rating.SUPPORTED, [], []),
        (
            "Tajikistan scored 0.679 in HDI in 2022",
            Rating.OUTDATED,
            ["VALUE_DIFFERS", "EDITION_SUPERSEDED"],
            ["MATCHES_OTHER_EDITION:HDR23-24"],
        ),
        # Freedom House's editions 1987-88 and 1988-89: the former came out in 1988.
        ("Myanmar scored 7 in FIW civil liberties rating edition 1988", Rating.SUPPORTED, [], []),
        ("Tajikistan scored 50 in CPI in 2030", Rating.NOT_ENOUGH_DATA, ["NO_VALUE"], []),
    ],
)
def test_a_typed_score(
    snapshot: Snapshot, text: str, rating: Rating, reasons: list[str], diagnosis: list[str] | None
) -> None:
    finding = typed(text, snapshot)
    assert finding.rating is rating
    assert [reason.value for reason in finding.reasons] == reasons
    assert diagnosis is None or codes(finding) == diagnosis


def test_the_figure_of_an_older_method_is_a_diagnosis(snapshot: Snapshot) -> None:
    finding = typed("WGI Control of Corruption of Tajikistan was -1.13 in 2014", snapshot)
    assert finding.rating is Rating.OUTDATED
    assert "MATCHES_OTHER_METHOD:wb_wgi.control_of_corruption" in codes(finding)


def test_the_turned_sign_is_a_diagnosis(snapshot: Snapshot) -> None:
    right = typed("WGI Control of Corruption, estimate of Tajikistan was -1.13 in 2014", snapshot)
    turned = typed("WGI Control of Corruption, estimate of Tajikistan was 1.13 in 2014", snapshot)
    assert (right.rating, turned.rating) == (Rating.SUPPORTED, Rating.REFUTED)
    assert codes(turned) == ["MATCHES_SIGN_FLIPPED"]


def test_the_same_figure_in_other_editions_stands_beside_it(snapshot: Snapshot) -> None:
    finding = typed("Tajikistan scored 0.687 in HDI in 2022", snapshot)
    assert finding.rating is Rating.SUPPORTED
    assert [(datum.edition, datum.value) for datum in finding.other_editions] == [("HDR23-24", 0.679)]


# A typed change


def elements(finding: Finding) -> dict[str, Rating]:
    assert finding.now is not None
    return {element.name: element.rating for element in finding.now.elements}


def test_a_fall_that_comes_of_sources_misleads(snapshot: Snapshot) -> None:
    finding = typed("Tajikistan's CPI fell from 24 to 20 between 2022 and 2023", snapshot)
    assert (finding.rating, finding.reasons) == (Rating.MISLEADING, (Reason.SOURCE_SET_CHANGED,))
    assert elements(finding)["score from"] is elements(finding)["score to"] is Rating.SUPPORTED
    assert finding.now is not None
    [sources] = [element for element in finding.now.elements if element.name == "sources"]
    assert dict(sources.outputs)["matched"] == pytest.approx(0.22, abs=0.005)
    assert "+0.22" in finding.explanation[1]


def test_a_fall_within_the_errors_is_not_significant(snapshot: Snapshot) -> None:
    finding = typed("CPI of Tajikistan fell significantly from 26 to 25 between 2015 and 2016", snapshot)
    assert finding.rating is Rating.NOT_SUPPORTED_BY_UNCERTAINTY
    assert finding.reasons == (Reason.NOT_DISTINGUISHABLE,)
    assert finding.now is not None
    [test] = [element for element in finding.now.elements if element.name == "significance"]
    assert abs(dict(test.outputs)["z"]) < 1.645


def test_a_plain_fall_is_asked_for_its_sources_only(snapshot: Snapshot) -> None:
    finding = typed("CPI of Tajikistan fell from 26 to 25 between 2015 and 2016", snapshot)
    assert "significance" not in elements(finding)
    assert finding.rating is Rating.MISLEADING  # on the five sources of both years it rose by 2


def test_a_change_on_the_same_sources_is_supported(snapshot: Snapshot) -> None:
    finding = typed("CPI of Tajikistan fell from 20 to 19 between 2023 and 2024", snapshot)
    assert elements(finding)["comparability"] is Rating.SUPPORTED
    assert elements(finding)["score to"] is Rating.SUPPORTED


def test_a_change_across_a_break_misleads_and_the_break_is_named(snapshot: Snapshot) -> None:
    finding = typed("RSF of Tajikistan fell from 44.48 to 40.26 between 2021 and 2022", snapshot)
    assert (finding.rating, finding.reasons) == (Rating.MISLEADING, (Reason.BREAK_CROSSED,))
    assert "edition 2022" in finding.explanation[1]
    assert finding.now is not None
    assert [datum.indicator for datum in finding.now.data] == [
        "rsf_wpfi.score_2013_2021",
        "rsf_wpfi.score_2022",
    ]
    earlier = typed("CPI of Tajikistan rose from 2.3 to 22 between 2011 and 2012", snapshot)
    assert earlier.reasons == (Reason.BREAK_CROSSED,)


def test_a_rank_that_moved_with_the_number_ranked_misleads(snapshot: Snapshot) -> None:
    finding = typed(
        "Tajikistan's rank in the CPI fell from 136 of 168 to 151 of 176 between 2015 and 2016", snapshot
    )
    assert (finding.rating, finding.reasons) == (Rating.MISLEADING, (Reason.N_CHANGED,))
    assert finding.now is not None
    outputs = dict(finding.now.elements[-1].outputs)
    assert outputs["score_effect"] + outputs["coverage_effect"] == -15
    same = typed("Tajikistan's rank in the CPI fell from 150 to 162 between 2022 and 2023", snapshot)
    assert same.rating is Rating.SUPPORTED


@pytest.mark.parametrize(
    ("text", "rating", "reason"),
    [
        ("CPI of Tajikistan rose from 24 to 20 between 2022 and 2023", Rating.REFUTED, "DIRECTION_DIFFERS"),
        ("CPI of Tajikistan fell from 24 to 21 between 2022 and 2023", Rating.REFUTED, "VALUE_DIFFERS"),
        ("CPI of Tajikistan improved from 24 to 20 between 2022 and 2023", REFUTED, "DIRECTION_DIFFERS"),
        ("FSI of Tajikistan worsened from 75.0 to 74.2 between 2022 and 2023", REFUTED, "SCALE_INVERTED"),
        ("FSI of Tajikistan improved from 75.0 to 74.2 between 2022 and 2023", Rating.SUPPORTED, None),
        ("FIW of Tajikistan fell from 16 to 11 between 2016 and 2017", Rating.SUPPORTED, None),
        # Freedom House publishes no error, so that "sharply" cannot be tested.
        ("FIW of Tajikistan fell sharply from 16 to 11 between 2016 and 2017", NO_DATA, "NOT_TESTED"),
        ("CPI of Tajikistan fell from 24 to 20 between 2022 and 2043", Rating.NOT_ENOUGH_DATA, "NO_VALUE"),
        ("CPI of Tajikistan fell from 99 to 20 between 2022 and 2043", Rating.REFUTED, "VALUE_DIFFERS"),
    ],
)  # fmt: skip
def test_a_typed_change(snapshot: Snapshot, text: str, rating: Rating, reason: str | None) -> None:
    finding = typed(text, snapshot)
    assert finding.rating is rating
    assert reason is None or Reason(reason) in finding.reasons


# Time


def test_what_was_published_later_was_not_known(snapshot: Snapshot) -> None:
    text = "Tajikistan ranks 152 of 175 in CPI 2014"
    before = typed(text, snapshot, as_of=dt.date(2014, 12, 2))
    assert (before.rating, before.reasons) == (Rating.NOT_ENOUGH_DATA, (Reason.NOT_KNOWN_THEN,))
    assert "it was not known on 2014-12-02" in before.explanation[0]
    assert typed(text, snapshot, as_of=dt.date(2014, 12, 3)).rating is Rating.SUPPORTED


def test_a_claim_with_a_day_is_put_to_what_was_known_then(snapshot: Snapshot) -> None:
    text = "Tajikistan ranks 152 of 175 in CPI"
    dated = typed(text, snapshot, claimed_on=ARTICLE)
    assert (dated.rating, dated.date) == (Rating.SUPPORTED, ARTICLE)
    assert dated.reasons == (Reason.EDITION_SUPERSEDED,)
    early = typed("Tajikistan ranks 166 of 182 in CPI", snapshot, claimed_on=ARTICLE)
    assert early.rating is Rating.REFUTED
    named = typed("Tajikistan ranks 152 of 175 in CPI 2014", snapshot, claimed_on=ARTICLE)
    assert named.rating is Rating.SUPPORTED


@pytest.mark.parametrize(
    ("text", "day", "rating"),
    [
        # Freedom in the World 2014 came out in January 2014; the day is not known.
        ("Tajikistan scored 24 in FIW edition 2014", "2014-01-01", Rating.SUPPORTED),
        ("Tajikistan scored 23 in FIW edition 2014", "2014-01-01", REFUTED),
        ("Tajikistan scored 24 in FIW edition 2014", "2013-12-31", NO_DATA),
        # The edition of 2022 came out in February 2022.
        ("Kyrgyzstan scored 27 in FIW", "2022-02-01", Rating.SUPPORTED),  # the figure of 2022
        ("Kyrgyzstan scored 28 in FIW", "2022-02-01", Rating.SUPPORTED),  # the figure of 2021
        ("Kyrgyzstan scored 27 in FIW", "2022-01-31", REFUTED),
        ("Kyrgyzstan scored 28 in FIW", "2022-02-28", REFUTED),
    ],
)
def test_a_month_counts_from_its_first_day_for_a_claim_that_states_the_figure(
    snapshot: Snapshot, text: str, day: str, rating: Rating
) -> None:
    claimed_on = dt.date.fromisoformat(day)
    finding = typed(text, snapshot, claimed_on=claimed_on)
    assert finding.then is not None
    assert (finding.rating, finding.then.as_of) == (rating, claimed_on)


def test_was_not_known_is_said_only_where_the_day_is_certain(snapshot: Snapshot) -> None:
    text = "Tajikistan scored 23 in FIW for the year 2013"
    unsure = typed(text, snapshot, claimed_on=dt.date(2014, 1, 15))
    assert unsure.then is not None
    assert unsure.then.reasons == (Reason.DAY_UNCERTAIN,)
    assert "whether by 2014-01-15 is not certain" in unsure.then.text
    sure = typed(text, snapshot, claimed_on=dt.date(2013, 12, 31))
    assert sure.then is not None
    assert sure.then.reasons == (Reason.NOT_KNOWN_THEN,)
    assert "it was not known on 2013-12-31" in sure.then.text


def test_equal_numbers_ranked_are_not_said_to_differ(snapshot: Snapshot) -> None:
    same = typed("Tajikistan ranks 150 in CPI", snapshot, claimed_on=dt.date(2022, 6, 1))
    assert same.then is not None
    assert same.now is not None
    assert (same.then.data[0].n_ranked, same.now.data[0].n_ranked) == (180, 182)
    assert "number ranked differs" in " ".join(same.explanation)
    equal = typed(
        "Tajikistan ranks 150 in CPI", snapshot, as_of=dt.date(2024, 6, 1), claimed_on=dt.date(2022, 6, 1)
    )
    assert equal.now is not None
    assert equal.now.data[0].n_ranked == 180
    assert "number ranked differs" not in " ".join(equal.explanation)


def test_an_edition_that_was_replaced_makes_an_undated_claim_outdated(snapshot: Snapshot) -> None:
    text = "Tajikistan scored 0.679 in HDI in 2022"
    assert typed(text, snapshot).rating is Rating.OUTDATED
    assert typed("Tajikistan scored 0.555 in HDI in 2022", snapshot).rating is Rating.REFUTED
    made_in_2024 = typed(text, snapshot, claimed_on=dt.date(2024, 6, 1))
    assert (made_in_2024.rating, made_in_2024.rating_value) == (Rating.SUPPORTED, 5)
    assert "Since then: 0.687 (HDR25, year 2022)." in made_in_2024.explanation
    assert made_in_2024.diagnosis == ()


def test_a_level_that_many_share_is_no_place(snapshot: Snapshot) -> None:
    finding = typed("Tajikistan ranks 103 of 196 in PTS State Department 2014", snapshot)
    assert finding.rating is Rating.NOT_ENOUGH_DATA
    assert "103rd" not in " ".join(finding.explanation)


def test_a_claim_is_not_made_after_the_day_that_is_asked_of(snapshot: Snapshot) -> None:
    with pytest.raises(QuestionError, match="is after"):
        check_text(
            "Tajikistan scored 23 in CPI in 2014",
            snapshot,
            as_of=dt.date(2015, 7, 20),
            claimed_on=dt.date(2026, 1, 1),
        )


@pytest.mark.parametrize(
    "text", ["Tajikistan is no 152nd of 175 in CPI 2014", "Tajikistan scored no 23 in CPI in 2014"]
)
def test_a_negation_is_never_passed_over(text: str, snapshot: Snapshot) -> None:
    with pytest.raises(QuestionError):
        typed(text, snapshot)


def test_an_index_that_is_not_held_is_said_to_be(snapshot: Snapshot) -> None:
    with pytest.raises(QuestionError, match="left out"):
        typed("Tajikistan scored 4 in CIRI physical integrity in 2005", snapshot)


@pytest.mark.parametrize(
    ("edition", "years"),
    [
        ("2014", {2014}),
        ("2011-12", {2011, 2012}),
        ("1999-2000", {1999, 2000}),
        ("2024-12", set()),  # a month
        ("v14", set()),
        ("HDR23-24", set()),
    ],
)
def test_the_years_that_an_edition_names(edition: str, years: set[int]) -> None:
    assert edition_years(edition) == years


# Properties

KNOWN = Snapshot(DATA / "snapshot", Catalogue.read())
SAMPLED = [
    "ti_cpi.score",
    "rsf_wpfi.score_2022",
    "rsf_wpfi.score_2002_2012",
    "fsi.total",
    "fh_fiw.total",
    "wb_wgi.control_of_corruption",
    "vdem.electoral_democracy",
    "undp_hdr.hdi",
    "pts.state_department",
    "bti.status_index",
    "polity5.polity2",
]


@cache
def rows(indicator: str) -> pd.DataFrame:
    return KNOWN.as_of(indicator, TODAY)


@st.composite
def figures(draw: st.DrawFn) -> tuple[str, pd.Series]:
    indicator = draw(st.sampled_from(SAMPLED))
    held = rows(indicator)
    return indicator, held.iloc[draw(st.integers(0, len(held) - 1))]


def said(indicator: str, row: pd.Series, what: str) -> str:
    country = KNOWN.catalogue.countries.by_iso3[row["iso3"]].name
    name = KNOWN.catalogue.indicator(indicator).name
    return f"{country} {what} in {name} for the year {row['year']}"


@settings(max_examples=15)
@given(figures())
def test_what_a_row_says_is_supported(figure: tuple[str, pd.Series]) -> None:
    indicator, row = figure
    decimals = KNOWN.catalogue.indicator(indicator).decimals
    score = typed(said(indicator, row, f"scored {row['value']:.{decimals}f}"), KNOWN)
    assert score.rating is Rating.SUPPORTED
    if not pd.isna(row["rank"]):
        place = typed(said(indicator, row, f"ranks {ordinal(row['rank'])} of {row['n_ranked']}"), KNOWN)
        assert place.rating is Rating.SUPPORTED


@settings(max_examples=15)
@given(figures(), st.integers(-20, 20).filter(bool))
def test_another_rank_is_not_supported(figure: tuple[str, pd.Series], off: int) -> None:
    indicator, row = figure
    if pd.isna(row["rank"]):
        return
    wrong = max(1, int(row["rank"]) + off)
    if wrong == row["rank"]:
        return
    place = typed(said(indicator, row, f"ranks {ordinal(wrong)} of {row['n_ranked']}"), KNOWN)
    assert place.rating in (Rating.REFUTED, Rating.SUPPORTED_APPROX)
    assert (place.rating is Rating.REFUTED) == (Reason.TIE_RULE not in place.reasons)
    more = typed(
        said(indicator, row, f"ranks {ordinal(row['rank'])} of {int(row['n_ranked']) + abs(off)}"), KNOWN
    )
    assert more.rating is Rating.REFUTED
