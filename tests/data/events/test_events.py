"""Windows before and after an event, on the committed snapshot: figures, lags, refusals, words."""

import datetime as dt
import re
from typing import Any

import pytest

from indicators.errors import QuestionError
from indicators.events import Design, Reason, Window, holm, windows
from indicators.events import of_event as window_of_event
from indicators.events.result import p_text
from indicators.events.rules import lag_of
from indicators.events.window import window as window_at
from indicators.snapshot.snapshot import Snapshot

TODAY = dt.date(2026, 11, 22)
EVENT = 2010
NEIGHBOURS = ["KAZ", "KGZ", "UZB", "TKM", "AFG", "CHN"]
FORBIDDEN = r"\b(because|caused?|led to|impacts?|proves?|proved|due to|result(s|ed) in)\b"


def window(snapshot: Snapshot, indicator: str, year: int = 2015, **given: Any) -> Window:
    event = {name: given.pop(name) for name in ("title", "category") if name in given}
    design = Design(**{"as_of": TODAY, "with_synthetic": False, **given})
    return window_at(snapshot, indicator, year, design, **event)


# On the committed snapshot


def by_hand(snapshot: Snapshot, indicator: str, before: list[int], after: list[int]) -> dict[str, float]:
    """Every country's change of means, from the rows, without a frame's arithmetic."""
    values: dict[str, dict[int, float]] = {}
    rows = snapshot.as_of(indicator, TODAY)
    for iso3, year, value in zip(rows["iso3"], rows["year"], rows["value"], strict=True):
        values.setdefault(iso3, {})[int(year)] = float(value)
    return {
        iso3: sum(own[year] for year in after) / len(after) - sum(own[year] for year in before) / len(before)
        for iso3, own in values.items()
        if set(before) | set(after) <= set(own)
    }


@pytest.mark.parametrize(
    ("indicator", "after", "n", "as_far"),
    [
        ("fh_fiw.total", [2015, 2016, 2017], 197, 12),
        ("wb_wgi.political_stability", [2015, 2016, 2017], 211, 48),
        ("ti_cpi.score", [2016, 2017, 2018], 171, 123),
    ],
)
def test_a_window_about_2015(
    snapshot: Snapshot, indicator: str, after: list[int], n: int, as_far: int
) -> None:
    found = window(snapshot, indicator)
    result = found.result
    assert result is not None
    change = by_hand(snapshot, indicator, [2012, 2013, 2014], after)
    theta = {
        iso3: own - sum(other for code, other in change.items() if code != iso3) / (len(change) - 1)
        for iso3, own in change.items()
    }
    assert found.years_after == tuple(after)
    assert result.n == len(change) == n
    assert result.as_far == sum(abs(t) >= abs(theta["TJK"]) - 1e-9 for t in theta.values()) == as_far
    assert result.theta == pytest.approx(theta["TJK"])
    assert result.theta_peers == pytest.approx(
        change["TJK"] - sum(change[code] for code in NEIGHBOURS) / len(NEIGHBOURS)
    )
    assert {code: means.change for code, means in result.means.items()} == pytest.approx(
        {code: change[code] for code in ("TJK", *NEIGHBOURS)}
    )


def test_freedom_in_the_world_about_2015(snapshot: Snapshot) -> None:
    """Freedom House: editions 2013 to 2015 gave 24, 24, 22, those of 2016 to 2018 16, 11, 11."""
    found = window(snapshot, "fh_fiw.total")
    result = found.result
    assert result is not None
    assert found.editions == ("2013", "2014", "2015", "2016", "2017", "2018")
    assert result.means["TJK"].before == pytest.approx((24 + 24 + 22) / 3)
    assert result.means["TJK"].after == pytest.approx((16 + 11 + 11) / 3)
    assert result.standard_error is result.is_below_error is None
    for part in (
        "2015 to 2017",
        "score was 10.7 points lower",
        "Its six neighbours fell 1.5 on average (difference −9.2)",
        "Only 12 of 197 countries",
        "placebo p = 0.06",
        "no proof",
        "62 countries nearest to it before, it is not unusual (p = 0.13)",
    ):
        assert part in found.sentence


