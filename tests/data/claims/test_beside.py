"""Indicators beside a claim, on the committed snapshot: which, as known when, and around which event."""

import datetime as dt

import pytest

from indicators.claims.beside import Beside, beside, event_of
from indicators.snapshot.snapshot import Snapshot

TODAY = dt.date(2026, 11, 22)


def shown(snapshot: Snapshot, id: str) -> dict[str, Beside]:
    claim = snapshot.catalogue.narrative.claim(id)
    return {one.indicator.id: one for one in beside(claim, snapshot, as_of=TODAY)}


@pytest.mark.parametrize(
    ("id", "indicators", "event"),
    [
        ("C07", {"wb_wdi.gdp_per_capita_ppp", "wb_wdi.poverty_300"}, None),
        ("C31", {"vdem.religious_freedom", "fh_fiw.religious_freedom"}, "N08"),
        ("C32", {"vdem.religious_freedom", "fh_fiw.religious_freedom"}, "N09"),
        ("C35", {"fh_fiw.electoral_process", "fh_fiw.legislative_elections", "fh_fiw.electoral_laws"}, "N06"),
        ("C36", {"vdem.party_ban", "vdem.barriers_to_parties", "fh_fiw.opposition_parties"}, "N06"),
        ("C38", {"vdem.party_ban"}, "N06"),  # of the accord of 1997 and the election the nearer one
        ("C40", {"vdem.party_ban", "vdem.civil_society_repression"}, "N14"),
        ("C44", {"vdem.opposition_autonomy", "vdem.core_civil_society"}, "N17"),
    ],
)
def test_claims_show_the_indicators_that_inform_them(
    snapshot: Snapshot, id: str, indicators: set[str], event: str | None
) -> None:
    found = shown(snapshot, id)
    assert indicators <= set(found)
    assert {one.event.id if one.event else None for one in found.values()} == {event}
    assert all(bool(one.around) is bool(event) for one in found.values())


def test_figures_are_those_known_on_each_day_and_around_the_event(snapshot: Snapshot) -> None:
    found = shown(snapshot, "C35")
    laws = found["fh_fiw.legislative_elections"]
    assert (laws.then, laws.now) == ("1 for 2014 (edition 2015)", "0 for 2024 (edition 2025)")
    assert laws.around == "2012 1, 2013 1, 2014 1, 2015 0, 2016 0, 2017 0"
    assert found["vdem.electoral_democracy"].then == "not held"


def test_every_claim_on_religion_elections_and_the_opposition_shows_an_indicator(snapshot: Snapshot) -> None:
    for claim in snapshot.catalogue.narrative.claims:
        if claim.topic in ("Religion", "Opposition and elections"):
            assert claim.beside, claim.id


def test_an_event_that_is_not_confirmed_has_no_window(snapshot: Snapshot) -> None:
    narrative = snapshot.catalogue.narrative
    assert event_of(narrative.claim("C45"), narrative) is None


# What was corrected in the narrative


def test_corrections_of_the_narrative(snapshot: Snapshot) -> None:
    narrative = snapshot.catalogue.narrative
    tashkent, election = narrative.event("X11"), narrative.event("X24")
    assert (tashkent.when.start, tashkent.when.end) == (dt.date(2004, 3, 28), dt.date(2004, 4, 1))
    assert "47 dead" in tashkent.title
    assert election.status == "confirmed"
    assert "83.92% of the valid votes (83.07% of the votes cast)" in election.title
    open_country = narrative.claim("C23").value_found
    assert "6.39" in open_country
    assert "consolidated authoritarian regime" in open_country
    assert "Not Free" not in open_country
    for id in ("C01", "C09"):
        claim = narrative.claim(id)
        assert claim.display.value == "fact_with_caveat"
        assert claim.note
    assert "not looked up" not in (narrative.claim("C07").note or "")
