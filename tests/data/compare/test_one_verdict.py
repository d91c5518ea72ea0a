"""Every door gives one verdict on two figures: caption, pair, Country, typed claim, command, assistance."""

import datetime as dt
import json
import re

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from dashboard.pages.country.model import Entry
from indicators.assistance.groups import ALIKE, BETTER, GAP, WORSE, compared_with_before
from indicators.captions.trend import trend_sentence
from indicators.claims.check import check_text
from indicators.claims.finding import Rating, Reason
from indicators.compare.change import Change, between, over_years
from indicators.compare.significance import Verdict
from indicators.compare.words import verb
from indicators.errors import NotComparable, QuestionError
from indicators.model import Direction, Uncertainty
from indicators.rank.ask import standing
from indicators.snapshot.snapshot import Snapshot
from tests.data.cli.running import run

DAYS = tuple(map(dt.date.fromisoformat, ("2026-11-22", "2025-12-01", "2020-01-01", "2015-07-20")))
COUNTRIES = ("TJK", "KAZ", "KGZ", "UZB", "TKM", "AFG", "CHN", "DNK", "GEO")
VDEM = "vdem.electoral_democracy"
OF_RATING = {
    Rating.SUPPORTED: Verdict.BEYOND,
    Rating.NOT_SUPPORTED_BY_UNCERTAINTY: Verdict.WITHIN,
    Rating.NOT_ENOUGH_DATA: Verdict.NOT_TESTED,
}
_PHRASE = re.compile("|".join(Verdict))


def of_pair(snapshot: Snapshot, indicator: str, iso3: str, years: tuple[int, int], day: dt.date) -> Verdict:
    try:
        found = between(snapshot, indicator, (iso3, years[0]), (iso3, years[1]), as_of=day)
    except NotComparable:
        return Verdict.NOT_COMPARABLE
    assert isinstance(found, Change)
    sentence = found.score_sentence
    assert _PHRASE.search(sentence.lower())[0] == found.test.verdict  # type: ignore[index]
    if found.amount and " stayed at " not in sentence:
        direction = snapshot.catalogue.indicator(indicator).direction
        assert f" {verb(found.test, direction)} " in sentence
    return found.test.verdict


def of_caption(
    snapshot: Snapshot, indicator: str, iso3: str, years: tuple[int, int], day: dt.date
) -> Verdict | None:
    """The verdict of a trend's sentence; None where it says that nothing changed."""
    known = snapshot.catalogue.indicator(indicator)
    name = snapshot.catalogue.countries.by_iso3[iso3].name
    breaks = snapshot.catalogue.breaks_of(indicator)
    rows = snapshot.as_of(indicator, day)
    sentence = trend_sentence(rows, known, names={iso3: name}, years=years, breaks=breaks)
    if "(no change)" in sentence:
        return None
    # The sentence of the two values, not that of a method that changed.
    said = next(part for part in re.split(r"(?<=\.) ", sentence) if part.startswith(name))
    return Verdict(_PHRASE.search(said)[0])  # type: ignore[index]


def of_country(
    snapshot: Snapshot, indicator: str, iso3: str, years: tuple[int, int], day: dt.date
) -> Verdict | None:
    """The verdict of the Country page, which looks back from the newest year; None for another year."""
    [over] = over_years(snapshot, indicator, iso3, (years[1] - years[0],), as_of=day)
    if over.year_to != years[1]:
        return None
    known = snapshot.catalogue.indicator(indicator)
    entry = Entry(known, standing(snapshot, indicator, iso3, as_of=day), (over,), (), (), (), day)
    return Verdict(_PHRASE.search(entry.change_words(0))[0])  # type: ignore[index]


def of_claim(
    snapshot: Snapshot, indicator: str, iso3: str, years: tuple[int, int], day: dt.date
) -> Verdict | None:
    """The verdict on a typed claim; None where it is not understood, or about other figures."""
    name = snapshot.catalogue.countries.by_iso3[iso3].name
    rows = snapshot.as_of(indicator, day)
    own = rows[rows["iso3"] == iso3].set_index("year")["value"]
    old, new = (float(own[year]) for year in years)
    digits = snapshot.catalogue.indicator(indicator).decimals
    word = "rose" if new > old else "fell"
    text = (
        f"{indicator} of {name} {word} significantly from {old:.{digits}f} to {new:.{digits}f} "
        f"between {years[0]} and {years[1]}"
    )
    try:
        judged = check_text(text, snapshot, as_of=day).now
    except QuestionError:
        return None
    if judged is None or tuple(datum.year for datum in judged.data) != years:
        return None
    if Reason.BREAK_CROSSED in judged.reasons:
        return Verdict.NOT_COMPARABLE
    by_name = {element.name: element.rating for element in judged.elements}
    return OF_RATING[by_name["significance"]] if "significance" in by_name else None