def test_political_stability_about_2015_is_not_unusual(snapshot: Snapshot) -> None:
    found = window(snapshot, "wb_wgi.political_stability", title="A vote")
    result = found.result
    assert result is not None
    assert found.editions == ("2024-update",)
    assert result.theta_peers == pytest.approx(0.2374, abs=1e-4)
    assert result.standard_error == pytest.approx(0.2035, abs=1e-4)
    assert result.is_below_error
    assert not result.was_diverging  # 22 of 211 countries moved as steeply before: 0.104
    assert round(result.pre_p * result.n) == 22
    for part in (
        "“A vote”",
        "0.26 standard-normal units higher",
        "Its six neighbours rose 0.02 on average (difference +0.24)",
        "48 of 211 countries",
        "placebo p = 0.23",
        "is not unusual",
        "smaller than the published error",
    ):
        assert part in found.sentence


def test_the_path_of_a_window_begins_at_nought_and_goes_on_to_the_last_year(snapshot: Snapshot) -> None:
    found = window(snapshot, "fh_fiw.total")
    assert found.result is not None
    assert [point.year for point in found.result.path] == list(range(2012, 2019))
    values = {code: {} for code in ("TJK", *NEIGHBOURS)}
    rows = snapshot.as_of("fh_fiw.total", TODAY)
    for row in rows[rows["iso3"].isin(list(values))].itertuples():
        values[row.iso3][row.year] = row.value
    moved = {code: own[2016] - own[2014] for code, own in values.items()}
    assert found.result.path[4].beta == pytest.approx(
        moved["TJK"] - sum(moved[code] for code in NEIGHBOURS) / 6
    )
    assert found.result.path[2].beta == 0


def test_a_diverging_country_is_said_to_have_been_diverging(snapshot: Snapshot) -> None:
    """Freedom in the World about 2016: 24, 22, 16 before, as steep as in 14 of 197 countries."""
    found = window(snapshot, "fh_fiw.total", 2016)
    assert found.result is not None
    assert round(found.result.pre_p * found.result.n) == 14
    assert "Tajikistan was already diverging before (p = 0.07)." in found.sentence


def test_other_countries_have_their_land_neighbours_and_others_may_be_named(snapshot: Snapshot) -> None:
    found = window(snapshot, "fh_fiw.total", country="UZB")
    assert set(found.peers) == {"AFG", "KAZ", "KGZ", "TJK", "TKM"}
    assert "Its five neighbours" in found.sentence
    chosen = window(snapshot, "fh_fiw.total", peers=["MDA", "TJK", "GEO"])
    assert chosen.peers == ("MDA", "GEO")
    assert "Its two peers" in chosen.sentence


def test_a_peer_without_every_year_is_left_out_and_named(snapshot: Snapshot) -> None:
    """Palestine, the West Bank and Gaza, has no CPI score."""
    found = window(snapshot, "ti_cpi.score", peers=["PSE", "KGZ"])
    assert found.result is not None
    assert found.result.excluded == ("PSE",)
    assert "One of its two peers" in found.sentence
    assert any("Without every year" in note for note in found.notes)


# Lags (METHODS 4.1)


@pytest.mark.parametrize(
    ("indicator", "lag"),
    [
        ("ti_cpi.score", 1),
        ("ti_cpi.score_1995_2011", 1),
        ("wb_wgi.rule_of_law", 0),
        ("fh_fiw.total", 0),
        ("rsf_wpfi.score_2013_2021", 0),
        ("rsf_wpfi.score_2022", 0),
        ("rsf_wpfi.score_2002_2012", 1),
        ("vdem.liberal_democracy", 0),
        ("pts.state_department", 0),
        ("fsi.total", 0),
    ],
)
def test_the_first_year_described_that_can_show_an_event(
    snapshot: Snapshot, indicator: str, lag: int
) -> None:
    assert lag_of(snapshot.catalogue.indicator(indicator)) == lag
    found = window(snapshot, indicator, 2008)
    assert found.years_after[0] == 2008 + lag
    assert f"The first year after is {2008 + lag}" in found.notes[0]


# Refusals


@pytest.mark.parametrize(
    ("indicator", "given", "reason", "part"),
    [
        ("ti_cpi.score", {"year": 2011}, Reason.BREAK, "across 2012"),
        ("ti_cpi.score", {"year": 2012}, Reason.BREAK, "across 2012"),
        ("ti_cpi.score", {"year": 2013}, Reason.BREAK, "across 2012"),
        ("ti_cpi.score", {"year": 2014}, Reason.BREAK, "across 2012"),
        ("ti_cpi.score_1995_2011", {"year": 2010}, Reason.BREAK, "across 2012"),
        ("pts.state_department", {}, Reason.CATEGORIES, "mean has no meaning"),
        ("rsf_wpfi.score_2022", {}, Reason.BREAK, "across 2021"),
        ("rsf_wpfi.score_2013_2021", {"year": 2019}, Reason.BREAK, "across 2021"),
        ("rsf_wpfi.score_2002_2012", {"year": 2008}, Reason.BREAK, "across 2011"),
        ("wb_wgi.rule_of_law", {"year": 2022}, Reason.BREAK, "across 2024"),
        ("wb_wgi.rule_of_law", {"year": 2003}, Reason.TOO_FEW_POINTS, "no value for 2001"),
        ("ti_cpi.score", {"year": 2025}, Reason.TOO_FEW_POINTS, "2026, 2027, 2028"),
        ("ti_cpi.score", {"as_of": dt.date(2015, 7, 20)}, Reason.TOO_FEW_POINTS, "2016, 2017, 2018"),
        ("fh_fiw.total", {"before": 2}, Reason.TOO_FEW_POINTS, "at least 3"),
        ("fh_fiw.total", {"after": 0}, Reason.TOO_FEW_POINTS, "at least 3"),
        ("fh_fiw.total", {"year": 1980}, Reason.NO_DATA, "no value in any of 1977"),
        ("ti_cpi.score", {"country": "AND"}, Reason.NO_DATA, "Andorra has no value"),
        ("ti_cpi.score", {"peers": ["AND"]}, Reason.NO_DATA, "No peer"),
        ("ti_cpi.score", {"as_of": dt.date(1994, 1, 1)}, Reason.NO_DATA, "no edition"),
        ("bti.status_index", {}, Reason.CARRIED, "every second year"),
        ("wb_wdi.population", {}, Reason.CONTEXT, "does not measure governance"),
        ("us_greenbook.military", {}, Reason.CONTEXT, "does not measure governance"),
        ("ucdp.deaths_best", {}, Reason.CODED_FROM_EVENT, "counts events"),
        (
            "fh_fiw.legislative_elections",
            {"category": "elections"},
            Reason.CODED_FROM_EVENT,
            "the event itself",
        ),
        ("vdem.party_ban", {"category": "repression_of_opposition"}, Reason.CODED_FROM_EVENT, "coders"),
        ("vdem.regime", {}, Reason.CATEGORIES, "categories"),
        ("wb_wgi.rule_of_law_2026", {}, Reason.EXCERPT, "partial, with 5 countries"),
    ],
)
def test_a_window_is_refused_with_its_reason(
    snapshot: Snapshot, indicator: str, given: dict, reason: Reason, part: str
) -> None:
    found = window(snapshot, indicator, **given)
    assert found.refusal is not None
    assert found.result is None
    assert found.refusal.reason is reason
    assert part in found.refusal.text
    assert found.sentence == found.refusal.text
    assert found.details == ()


def test_the_same_figures_are_not_refused_for_events_they_are_not_about(snapshot: Snapshot) -> None:
    assert window(snapshot, "fh_fiw.legislative_elections", category="unrest").result is not None


@pytest.mark.parametrize("given", [{"country": "QQQ"}, {"peers": ["KGZ", "Nowhere"]}])
def test_a_country_that_is_none_is_a_mistake_and_no_refusal(snapshot: Snapshot, given: dict) -> None:
    with pytest.raises(QuestionError, match="is not known"):
        window(snapshot, "ti_cpi.score", **given)


def test_an_indicator_that_is_none_is_a_mistake_and_no_refusal(snapshot: Snapshot) -> None:
    with pytest.raises(QuestionError, match="is not known"):
        window(snapshot, "ti_cpi.scores")


# Events of the narrative