def of_command(indicator: str, iso3: str, years: tuple[int, int], day: dt.date) -> Verdict:
    asked = ("--indicator", indicator, "--country", iso3, "--as-of", day.isoformat(), "--format", "json")
    result = run("change", *asked, "--from", str(years[0]), "--to", str(years[1]))
    if result.exit_code:
        assert "not comparable" in result.stderr
        return Verdict.NOT_COMPARABLE
    return Verdict(json.loads(result.stdout)[0]["verdict"])


def classes(snapshot: Snapshot) -> list[str]:
    """The indicators that are tested, and of all others one of each source and kind."""
    known = snapshot.catalogue.indicators
    first: dict[object, str] = {}
    for id in snapshot.indicators:
        own = known[id]
        tested = own.uncertainty not in (Uncertainty.NONE, Uncertainty.INTERVAL)
        first.setdefault(id if tested else (own.source, own.uncertainty, own.direction), id)
    return list(first.values())


def assert_one_verdict(
    snapshot: Snapshot, indicator: str, iso3: str, years: tuple[int, int], day: dt.date
) -> Verdict:
    pair = (snapshot, indicator, iso3, years, day)
    verdict = of_pair(*pair)
    assert of_command(indicator, iso3, years, day) is verdict
    for door in (of_caption, of_country, of_claim):
        assert door(*pair) in (verdict, None), door.__name__
    return verdict


@settings(max_examples=25)
@given(st.data())
def test_every_door_gives_one_verdict(snapshot: Snapshot, data: st.DataObject) -> None:
    indicator = data.draw(st.sampled_from(classes(snapshot)), "indicator")
    day = data.draw(st.sampled_from(DAYS), "day")
    try:
        rows = snapshot.as_of(indicator, day)
    except QuestionError:
        assume(False)
    iso3 = data.draw(st.sampled_from(COUNTRIES), "country")
    held = [int(year) for year in rows[rows["iso3"] == iso3]["year"]]
    assume(len(held) > 1)
    first, last = sorted(data.draw(st.lists(st.sampled_from(held), min_size=2, max_size=2, unique=True)))
    assert_one_verdict(snapshot, indicator, iso3, (first, last), day)


@pytest.mark.parametrize(
    ("indicator", "iso3", "years", "verdict"),
    [
        # By a symmetric standard error it would be beyond, by V-Dem's skew posteriors it is not.
        (VDEM, "TJK", (2005, 2015), Verdict.WITHIN),
        (VDEM, "KGZ", (2005, 2015), Verdict.BEYOND),
        (VDEM, "KGZ", (2012, 2015), Verdict.NOT_TESTED),
        ("wb_wgi.voice_and_accountability", "TJK", (2002, 2022), Verdict.BEYOND),
        ("ti_cpi.score", "TJK", (2015, 2016), Verdict.WITHIN),
        ("fsi.total", "TJK", (2010, 2020), Verdict.NOT_TESTED),
        ("rsf_wpfi.score_2002_2012", "TJK", (2010, 2011), Verdict.NOT_COMPARABLE),
    ],
)
def test_known_pairs_have_their_verdict_at_every_door(
    snapshot: Snapshot, indicator: str, iso3: str, years: tuple[int, int], verdict: Verdict
) -> None:
    day = dt.date(2025, 12, 1)
    assert assert_one_verdict(snapshot, indicator, iso3, years, day) is verdict
    if verdict in (Verdict.BEYOND, Verdict.WITHIN):
        assert of_claim(snapshot, indicator, iso3, years, day) is verdict


@pytest.mark.parametrize("indicator", [VDEM, "ti_cpi.score", "hrps.protection"])
def test_assistance_judges_governance_as_a_pair_is_judged(snapshot: Snapshot, indicator: str) -> None:
    day, known = dt.date(2025, 12, 1), snapshot.catalogue.indicator(indicator)
    table = compared_with_before(
        snapshot.as_of(indicator, day), known, snapshot.catalogue.breaks_of(indicator)
    )
    own = table[table["iso3"].isin(COUNTRIES) & table["governance"].notna()]
    assert len(own)
    for row in own.itertuples():
        found = between(snapshot, indicator, (row.iso3, row.year - GAP), (row.iso3, row.year), as_of=day)
        kind = ALIKE
        if found.test.is_beyond:
            kind = BETTER if (found.amount > 0) is (known.direction is Direction.HIGHER_IS_BETTER) else WORSE
        assert row.governance == kind