def of_event(snapshot: Snapshot, id: str, indicator: str = "fh_fiw.total") -> Window:
    event = snapshot.catalogue.narrative.event(id)
    return window_of_event(snapshot, event, indicator, Design(as_of=TODAY, with_synthetic=False))


def test_the_event_is_named_and_its_year_is_that_of_its_first_day(snapshot: Snapshot) -> None:
    found = of_event(snapshot, "N03")
    assert found.event_year == 2003
    assert found.title == "US-run counterterrorism courses for Khalimov"
    assert any("lasted from 2003 to 2014; its first year is taken" in note for note in found.notes)


def test_an_event_that_concerns_a_neighbour_too_says_so(snapshot: Snapshot) -> None:
    """X48 is fighting on the border of Kyrgyzstan and Tajikistan."""
    assert any("concerns Kyrgyzstan too" in note for note in of_event(snapshot, "X48").notes)
    assert any("did not concern Tajikistan" in note for note in of_event(snapshot, "X22").notes)


@pytest.mark.parametrize("id", ["N18", "U11"])
def test_an_event_that_is_not_confirmed_has_no_window(snapshot: Snapshot, id: str) -> None:
    found = of_event(snapshot, id)
    assert found.refusal is not None
    assert (found.result, found.refusal.reason) == (None, Reason.UNCONFIRMED)


def test_several_windows_are_adjusted_for_their_number(snapshot: Snapshot) -> None:
    event = snapshot.catalogue.narrative.event("N06")
    indicators = ["fh_fiw.total", "ti_cpi.score", "bti.status_index", "vdem.liberal_democracy"]
    table = windows(snapshot, indicators, [event, 2009], Design(as_of=TODAY))
    assert list(zip(table["event"], table["indicator"], strict=True)) == [
        (event, indicator) for event in ("N06", "2009") for indicator in indicators
    ]
    tested = table.dropna(subset="p")
    assert set(table["tests"]) == {len(tested)} == {5}
    assert tested["p_holm"].to_list() == pytest.approx(holm(tested["p"]).to_list())
    assert (tested["p_holm"] >= tested["p"]).all()
    assert tested["p"].iloc[0] == window(snapshot, "fh_fiw.total").result.p_two_sided
    refused = table[table["p"].isna()]
    assert sorted(refused["refusal"]) == ["break", "carried", "carried"]
    assert refused["p_holm"].isna().all()


# Words (METHODS 4.3)


def test_no_sentence_says_what_an_event_did(snapshot: Snapshot) -> None:
    """Every headline indicator about several events: the last sentence alone names a cause, to deny it."""
    headline = [known.id for known in snapshot.catalogue.indicators.values() if known.headline]
    seen = 0
    for indicator in [*headline, "rsf_wpfi.score_2013_2021", "wb_wgi.rule_of_law_percentile_rank"]:
        for year in (2009, 2015, 2016, 2020):
            found = window(snapshot, indicator, year, title="A vote", with_synthetic=year == 2016)
            text = found.sentence
            if found.result:
                closing = "This does not show that “A vote” caused it."
                assert text.endswith(closing)
                text = text.removesuffix(closing)
                assert ("no proof" in text) is found.result.is_unusual
                assert ("The change is not unusual" in text) is not found.result.is_unusual
                seen += 1
            words = [text, *found.notes, *(part for row in found.details for part in row)]
            assert not [word for word in words if re.search(FORBIDDEN, word, re.IGNORECASE)]
    assert seen > 25


def test_the_words_for_no_change(snapshot: Snapshot) -> None:
    """Polity's score of Tajikistan was -3 in each year from 2012 to 2017."""
    found = window(snapshot, "polity5.polity2")
    assert "was the same on average as in the three before" in found.sentence


@pytest.mark.parametrize(
    ("p", "text"),
    [
        (0.18, "0.18"),
        (0.0996, "0.0996"),
        (0.0951, "0.095"),
        (0.1, "0.10"),
        (0.0051, "0.005"),
        (1.0, "1.00"),
        (0.0151, "0.02"),
    ],
)
def test_a_p_is_printed_on_its_side_of_a_tenth_and_never_as_nought(p: float, text: str) -> None:
    assert p_text(p) == text
